"""What edits would change, as a unified diff that `git apply` takes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vttalerts.reporting.palette import Paint, Style, painter
from vttalerts.reporting.places import shown

_STYLES: Final = {"-": Style.REMOVED, "+": Style.ADDED, "@": Style.PLACE}
_LINE: Final = re.compile(r"[^\n]*\n|[^\n]+")
_HIDDEN: Final = "(not shown: it holds a secret)\n"
_NO_NEWLINE: Final = "\\ No newline at end of file\n"


def diff(
    file: Path, before: str, after: str, *, root: Path, color: bool = False, hidden: frozenset[int] = frozenset()
) -> str:
    """Return how a file would differ.

    Args:
        file: The file.
        before: What it holds.
        after: What it would hold.
        root: Absolute path of the folder that its name is shown relative to.
        color: Whether to colour what goes and what comes.
        hidden: Lines of what it holds, from 1, that hold a secret and are not repeated; no edit is in them.
    """
    name = shown(str(file), root)
    paint = painter(color=color)
    secrets = {line for number, line in enumerate(_lines(before), 1) if number in hidden}
    old, new = ([_HIDDEN if line in secrets else line for line in _lines(text)] for text in (before, after))
    lines = difflib.unified_diff(old, new, f"a/{name}", f"b/{name}")
    return "".join(_painted(line, paint) for line in _ended(lines))


def _lines(text: str) -> list[str]:
    """Split at newlines alone, as `git apply` does."""
    return _LINE.findall(text)


def _painted(line: str, paint: Paint) -> str:
    style = Style.STRONG if line.startswith(("--- ", "+++ ")) else _STYLES.get(line[:1])
    return line if style is None else paint(style, line.removesuffix("\n")) + "\n"


def _ended(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line.endswith("\n"):
            yield line
        else:
            yield f"{line}\n"
            yield _NO_NEWLINE
