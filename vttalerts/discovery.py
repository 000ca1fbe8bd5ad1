"""Finds the parts of a package that are added by adding a file: checks, emitters, integrations, panels."""

from __future__ import annotations

import os
from importlib import import_module
from types import ModuleType


def modules(package: ModuleType) -> tuple[ModuleType, ...]:
    """Import and return the public modules of a package, sorted by name."""
    names = {
        entry.name.removesuffix(".py")
        for folder in package.__path__
        for entry in os.scandir(folder)
        if entry.name.endswith(".py") and not entry.name.startswith("_")
    }
    return tuple(import_module(f"{package.__name__}.{name}") for name in sorted(names))
