"""A warning fires no earlier than the critical alert on the same number.

## What it does
Compares the thresholds of alerts that look at one indicator in one direction: with `>` and `>=` the lower severity
needs the lower threshold, with `<` and `<=` the higher one. Equal thresholds are right only where the critical
alert waits longer.

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

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph, PlacedAlert
from vttalerts.model.alerts import Severity
from vttalerts.model.expr import Combination, Comparison, Condition
from vttalerts.units import SECONDS, Quantity, number

_RANKS: Final = {Severity.INFO: 0, Severity.WARNING: 1, Severity.CRITICAL: 2}
_VERBS: Final = {Severity.INFO: "informs", Severity.WARNING: "warns", Severity.CRITICAL: "pages"}
_SIDES: Final = {">": "above", ">=": "above", "<": "below", "<=": "below"}


@check()
def alr007(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert whose threshold lies at or beyond that of a more severe one."""
    rivals: dict[tuple[int, str, str], list[tuple[PlacedAlert, Comparison, Severity]]] = {}
    for placed in graph.alerts:
        severity = placed.severity
        if severity is not None and severity in _RANKS:
            condition, others = _measured(placed.alert.expr)
            side = _SIDES.get(condition.operator) if condition is not None else None
            if condition is not None and side is not None:
                rivals.setdefault((id(condition.indicator), side, others), []).append((placed, condition, severity))
    for (_, side, _), alerts in rivals.items():
        sign = 1 if side == "above" else -1
        ranked = sorted(alerts, key=lambda one: sign * one[1].threshold)
        # For each rank, the first to fire of those above it; `min` of equals is the earliest, and sorting keeps that.
        firsts = {
            rank: next((one for one in ranked if _RANKS[one[2]] > rank), None)
            for rank in {_RANKS[one[2]] for one in alerts}
        }
        for placed, condition, severity in alerts:
            first = firsts[_RANKS[severity]]
            if first is not None:
                gap = sign * (condition.threshold - first[1].threshold)
                if gap > 0 or (gap == 0 and _wait(placed) >= _wait(first[0])):
                    yield _finding(placed, condition.quantity, first[0], first[1].quantity, side)


def _measured(condition: Condition) -> tuple[Comparison | None, str]:
    """Return the comparison that decides how bad it is, and the text of what else must hold."""
    if isinstance(condition, Comparison):
        return condition, ""
    if (
        isinstance(condition, Combination)
        and condition.operator == "and"
        and isinstance(condition.parts[0], Comparison)
    ):
        return condition.parts[0], "\n".join((str(condition.on), *(part.promql() for part in condition.parts[1:])))
    return None, ""


def _finding(low: PlacedAlert, mine: Quantity, high: PlacedAlert, theirs: Quantity, side: str) -> Diagnostic:
    minor, major = low.severity or Severity.NONE, high.severity or Severity.NONE
    together = mine.in_(theirs.unit) == theirs.value
    mend = "below" if side == "above" else "above"
    return alr007.finding(
        f"{minor} fires {'together with' if together else 'only after'} {major}",
        low.alert.at(f"{_VERBS[minor]} {side} {mine}", "expr", part="quantity"),
        high.alert.at(f"{_VERBS[major]} {side} {theirs}", "expr", part="quantity"),
        why=f"the {minor} can never give anyone time to act before the page",
        help=f"set the {minor} {mend} {_written(theirs)}",
    )


def _wait(placed: PlacedAlert) -> float:
    return placed.alert.for_.in_(SECONDS) if placed.alert.for_ is not None else 0


def _written(quantity: Quantity) -> str:
    name = quantity.unit.name.replace(" ", "_")
    return f"{'bytes_' if name == 'bytes' else name}({number(quantity.value)})"
