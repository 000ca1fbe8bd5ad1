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


Target = Indicator | Query
"""What a panel draws."""


def targets(value: object) -> tuple[Target, ...]:
    """Take one target for a sequence of one.

    Raises:
        Fault: There is none (DSH030), or something else than a target (DSH029).
    """
    given: tuple[object, ...] = value if isinstance(value, tuple) else (value,)
    found = tuple(one for one in given if isinstance(one, Target))
    if len(found) < len(given):
        wrong = next(one for one in given if not isinstance(one, Target))
        raise Fault(
            "DSH029",
            f"a panel can't draw a {type(wrong).__name__}",
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
    """Return the letters that a panel's target is known by: `A` to `Z`, then `AA`."""
    first, last = divmod(index, len(_LETTERS))
    return (_LETTERS[first - 1] if first else "") + _LETTERS[last]
