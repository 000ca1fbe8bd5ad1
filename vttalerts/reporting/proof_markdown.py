"""Who is told of what, and when, as a page for a repository or a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from vttalerts.reporting.proof_notes import headline, notes, silencers
from vttalerts.simulate.delays import words
from vttalerts.simulate.matrix import Hearer, Matrix, Row


def report(matrix: Matrix, *, root: Path, routes: int) -> str:
    """Write a proof as Markdown.

    Args:
        matrix: What is proven.
        root: The folder that paths are shown relative to.
        routes: How many routes the tree has.
    """
    return "\n".join(_lines(matrix, root, routes)) + "\n"


def _lines(matrix: Matrix, root: Path, routes: int) -> Iterator[str]:
    yield from ("# Who is told of what, and when", "")
    yield from (f"{headline(matrix, routes)}.", "")
    yield from ("Times are from the first bad sample to the first notification: on average … at most.", "")
    yield from _row("alert", "severity", "labels", "told", "promised", "silenced while")
    yield "|---|---|---|---|---|---|"
    silenced = dict(silencers(matrix))
    for row in matrix.rows:
        promised = row.placed.alert.notify_within
        yield from _row(
            row.placed.name,
            str(row.placed.severity or ""),
            row.found.words,
            "<br>".join(map(_told, row.hearers)) or "nobody",
            "" if promised is None else f"within {promised.duration()}",
            silenced.get(row.placed.name, ""),
            remark=_remark(row),
        )
    found = list(notes(matrix, root))
    if found:
        yield from ("", "## Look at", "")
        yield from (f"- {_escaped(note)}" for note in found)


def _told(hearer: Hearer) -> str:
    told = hearer.told
    when = f"{words(told.usual)} … {words(told.most)}" if hearer.receiver.integrations else "tells nobody"
    muted = f", not at all times ({', '.join(told.muted)})" if told.muted else ""
    return f"{hearer.receiver.name}: {when}{muted}"


def _remark(row: Row) -> str:
    return "<br>(the root: no route claims it)" if row.falls_through else ""


def _row(*cells: str, remark: str = "") -> Iterable[str]:
    made = [_escaped(cell) for cell in cells]
    if remark:
        made[3] += remark
    yield f"| {' | '.join(made)} |"


def _escaped(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")
