"""An alert promises to be heard sooner than it can be.

## What it does
Adds up, for every alert with `notify_within`, what takes time at the worst: the scrape and its answer, recording rules
in between, how late a missing series is noticed, the evaluation, `for`, and what the routes wait. Somebody must be told
in that time, whichever of its labels the alert fires with.

## Why it is bad
Whoever reads `notify_within` plans with it: how long players wait before anybody looks. A page that comes later than
promised is a promise that nobody kept, and nobody noticed.

## Bad
```python
full = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    for_=minutes(2),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
    notify_within=minutes(2),
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    prometheus=PrometheusServer(scrape_interval=seconds(30), evaluation_interval=seconds(30)),
    groups=(AlertGroup(name="memory", alerts=(full,)),),
    routing=Route(receiver=team, group_by=("alertname",), group_wait=seconds(0)),
    deliveries=(Delivery(given=match(service="vtt-server"), reaches=(team,)),),
)
```

## Good
```python
full = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    for_=seconds(30),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
    notify_within=minutes(2),
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    prometheus=PrometheusServer(scrape_interval=seconds(30), evaluation_interval=seconds(30)),
    groups=(AlertGroup(name="memory", alerts=(full,)),),
    routing=Route(receiver=team, group_by=("alertname",), group_wait=seconds(0)),
    deliveries=(Delivery(given=match(service="vtt-server"), reaches=(team,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph, PlacedAlert
from vttalerts.simulate.routing import Step
from vttalerts.simulate.ways import Way, Ways, ways
from vttalerts.units import SECONDS


@check()
def alr024(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every alert whose promise cannot be kept, with the class of labels that takes longest."""
    promised = [placed for placed in graph.alerts if placed.alert.notify_within is not None]
    if not promised:
        return
    all_ways = ways(graph)
    for placed in promised:
        yield from _kept(graph, placed, all_ways)


def _kept(graph: Graph, placed: PlacedAlert, all_ways: Ways | None) -> Iterator[Diagnostic]:
    from vttalerts.simulate.latency import latency

    known = latency(graph)
    late: tuple[float, Step, Way] | None = None
    for way in all_ways.of(placed) if all_ways is not None else ():
        heard = [step for step in way.steps if step.receiver.integrations and not known.told(placed, step).muted]
        if not heard:
            yield _unheard(placed, way)
            return
        first = min(heard, key=lambda step: known.told(placed, step).most)
        most = known.told(placed, first).most
        if late is None or most > late[0]:
            late = most, first, way
    promise = placed.alert.notify_within
    if late is not None and promise is not None and late[0] > promise.in_(SECONDS):
        yield _late(graph, placed, *late)


def _unheard(placed: PlacedAlert, way: Way) -> Diagnostic:
    muted = [step for step in way.steps if step.receiver.integrations]
    return alr024.finding(
        f"{way.of(placed.name)} promises to be heard, and at some times nobody is told"
        if muted
        else f"{way.of(placed.name)} promises to be heard, and nobody is told",
        placed.alert.at(f"promised within {placed.alert.notify_within}", "notify_within"),
        *(step.route.at("speaks only at some times") for step in muted[:1]),
        *(step.receiver.at("tells nobody") for step in way.steps[:1] if not muted),
        why="whoever relies on the promise waits for a page that may never come",
        help="add a route for it that always speaks, or remove `notify_within`",
    )


def _late(graph: Graph, placed: PlacedAlert, most: float, step: Step, way: Way) -> Diagnostic:
    from vttalerts.simulate.delays import words
    from vttalerts.simulate.latency import latency

    known = latency(graph)
    worst = max(known.fires(placed), key=lambda delay: delay.most)
    parts = ", ".join(part.what for part in (*worst.parts, known.waits(step)) if part.most)
    alert = placed.alert
    over = most - alert.notify_within.in_(SECONDS) if alert.notify_within is not None else 0
    return alr024.finding(
        f"{way.of(placed.name)} is heard after {words(most)} at the latest, not within {alert.notify_within}",
        alert.at(f"{step.receiver.name} hears of it after up to {words(most)}", "notify_within"),
        alert.at(parts, "for_" if alert.for_ is not None else "expr"),
        why=f"the page may come {words(over)} later than everybody plans with",
        help=f"shorten one of them, or promise what holds: notify_within={_call(most)}",
    )


def _call(most: float) -> str:
    """Return the constructor of a duration that is not shorter."""
    return f"minutes({-(-most // 60):.0f})" if most > 60 else f"seconds({-(-most // 1):.0f})"  # noqa: PLR2004  a minute
