"""Runs the whole monitoring on one machine: as processes that are looked after, or as containers."""
