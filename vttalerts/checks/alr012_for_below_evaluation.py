"""An alert must last for less time than passes between two looks at it.

## What it does
Compares `for_` with the interval of the alert's group, or with the server's `evaluation_interval` (without both,
Prometheus looks once a minute).

## Why it is bad
Prometheus counts in evaluations: the alert is pending at the first one that is true and fires at the next. Written
are 10 seconds, and the page comes after a minute.

## Bad
```python
alert = Alert(
    name="VTTAPIDown",
    expr=promql('up{job="vtt-server"} == 0'),
    for_=seconds(10),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="the API is down",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    prometheus=PrometheusServer(scrape_interval=seconds(5)),
    scrape=(server,),
    groups=(AlertGroup(name="api", interval=minutes(1), alerts=(alert,)),),
)
```

## Good
```python
alert = Alert(
    name="VTTAPIDown",
    expr=promql('up{job="vtt-server"} == 0'),
    for_=seconds(10),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="the API is down",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    prometheus=PrometheusServer(scrape_interval=seconds(5)),
    scrape=(server,),
    groups=(AlertGroup(name="api", interval=seconds(10), alerts=(alert,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.spec import Spec
from vttalerts.units import SECONDS, minutes

_DEFAULT = minutes(1)
"""Prometheus's `evaluation_interval` where nothing is said (config `DefaultGlobalConfig`)."""


@check(level=Level.WARNING)
def alr012(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert whose `for` is shorter than its evaluation interval."""
    server = graph.prometheus
    common = server.evaluation_interval if server is not None else None
    for placed in graph.alerts:
        alert = placed.alert
        if alert.for_ is None or not alert.for_.value:
            continue
        interval = placed.group.interval or common or _DEFAULT
        if alert.for_.in_(SECONDS) < interval.in_(SECONDS):
            owner: Spec | None = placed.group if placed.group.interval is not None else server
            keyword = "interval" if placed.group.interval is not None else "evaluation_interval"
            labels = [alert.at(f"shorter than the {interval} between two evaluations", "for_")]
            if owner is not None and (placed.group.interval is not None or common is not None):
                labels.append(owner.at("looked at this often", keyword))
            yield alr012.finding(
                f"{alert.name} is looked at less often than `for` says",
                *labels,
                why=f"the page comes after {interval}, not after {alert.for_}",
                help=f"raise `for_` to {interval}, or set the group's `interval` to {alert.for_}",
            )
