"""A notification prints an annotation, or a label, that an alert does not have.

## What it does
Takes the alerts that surely reach each receiver, and the annotations that its notifications print, in their fields and
in all templates that those call. An annotation that an `if` or a `with` asks for first is right. A label is a finding
only where no alert that reaches the receiver has it.

`--fix` writes the right name if only one is near.

## Why it is bad
The page has a hole where the summary or the runbook should stand, and it is found out when the phone rings.

## Bad
```python
team = Receiver(
    name="team", integrations=(Slack(api_url=secret("SLACK_URL"), text="{{ .CommonAnnotations.sumary }}"),)
)
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=(alert,)),),
    routing=Route(receiver=team),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```

## Good
```python
team = Receiver(
    name="team",
    integrations=(
        Slack(
            api_url=secret("SLACK_URL"),
            text="{{ .CommonAnnotations.summary }}{{ with .CommonAnnotations.hint }} ({{ . }}){{ end }}",
        ),
    ),
)
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="memory", alerts=(alert,)),),
    routing=Route(receiver=team),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.language.templates import Reference
from vttalerts.model.edits import respelt
from vttalerts.model.receivers import Receiver
from vttalerts.simulate.fleet import View
from vttalerts.simulate.notices import Notices, Part, notices

_OWN: Final = ("summary", "description", "runbook_url", "dashboard_url")


@check(level=Level.WARNING)
def tpl010(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every name that is printed for an alert that lacks it, once a receiver and a name."""
    if not graph.alerts or graph.routing is None:
        return
    known = notices(graph)
    seen: set[tuple[int, str]] = set()
    for receiver in graph.receivers:
        for part in known.of(receiver):
            template = part.template
            for reference in part.unguarded((*template.annotations, *template.common_annotations)):
                lacking = _lacking(graph, known, receiver, reference.name)
                if lacking is not None and (id(part.spec), reference.name) not in seen:
                    seen.add((id(part.spec), reference.name))
                    yield _of_annotation(receiver, part, reference, lacking)
            for reference in part.unguarded((*template.labels, *template.common_labels)):
                if _nobody_has(known, receiver, reference.name) and (id(part.spec), reference.name) not in seen:
                    seen.add((id(part.spec), reference.name))
                    yield _of_label(known, receiver, part, reference)


def _lacking(graph: Graph, known: Notices, receiver: Receiver, name: str) -> View | None:
    """Return an alert that surely reaches a receiver, and lacks an annotation."""
    for view in known.heard.get(id(receiver), ()):
        alert = view.placed.alert
        if name in alert.annotations:
            continue
        has = {"summary": bool(alert.summary), "description": bool(alert.description)}
        if name in has:
            if not has[name]:
                return view
        elif name == "runbook_url":
            if alert.runbook is None:
                return view
        elif name != "dashboard_url" or graph.dashboard_of(alert) is None:
            return view
    return None


def _nobody_has(known: Notices, receiver: Receiver, label: str) -> bool:
    views = known.heard.get(id(receiver), [])
    return bool(views) and not any(view.carries(label) for view in (*views, *known.unsure))


def _of_annotation(receiver: Receiver, part: Part, reference: Reference, lacking: View) -> Diagnostic:
    name = reference.name
    near = next(iter(get_close_matches(name, _OWN, n=1, cutoff=0.75)), "") if name not in _OWN else ""
    return tpl010.finding(
        f"{receiver.name} prints `{name}`, and {lacking.name} has no such annotation",
        part.spec.at(
            f"did you mean `{near}`?" if near else "nothing is printed here",
            part.keyword,
            snippet=part.words(reference),
        ),
        lacking.placed.alert.at(f"has no `{name}`"),
        why="the page has a hole where it should say what is wrong or what to do",
        help=f"write `{near}`"
        if near
        else f"add the annotation, or ask for it: `{{{{ with {part.words(reference)} }}}}`",
        edits=respelt(part.spec, part.keyword, name, _OWN) if near else (),
    )


def _of_label(known: Notices, receiver: Receiver, part: Part, reference: Reference) -> Diagnostic:
    name = reference.name
    labels = sorted({label for view in known.heard.get(id(receiver), ()) for label in view.placed.identity()})
    near = next(iter(get_close_matches(name, labels, n=1, cutoff=0.7)), "")
    return tpl010.finding(
        f"{receiver.name} prints the label `{name}`, and no alert that reaches it has one",
        part.spec.at(
            f"did you mean `{near}`?" if near else "nothing is printed here",
            part.keyword,
            snippet=part.words(reference),
        ),
        why="the page has a hole where it should say what is wrong, or where",
        help=f"write `{near}`" if near else "print a label that the alerts have",
        edits=respelt(part.spec, part.keyword, name, labels),
    )
