"""A target is still a URL after the relabeling.

## What it does
Follows the addresses of static targets through `relabel_configs`.

## Why it is bad
Prometheus connects to a host and a port. A job for the Blackbox Exporter hands the URL over in `__param_target`, and
has to put the exporter's own address into `__address__`; without that, `promtool check config` refuses the file.

## Bad
```python
job = ScrapeJob(
    job_name="outside",
    metrics_path="/probe",
    discoveries=(Static(targets=("https://vtt.example.com/health",)),),
    relabel_configs=(Relabel(source_labels=("__address__",), target_label="__param_target"),),
)
platform = Platform(name="vtt", scrape=(job,))
```

## Good
```python
job = ScrapeJob(
    job_name="outside",
    metrics_path="/probe",
    discoveries=(Static(targets=("https://vtt.example.com/health",)),),
    relabel_configs=(
        Relabel(source_labels=("__address__",), target_label="__param_target"),
        Relabel(target_label="__address__", replacement="blackbox:9115"),
    ),
)
platform = Platform(name="vtt", scrape=(job,))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.discoveries import Static
from vttalerts.model.scrape import ScrapeJob
from vttalerts.simulate.domains import MISSING, Box, of
from vttalerts.simulate.relabeling import relabeled

_ADDRESS = "__address__"


@check(in_files=Level.ERROR)
def scr030(graph: Graph) -> Iterator[Diagnostic]:
    """Yield the first target of every group that no relabeling makes an address of."""
    for job in graph.scrape:
        for static in job.discoveries if job.relabel_configs else ():
            target = _url(graph, job, static) if isinstance(static, Static) else None
            if target is not None:
                yield scr030.finding(
                    f"`{target}` stays a URL, and Prometheus connects to hosts and ports",
                    static.at("still in `__address__` after the relabeling", "targets", snippet=target),
                    job.at("nothing writes `__address__` for it", "relabel_configs"),
                    why="Prometheus refuses the file, or scrapes nothing",
                    help='add Relabel(target_label="__address__", replacement="…:9115") with the exporter\'s address',
                )


def _url(graph: Graph, job: ScrapeJob, static: Static) -> str | None:
    for address in static.targets:
        target = graph.text(address)
        if "/" in target:
            known = {name: of(graph.text(value)) for name, value in (static.labels or {}).items()}
            box = Box({**known, "job": of(job.job_name), _ADDRESS: of(target)}, MISSING)
            left = relabeled((box,), job.relabel_configs).kept
            if any(one.get(_ADDRESS) == of(target) for one in left):
                return target
    return None
