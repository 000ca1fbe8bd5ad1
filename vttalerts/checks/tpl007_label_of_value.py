"""A label of an alert is the measured number.

## What it does
Looks for `$value` in the labels of alerts.

## Why it is bad
Labels are who an alert is. With each new number it is another alert: `for` begins anew at every evaluation, and what
fires is a new page every time.

## Bad
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    labels={"usage": "{{ $value | humanize }}"},
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(alert,)),))
```

## Good
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    annotations={"usage": "{{ $value | humanize }}"},
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=(alert,)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Fault
from vttalerts.graph import Graph
from vttalerts.language.templates import parse_alert


@check()
def tpl007(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every label that changes with the number."""
    for placed in graph.alerts:
        for name, text in placed.alert.labels.items():
            if "{{" in text and "alue" in text and _prints_value(text):
                yield tpl007.finding(
                    f"label `{name}` of {placed.name} changes with the number",
                    placed.alert.at("another alert at every evaluation", "labels", snippet="$value"),
                    why="`for` begins anew each time, and what fires is a new page for every new number",
                    help=f'move it: annotations={{"{name}": …}}',
                )


def _prints_value(text: str) -> bool:
    try:
        return parse_alert(text).uses_value
    except Fault:  # it has its own diagnostic
        return False
