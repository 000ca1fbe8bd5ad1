"""A recording rule is read, and no group evaluates it.

## What it does
Compares the recording rules that indicators and panels refer to with those in the groups of the platform.

## Why it is bad
The series is never made. What reads it finds nothing, and an alert on it can never fire.

## Bad
```python
request_rate = RecordingRule(
    record="service:http_requests:rate5m",
    unit=PER_SECOND,
    expr="sum by (service) (rate(http_requests_total[5m]))",
)
traffic = Indicator(name="traffic", unit=PER_SECOND, expr=request_rate)
platform = Platform(name="vtt", scrape=(server,), indicators=(traffic,))
```

## Good
```python
request_rate = RecordingRule(
    record="service:http_requests:rate5m",
    unit=PER_SECOND,
    expr="sum by (service) (rate(http_requests_total[5m]))",
)
traffic = Indicator(name="traffic", unit=PER_SECOND, expr=request_rate)
platform = Platform(
    name="vtt",
    scrape=(server,),
    recording=(RecordingGroup(name="http", rules=(request_rate,)),),
    indicators=(traffic,),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.recording import RecordingRule
from vttalerts.simulate.expressions import expressions


@check()
def met019(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every reference to a recording rule that is in no group."""
    known = graph.series
    for source in expressions(graph).sources:
        rule = source.made_of
        if isinstance(rule, RecordingRule) and rule.record not in known:
            yield met019.finding(
                f"no group evaluates `{rule.record}`",
                source.label("read here"),
                rule.at("written here, and in the `rules` of no group", "record"),
                why="the series is never made, so nothing that reads it can ever fire",
                help='add it to the `rules` of a RecordingGroup of the platform, such as RecordingGroup(name="…", …)',
            )
