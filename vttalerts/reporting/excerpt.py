"""The part of a source line that a finding shows, and where its underline goes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Final

from vttalerts.diagnostics import Span
from vttalerts.reporting.screen import lay_out

_CUT: Final = "…"
_CONTEXT: Final = 3
"""What stands before the underline of a line cut on the left: one part in so many of the columns."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A line as it is shown.

    Attributes:
        text: The line, or the part that fits; safe to show.
        indent: Columns before the underline.
        length: Columns of the underline, at least 1.
    """

    text: str
    indent: int
    length: int


def excerpt(line: str, span: Span, columns: int) -> Excerpt:
    """Show what `span` marks on its first line, cut with `…` to at most `columns` columns.

    A span that goes on below is underlined up to the line's end, one without a column along the whole text,
    and an empty one at one column. A column beyond the end counts as the end: the file may have changed.
    """
    start, end = _extent(line, span)
    shown, edges = lay_out(line)
    first, beyond = 0, len(shown)
    if edges[-1] > columns:
        left = min(edges[start] - columns // _CONTEXT, edges[-1] - columns)
        if left > 0 and edges[end] >= columns:
            first = bisect_left(edges, left + 1)
        if edges[-1] - edges[first] + bool(first) > columns:
            beyond = bisect_right(edges, edges[first] + columns - 1 - bool(first)) - 1
    before = _CUT if first else ""
    after = _CUT if beyond < len(shown) else ""
    return Excerpt(
        text=before + "".join(shown[first:beyond]) + after,
        indent=len(before) + edges[start] - edges[first],
        length=max(1, edges[min(end, beyond)] - edges[start]),
    )


def _extent(line: str, span: Span) -> tuple[int, int]:
    """Return the first character that is underlined and the one after the last, counted from 0."""
    end = len(line.rstrip())
    if span.column is None:
        start = len(line) - len(line.lstrip())
        return start, max(start, end)
    start = min(max(span.column - 1, 0), len(line))
    if span.end_line is None or span.end_line <= span.line:
        end = start + 1 if span.end_column is None else span.end_column - 1
    return start, min(max(start, end), len(line))
