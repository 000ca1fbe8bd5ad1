"""A notification calls a function that the declared Alertmanager does not have.

## What it does
Compares the functions in the templates of receivers and of template files with the version in
`Targets(alertmanager=…)`.

## Why it is bad
A template file with an unknown function stops Alertmanager from starting; in a receiver's field, the notification fails
when the alert fires, and nobody is told.

## Bad
```python
team = Receiver(
    name="team",
    integrations=(Slack(api_url=secret("SLACK_URL"), text="{{ .CommonLabels | toJson }}"),),
)
platform = Platform(
    name="vtt",
    targets=Targets(alertmanager="0.28"),
    routing=Route(receiver=team),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```

## Good
```python
team = Receiver(
    name="team",
    integrations=(Slack(api_url=secret("SLACK_URL"), text="{{ .CommonLabels | toJson }}"),),
)
platform = Platform(
    name="vtt",
    targets=Targets(alertmanager="0.30"),
    routing=Route(receiver=team),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.language.templates import NOTIFICATION_FUNCTIONS
from vttalerts.simulate.notices import notices


@check()
def tpl012(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every function that came later than the declared version."""
    targets = graph.targets
    newer = {
        name: since
        for name, since in NOTIFICATION_FUNCTIONS.items()
        if since and not targets.reads("alertmanager", since)
    }
    if not newer:
        return
    known = notices(graph)
    declared = any(platform.targets is targets for platform in graph.platforms)
    for part in (*known.parts, *known.defined.values()):
        for name in sorted(part.template.functions & newer.keys()):
            yield tpl012.finding(
                f"Alertmanager {targets.alertmanager} does not have the function `{name}`",
                part.spec.at(f"since Alertmanager {newer[name]}", part.keyword, snippet=name),
                *((targets.at(f"declared: Alertmanager {targets.alertmanager}", "alertmanager"),) if declared else ()),
                why="the notification fails when the alert fires, and nobody is told",
                help=f'write it without, or declare the version that runs: Targets(alertmanager="{newer[name]}")',
            )
