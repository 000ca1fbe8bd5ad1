"""Two blackbox modules have the same name.

## What it does
Compares the names of all modules that probes use.

## Why it is bad
Both are written under one key and one of them is lost. Its probes look at the wrong thing: a check of the answer's
body becomes a check that there is an answer.

## Bad
```python
body = Module(name="http", probe=HTTPProbe(fail_if_body_not_matches_regexp=("healthy",)))
plain = Module(name="http", probe=HTTPProbe())
platform = Platform(
    name="vtt",
    probes=(
        Probe(name="health", module=body, targets=("https://vtt.example.com/api/health",), exporter="blackbox:9115"),
        Probe(name="web", module=plain, targets=("https://vtt.example.com/",), exporter="blackbox:9115"),
    ),
)
```

## Good
```python
body = Module(name="http_healthy", probe=HTTPProbe(fail_if_body_not_matches_regexp=("healthy",)))
plain = Module(name="http_2xx", probe=HTTPProbe())
platform = Platform(
    name="vtt",
    probes=(
        Probe(name="health", module=body, targets=("https://vtt.example.com/api/health",), exporter="blackbox:9115"),
        Probe(name="web", module=plain, targets=("https://vtt.example.com/",), exporter="blackbox:9115"),
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.probes import Module


@check(in_files=Level.ERROR)
def prb001(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every module whose name an earlier one has."""
    first: dict[str, Module] = {}
    for module in graph.modules:
        other = first.setdefault(module.name, module)
        if other is not module:
            yield prb001.finding(
                f"two blackbox modules are called {module.name}",
                module.at("the second one", "name"),
                other.at("the first one", "name"),
                why="one of them is lost, and its probes look at the wrong thing",
                help="rename one, or use one object in both probes",
            )
