"""A platform of any size, for `bench/run.py`: it writes other numbers into `sizes.py`, and measures."""

from .root import platform

__all__ = ["platform"]
