"""A notification calls a template that nobody defines.

## What it does
Looks up every `{{ template "…" }}` in receivers and template files among those that the platform's
`NotificationTemplate`s and Alertmanager itself define.

`--fix` writes the right name if only one is near.

## Why it is bad
Neither `amtool check-config` nor Alertmanager's start finds it. The notification fails when the alert fires, and
nobody is told.

## Bad
```python
texts = NotificationTemplate(name="vtt", text='{{ define "vtt.title" }}{{ .Status }}{{ end }}')
chat = Receiver(
    name="chat",
    integrations=(Slack(api_url=secret("SLACK_WEBHOOK_URL"), title='{{ template "vtt.titel" . }}'),),
)
platform = Platform(
    name="vtt",
    templates=(texts,),
    routing=Route(receiver=chat),
    deliveries=(Delivery(given=match(service="web"), reaches=(chat,)),),
)
```

## Good
```python
texts = NotificationTemplate(name="vtt", text='{{ define "vtt.title" }}{{ .Status }}{{ end }}')
chat = Receiver(
    name="chat",
    integrations=(Slack(api_url=secret("SLACK_WEBHOOK_URL"), title='{{ template "vtt.title" . }}'),),
)
platform = Platform(
    name="vtt",
    templates=(texts,),
    routing=Route(receiver=chat),
    deliveries=(Delivery(given=match(service="web"), reaches=(chat,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Fault, Level
from vttalerts.graph import Graph
from vttalerts.language.templates import DEFAULT_TEMPLATES, Reference, parse_notification
from vttalerts.model.edits import respelt
from vttalerts.model.spec import Spec


@check(in_files=Level.ERROR)
def tpl003(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every call of a template that nobody defines."""
    if not graph.receivers and not graph.templates:
        return
    own = {name for file in graph.templates for name in parse_notification(file.text).defines}
    defined = own | DEFAULT_TEMPLATES
    for spec, keyword, text in _texts(graph):
        if "{{" not in text:
            continue
        for call in _calls(text):
            if call.name not in defined:
                near = get_close_matches(call.name, sorted(defined), n=1, cutoff=0.7)
                yield tpl003.finding(
                    f'nobody defines the template "{call.name}"',
                    spec.at(f'did you mean "{near[0]}"?' if near else "no such template", keyword, snippet=call.name),
                    why="the notification fails when the alert fires, and nobody is told",
                    help=f'write "{near[0]}"'
                    if near
                    else f"add NotificationTemplate(text='{{{{ define \"{call.name}\" }}}}…') to the platform",
                    edits=respelt(spec, keyword, call.name, defined),
                )


def _calls(text: str) -> tuple[Reference, ...]:
    """Return the templates that a text calls; what is no template has its own diagnostic, or is sent as it is."""
    try:
        return parse_notification(text).calls
    except Fault:
        return ()


def _texts(graph: Graph) -> Iterator[tuple[Spec, str, str]]:
    for file in graph.templates:
        yield file, "text", file.text
    stack: list[Spec] = [one for receiver in graph.receivers for one in receiver.integrations]
    while stack:
        spec = stack.pop()
        for keyword, value in spec.__dict__.items():
            items = value if isinstance(value, tuple) else value.values() if isinstance(value, dict) else (value,)
            for item in items:
                if isinstance(item, Spec):
                    stack.append(item)
                elif isinstance(item, str):
                    yield spec, keyword, item
