"""A module waits longer for an answer than its probe may take.

## What it does
Compares the module's `timeout` with the probe's `scrape_timeout`, or the server's (without either, ten seconds).

## Why it is bad
The exporter gives up half a second before the scrape's timeout, whatever the module says. Slow answers that were
meant to pass count as failures.

## Bad
```python
patient = Module(name="patient", probe=HTTPProbe(), timeout=seconds(30))
platform = Platform(
    name="vtt",
    probes=(
        Probe(
            name="reports", module=patient, targets=("https://vtt.example.com/reports",), exporter="blackbox:9115"
        ),
    ),
)
```

## Good
```python
patient = Module(name="patient", probe=HTTPProbe(), timeout=seconds(30))
platform = Platform(
    name="vtt",
    probes=(
        Probe(
            name="reports",
            module=patient,
            targets=("https://vtt.example.com/reports",),
            exporter="blackbox:9115",
            scrape_interval=minutes(1),
            scrape_timeout=seconds(31),
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
from vttalerts.units import SECONDS, seconds

_TIMEOUT: Final = seconds(10)
"""Prometheus's `scrape_timeout` where nothing is said (config `DefaultGlobalConfig`)."""


@check(level=Level.WARNING)
def prb003(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every probe whose module waits longer than the scrape."""
    server = graph.prometheus
    common = (server.scrape_timeout if server is not None else None) or _TIMEOUT
    for probe in graph.probes:
        patience = probe.module.timeout
        allowed = probe.scrape_timeout or common
        if patience is not None and patience.in_(SECONDS) > allowed.in_(SECONDS):
            yield prb003.finding(
                f"{probe.name} gives up after {allowed}, not after {patience}",
                probe.module.at("longer than the scrape may take", "timeout"),
                probe.at(f"scraped with a timeout of {allowed}", "scrape_timeout"),
                why="slow answers that were meant to pass count as failures",
                help=f"raise `scrape_timeout` above {patience}, or lower the module's `timeout`",
            )
