"""A warning fires no earlier than the critical alert on the same number.

## What it does
Compares the thresholds of alerts that look at one indicator in one direction: with `>` and `>=` the lower severity
needs the lower threshold, with `<` and `<=` the higher one. Equal thresholds are right only where the critical
alert waits longer. Two alerts in PromQL look at one number where all but the last number is the same text.

## Why it is bad
The warning exists so that somebody can act before the page. In this order it never comes first.

## Bad
```python
warning = Alert(
    name="VTTHighMemoryUsage",
    expr=memory_usage > percent(96),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory is nearly full",
    runbook=runbook,
)
critical = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(warning, critical)),))
```

## Good
```python
warning = Alert(
    name="VTTHighMemoryUsage",
    expr=memory_usage > percent(85),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory is nearly full",
    runbook=runbook,
)
critical = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(warning, critical)),))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Fault, Label
from vttalerts.graph import Graph, PlacedAlert
from vttalerts.language._promql_nodes import Binary
from vttalerts.language.promql import parse
from vttalerts.model.alerts import Severity
from vttalerts.model.expr import Combination, Comparison, Condition, Raw
from vttalerts.units import SECONDS, Quantity, number

_RANKS: Final = {Severity.INFO: 0, Severity.WARNING: 1, Severity.CRITICAL: 2}
_VERBS: Final = {Severity.INFO: "informs", Severity.WARNING: "warns", Severity.CRITICAL: "pages"}
_SIDES: Final = {">": "above", ">=": "above", "<": "below", "<=": "below"}
_LIMIT: Final = re.compile(r"(.*\S)\s*(>=|<=|>|<)\s*([-+]?\d[\d.]*(?:[eE][-+]?\d+)?)\s*", re.DOTALL)


class _Rival(NamedTuple):
    """An alert on a number, and where it fires.

    Attributes:
        placed: The alert.
        severity: How bad it is.
        threshold: Where it fires.
        quantity: The threshold as it is written; a text in PromQL.
    """

    placed: PlacedAlert
    severity: Severity
    threshold: float
    quantity: Quantity | str

    def label(self, side: str) -> Label:
        """Return a diagnostic's label at the threshold."""
        text = f"{_VERBS[self.severity]} {side} {self.quantity}"
        if isinstance(self.quantity, str):
            return self.placed.alert.at(text, "expr", snippet=self.quantity)
        return self.placed.alert.at(text, "expr", part="quantity")

    @property
    def waits(self) -> float:
        """How long it must last, in seconds."""
        for_ = self.placed.alert.for_
        return for_.in_(SECONDS) if for_ is not None else 0


@check()
def alr007(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert whose threshold lies at or beyond that of a more severe one."""
    for side, alerts in _rivals(graph):
        sign = 1 if side == "above" else -1
        ranked = sorted(alerts, key=lambda one: sign * one.threshold)
        # For each rank, the first to fire of those above it; `min` of equals is the earliest, and sorting keeps that.
        firsts = {
            rank: next((one for one in ranked if _RANKS[one.severity] > rank), None)
            for rank in {_RANKS[one.severity] for one in alerts}
        }
        for rival in alerts:
            first = firsts[_RANKS[rival.severity]]
            if first is not None:
                gap = sign * (rival.threshold - first.threshold)
                if gap > 0 or (gap == 0 and rival.waits >= first.waits):
                    yield _finding(rival, first, side)


def _rivals(graph: Graph) -> Iterator[tuple[str, list[_Rival]]]:
    """Yield the alerts that look at one number in one direction, with the direction."""
    found: dict[tuple[int | str, str, str], list[_Rival]] = {}
    for placed in graph.alerts:
        severity = placed.severity
        if severity is None or severity not in _RANKS:
            continue
        condition, others = _measured(placed.alert.expr)
        if isinstance(condition, Comparison):
            side = _SIDES.get(condition.operator)
            if side is not None:
                rival = _Rival(placed, severity, condition.threshold, condition.quantity)
                found.setdefault((id(condition.indicator), side, others), []).append(rival)
        elif isinstance(condition, Raw) and (limit := _limit(condition.text)) is not None:
            left, operator, value = limit
            rival = _Rival(placed, severity, float(value), value)
            found.setdefault((left, _SIDES[operator], others), []).append(rival)
    return ((side, alerts) for (_, side, _), alerts in found.items() if len(alerts) > 1)


def _measured(condition: Condition) -> tuple[Condition, str]:
    """Return the condition that decides how bad it is, and the text of what else must hold."""
    if isinstance(condition, Combination) and condition.operator == "and":
        return condition.parts[0], "\n".join((str(condition.on), *(part.promql() for part in condition.parts[1:])))
    return condition, ""


def _limit(text: str) -> tuple[str, str, str] | None:
    """Return what a query compares with a number, how, and the number as it is written."""
    found = _LIMIT.fullmatch(text)
    if found is None:
        return None
    try:
        root = parse(text).nodes[-1]
    except Fault:  # it has its own diagnostic
        return None
    if not isinstance(root, Binary) or root.op != found[2] or not root.scalars[1]:
        return None
    return " ".join(found[1].split()), found[2], found[3]


def _finding(low: _Rival, high: _Rival, side: str) -> Diagnostic:
    minor, major = low.severity, high.severity
    mend = "below" if side == "above" else "above"
    return alr007.finding(
        f"{minor} fires {'together with' if low.threshold == high.threshold else 'only after'} {major}",
        low.label(side),
        high.label(side),
        why=f"the {minor} can never give anyone time to act before the page",
        help=f"set the {minor} {mend} {_written(high.quantity)}",
    )


def _written(quantity: Quantity | str) -> str:
    if isinstance(quantity, str):
        return quantity
    name = quantity.unit.name.replace(" ", "_")
    return f"{'bytes_' if name == 'bytes' else name}({number(quantity.value)})"
