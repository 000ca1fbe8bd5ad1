"""A line of the table: what was compared, what the goal is, what came out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_GOAL = re.compile(r"(at least|at most) ([0-9.]+) ?(?:\((.*)\))?")


class Row(NamedTuple):
    """One comparison.

    Attributes:
        what: What was compared.
        ratio: What came out.
        goal: The bound.
        least: Whether the bound is the least, and not the most, that the ratio may be.
        beside: What the machine took, for orientation.
    """

    what: str
    ratio: float
    goal: float | None = None
    least: bool = False
    beside: str = ""

    @property
    def met(self) -> bool:
        """Whether the goal is met; also where there is none."""
        return self.goal is None or (self.ratio >= self.goal if self.least else self.ratio <= self.goal)


def at_most(goal: float, what: str, ratio: float, beside: str = "") -> Row:
    """Return a row whose ratio may not be above its goal."""
    return Row(what, ratio, goal, least=False, beside=beside)


def at_least(goal: float, what: str, ratio: float, beside: str = "") -> Row:
    """Return a row whose ratio may not be below its goal."""
    return Row(what, ratio, goal, least=True, beside=beside)


def told(what: str, ratio: float, goal: str) -> Row:
    """Return a row from a goal in words: `at least 15 (81,000 alerts/s)`."""
    found = _GOAL.match(goal)
    if found is None:
        return Row(what, ratio, beside=goal)
    return Row(what, ratio, float(found[2]), least=found[1] == "at least", beside=found[3] or "")


def table(rows: Iterable[Row]) -> Iterator[str]:
    """Yield the lines of a table in Markdown."""
    yield "| what | goal | measured | met | beside |"
    yield "|---|---|---|---|---|"
    for row in rows:
        goal = "" if row.goal is None else f"{'≥' if row.least else '≤'} {row.goal:g}"
        met = "" if row.goal is None else ("yes" if row.met else "**no**")
        yield f"| {row.what} | {goal} | {row.ratio:.2f} | {met} | {row.beside} |"


def times(seconds: float) -> str:
    """Return a time with as many digits as it deserves."""
    return f"{seconds * 1000:.0f} ms" if seconds < 1 else f"{seconds:.2f} s"
