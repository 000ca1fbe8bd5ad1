"""One address is probed twice in the same way.

## What it does
Compares the targets of all probes and their modules.

## Why it is bad
A failure pages twice, and one of the two alerts is forgotten when the address changes.

## Bad
```python
web = Module(name="http_2xx", probe=HTTPProbe())
platform = Platform(
    name="vtt",
    probes=(
        Probe(name="web", module=web, targets=("https://vtt.example.com/",), exporter="blackbox:9115"),
        Probe(name="home", module=web, targets=("https://vtt.example.com/",), exporter="blackbox:9115"),
    ),
)
```

## Good
```python
web = Module(name="http_2xx", probe=HTTPProbe())
platform = Platform(
    name="vtt",
    probes=(Probe(name="web", module=web, targets=("https://vtt.example.com/",), exporter="blackbox:9115"),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.probes import Probe


@check(level=Level.WARNING)
def prb004(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every target that an earlier probe asks with the same module."""
    first: dict[tuple[str, int, str], Probe] = {}
    for probe in graph.probes:
        for target in probe.targets:
            text = graph.text(target)
            key = (text, id(probe.module), graph.text(probe.exporter))
            if key in first:
                yield prb004.finding(
                    f"{text} is probed twice",
                    probe.at(f"by {probe.name}", "targets", snippet=text),
                    first[key].at(f"by {first[key].name}", "targets", snippet=text),
                    why="a failure pages twice, and one of the two is forgotten when the address changes",
                    help="remove one",
                )
            else:
                first[key] = probe
