"""An inhibition compares a label that one of its sides never has.

## What it does
Takes the alerts that the source matchers and the target matchers mean, and looks for every label in `equal` on
both sides: among the labels that the rules set and those that the expressions leave. A side of which nobody can
tell, because a metric is not declared, is taken to have it.

`--fix` removes a label that neither side has, which changes nothing.

## Why it is bad
Alertmanager compares the label with an empty text, which is never the same: nothing is silenced, and one failure
pages once for each of its consequences. Where both sides lack it, the label compares nothing, and more is silenced
than it says.

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
            source_matchers=match(severity="critical"),
            target_matchers=match(severity="warning"),
            equal=("service", "instance"),
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
            source_matchers=match(severity="critical"),
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
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.edits import without_item
from vttalerts.model.inhibition import Inhibition
from vttalerts.simulate.fleet import View
from vttalerts.simulate.sides import sides


@check()
def inh002(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every `equal` label that all alerts of a side lack."""
    for both in sides(graph):
        rule = both.rule
        if not rule.equal or not both.sources or not both.targets:
            continue
        sources = [view for view, _ in both.sources]
        targets = [view for view, _ in both.targets]
        for label in rule.equal:
            without_source = not any(view.carries(label) for view in sources)
            without_target = not any(view.carries(label) for view in targets)
            if without_source and without_target:
                yield _useless(rule, label)
            elif without_source or without_target:
                yield _missing(rule, label, "source" if without_source else "target", sources, targets)


def _missing(rule: Inhibition, label: str, side: str, sources: list[View], targets: list[View]) -> Diagnostic:
    lacking = (sources if side == "source" else targets)[0]
    silenced = targets[0].name
    return inh002.finding(
        f"no {side} of this inhibition has the label `{label}`",
        rule.at(f"compared with an empty `{label}`", "equal", snippet=f'"{label}"'),
        lacking.placed.alert.at(f"such a {side}, and it never has `{label}`"),
        why=f"nothing is silenced: {sources[0].name} pages, and {silenced} pages beside it",
        help=f'remove "{label}" from `equal`, or keep it in the expression of every {side}',
    )


def _useless(rule: Inhibition, label: str) -> Diagnostic:
    return inh002.finding(
        f"neither side of this inhibition has the label `{label}`",
        rule.at("two missing labels count as the same", "equal", snippet=f'"{label}"'),
        why="the label restricts nothing, so more is silenced than the rule says",
        help=f'remove "{label}" from `equal`, or keep it in the expressions of both sides',
        edits=without_item(rule, "equal", label),
    )
