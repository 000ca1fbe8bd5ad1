"""An alert is not as the team has agreed that alerts are.

## What it does
Holds the name, the labels, the annotations and the durations of every alert against the platform's `Policy`: what is
required, banned, or must have a certain form.

## Why it is bad
Routes, dashboards and reports rely on what was agreed. An alert without the label by which its owner is found is
nobody's.

## Bad
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    for_=hours(2),
    severity=Severity.CRITICAL,
    service="vtt-server",
    labels={"team": "Back End"},
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=(alert,)),),
    policy=Policy(labels={"team": "[a-z-]+"}, required_annotations=("description",), max_for=hours(1)),
)
```

## Good
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    for_=minutes(10),
    severity=Severity.CRITICAL,
    service="vtt-server",
    labels={"team": "backend"},
    summary="memory is full",
    description="The server is killed when nothing is left.",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=(alert,)),),
    policy=Policy(labels={"team": "[a-z-]+"}, required_annotations=("description",), max_for=hours(1)),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Fault, Label
from vttalerts.graph import Graph
from vttalerts.language.promql import parse
from vttalerts.model.alerts import Alert, Severity
from vttalerts.simulate.agreed import fits, reason
from vttalerts.simulate.fleet import View, fleet
from vttalerts.units import SECONDS, Quantity

if TYPE_CHECKING:
    from vttalerts.model.policy import Policy


class _Breach(NamedTuple):
    """What is against the policy: the headline, the place, the field that asks for it, and the edit."""

    headline: str
    place: Label
    asked: str
    mend: str


@check()
def alr030(graph: Graph) -> Iterator[Diagnostic]:
    """Yield everything about alerts that is against the policy."""
    policy = graph.policy
    if policy is None:
        return
    for view in fleet(graph).views:
        for breach in _breaches(graph, policy, view):
            yield alr030.finding(
                breach.headline,
                breach.place,
                policy.at("agreed here", breach.asked),
                why=reason(policy),
                help=breach.mend,
            )


def _breaches(graph: Graph, policy: Policy, view: View) -> Iterator[_Breach]:
    alert = view.placed.alert
    if policy.alert_name is not None and not fits(policy.alert_name, alert.name):
        mend = f"rename it so that it matches `{policy.alert_name}`"
        yield _Breach(f"the name {alert.name} is not agreed on", alert.at("called so", "name"), "alert_name", mend)
    yield from _of_labels(policy, view)
    if policy.required_annotations or policy.any_annotation or policy.banned_annotations or policy.annotations:
        yield from _of_annotations(policy, alert, graph.annotations(view.placed))
    for name in policy.promql_annotations:
        text = alert.annotations.get(name, "")
        if text and not _is_promql(text):
            place = alert.at("no PromQL", "annotations", snippet=text)
            yield _Breach(f"`{name}` of {alert.name} is no PromQL", place, "promql_annotations", "mend the query")
    yield from _of_durations(policy, view)


def _of_labels(policy: Policy, view: View) -> Iterator[_Breach]:
    alert, labels = view.placed.alert, view.placed.labels
    for name in policy.required_labels:
        if not view.carries(name):
            place = alert.at(f"has no `{name}`")
            yield _Breach(
                f"{alert.name} has no label `{name}`", place, "required_labels", f'add labels={{"{name}": …}}'
            )
    if policy.any_label and not any(map(view.carries, policy.any_label)):
        names = " or ".join(f"`{name}`" for name in policy.any_label)
        yield _Breach(
            f"{alert.name} has no label {names}", alert.at("has none of them"), "any_label", "add one of them"
        )
    for name in policy.banned_labels:
        if name in labels:
            place = alert.at("sets it", "labels", snippet=name)
            yield _Breach(f"{alert.name} sets the label `{name}`", place, "banned_labels", "remove it")
    for rivals in policy.exclusive_labels:
        found = [name for name in rivals if name in labels]
        if len(found) > 1:
            both = " and ".join(f"`{name}`" for name in found)
            yield _Breach(f"{alert.name} sets {both}", alert.at("sets both", "labels"), "exclusive_labels", "keep one")
    for name, expression in policy.labels.items():
        value = labels.get(name)
        if value is not None and "{{" not in value and not fits(expression, value):
            keyword = "labels" if name in alert.labels else name if name in {"severity", "service"} else None
            place = alert.at(f"does not match `{expression}`", keyword, snippet=value if keyword == "labels" else "")
            mend = f"write a value that matches `{expression}`"
            yield _Breach(f'`{name}="{value}"` of {alert.name} is not agreed on', place, "labels", mend)


def _of_annotations(policy: Policy, alert: Alert, annotations: Mapping[str, str]) -> Iterator[_Breach]:
    for name in policy.required_annotations:
        if not annotations.get(name):
            place = alert.at(f"has no `{name}`")
            yield _Breach(f"{alert.name} has no `{name}`", place, "required_annotations", f"add {name}=…")
    if policy.any_annotation and not any(map(annotations.get, policy.any_annotation)):
        wanted = " or ".join(f"`{name}`" for name in policy.any_annotation)
        place = alert.at("has none of them")
        yield _Breach(f"{alert.name} has no {wanted}", place, "any_annotation", "add one of them")
    for name in policy.banned_annotations:
        if name in annotations:
            place = alert.at("has it", "annotations" if name in alert.annotations else name)
            yield _Breach(f"{alert.name} has `{name}`", place, "banned_annotations", "remove it")
    for name, expression in policy.annotations.items():
        text = annotations.get(name)
        if text is not None and not fits(expression, text):
            place = alert.at(f"does not match `{expression}`", "annotations" if name in alert.annotations else name)
            mend = f"write a text that matches `{expression}`"
            yield _Breach(f"`{name}` of {alert.name} is not as agreed", place, "annotations", mend)


def _of_durations(policy: Policy, view: View) -> Iterator[_Breach]:
    alert = view.placed.alert
    if policy.min_for is not None and view.placed.severity is not Severity.NONE and _less(alert.for_, policy.min_for):
        headline = f"{alert.name} must last {alert.for_ or 'no time'}, and {policy.min_for} are agreed on"
        place = alert.at("too short", "for_")
        yield _Breach(headline, place, "min_for", f"write for_= {policy.min_for} or longer")
    for keyword, asked in (("for_", "max_for"), ("keep_firing_for", "max_keep_firing_for")):
        mine: Quantity | None = alert.__dict__[keyword]
        most: Quantity | None = policy.__dict__[asked]
        if mine is not None and most is not None and _less(most, mine):
            headline = f"`{keyword}` of {alert.name} is {mine}, and {most} at most is agreed on"
            yield _Breach(headline, alert.at("too long", keyword), asked, f"lower it to {most} or less")


def _less(one: Quantity | None, other: Quantity) -> bool:
    return (one.in_(SECONDS) if one is not None else 0.0) < other.in_(SECONDS)


def _is_promql(text: str) -> bool:
    try:
        parse(text)
    except Fault:
        return False
    return True
