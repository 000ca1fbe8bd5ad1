"""Finds the parts of a package that are added by adding a file: checks, emitters, integrations, panels.

Decision: where a file's bytecode is current it is run at once, because Python's own search for a module that is known
to be there takes twice as long as reading and running it, and every `vttalerts check` loads more than a hundred.
Anything else (no bytecode, an edit, a package that was moved) is left to Python.
"""

from __future__ import annotations

import marshal
import os
import sys
from _frozen_importlib_external import MAGIC_NUMBER, cache_from_source  # `importlib.util` would cost an import
from importlib import import_module
from importlib.machinery import ModuleSpec, SourceFileLoader
from types import CodeType, ModuleType
from typing import Final

_HEADER: Final = 16
_BY_TIME: Final = MAGIC_NUMBER + bytes(4)
"""How bytecode begins that is current if its source has the time and the size that follow (PEP 552)."""
_WORD: Final = 0xFFFFFFFF


def modules(package: ModuleType) -> tuple[ModuleType, ...]:
    """Import and return the public modules of a package, sorted by name."""
    files = {
        entry.name.removesuffix(".py"): entry
        for folder in package.__path__
        for entry in os.scandir(folder)
        if entry.name.endswith(".py") and not entry.name.startswith("_")
    }
    return tuple(_module(package, name, files[name]) for name in sorted(files))


def _module(package: ModuleType, name: str, file: os.DirEntry[str]) -> ModuleType:
    full = f"{package.__name__}.{name}"
    found = sys.modules.get(full)
    if found is not None:
        return found
    cached = cache_from_source(file.path)
    code = _current(file, cached)
    if code is None:
        return import_module(full)
    spec = ModuleSpec(full, SourceFileLoader(full, file.path), origin=file.path)
    spec.cached = cached
    spec.has_location = True
    module = ModuleType(full)
    module.__spec__, module.__loader__, module.__package__ = spec, spec.loader, package.__name__
    module.__dict__.update(__file__=file.path, __cached__=cached)
    sys.modules[full] = module
    try:
        exec(code, module.__dict__)  # noqa: S102  what Python does with it, too
    except BaseException:
        del sys.modules[full]
        raise
    setattr(package, name, module)
    return module


def _current(file: os.DirEntry[str], cached: str) -> CodeType | None:
    """Return a module's bytecode, if it was made of its source as it is now."""
    try:
        source = file.stat()
        with open(cached, "rb") as stream:  # noqa: PTH123  a path object for each of a hundred files takes its time
            data = stream.read()
    except OSError:
        return None
    made_of = (int(source.st_mtime) & _WORD).to_bytes(4, "little") + (source.st_size & _WORD).to_bytes(4, "little")
    if data[:_HEADER] != _BY_TIME + made_of:
        return None
    try:
        code: object = marshal.loads(data[_HEADER:])  # noqa: S302  the bytecode that Python itself would read
    except (EOFError, ValueError, TypeError):
        return None
    # A package that was moved says its old place in every traceback.
    return code if isinstance(code, CodeType) and code.co_filename == file.path else None
