"""A probe that no query reads.

## What it does
Looks for probes whose job no alert, recording rule or panel means, while it reads what other probes make.

## Why it is bad
The address is asked every minute, and when it fails, nobody is told and no panel shows it. It looks as if it were
watched.

## Bad
```python
success = Metric(name="probe_success", type=MetricType.GAUGE, unit=STATE)
COMMON = {
    "module": Module(name="http_2xx", probe=HTTPProbe()),
    "exporter": "blackbox:9115",
    "exports": (success,),
}
health = Probe(name="health", targets=("https://vtt.example.com/api/health",), **COMMON)
login = Probe(name="login", targets=("https://vtt.example.com/login",), **COMMON)
healthy = Indicator(name="healthy", unit=STATE, expr='probe_success{job="health"}')
platform = Platform(name="vtt", probes=(health, login), indicators=(healthy,))
```

## Good
```python
success = Metric(name="probe_success", type=MetricType.GAUGE, unit=STATE)
COMMON = {
    "module": Module(name="http_2xx", probe=HTTPProbe()),
    "exporter": "blackbox:9115",
    "exports": (success,),
}
health = Probe(name="health", targets=("https://vtt.example.com/api/health",), **COMMON)
login = Probe(name="login", targets=("https://vtt.example.com/login",), **COMMON)
healthy = Indicator(name="healthy", unit=STATE, expr='probe_success{job=~"health|login"}')
platform = Platform(name="vtt", probes=(health, login), indicators=(healthy,))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.language.promql import Selector
from vttalerts.simulate.queries import queries
from vttalerts.simulate.watching import means


@check(level=Level.WARNING)
def prb005(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every probe whose results nobody reads, where those of others are read."""
    read = queries(graph).reads
    made = dict.fromkeys(name for probe in graph.probes for metric in probe.exports for name in metric.series())
    selectors: list[Selector] = [one for name in made for _, one in read.get(name, ())]
    if not selectors:
        return
    for probe in graph.probes:
        mine = {name for metric in probe.exports for name in metric.series()} or made.keys()
        if not any(one.metric in mine and means(one, probe.name) for one in selectors):
            yield prb005.finding(
                f"nobody reads what {probe.name} finds",
                probe.at("no query means this job", "name"),
                why="when the address fails, nobody is told, and no panel shows it",
                help=f'add an alert on `probe_success{{job="{probe.name}"}} == 0`, or remove the probe',
            )
