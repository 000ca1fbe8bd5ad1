"""A recording rule's name does not tell what it is made of.

## What it does
Recording rules are called `level:metric:operations`: the labels that are left, the metric, and what was done to it.

## Why it is bad
Whoever reads an alert on `errors` at night cannot tell whether it is a ratio or a rate, of a service or of all.

## Bad
```python
rule = RecordingRule(record="error_ratio", expr=error_ratio.text, unit=RATIO)
platform = Platform(name="vtt", scrape=(server,), recording=(RecordingGroup(name="errors", rules=(rule,)),))
```

## Good
```python
rule = RecordingRule(record="service:http_errors:ratio_rate5m", expr=error_ratio.text, unit=RATIO)
platform = Platform(name="vtt", scrape=(server,), recording=(RecordingGroup(name="errors", rules=(rule,)),))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph

_LEVEL_METRIC_OPERATIONS: Final = re.compile(r"\w*:\w+:\w+")


@check(level=Level.WARNING, in_files=None)
def met020(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every recording rule that is not called `level:metric:operations`."""
    exported = {series for metric in graph.metrics for series in metric.series()}
    for _, rule in graph.recording_rules:
        if not _LEVEL_METRIC_OPERATIONS.fullmatch(rule.record) and rule.record not in exported:
            yield met020.finding(
                f"`{rule.record}` does not say what it is made of",
                rule.at("no `level:metric:operations`", "record"),
                why="whoever reads an alert on it cannot tell what was summed, and over what",
                help='name it by what is left, the metric and the operation: record="service:requests:rate5m"',
            )
