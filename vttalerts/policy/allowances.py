"""Which findings the definitions accept: those at, or inside of, an object with `allow=`.

Decision: an allowance covers what is written inside the call of its object, and the parts that the object has by
structure (the alerts of a group, the panels of a dashboard, the routes below a route, everything of a platform),
at whichever of its places a finding points: the half of a conflict that is accepted may be the other one. Rejected:
to cover objects that are only named there. A route would speak for its receiver, and silence it for all others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from vttalerts.diagnostics import Diagnostic, Edit, Span
from vttalerts.graph import Graph
from vttalerts.model.allowing import Allowance, mistake
from vttalerts.model.mistakes import from_fault
from vttalerts.model.platform import Platform
from vttalerts.model.spec import Spec

_PARTS: Final = ("alerts", "rules", "rows", "panels", "routes", "integrations")
"""The fields whose objects belong to their holder alone."""

_COMMENT: Final = re.compile(
    r"#\s*vttalerts:\s*allow\b[ \t]*(?P<code>\S*)(?:[ \t]+because[ \t:]+(?P<because>.*?))?"
    r"(?:[ \t]+until[ \t:]+(?P<until>\S+))?\s*$"
)
_LONGEST: Final = 1000
"""Characters of a line that is looked at: a comment that people read is shorter."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """An allowance where it stands.

    Attributes:
        code: The code that it accepts.
        because: Why.
        until: The last day, such as `2027-03-01`; empty for ever.
        place: Where it is written.
        areas: The places that it covers.
        made: The object that it stands in and the allowance itself; `None` for a comment, or one line for many objects.
    """

    code: str
    because: str
    until: str
    place: Span
    areas: tuple[Span, ...]
    made: tuple[Spec, Allowance] | None = None

    def removal(self) -> tuple[Edit, ...]:
        """Return the edit that takes it out, where that can be told."""
        if self.made is None:
            return ()
        from vttalerts.model.edits import without_allowance

        return without_allowance(*self.made)

    def covers(self, found: Diagnostic) -> bool:
        """Tell whether a finding points at a place that this is about."""
        return any(_is_within(label.span, area) for label in found.labels for area in self.areas)


def accepted_in(graph: Graph) -> Iterator[Accepted]:
    """Yield what a platform's definitions accept, in a stable order."""
    found: dict[tuple[Span, str], Accepted] = {}
    for spec in graph.specs:
        for one in spec.__dict__.get("allow", ()):
            place = one.span()
            areas = tuple(dict.fromkeys(part.extent() for part in _parts(spec)))
            # The same line may make many objects, in a loop: together they are one allowance.
            before = found.get((place, one.code))
            merged = areas if before is None else tuple(dict.fromkeys((*before.areas, *areas)))
            made = (spec, one) if before is None else None
            found[place, one.code] = Accepted(one.code, one.because, one.until or "", place, merged, made)
    yield from (found[key] for key in sorted(found, key=lambda key: (key[0].file, key[0].line, key[1])))


def _parts(spec: Spec) -> Iterator[Spec]:
    if isinstance(spec, Platform):
        yield from (part for part in Graph(spec).specs if not isinstance(part, Allowance))
        return
    yield spec
    for name in _PARTS:
        for part in spec.__dict__.get(name) or ():
            if isinstance(part, Spec):
                yield from _parts(part)


def _is_within(span: Span, area: Span) -> bool:
    if span.file != area.file:
        return False
    start = (area.line, area.column or 0)
    end = (area.end_line or area.line, area.end_column or _FAR)
    # Where only the line is known, the line counts.
    return start <= (span.line, span.column or _FAR) and (span.line, span.column or 0) < end


_FAR: Final = 1 << 30


def accepted_by_comments(text: str, file: str) -> tuple[tuple[Accepted, ...], tuple[Diagnostic, ...]]:
    """Return what the comments of a YAML file accept: `# vttalerts: allow PQL004 because … until 2027-03-01`.

    A comment after something is about its line; one alone on its line is about the next line and what is indented
    below that one.

    Args:
        text: The file's text.
        file: Its name in the places of findings.

    Returns:
        The allowances, and what is wrong with comments that are meant to be one.
    """
    if "vttalerts:" not in text:
        return (), ()
    lines = text.split("\n")
    blocks: list[tuple[int, int]] | None = None
    accepted: list[Accepted] = []
    wrong: list[Diagnostic] = []
    for number, line in enumerate(lines, 1):
        found = _COMMENT.search(line) if "vttalerts:" in line and len(line) <= _LONGEST else None
        if found is None:
            continue
        place = Span(file, number, found.start() + 1, number, len(line) + 1)
        code, because, until = (found[name] or "" for name in ("code", "because", "until"))
        fault = mistake(code, because, until or None)
        if fault is not None:
            wrong.append(from_fault(fault, place))
            continue
        if line[: found.start()].strip():
            first, last = number, number
        else:
            blocks = blocks or _blocks(lines)
            first, last = blocks[number]
        accepted.append(Accepted(code, because, until, place, (Span(file, first, end_line=last),)))
    return tuple(accepted), tuple(wrong)


def _blocks(lines: list[str]) -> list[tuple[int, int]]:
    """Return, for each line, the first and the last line of what follows it: a line, and what is indented below it.

    One pass from the end: a file may be long, and every line of it a comment.
    """
    following = [(len(lines), len(lines))] * (len(lines) + 1)
    # Where blocks may end: lines before which nothing deeper follows any more, with their depths.
    ends: list[tuple[int, int]] = []
    for number in range(len(lines), 0, -1):
        line = lines[number - 1]
        if not line.strip() or line.lstrip().startswith("#"):
            following[number - 1] = following[number]
            continue
        depth = _depth(line)
        while ends and ends[-1][1] > depth:
            ends.pop()
        last = ends[-1][0] - 1 if ends else len(lines)
        ends.append((number, depth))
        following[number - 1] = (number, last)
    return following


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
