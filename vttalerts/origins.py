"""Leads from a line of the output back to the definition that made it, and describes an edit that was made there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from vttalerts.diagnostics import Change, Diagnostic, Label, Span
from vttalerts.emitters import Artifact, _yaml
from vttalerts.model.spec import Spec, Tree
from vttalerts.writer import Drift

_MOST_HUNKS: Final = 3
_MOST_COMPARED: Final = 20_000
"""Lines up to which the difference is searched for thoroughly, which takes quadratic time."""
_MOST_LINES: Final = 4


@dataclass(frozen=True, slots=True)
class Origin:
    """What made a line.

    Attributes:
        spec: The object.
        keyword: Its field, where one is known.
    """

    spec: Spec
    keyword: str | None

    def span(self) -> Span:
        """Return the place in the definitions."""
        return self.spec.span(self.keyword)


def origin(artifact: Artifact, line: int) -> Origin | None:
    """Return what made a line of an artifact, counted from 1; `None` for its header and for what has no tree."""
    if artifact.tree is None:
        return None
    before = len(artifact.header.splitlines())
    return _mapping(artifact.tree(), line - 1 - before, None) if line > before else None


def _mapping(tree: Mapping[str, Any], line: int, outer: Origin | None) -> Origin | None:
    for key, value in tree.items():
        held = list(value) if isinstance(value, Iterator) else value
        size = _lines({key: held})
        if line >= size:
            line -= size
            continue
        here = outer
        if isinstance(tree, Tree) and tree.spec is not None:
            here = Origin(tree.spec, tree.keywords.get(key, key))
        return _value(held, line - 1, here) if line and held and not isinstance(held, str) else here
    return outer


def _value(value: object, line: int, outer: Origin | None) -> Origin | None:
    if isinstance(value, Mapping):
        return _mapping(value, line, outer)
    for item in value if isinstance(value, Iterable) and not isinstance(value, str) else ():
        size = _lines([item])
        if line >= size:
            line -= size
            continue
        if isinstance(item, Mapping):
            return _mapping(item, line, outer)
        return outer
    return outer


def _lines(tree: object) -> int:
    return _yaml.dump(tree).count("\n")


def describe(drift: Drift, output: Path, root: Path) -> Diagnostic:
    """Return the diagnostic of a file that is not what the definitions make (OUT001)."""
    file = output / drift.path
    shown = _relative(file, root)
    if drift.artifact is None:
        return Diagnostic(
            "OUT001",
            f"{shown} is made by no definition any more",
            (Label(Span(str(file), 1)),),
            why="the servers would go on reading what nobody maintains",
            help="`vttalerts build` removes it",
        )
    if drift.found is None:
        return Diagnostic(
            "OUT001",
            f"{shown} is missing, or no text",
            (Label(Span(str(file), 1)),),
            why="the servers would start without it, or not at all",
            help="`vttalerts build` writes it",
        )
    old, new = drift.found.splitlines(), drift.artifact.text().splitlines()
    changes: list[Change] = []
    first: int | None = None
    advice = "`vttalerts build` drops the edit; the same edit in the definitions keeps it"
    hunks = _hunks(old, new)
    for low, high, made_low, made_high in islice(hunks, _MOST_HUNKS):
        first = low + 1 if first is None else first
        changes.extend(Change("-", text, "in the file") for text in old[low:high][:_MOST_LINES])
        for number, text in list(enumerate(new[made_low:made_high], made_low + 1))[:_MOST_LINES]:
            found = origin(drift.artifact, number)
            changes.append(Change("+", text, _note(found, root)))
            if found is not None and first == low + 1:
                span = found.span()
                field = f"`{found.keyword}` " if found.keyword else ""
                advice = (
                    f"`vttalerts build` drops the edit; the same change of {field}"
                    f"at {_relative(Path(span.file), root)}:{span.line} keeps it"
                )
    return Diagnostic(
        "OUT001",
        f"{shown} differs from its definitions",
        (Label(Span(str(file), first or 1)),),
        why="the next build would undo a hand edit, perhaps one made during an incident",
        help=advice,
        changes=tuple(changes),
    )


def _hunks(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int, int]]:
    """Where two texts differ, as line ranges of both; for very long ones the first difference only."""
    if len(old) + len(new) < _MOST_COMPARED:
        for kind, *ranges in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
            if kind != "equal":
                yield ranges[0], ranges[1], ranges[2], ranges[3]
        return
    pairs = enumerate(zip(old, new, strict=False))
    start = next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(old), len(new)))
    yield start, min(start + 1, len(old)), start, min(start + 1, len(new))


def _note(found: Origin | None, root: Path) -> str:
    if found is None:
        return "from the definitions"
    span = found.span()
    field = f", `{found.keyword}`" if found.keyword else ""
    return f"from {_relative(Path(span.file), root)}:{span.line}{field}"


def _relative(file: Path, root: Path) -> str:
    return file.relative_to(root).as_posix() if root in file.parents else file.as_posix()


def places(artifact: Artifact) -> Iterator[tuple[int, Spec]]:
    """Yield where each object begins in an artifact: its line, counted from 1, and the object."""
    if artifact.tree is not None:
        yield from _places(artifact.tree(), len(artifact.header.splitlines()) + 1)


def _places(value: object, line: int) -> Iterator[tuple[int, Spec]]:
    if isinstance(value, Mapping):
        if isinstance(value, Tree) and value.spec is not None:
            yield line, value.spec
        for key, inner in value.items():
            held = list(inner) if isinstance(inner, Iterator) else inner
            yield from _places(held, line + 1)
            line += _lines({key: held})
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _places(item, line)
            line += _lines([item])
