"""Two inhibitions silence each other's sources.

## What it does
Looks for two alerts of which one rule lets the first silence the second, and another rule the second the first.

## Why it is bad
When both fire, each is silenced by the other, and nobody hears of either.

## Bad
```python
full = Alert(
    name="VTTMemoryFull",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
errors = Alert(
    name="VTTErrors",
    expr=error_ratio > percent(5),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="requests fail",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="vtt", alerts=(full, errors)),),
    inhibitions=(
        Inhibition(
            source_matchers=match(alertname="VTTMemoryFull"), target_matchers=match(alertname="VTTErrors")
        ),
        Inhibition(
            source_matchers=match(alertname="VTTErrors"), target_matchers=match(alertname="VTTMemoryFull")
        ),
    ),
)
```

## Good
```python
full = Alert(
    name="VTTMemoryFull",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
errors = Alert(
    name="VTTErrors",
    expr=error_ratio > percent(5),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="requests fail",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="vtt", alerts=(full, errors)),),
    inhibitions=(
        Inhibition(
            source_matchers=match(alertname="VTTMemoryFull"), target_matchers=match(alertname="VTTErrors")
        ),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.simulate.fleet import View
from vttalerts.simulate.sides import Sides, sides

_MOST_TRIED: Final = 20
"""How many alerts of a side are tried against those of the other: what is true of one is true of nearly all."""


@check()
def inh006(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every pair of rules that silence each other."""
    rules = sides(graph)
    if len(rules) < 2:  # noqa: PLR2004  a circle takes two
        return
    silenced_by: dict[int, list[int]] = {}
    for number, rule in enumerate(rules):
        for view, certain in rule.targets:
            if certain:
                silenced_by.setdefault(id(view), []).append(number)
    for number, rule in enumerate(rules):
        partners = {
            other
            for view, certain in rule.sources
            if certain
            for other in silenced_by.get(id(view), ())
            if other < number
        }
        for other in sorted(partners):
            pair = _pair(rules[other], rule)
            if pair is not None:
                first, second = pair
                yield inh006.finding(
                    f"{first.name} and {second.name} silence each other",
                    rule.rule.at(f"{second.name} silences {first.name}"),
                    rules[other].rule.at(f"{first.name} silences {second.name}"),
                    why="when both fire, nobody hears of either",
                    help="remove the rule whose source is the consequence, and keep the one whose source is the cause",
                )


def _pair(one: Sides, other: Sides) -> tuple[View, View] | None:
    """Return two alerts of which each silences the other: the first by one rule, the second by the other."""
    targets = {id(view) for view, certain in other.targets if certain}
    sources = {id(view) for view, certain in other.sources if certain}
    firsts = islice((view for view, certain in one.sources if certain and id(view) in targets), _MOST_TRIED)
    seconds = tuple(islice((view for view, certain in one.targets if certain and id(view) in sources), _MOST_TRIED))
    for first in firsts:
        for second in seconds:
            if first is not second and _equal(one, first, second) and _equal(other, first, second):
                return first, second
    return None


def _equal(rule: Sides, first: View, second: View) -> bool:
    return all(
        mine == theirs or None in {mine, theirs}
        for mine, theirs in zip(rule.compared(first), rule.compared(second), strict=True)
    )
