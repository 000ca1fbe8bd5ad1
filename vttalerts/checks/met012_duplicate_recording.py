"""Two recording rules make the same series.

## What it does
Compares the names and the labels of all recording rules.

## Why it is bad
Both write samples under one name at nearly the same time. The series jumps between the two values, and alerts on it
come and go.

## Bad
```python
first = RecordingRule(record="service:errors:ratio5m", expr=error_ratio.text, unit=RATIO)
second = RecordingRule(record="service:errors:ratio5m", expr="vector(0)", unit=RATIO)
platform = Platform(
    name="vtt", scrape=(server,), recording=(RecordingGroup(name="errors", rules=(first, second)),)
)
```

## Good
```python
first = RecordingRule(record="service:errors:ratio5m", expr=error_ratio.text, unit=RATIO)
second = RecordingRule(record="vtt:errors:budget", expr="vector(0.01)", unit=RATIO)
platform = Platform(
    name="vtt", scrape=(server,), recording=(RecordingGroup(name="errors", rules=(first, second)),)
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.recording import RecordingRule


@check()
def met012(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every recording rule that makes what an earlier one makes."""
    first: dict[object, RecordingRule] = {}
    for _, rule in graph.recording_rules:
        other = first.setdefault((rule.record, tuple(sorted(rule.labels.items()))), rule)
        if other is not rule:
            yield met012.finding(
                f"two recording rules make {rule.record}",
                rule.at("the second one", "record"),
                other.at("the first one", "record"),
                why="the series jumps between two values, and alerts on it come and go",
                help="rename one, or give them different `labels`",
            )
