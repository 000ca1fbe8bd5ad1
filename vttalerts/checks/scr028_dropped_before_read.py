"""A job drops a metric that alerts or panels read.

## What it does
Goes through the `metric_relabel_configs` of every job that `drop` or `keep` by the metric's name, and looks for series
that some query reads.

## Why it is bad
The metric is exported and declared, and Prometheus never stores it. The alert on it can never fire.

## Bad
```python
node = ScrapeJob(
    job_name="node",
    discoveries=(Static(targets=("node:9100",)),),
    exports=(memory,),
    metric_relabel_configs=(
        Relabel(source_labels=("__name__",), regex="memory_.*", action=RelabelAction.DROP),
    ),
)
platform = Platform(name="vtt", scrape=(node,), indicators=(memory_usage,))
```

## Good
```python
node = ScrapeJob(
    job_name="node",
    discoveries=(Static(targets=("node:9100",)),),
    exports=(memory,),
    metric_relabel_configs=(
        Relabel(source_labels=("__name__",), regex="memory_(cached|buffers)_.*", action=RelabelAction.DROP),
    ),
)
platform = Platform(name="vtt", scrape=(node,), indicators=(memory_usage,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.matchers import Matcher, Operator
from vttalerts.model.relabel import Relabel, RelabelAction
from vttalerts.model.scrape import ScrapeJob
from vttalerts.simulate.queries import queries

_NAME: Final = "__name__"


@check()
def scr028(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every series that a job drops and a query reads, once a job and a step."""
    for job in graph.scrape:
        if not job.metric_relabel_configs:
            continue
        read = [
            name
            for metric in job.exports
            if graph.exporters.get(metric.name) == (job,)
            for name in metric.series()
            if name in queries(graph).reads
        ]
        yield from _dropped(graph, job, read)


def _dropped(graph: Graph, job: ScrapeJob, read: list[str]) -> Iterator[Diagnostic]:
    for step in job.metric_relabel_configs:
        if step.target_label == _NAME:
            return  # from here on, series have other names
        lost = next((name for name in read if _loses(step, name)), None)
        if lost is not None:
            source, _ = queries(graph).reads[lost][0]
            yield scr028.finding(
                f"{job.job_name} drops {lost}, which is read",
                step.at("this step drops it", "regex"),
                source.label("read here", lost),
                why="Prometheus never stores the metric, so nothing that reads it can ever fire",
                help=f"change the expression so that it does not mean {lost}",
            )


def _loses(step: Relabel, name: str) -> bool:
    if step.source_labels != (_NAME,) or step.action not in {RelabelAction.DROP, RelabelAction.KEEP}:
        return False
    found = Matcher(_NAME, Operator.REGEX, step.regex if step.regex is not None else ".*").matches(name)
    return found == (step.action is RelabelAction.DROP)
