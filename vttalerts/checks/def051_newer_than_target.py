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
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.inhibition import Inhibition
from vttalerts.model.settings import Secret
from vttalerts.model.spec import Spec
from vttalerts.model.targets import Targets
from vttalerts.simulate.inventory import inventory

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
    for kind, specs in inventory(graph).kinds.items():
        for attribute, key, since in _newer(kind, targets):
            for spec in specs:
                if not attribute or _writes(spec, attribute, key):
                    yield _finding(spec, attribute, key, since, targets, declared=declared)


def _writes(spec: Spec, attribute: str, key: str) -> bool:
    """Tell whether an object writes a key: a secret writes `<key>_file`, another value the key itself."""
    value = spec.__dict__[attribute]
    if value is None or attribute not in spec.model_fields_set:
        return False
    file_key = key.endswith("_file") and attribute != key
    return file_key == (type(value) is Secret)


def _finding(spec: Spec, attribute: str, key: str, since: str, targets: Targets, *, declared: bool) -> Diagnostic:
    kind = type(spec)
    server, version = _SERVERS[kind.server], getattr(targets, kind.server)
    what = f"`{key}` of {kind.__name__}" if attribute else kind.__name__
    there = (targets.at(f"declared: {server} {version}", kind.server),) if declared else ()
    return def051.finding(
        f"{server} {version} does not know {what}",
        spec.at(f"since {server} {since}", attribute or None, part="name"),
        *there,
        why=f"{server} refuses the whole file, and keeps what it had before",
        help=f'remove it, or declare the version that runs: Targets({kind.server}="{since}")',
    )


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
