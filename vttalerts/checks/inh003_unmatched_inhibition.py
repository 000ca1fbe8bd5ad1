"""An inhibition whose source or target is no alert of the platform.

## What it does
Looks for alerts that the source matchers, and the target matchers, may mean. Platforms without alerts are not looked
at.

`--fix` writes the right value if only one is near.

## Why it is bad
It silences nothing. One failure pages once for each of its consequences, until somebody finds the typo.

## Bad
```python
down = Alert(
    name="VTTAPIDown",
    expr=promql('up{job="vtt-server"} == 0'),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="the API is down",
    runbook=runbook,
)
errors = Alert(
    name="VTTHighErrorRate",
    expr=error_ratio > percent(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="requests fail",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="api", alerts=(down, errors)),),
    inhibitions=(
        Inhibition(
            source_matchers=match(alertname="VTTApiDown"),
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
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="the API is down",
    runbook=runbook,
)
errors = Alert(
    name="VTTHighErrorRate",
    expr=error_ratio > percent(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="requests fail",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="api", alerts=(down, errors)),),
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
from difflib import get_close_matches

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.edits import respelt
from vttalerts.model.matchers import Matchers
from vttalerts.simulate.fleet import Fleet, fleet
from vttalerts.simulate.sides import sides


@check(level=Level.WARNING)
def inh003(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every side of an inhibition that means no alert."""
    alerts = fleet(graph)
    if not alerts.views:
        return
    for both in sides(graph):
        rule = both.rule
        for side, matchers, found in (
            ("source", rule.source_matchers, both.sources),
            ("target", rule.target_matchers, both.targets),
        ):
            if not found:
                wrong, near = _nearly(alerts, matchers)
                yield inh003.finding(
                    f"no alert is a {side} of this inhibition",
                    rule.at(
                        f'did you mean "{near}"?' if near else f"means {', '.join(map(str, matchers))}",
                        f"{side}_matchers",
                    ),
                    why="nothing is silenced, so one failure pages once for each of its consequences",
                    help=f'write "{near}"' if near else "set these labels on the alerts that are meant, or remove it",
                    edits=respelt(rule, f"{side}_matchers", wrong, (near,)),
                )


def _nearly(alerts: Fleet, matchers: Matchers) -> tuple[str, str]:
    """Return the value of a matcher that alone means no alert, and the one that it nearly asks for."""
    for matcher in matchers:
        if next(alerts.matching((matcher,)), None) is None:
            values = sorted({value for view in alerts.views if (value := view.value(matcher.label))})
            return matcher.value, next(iter(get_close_matches(matcher.value, values, n=1, cutoff=0.7)), "")
    return "", ""
