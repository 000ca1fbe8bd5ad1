"""A rule reads what a later rule of its group records.

## What it does
Looks at the order of the rules in each group of recording rules: Prometheus evaluates them one after the other.

## Why it is bad
The rule sees the value of the evaluation before: it lags by an interval, and everything that is built on it fires as
much later.

## Bad
```python
share = RecordingRule(record="vtt:memory:share", expr="vtt:memory:max / 100", unit=RATIO)
worst = RecordingRule(record="vtt:memory:max", expr="max(memory_usage_percent)", unit=PERCENT)
platform = Platform(
    name="vtt", scrape=(server,), recording=(RecordingGroup(name="memory", rules=(share, worst)),)
)
```

## Good
```python
worst = RecordingRule(record="vtt:memory:max", expr="max(memory_usage_percent)", unit=PERCENT)
share = RecordingRule(record="vtt:memory:share", expr="vtt:memory:max / 100", unit=RATIO)
platform = Platform(
    name="vtt", scrape=(server,), recording=(RecordingGroup(name="memory", rules=(worst, share)),)
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Fault, Level
from vttalerts.graph import Graph
from vttalerts.language.promql import parse


@check(level=Level.WARNING)
def met014(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every rule that reads a later one of its group."""
    for group in graph.recording:
        made_at = {rule.record: position for position, rule in enumerate(group.rules)}
        for position, rule in enumerate(group.rules):
            try:
                read = {selector.metric for selector in parse(rule.text).selectors}
            except Fault:  # it has its own diagnostic
                continue
            late = next((name for name in sorted(filter(None, read)) if made_at.get(name, -1) > position), None)
            if late is not None:
                yield met014.finding(
                    f"{rule.record} reads {late} before it is made",
                    rule.at("evaluated first", "expr", snippet=late),
                    group.rules[made_at[late]].at("made later in the same group", "record"),
                    why="it sees the value of the evaluation before, and alerts on it fire an interval later",
                    help="move it below what it reads",
                )
