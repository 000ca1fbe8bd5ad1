"""Makes the edits that findings ask for, in the files of the definitions: all of a finding's or none, and never half.

Decision: a file is edited only if it is byte for byte what it was before the definitions were loaded, and only if
Python can read it afterwards. All new files are written beside the old ones first, and then renamed; if one can't be,
those before it are put back. Two findings that edit the same place are mended one after the other, by two runs.
"""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vttalerts.diagnostics import Diagnostic, Edit, Span
from vttalerts.model import clear_text

_SUFFIXES: Final = (".py", ".toml", ".yml", ".yaml")


_MARK: Final = "\ufeff"
"""A byte order mark, which those who count columns may count or not."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A file with its edits made.

    Attributes:
        path: The file.
        before: What it holds.
        after: What it should hold.
    """

    path: Path
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would edit.

    Attributes:
        files: The files, sorted by path.
        mended: The findings that these edits mend.
    """

    files: tuple[Mended, ...]
    mended: tuple[Diagnostic, ...]


class ChangedError(Exception):
    """A file is not what it was when the definitions were loaded; nothing was written.

    Attributes:
        path: The file.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(str(path))
        self.path = path


def snapshot(files: Iterable[Path]) -> dict[Path, str]:
    """Return what files hold that may be edited; those that are no UTF-8 are left out."""
    held: dict[Path, str] = {}
    for file in files:
        with suppress(OSError, UnicodeDecodeError):
            held[file] = file.read_bytes().decode("utf-8")
    return held


def plan(diagnostics: Iterable[Diagnostic], held: Mapping[Path, str]) -> Plan:
    """Work out what to write for the edits of findings.

    Args:
        diagnostics: The findings, in the order in which they are shown; of two that touch, the first is mended.
        held: What the files that may be edited hold.
    """
    chosen: dict[Path, list[_Piece]] = {}
    mended: list[Diagnostic] = []
    diagnostics = tuple(diagnostics)
    secrets = hidden(diagnostics, held)
    for found in diagnostics:
        pieces = [None if _touches(edit.span, secrets) else _piece(edit, held) for edit in found.edits]
        whole = [piece for piece in pieces if piece is not None]
        if whole and len(whole) == len(pieces) and all(_fits(piece, chosen) for piece in whole):
            mended.append(found)
            for piece in whole:
                of_file = chosen.setdefault(piece.path, [])
                if piece not in of_file:
                    of_file.append(piece)
    files = tuple(Mended(path, held[path], _edited(held[path], chosen[path])) for path in sorted(chosen))
    unread = {one.path for one in files if not _reads(one)}
    return Plan(
        tuple(one for one in files if one.path not in unread),
        tuple(one for one in mended if not any(Path(edit.span.file) in unread for edit in one.edits)),
    )


def hidden(diagnostics: Iterable[Diagnostic], held: Mapping[Path, str]) -> frozenset[tuple[str, int]]:
    """Return the lines, by file and number, that hold a secret in clear text: nobody shows or edits them."""
    said = (label.span for found in diagnostics for label in found.labels if label.hidden)
    lines = {(span.file, number) for span in said for number in range(span.line, (span.end_line or span.line) + 1)}
    # Where nothing can be compiled, no check has looked for secrets yet.
    lines |= {
        (str(path), number)
        for path, text in held.items()
        for number, line in enumerate(_lines(text), 1)
        if clear_text.kind_of(line)
    }
    return frozenset(lines)


def _touches(span: Span, lines: frozenset[tuple[str, int]]) -> bool:
    return any((span.file, number) in lines for number in range(span.line, (span.end_line or span.line) + 1))


@dataclass(frozen=True, slots=True)
class _Piece:
    path: Path
    start: int
    end: int
    text: str


def _piece(edit: Edit, held: Mapping[Path, str]) -> _Piece | None:
    path = Path(edit.span.file)
    text = held.get(path)
    ends = _offsets(edit.span, text) if text is not None and path.suffix in _SUFFIXES else None
    return _Piece(path, *ends, edit.text) if ends is not None else None


def _offsets(span: Span, text: str) -> tuple[int, int] | None:
    """Return where a place begins and ends in a file's text, whose lines may end in any way; `None` if nowhere."""
    if span.column is None or span.end_line is None or span.end_column is None:
        return None
    if text.startswith(_MARK) and span.line == 1:
        return None
    lines = _lines(text)
    starts: list[int] = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    if not 1 <= span.line <= span.end_line <= len(lines) + 1:
        return None
    start = starts[span.line - 1] + span.column - 1
    end = starts[span.end_line - 1] + span.end_column - 1
    return (start, end) if start <= end <= len(text) else None


def _lines(text: str) -> list[str]:
    """Split as Python's tokenizer does: at a carriage return, a newline, or both."""
    lines: list[str] = []
    start = at = 0
    while at < len(text):
        if text[at] in "\r\n":
            at += 2 if text.startswith("\r\n", at) else 1
            lines.append(text[start:at])
            start = at
        else:
            at += 1
    return [*lines, text[start:]] if start < len(text) else lines


def _fits(piece: _Piece, chosen: Mapping[Path, list[_Piece]]) -> bool:
    """Tell whether an edit touches none that is chosen, or is one of them."""
    return all(
        piece == other or piece.end < other.start or other.end < piece.start for other in chosen.get(piece.path, ())
    )


def _edited(text: str, pieces: Iterable[_Piece]) -> str:
    for piece in sorted(pieces, key=lambda one: one.start, reverse=True):
        text = text[: piece.start] + piece.text + text[piece.end :]
    return text


def _reads(one: Mended) -> bool:
    try:
        if one.path.suffix == ".py":
            ast.parse(one.after)
        elif one.path.suffix == ".toml":
            import tomllib

            tomllib.loads(one.after)
    except (SyntaxError, ValueError):
        return False
    return True


def apply(wanted: Plan) -> None:
    """Write the files of a plan: all of them or none.

    Raises:
        ChangedError: A file is not what the plan was made for; nothing was written.
        OSError: A file could not be written; all are as they were.
    """
    parts: list[tuple[Path, Path, Mended]] = []
    done: list[tuple[Path, Mended]] = []
    try:
        for one in wanted.files:
            target = one.path.resolve()
            parts.append((_beside(target, one.after), target, one))
        for _, target, one in parts:
            _unchanged(target, one)
        for part, target, one in parts:
            part.replace(target)
            done.append((target, one))
    except BaseException:
        for target, one in reversed(done):
            _beside(target, one.before).replace(target)
        raise
    finally:
        for part, _, _ in parts:
            part.unlink(missing_ok=True)


def _unchanged(target: Path, one: Mended) -> None:
    if target.read_bytes() != one.before.encode("utf-8"):
        raise ChangedError(one.path)


def _beside(target: Path, text: str) -> Path:
    """Write a text beside its place, with the rights of the file that is there."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            os.fchmod(file.fileno(), target.stat().st_mode & 0o7777)
            file.write(text.encode("utf-8"))
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part
