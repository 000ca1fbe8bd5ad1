"""Definitions as Python source: readable, formatted as `ruff format` does it, and the same for the same objects."""
