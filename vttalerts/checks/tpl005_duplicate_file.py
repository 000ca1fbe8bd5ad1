"""Two files of notification templates have the same name.

## What it does
Compares the names of all `NotificationTemplate`s of the platform and of those that it includes.

## Why it is bad
Both are written to one file, and one of them is lost: notifications that use it fail when the alert fires.

## Bad
```python
slack = NotificationTemplate(name="vtt", text='{{ define "vtt.slack.title" }}{{ .Status }}{{ end }}')
email = NotificationTemplate(name="vtt", text='{{ define "vtt.email.title" }}VTT: {{ .Status }}{{ end }}')
platform = Platform(name="vtt", templates=(slack, email))
```

## Good
```python
slack = NotificationTemplate(name="slack", text='{{ define "vtt.slack.title" }}{{ .Status }}{{ end }}')
email = NotificationTemplate(name="email", text='{{ define "vtt.email.title" }}VTT: {{ .Status }}{{ end }}')
platform = Platform(name="vtt", templates=(slack, email))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.servers import NotificationTemplate


@check(in_files=None)
def tpl005(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every template file whose name an earlier one has."""
    first: dict[str, NotificationTemplate] = {}
    for file in graph.templates:
        other = first.setdefault(file.name, file)
        if other is not file:
            yield tpl005.finding(
                f"two template files are called {file.name}",
                file.at("the second one", "name"),
                other.at("the first one", "name"),
                why="one overwrites the other, and notifications that use its texts fail",
                help="rename one, or put both texts into one",
            )
