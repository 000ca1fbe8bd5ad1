"""Two files define a template of the same name.

## What it does
Compares the `{{ define "…" }}` of all files of notification templates. To define one of Alertmanager's own anew is
right.

## Why it is bad
The file that is read last wins, by the order of file names. An edit of the other one changes nothing, and nobody
sees why.

## Bad
```python
slack = NotificationTemplate(name="slack", text='{{ define "vtt.title" }}{{ .Status }}{{ end }}')
email = NotificationTemplate(name="email", text='{{ define "vtt.title" }}VTT: {{ .Status }}{{ end }}')
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
from vttalerts.language.templates import parse_notification
from vttalerts.model.servers import NotificationTemplate


@check()
def tpl004(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every template that an earlier file defines too."""
    first: dict[str, NotificationTemplate] = {}
    for file in graph.templates:
        for name in sorted(parse_notification(file.text).defines):
            other = first.setdefault(name, file)
            if other is not file:
                yield tpl004.finding(
                    f'the template "{name}" is defined twice',
                    file.at("the second one", "text", snippet=name),
                    other.at("the first one", "text", snippet=name),
                    why="the file that is read last wins, and edits of the other one change no message",
                    help="rename one",
                )
