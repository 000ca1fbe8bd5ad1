"""The source lines that findings point at: each file is read once; one that can't be read has no lines."""

from __future__ import annotations

from pathlib import Path


class Sources:
    """Reads lines of source files, relative to one folder, and remembers them.

    Decision: bytes are decoded as UTF-8 with replacement, not by the file's own coding cookie, because a
    wrong character in an excerpt does no harm, and a finding must show in a file that is not valid text too.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._files: dict[str, list[str]] = {}

    def line(self, file: str, number: int) -> str | None:
        """Return one line without its end, counted from 1; `None` if the file has no such line to show."""
        lines = self._files.get(file)
        if lines is None:
            lines = self._files[file] = _read(self._root / file)
        return lines[number - 1] if 1 <= number <= len(lines) else None


def _read(path: Path) -> list[str]:
    # A fifo or a device would block or never end; a name with a null byte is a ValueError.
    try:
        content = path.read_bytes() if path.is_file() else b""
    except (OSError, ValueError):
        return []
    if b"\0" in content:
        return []
    text = content.decode("utf-8-sig", errors="replace")
    # Not `splitlines`, which also ends lines at form feeds and at Unicode's separators: Python does not, and
    # line numbers come from its parser.
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if not lines[-1]:
        lines.pop()
    return lines
