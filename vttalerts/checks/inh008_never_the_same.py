"""An inhibition compares labels of which source and target never have the same values.

## What it does
Takes the values of the `equal` labels that are known before anything fires, of every alert that may be a source and of
every one that may be a target, and looks for a pair that may agree. A value that nobody knows yet agrees with any.

## Why it is bad
Nothing is silenced. One failure pages once for each of its consequences, on the night when there are many of them.

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
    service="web",
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
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.simulate.agreement import Agreement, Member, agree, agreements

_MOST_PAIRS: Final = 20_000
"""How many pairs of values are compared; `vttalerts prove` compares all."""


@check(level=Level.WARNING)
def inh008(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every inhibition whose sources and targets never agree."""
    for side in agreements(graph):
        if side.rule.equal and side.sources and side.targets and not side.lacking():
            sources = {member.values: member for member in side.sources}
            targets = {member.values: member for member in side.targets}
            # Nearly always the first pair agrees.
            if sources.keys() & targets.keys() or len(sources) * len(targets) > _MOST_PAIRS:
                continue
            if not any(agree(mine, theirs) for mine in sources for theirs in targets):
                yield _finding(side, next(iter(sources.values())), next(iter(targets.values())))


def _finding(side: Agreement, source: Member, target: Member) -> Diagnostic:
    rule = side.rule
    at = next(at for at, _ in enumerate(rule.equal) if not agree((source.values[at],), (target.values[at],)))
    label, mine, theirs = rule.equal[at], source.values[at], target.values[at]
    return inh008.finding(
        f"source and target of this inhibition never have the same `{label}`",
        rule.at("never the same on both sides", "equal", snippet=f'"{label}"'),
        source.view.placed.alert.at(f"a source, with {_has(label, mine)}"),
        target.view.placed.alert.at(f"a target, with {_has(label, theirs)}"),
        why=f"nothing is silenced: {source.view.name} pages, and {target.view.name} is heard beside it",
        help=f'give both the same `{label}`, or remove "{label}" from `equal`',
    )


def _has(label: str, value: str | None) -> str:
    return f'{label}="{value}"' if value else f"no {label}"
