"""Imports definitions by what they say, not by when they were saved.

Decision: Python takes bytecode for current if its source has the same size and second. An edit within the second of
a build, as scripts and hooks make them, would be compiled from the definitions before it; so the bytecode of
definitions carries a checksum of the source where others carry the time. Rejected: no bytecode at all, which costs
VTT's definitions a third of a `check`.
"""

from __future__ import annotations

import os
import sys
import zlib
from collections.abc import Generator
from contextlib import contextmanager, suppress
from importlib.machinery import SOURCE_SUFFIXES, FileFinder, SourceFileLoader
from pathlib import Path
from typing import Any

from typing_extensions import override


class _ByContent(SourceFileLoader):
    """Loads a module whose bytecode is current if it was made of the same text."""

    @override
    def path_stats(self, path: str) -> dict[str, Any]:
        source = self.get_data(path)
        return {"mtime": zlib.crc32(source), "size": len(source)}


@contextmanager
def by_content(root: Path, top: str) -> Generator[None]:
    """Import the packages of a project by content meanwhile; `top` is the outermost package of its definitions."""
    own = (str(root), str(root / top))
    inside = f"{own[1]}{os.sep}"
    finder = FileFinder.path_hook((_ByContent, SOURCE_SUFFIXES))

    def hook(path: str) -> Any:  # noqa: ANN401  a finder, by importlib's protocol
        if path in own or path.startswith(inside):
            return finder(path)
        raise ImportError(path)

    _forget(own, inside)
    sys.path_hooks.insert(0, hook)
    try:
        yield
    finally:
        sys.path_hooks.remove(hook)
        _forget(own, inside)


def make_room(root: Path, top: str) -> bool:
    """Make the folders for bytecode, which look like an edit of the folders around them; tell whether any was new."""
    made = False
    if not sys.dont_write_bytecode:
        for place in {file.parent / "__pycache__" for file in (root / top).rglob("*.py")}:
            with suppress(OSError):
                place.mkdir()
                made = True
    return made


def _forget(own: tuple[str, str], inside: str) -> None:
    for path in [path for path in sys.path_importer_cache if path in own or path.startswith(inside)]:
        del sys.path_importer_cache[path]
