"""Where a finding is, as a reader in the repository would write it: `definitions/routing.py:31:9`."""

from __future__ import annotations

from pathlib import Path

from vttalerts.diagnostics import Span


def within(file: str, root: Path) -> str | None:
    """Return the path below `root` with forward slashes, or `None` if the file is elsewhere.

    Purely lexical: a finding may name a file that is gone, and a symbolic link is shown by the name it was
    reached by. A relative path counts from `root`.
    """
    try:
        relative = (root / file).relative_to(root)
    except ValueError:
        return None
    return None if ".." in relative.parts else relative.as_posix()


def shown(file: str, root: Path) -> str:
    """Return the path relative to `root` if it is inside, else as it is."""
    return within(file, root) or file


def location(span: Span, root: Path) -> str:
    """Return `path:line:column`, or `path:line` if the column is not known."""
    place = f"{shown(span.file, root)}:{span.line}"
    return place if span.column is None else f"{place}:{span.column}"
