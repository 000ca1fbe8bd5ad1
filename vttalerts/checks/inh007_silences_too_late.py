"""The alert that silences comes later than what it silences.

## What it does
Takes the rules whose source is one alert by its name, and compares how long it must last with the `for_` of the alerts
that it silences, and the `group_wait` of their routes.

## Why it is bad
Both begin with the same failure. The consequence is notified while the cause still waits: whoever is woken is woken
for the wrong thing, and a minute later again for the right one.

## Bad
```python
down = Alert(
    name="VTTAPIDown",
    expr=promql('up{job="vtt-server"} == 0'),
    for_=minutes(10),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="the API is down",
    runbook=runbook,
)
errors = Alert(
    name="VTTErrors",
    expr=error_ratio > percent(5),
    for_=minutes(2),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="requests fail",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="vtt", alerts=(down, errors)),),
    inhibitions=(
        Inhibition(
            source_matchers=match(alertname="VTTAPIDown"),
            target_matchers=match(severity="warning"),
            equal=("service",),
        ),
    ),
)
```

## Good
```python
down = Alert(
    name="VTTAPIDown",
    expr=promql('up{job="vtt-server"} == 0'),
    for_=minutes(2),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="the API is down",
    runbook=runbook,
)
errors = Alert(
    name="VTTErrors",
    expr=error_ratio > percent(5),
    for_=minutes(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="requests fail",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="vtt", alerts=(down, errors)),),
    inhibitions=(
        Inhibition(
            source_matchers=match(alertname="VTTAPIDown"),
            target_matchers=match(severity="warning"),
            equal=("service",),
        ),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.routing import GROUP_WAIT
from vttalerts.simulate.fleet import View
from vttalerts.simulate.reach import reach
from vttalerts.simulate.sides import sides
from vttalerts.units import SECONDS, seconds


@check(level=Level.WARNING)
def inh007(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every rule whose source fires after its target was notified, once a rule."""
    rules = [one for one in sides(graph) if one.named and one.sources and one.targets]
    if not rules:
        return
    waits = _group_waits(graph)
    for rule in rules:
        sources = [view for view, certain in rule.sources if certain]
        for target, certain in rule.targets:
            rivals = [one for one in sources if one is not target and rule.compared(one) == rule.compared(target)]
            if not certain or not rivals:
                continue
            heard = _lasts(target) + waits.get(id(target), GROUP_WAIT.in_(SECONDS))
            soonest = min(rivals, key=_lasts)
            if _lasts(soonest) > heard:
                yield inh007.finding(
                    f"{soonest.name} comes later than {target.name}, which it silences",
                    soonest.placed.alert.at("fires after this long", "for_"),
                    target.placed.alert.at(f"notified {seconds(heard).duration()} after it begins", "for_"),
                    rule.rule.at("silenced here"),
                    why=f"{target.name} is heard first, and {soonest.name} after it: two pages instead of one",
                    help=f"lower the `for_` of {soonest.name}, or raise that of {target.name}",
                )
                break


def _lasts(view: View) -> float:
    for_ = view.placed.alert.for_
    return for_.in_(SECONDS) if for_ is not None else 0.0


def _group_waits(graph: Graph) -> dict[int, float]:
    """Return how long the quickest route of each alert waits, in seconds."""
    ways = reach(graph)
    certain = ways.certain if ways is not None else ()
    return {id(view): min(step.group_wait.in_(SECONDS) for step in steps) for view, steps in certain if steps}
