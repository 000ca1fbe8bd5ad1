"""A recording rule makes a series under a name that an exporter uses.

## What it does
Compares the names of recording rules with the series of the declared metrics.

## Why it is bad
A query reads both at once, the raw series and the recorded ones, and whoever sums them counts twice.

## Bad
```python
rule = RecordingRule(record="memory_usage_percent", expr="avg(memory_usage_percent)", unit=PERCENT)
platform = Platform(name="vtt", scrape=(server,), recording=(RecordingGroup(name="memory", rules=(rule,)),))
```

## Good
```python
rule = RecordingRule(record="vtt:memory_usage:avg", expr="avg(memory_usage_percent)", unit=PERCENT)
platform = Platform(name="vtt", scrape=(server,), recording=(RecordingGroup(name="memory", rules=(rule,)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph


@check()
def met013(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every recording rule that takes the name of an exported series."""
    exported = {series: metric for metric in graph.metrics for series in metric.series()}
    for _, rule in graph.recording_rules:
        metric = exported.get(rule.record)
        if metric is not None:
            yield met013.finding(
                f"{rule.record} is recorded and exported",
                rule.at("recorded under this name", "record"),
                metric.at("exported under the same name", "name"),
                why="queries read both at once, so sums count twice and thresholds are off",
                help='rename the rule: record="level:metric:operation"',
            )
