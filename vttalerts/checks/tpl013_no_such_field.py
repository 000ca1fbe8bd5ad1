"""A notification reads a field that there is not.

## What it does
Follows the data through the fields of integrations: at first all data of the notification (`.Alerts`,
`.CommonLabels`, …), in `range .Alerts` one alert (`.Labels`, `.StartsAt`, …). Where the data are something else, or in
templates that others call, only names that are nearly one of these are findings.

`--fix` writes the right name if only one is near.

## Why it is bad
The notification fails when the alert fires, and nobody is told. Neither `amtool check-config` nor Alertmanager's start
finds it.

## Bad
```python
team = Receiver(
    name="team", integrations=(Slack(api_url=secret("SLACK_URL"), text="{{ .Labels.instance }} is in trouble"),)
)
platform = Platform(
    name="vtt",
    routing=Route(receiver=team),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```

## Good
```python
team = Receiver(
    name="team",
    integrations=(
        Slack(
            api_url=secret("SLACK_URL"), text="{{ range .Alerts }}{{ .Labels.instance }} is in trouble. {{ end }}"
        ),
    ),
)
platform = Platform(
    name="vtt",
    routing=Route(receiver=team),
    deliveries=(Delivery(given=match(service="web"), reaches=(team,)),),
)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final, Literal

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.edits import respelt
from vttalerts.simulate.notices import Part, notices

_Scope = Literal["data", "alert", ""]

_FIELDS: Final = {
    "data": (
        *("Receiver", "Status", "Alerts", "GroupLabels", "CommonLabels", "CommonAnnotations", "ExternalURL"),
        "NotificationReason",
    ),
    "alert": ("Status", "Labels", "Annotations", "StartsAt", "EndsAt", "GeneratorURL", "Fingerprint"),
}
"""What a notification's data, and each alert in them, have (alertmanager template/template.go `Data`, `Alert`)."""
_ALL: Final = (*_FIELDS["data"], *_FIELDS["alert"])
_ACTION: Final = re.compile(r"\{\{-?\s*(.*?)\s*-?\}\}", re.DOTALL)
_QUOTED: Final = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`|/\*.*?\*/', re.DOTALL)
_FIELD: Final = re.compile(r"(?<![\w)$.\]])\.([A-Za-z_]\w*)")
_ALERTS: Final = re.compile(r"range\s+(?:\$\w+\s*(?:,\s*\$\w+\s*)?:=\s*)?(\$)?\.Alerts(?:\.Firing|\.Resolved)?\s*")


@check()
def tpl013(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every field that is none, once a template."""
    known = notices(graph)
    seen: set[str] = set()
    for part in (*known.parts, *known.defined.values()):
        if part.text not in seen:
            seen.add(part.text)
            for scope, name in dict.fromkeys(_wrong(part)):
                yield _finding(part, scope, name)


def _finding(part: Part, scope: _Scope, name: str) -> Diagnostic:
    fields = _FIELDS.get(scope, _ALL)
    near = next(iter(get_close_matches(name, fields, n=1, cutoff=0.7)), "")
    whole = {"data": "a notification", "alert": "an alert", "": "neither a notification nor an alert"}[scope]
    mend = f"write `.{near}`" if near else f"write one of {', '.join(fields)}"
    if scope == "data" and name in _FIELDS["alert"]:
        mend = f"write `{{{{ range .Alerts }}}}{{{{ .{name} }}}}{{{{ end }}}}`"
        mend += f", or `.Common{name}` for what all have in common" if f"Common{name}" in fields else ""
    return tpl013.finding(
        f"{whole} has {'a' if not scope else 'no'} field `{name}`",
        part.spec.at("no such field here", part.keyword, snippet=f".{name}"),
        why="the notification fails when the alert fires, and nobody is told",
        help=mend,
        edits=respelt(part.spec, part.keyword, name, fields),
    )


def _wrong(part: Part) -> Iterator[tuple[_Scope, str]]:
    """Yield the fields that are none, each with what was asked for it."""
    scope: _Scope = "data" if part.field else ""
    outer: list[_Scope] = []
    for action in _ACTION.finditer(part.text):
        words = _QUOTED.sub('""', action[1])
        for name in _FIELD.findall(words):
            if name not in _FIELDS[scope] if scope else _nearly(name):
                yield scope, name
        keyword = words.partition(" ")[0]
        if keyword in {"if", "with", "range", "define", "block"}:
            outer.append(scope)
            scope = _inside(keyword, words, scope)
        elif keyword == "end" and outer:
            scope = outer.pop()
        elif keyword == "else" and outer:
            scope = "" if words.startswith("else with") else outer[-1]


def _nearly(name: str) -> bool:
    """Tell whether a name is nearly a field's; one in small letters is a label's."""
    return name[0].isupper() and name not in _ALL and bool(get_close_matches(name, _ALL, n=1, cutoff=0.8))


def _inside(keyword: str, words: str, scope: _Scope) -> _Scope:
    if keyword == "if":
        return scope
    found = _ALERTS.fullmatch(words) if keyword == "range" else None
    return "alert" if found is not None and (scope == "data" or found[1]) else ""
