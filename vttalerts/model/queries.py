"""What panels ask: indicators, and queries that nothing else needs."""

from __future__ import annotations

from textwrap import dedent
from typing import Annotated, Final

from vttalerts.diagnostics import Fault
from vttalerts.model.expr import Indicator
from vttalerts.model.schema import AfterValidator
from vttalerts.model.spec import Spec

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _text(value: str) -> str:
    return dedent(value).strip() if "\n" in value else value.strip()


class Query(Spec):
    """A query that no alert and no other panel needs; all others are indicators.

    Its text is checked by `vttalerts check`, not here: it may hold Grafana's variables.

    Attributes:
        expr: PromQL, or what the data source speaks.
        legend: How Grafana names a series, such as `{{ instance }}`.
        color: One colour for its series, such as `red`.
    """

    expr: Annotated[str, AfterValidator(_text)]
    legend: str = ""
    color: str = ""


def targets(value: object) -> tuple[Indicator | Query, ...]:
    """Take one target for a sequence of one, and say what to write instead of other things."""
    found = tuple(value) if isinstance(value, tuple | list) else (value,)
    for one in found:
        if not isinstance(one, Indicator | Query):
            raise Fault(
                "DSH029",
                f"a panel can't draw a {type(one).__name__}",
                why="there is no query that Grafana could ask",
                help="give an indicator, or Query(expr=…) for one that nothing else needs",
            )
    if not found:
        raise Fault(
            "DSH030",
            "a panel without targets has nothing to draw",
            why='Grafana shows "No data" for ever',
            help="give an indicator, or remove the panel",
        )
    return found


def ref_id(index: int) -> str:
    """Return the letter that a panel's target is known by: `A`, …, `Z`, `AA`, …"""
    first, last = divmod(index, len(_LETTERS))
    return (_LETTERS[first - 1] if first else "") + _LETTERS[last]
