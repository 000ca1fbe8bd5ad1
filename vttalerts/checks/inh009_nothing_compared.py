"""An inhibition compares labels that some of its sources and targets all lack, and so silences across everything.

## What it does
Looks for a source and a target that surely lack every `equal` label of a rule, where others have them.

## Why it is bad
Alertmanager takes two missing labels for the same. The rule says "of one service"; between these two alerts it says
nothing, and one failure silences another that has nothing to do with it.

## Bad
```python
full = Alert(
    name="VTTCriticalMemoryUsage",
    expr=promql("max(memory_usage_percent) > 95"),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
filling = Alert(
    name="VTTHighMemoryUsage",
    expr=memory_usage > percent(85),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory is nearly full",
    runbook=runbook,
)
errors = Alert(
    name="VTTHighErrorRate",
    expr=error_ratio > percent(5),
    severity=Severity.WARNING,
    service="web",
    summary="requests fail",
    runbook=runbook,
)
down = Alert(
    name="VTTAPIDown",
    expr=promql('memory_usage_percent{job="vtt-server"} == 0'),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="the API is down",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="vtt", alerts=(down, full, filling, errors)),),
    inhibitions=(
        Inhibition(
            source_matchers=match(severity="critical"),
            target_matchers=match(severity="warning"),
            equal=("instance",),
        ),
    ),
)
```

## Good
```python
full = Alert(
    name="VTTCriticalMemoryUsage",
    expr=promql("max(memory_usage_percent) > 95"),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
filling = Alert(
    name="VTTHighMemoryUsage",
    expr=memory_usage > percent(85),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="memory is nearly full",
    runbook=runbook,
)
errors = Alert(
    name="VTTHighErrorRate",
    expr=error_ratio > percent(5),
    severity=Severity.WARNING,
    service="web",
    summary="requests fail",
    runbook=runbook,
)
down = Alert(
    name="VTTAPIDown",
    expr=promql('memory_usage_percent{job="vtt-server"} == 0'),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="the API is down",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="vtt", alerts=(down, full, filling, errors)),),
    inhibitions=(
        Inhibition(
            source_matchers=(*match(severity="critical"), *no_match(instance="")),
            target_matchers=match(severity="warning"),
            equal=("instance",),
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
from vttalerts.simulate.agreement import Agreement, Member, agreements


@check(level=Level.WARNING)
def inh009(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every inhibition with a source and a target that both lack all that it compares."""
    for side in agreements(graph):
        if side.rule.equal and not side.lacking():
            bare = ("",) * len(side.rule.equal)
            sources = [member for member in side.sources if member.certain and member.values == bare]
            targets = [member for member in side.targets if member.certain and member.values == bare]
            pair = next(
                ((mine, theirs) for theirs in targets for mine in sources[:2] if mine.view is not theirs.view), None
            )
            if pair is not None:
                yield _finding(side, *pair)


def _finding(side: Agreement, source: Member, target: Member) -> Diagnostic:
    labels = " and ".join(f"`{label}`" for label in side.rule.equal)
    first = side.rule.equal[0]
    return inh009.finding(
        f"{source.view.name} silences {target.view.name}, and they need have nothing in common",
        side.rule.at("two missing labels count as the same", "equal"),
        source.view.placed.alert.at(f"a source without {labels}"),
        target.view.placed.alert.at(f"a target without {labels}"),
        why=f"while {source.view.name} fires, nobody hears of {target.view.name}, whatever it is about",
        help=f'leave such sources out: source_matchers=(*match(…), *no_match({first}=""))',
    )
