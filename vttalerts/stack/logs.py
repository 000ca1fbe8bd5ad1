"""What the servers say: the last lines of each log, and then each new one."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

_LOOK: Final = 0.2
_MOST: Final = 4 * 1024 * 1024
"""Bytes that are looked through for the last lines."""


def last(path: Path, lines: int) -> tuple[list[str], int]:
    """Return the last lines of a log, and where they end."""
    try:
        with path.open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - _MOST))
            content = file.read(_MOST)
    except OSError:
        return [], 0
    whole = content.decode("utf-8", "replace").splitlines()
    return (whole[-lines:] if lines else []), size


def follow(logs: Iterable[tuple[str, Path]], lines: int, *, forever: bool) -> Iterator[tuple[str, str]]:
    """Yield the name of a service and a line of its log: the last ones, and then each new one.

    Args:
        logs: Names of services, and where their logs are.
        lines: How many lines to begin with.
        forever: Go on; without it, end after the last lines.
    """
    places: dict[str, tuple[Path, int, bytes]] = {}
    for name, path in logs:
        found, end = last(path, lines)
        yield from ((name, line) for line in found)
        places[name] = (path, end, b"")
    while forever:
        for name, (path, end, begun) in places.items():
            try:
                size = path.stat().st_size
                if size == end:
                    continue
                with path.open("rb") as file:
                    file.seek(end if size > end else 0)  # a log that was shortened begins anew
                    new = file.read(_MOST)
                    end = file.tell()  # noqa: PLW2901  where it goes on
            except OSError:
                continue
            *whole, rest = (begun + new).split(b"\n")
            places[name] = (path, end, rest)
            yield from ((name, line.decode("utf-8", "replace")) for line in whole)
        time.sleep(_LOOK)
