"""A field that the declared version of the server does not know.

## What it does
Compares every field that a definition sets with the versions in `Targets(…)`.

## Why it is bad
The server refuses the whole file for one unknown field. It goes on with the configuration it had before, or does
not start.

## Bad
```python
chat = Receiver(name="chat", integrations=(Webhook(url="https://chat.example.com/", timeout=seconds(5)),))
platform = Platform(
    name="vtt",
    targets=Targets(alertmanager="0.27"),
    routing=Route(receiver=chat),
    deliveries=(Delivery(given=match(service="web"), reaches=(chat,)),),
)
```

## Good
```python
chat = Receiver(name="chat", integrations=(Webhook(url="https://chat.example.com/", timeout=seconds(5)),))
platform = Platform(
    name="vtt",
    targets=Targets(alertmanager="0.28"),
    routing=Route(receiver=chat),
    deliveries=(Delivery(given=match(service="web"), reaches=(chat,)),),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Label
from vttalerts.graph import Graph
from vttalerts.model.inhibition import Inhibition
from vttalerts.model.settings import Secret
from vttalerts.model.spec import Spec
from vttalerts.model.targets import Targets

_SERVERS: Final = {
    "alertmanager": "Alertmanager",
    "blackbox": "Blackbox Exporter",
    "grafana": "Grafana",
    "prometheus": "Prometheus",
}
_LEFT_OUT: Final = frozenset({(Inhibition, "name")})
"""Fields that are only comments to an older server; the emitter does not write them there."""


@check()
def def051(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every field that is set and newer than its server."""
    targets = graph.targets
    declared = any(platform.targets is targets for platform in graph.platforms)
    newer: dict[type[Spec], tuple[tuple[str, str, str], ...]] = {}
    for spec in (*graph.specs, *graph.indicators):
        kind = type(spec)
        fields = newer.get(kind)
        if fields is None:
            fields = newer[kind] = tuple(_newer(kind, targets))
        for attribute, key, since in fields:
            value = spec.__dict__.get(attribute)
            if not attribute or (attribute in spec.model_fields_set and value is not None):
                if key.endswith("_file") != (type(value) is Secret) and attribute:
                    continue
                server = _SERVERS[kind.server]
                version = getattr(targets, kind.server)
                what = f"`{key}` of {kind.__name__}" if attribute else kind.__name__
                yield def051.finding(
                    f"{server} {version} does not know {what}",
                    spec.at(f"since {server} {since}", attribute or None, part="name"),
                    *_declaration(targets, kind.server, f"declared: {server} {version}", declared=declared),
                    why=f"{server} refuses the whole file, and keeps what it had before",
                    help=f"remove it, or declare the version that runs: Targets({kind.server}=\"{since}\")",
                )


def _declaration(targets: Targets, server: str, text: str, *, declared: bool) -> tuple[Label, ...]:
    return (targets.at(text, server),) if declared else ()


def _newer(kind: type[Spec], targets: Targets) -> Iterator[tuple[str, str, str]]:
    """Yield (attribute, wire key, version) of the fields of a class that its server lacks; no attribute is all."""
    if not kind.server or not kind.since:
        return
    late = {key: since for key, since in kind.since.items() if not targets.reads(kind.server, since)}
    if "" in late:
        yield "", "", late[""]
    for attribute, key, file_key in kind._wire_plan():  # noqa: SLF001  the one place that knows the keys
        if (kind, attribute) in _LEFT_OUT:
            continue
        for name in (key, file_key):
            if name in late:
                yield attribute, name, late[name]
