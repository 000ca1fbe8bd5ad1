"""Who is told of what, and when, for a terminal: alerts that reach the same receivers stand together."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from vttalerts.reporting.proof_notes import headline, notes, silencers, titled
from vttalerts.simulate.delays import words
from vttalerts.simulate.matrix import Hearer, Matrix, Row

_Group: TypeAlias = tuple[tuple[str, ...], bool]


def report(matrix: Matrix, *, root: Path, routes: int) -> str:
    """Write a proof for people.

    Args:
        matrix: What is proven.
        root: The folder that paths are shown relative to.
        routes: How many routes the tree has.
    """
    return "\n".join(_lines(matrix, root, routes)) + "\n"


def _lines(matrix: Matrix, root: Path, routes: int) -> Iterator[str]:
    yield headline(matrix, routes)
    yield "Times are from the first bad sample to the first notification: on average … at most."
    groups: dict[_Group, list[Row]] = {}
    for row in matrix.rows:
        groups.setdefault((row.names, row.falls_through), []).append(row)
    for (receivers, falls_through), rows in groups.items():
        yield ""
        yield from _table(
            receivers or ("nobody",), rows, "   (the root: no route claims them)" if falls_through else ""
        )
    silenced = list(silencers(matrix))
    if silenced:
        width = max(len(name) for name, _ in silenced)
        yield from ("", "Silenced, where the labels agree, while others fire:")
        yield from (f"  {name:<{width}}  while {sources}" for name, sources in silenced)
    found = list(notes(matrix, root))
    if found:
        yield from ("", "Look at:")
        yield from (f"  {note}" for note in found)


def _table(receivers: tuple[str, ...], rows: list[Row], remark: str) -> Iterator[str]:
    cells = [(titled(row), str(row.placed.severity or "-"), *map(_when, row.hearers), _promise(row)) for row in rows]
    head = ("", "", *receivers, "")
    widths = [max(len(line[at]) for line in (head, *cells)) for at in range(len(cells[0]))]
    yield f"{', '.join(receivers)}{remark}" if len(receivers) == 1 else ", ".join(receivers) + remark
    if len(receivers) > 1:
        yield _line(head, widths)
    yield from (_line(line, widths) for line in cells)


def _line(cells: tuple[str, ...], widths: list[int]) -> str:
    return ("  " + "  ".join(f"{cell:<{width}}" for cell, width in zip(cells, widths, strict=True))).rstrip()


def _when(hearer: Hearer) -> str:
    told = hearer.told
    when = f"{words(told.usual)} … {words(told.most)}"
    if not hearer.receiver.integrations:
        return "tells nobody"
    return f"{when}, not at all times: {', '.join(told.muted)}" if told.muted else when


def _promise(row: Row) -> str:
    promised = row.placed.alert.notify_within
    return f"promised within {promised.duration()}" if promised is not None else ""
