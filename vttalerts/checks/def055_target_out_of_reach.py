"""The output is to be read by a server that is too old for it.

## What it does
Compares `Targets(…)` with the oldest versions whose files are known: Prometheus 2.42, Alertmanager 0.25, Grafana 9 and
Blackbox Exporter 0.20.

## Why it is bad
Nobody has compared the output with what such a server reads: it may refuse the file, or take a field for another.

## Bad
```python
platform = Platform(name="vtt", targets=Targets(prometheus="2.30"))
```

## Good
```python
platform = Platform(name="vtt", targets=Targets(prometheus="2.53"))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.targets import at_least

_OLDEST: Final = {"prometheus": "2.42", "alertmanager": "0.25", "grafana": "9", "blackbox": "0.20"}


@check()
def def055(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every target below the oldest version that is supported."""
    targets = graph.targets
    for target, oldest in _OLDEST.items():
        version = targets.__dict__[target]
        if not at_least(version, oldest):
            yield def055.finding(
                f"{target} {version} is older than {oldest}, the oldest that is supported",
                targets.at(f"nothing is checked for versions before {oldest}", target),
                why="the server may refuse the file, and goes on with what it had before",
                help=f'run a newer version, and write Targets({target}="{oldest}") or later',
            )
