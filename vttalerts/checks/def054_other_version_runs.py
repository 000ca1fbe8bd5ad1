"""The version that runs is older than the one that the output is checked for.

## What it does
Compares `Targets(…)` with the tags of the images in the deployment. Tags that are no version are not judged.

## Why it is bad
Everything is checked for a server that is not there. The one that runs refuses the file for the first thing that it
does not know, and goes on with what it had, or does not start.

## Bad
```python
platform = Platform(name="vtt", targets=Targets(prometheus="3.7"), deployment=deployment)
```

## Good
```python
platform = Platform(name="vtt", targets=Targets(prometheus="3.5"), deployment=deployment)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.targets import at_least

_TAG: Final = re.compile(r":v?(\d+(?:\.\d+){0,2})(?:[-+.@]|$)")
_SERVICES: Final = {
    "prometheus": ("prometheus", "Prometheus"),
    "alertmanager": ("alertmanager", "Alertmanager"),
    "grafana": ("grafana", "Grafana"),
    "blackbox": ("blackbox_exporter", "Blackbox Exporter"),
}


@check()
def def054(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every server whose image is older than its target."""
    targets = graph.targets
    if graph.deployment is None or not any(platform.targets is targets for platform in graph.platforms):
        return
    for target, (service, name) in _SERVICES.items():
        if target not in targets.model_fields_set:
            continue
        container = graph.deployment.__dict__[service]
        found = _TAG.search(container.image.rpartition("/")[2])
        wanted = targets.__dict__[target]
        if found is not None and not at_least(found[1], wanted):
            yield def054.finding(
                f"{name} {found[1]} runs, and the output is checked for {wanted}",
                targets.at(f"declared: {wanted}", target),
                container.at(f"runs: {found[1]}", "image"),
                why=f"what {name} {found[1]} does not know passes here, and is refused where it runs",
                help=f'write Targets({target}="{".".join(found[1].split(".")[:2])}"), or run a newer image',
            )
