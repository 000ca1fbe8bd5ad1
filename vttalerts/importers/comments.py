"""The comments of a YAML file, each with the object that it stands nearest to.

Decision: comments are found between the values, whose places are known, and not by a second reader: ruamel.yaml reads
340 rules a second, and puts a comment where its own tree has room for it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from vttalerts.importers.nodes import Map, Node, Scalar, Seq, Source, last
from vttalerts.importers.places import NodePlace
from vttalerts.model.spec import Spec

_OWN: Final = "Made by `vttalerts build`"
_BEFORE: Final = frozenset(" \t\n\r,[]{}")


class Comment(NamedTuple):
    """One comment.

    Attributes:
        line: Its line, from 1.
        text: What it says, without `#`.
        alone: Whether nothing else stands on the line.
    """

    line: int
    text: str
    alone: bool


class _Home(NamedTuple):
    """The lines of one object.

    Attributes:
        first: The first one, from 1.
        end: The last one.
        spec: The object.
    """

    first: int
    end: int
    spec: Spec


def comments_of(source: Source, documents: Iterable[Node], specs: Iterable[Spec]) -> dict[Spec, tuple[str, ...]]:
    """Return the comments of a file by the objects that were read from it."""
    found = tuple(_foreign(every(source, documents)))
    if not found:
        return {}
    homes = _Homes(_homes(source, specs))
    made: dict[Spec, list[str]] = {}
    lines = source.text.split("\n")
    for comment in found:
        spec = homes.nearest(comment, _next_line(comment, lines))
        if spec is not None:
            made.setdefault(spec, []).append(comment.text)
    return {spec: tuple(lines) for spec, lines in made.items()}


class _Homes:
    """The objects of a file, by their lines."""

    def __init__(self, homes: Iterable[_Home]) -> None:
        largest_first = sorted(homes, key=lambda home: home.first - home.end)
        self._begins: dict[int, _Home] = {}
        self._around: dict[int, _Home] = {}
        for home in largest_first:
            self._begins.setdefault(home.first, home)
            # Smaller ones come later, and each line keeps the smallest.
            self._around.update(dict.fromkeys(range(home.first, home.end + 1), home))
        self._by_end = sorted(largest_first, key=lambda home: home.end)
        self._ends = [home.end for home in self._by_end]

    def nearest(self, comment: Comment, following: int) -> Spec | None:
        """Return the object that begins right below a comment, else the smallest around it, else the one before."""
        below = self._begins.get(following) if comment.alone else None
        around = below or self._around.get(comment.line)
        if around is not None:
            return around.spec
        index = bisect_right(self._ends, comment.line)
        if index:
            return self._by_end[index - 1].spec
        first = min(self._by_end, key=lambda home: (home.first, -home.end), default=None)
        return None if first is None else first.spec


def _foreign(found: Iterable[Comment]) -> Iterator[Comment]:
    """Yield the comments that people wrote: not the first lines of a file that `vttalerts build` made."""
    made = 0
    for comment in found:
        if comment.text.startswith(_OWN):
            made = comment.line
        elif made and comment.line == made + 1:
            made += 1
        else:
            yield comment


def every(source: Source, documents: Iterable[Node]) -> Iterator[Comment]:
    """Yield the comments of a file, in its order."""
    text = source.text
    if "#" not in text:
        return
    spans = sorted(span for document in documents for span in _spans(text, document))
    starts = [start for start, _ in spans]
    at = text.find("#")
    while at >= 0:
        index = bisect_right(starts, at) - 1
        if index >= 0 and at < spans[index][1]:
            at = text.find("#", max(spans[index][1], at + 1))
            continue
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        if at == 0 or text[at - 1] in _BEFORE or (index >= 0 and spans[index][1] == at):
            line, column = source.place(at)
            yield Comment(line, text[at + 1 : end].strip(), not text[at - column + 1 : at].strip())
            at = text.find("#", end)
        else:
            at = text.find("#", at + 1)


def _spans(text: str, node: Node) -> Iterator[tuple[int, int]]:
    """Yield where the texts of a node are, keys too; an alias has its anchor's places, which do no harm."""
    match node:
        case Scalar():
            yield node.start, last(text, node.start, node.end) if node.style in ("|", ">") else node.end
        case Seq():
            for item in node.items:
                yield from _spans(text, item)
        case Map():
            for key in node.keys.values():
                yield key.start, key.end
            for value in node.values.values():
                yield from _spans(text, value)


def _homes(source: Source, specs: Iterable[Spec]) -> Iterator[_Home]:
    for spec in specs:
        place = spec._code  # noqa: SLF001  where it was read from
        if isinstance(place, NodePlace) and place.node.source is source:
            node = place.node
            end = last(source.text, node.start, node.end)
            yield _Home(source.place(node.start)[0], source.place(max(node.start, end - 1))[0], spec)


def _next_line(comment: Comment, lines: list[str]) -> int:
    """Return the first line after a comment that says something itself."""
    number = comment.line + 1
    while number <= len(lines) and lines[number - 1].lstrip()[:1] in ("", "#"):
        number += 1
    return number
