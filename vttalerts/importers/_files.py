"""Finds the files that paths name, and reads them as text, within bounds and whatever they hold."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from vttalerts.diagnostics import Diagnostic, Label, Span
from vttalerts.importers._yaml import Bounds, RefusedError
from vttalerts.importers.nodes import Source

SUFFIXES: Final = frozenset({".yml", ".yaml", ".json", ".tmpl"})
"""What is looked for in a folder."""
_MARKS: Final = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HIDDEN: Final = "."


def every(paths: Iterable[Path], bounds: Bounds) -> Iterator[Path | Diagnostic]:
    """Yield the files that paths name, those of folders sorted; or why there is none."""
    count = 0
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith(_HIDDEN))
            for name in sorted(names):
                if Path(name).suffix in SUFFIXES and not name.startswith(_HIDDEN):
                    count += 1
                    if count > bounds.files:
                        yield _refuse(path, f"more than {bounds.files:,} files in this folder", "name fewer files")
                        return
                    yield Path(folder, name)


def read(path: Path, bounds: Bounds) -> Source:
    """Return the text of a file.

    Raises:
        RefusedError: It is none, can't be read (DEF104), is too large (DEF102), or no text (DEF103).
    """
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            raise RefusedError(_refuse(path, "no file, but something else", "name a file or a folder"))
        if found.st_size > bounds.size:
            raise RefusedError(
                _refuse(
                    path,
                    f"a file of {found.st_size:,} bytes is larger than {bounds.size:,}",
                    "cut it into several files",
                    "DEF102",
                )
            )
        with path.open("rb") as file:
            content = file.read(bounds.size + 1)
    except OSError as error:
        raise RefusedError(_refuse(path, f"can't be read: {error.strerror or error}", "mend the path")) from None
    except ValueError:
        raise RefusedError(_refuse(path, "can't be read: no such path can exist", "mend the path")) from None
    return Source(str(path.absolute()), _decoded(path, content))


def _decoded(path: Path, content: bytes) -> str:
    mark, encoding = next((one for one in _MARKS if content.startswith(one[0])), (b"", "utf-8"))
    content = content.removeprefix(mark)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(encoding, errors="replace")
        raise RefusedError(_no_text(path, before, f"byte 0x{content[error.start]:02x} is no UTF-8")) from None
    if "\0" in text:
        raise RefusedError(_no_text(path, text[: text.index("\0")], "a null byte: the file is binary"))
    return text


def _no_text(path: Path, before: str, reason: str) -> Diagnostic:
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    return Diagnostic(
        "DEF103",
        f"no text: {reason}",
        (Label(Span(str(path.absolute()), line, column, line, column + 1), "here"),),
        why="the server refuses the whole file",
        help="save it as UTF-8, or take it out of the list",
    )


def _refuse(path: Path, headline: str, mend: str, code: str = "DEF104") -> Diagnostic:
    return Diagnostic(
        code,
        f"`{path.name}`: {headline}" if code == "DEF104" else headline,
        (Label(Span(str(path.absolute()), 1)),),
        why="nothing in it can be looked at",
        help=mend,
    )
