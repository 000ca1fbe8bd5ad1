"""A name that the declared servers can't read.

## What it does
Looks for names of labels, and of series that recording rules make, with other characters than letters, digits,
underscores and, for series, colons. Prometheus takes any text since 3.0, and Alertmanager since 0.27.

## Why it is bad
The older server refuses the whole file, and keeps what it had before.

## Bad
```python
group = RecordingGroup(
    name="api",
    labels={"game.team": "dice"},
    rules=(RecordingRule(record="job:requests:rate5m", expr="sum by (job) (rate(requests_total[5m]))"),),
)
platform = Platform(name="vtt", targets=Targets(prometheus="2.55"), recording=(group,))
```

## Good
```python
group = RecordingGroup(
    name="api",
    labels={"game_team": "dice"},
    rules=(RecordingRule(record="job:requests:rate5m", expr="sum by (job) (rate(requests_total[5m]))"),),
)
platform = Platform(name="vtt", targets=Targets(prometheus="2.55"), recording=(group,))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.fields import is_classic_label
from vttalerts.model.spec import Spec

_PROMETHEUS, _ALERTMANAGER = "3.0", "0.27"
"""Since when each reads names of any characters (their CHANGELOG.md)."""
_SERIES: Final = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*\Z")


@check(in_files=Level.ERROR)
def met031(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every name that a declared server does not read."""
    if not graph.targets.reads("prometheus", _PROMETHEUS):
        for spec, keyword, name in _of_prometheus(graph):
            yield _finding(graph, spec, keyword, name, "Prometheus", _PROMETHEUS)
    if not graph.targets.reads("alertmanager", _ALERTMANAGER):
        for spec, keyword, name in _of_alertmanager(graph):
            yield _finding(graph, spec, keyword, name, "Alertmanager", _ALERTMANAGER)


def _finding(graph: Graph, spec: Spec, keyword: str, name: str, server: str, since: str) -> Diagnostic:  # noqa: PLR0917  one finding
    version = getattr(graph.targets, server.lower())
    return met031.finding(
        f"{server} {version} does not know a name such as `{name}`",
        spec.at(f"since {server} {since}", keyword, snippet=name),
        why=f"{server} refuses the whole file, and keeps what it had before",
        help=f'use letters, digits and underscores, or declare Targets({server.lower()}="{since}")',
    )


def _of_prometheus(graph: Graph) -> Iterator[tuple[Spec, str, str]]:
    for _, group in graph.groups:
        yield from _unusual(group, "labels", group.labels)
    for recording in graph.recording:
        yield from _unusual(recording, "labels", recording.labels)
    for placed in graph.alerts:
        yield from _unusual(placed.alert, "labels", placed.alert.labels)
        yield from _unusual(placed.alert, "annotations", placed.alert.annotations)
    for _, rule in graph.recording_rules:
        yield from _unusual(rule, "labels", rule.labels)
        if not _SERIES.match(rule.record):
            yield rule, "record", rule.record


def _of_alertmanager(graph: Graph) -> Iterator[tuple[Spec, str, str]]:
    for route in graph.routes:
        yield from _unusual(route, "group_by", (name for name in route.group_by or () if name != "..."))
        yield from _unusual(route, "matchers", (matcher.label for matcher in route.matchers))
    for rule in graph.inhibitions:
        yield from _unusual(rule, "equal", rule.equal)


def _unusual(spec: Spec, keyword: str, names: Iterable[str]) -> Iterator[tuple[Spec, str, str]]:
    return ((spec, keyword, name) for name in names if not is_classic_label(name))
