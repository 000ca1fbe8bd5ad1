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

from collections.abc import Iterator, Mapping
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.gates import Newer
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


@check(in_files=Level.ERROR)
def def051(graph: Graph) -> Iterator[Diagnostic]:
    """Yield everything that is set and newer than the server that reads it."""
    targets = graph.targets
    declared = any(platform.targets is targets for platform in graph.platforms)
    for (kind, server), specs in inventory(graph).kinds.items():
        if server not in _SERVERS:
            continue
        late = tuple(_late(kind, server, targets))
        newer = getattr(kind, "newer", None)
        for spec in specs if late or newer is not None else ():
            found = [one for one in late if not one.keyword or _writes(spec, one)]
            found += newer(spec) if newer is not None else ()
            for one in found:
                if not targets.reads(server, one.since):
                    yield _finding(spec, one, server, targets, declared=declared)


def _finding(spec: Spec, newer: Newer, server: str, targets: Targets, *, declared: bool) -> Diagnostic:
    name, version = _SERVERS[server], getattr(targets, server)
    what = newer.what if "`" in newer.what or not newer.keyword else f"`{newer.what}` of {type(spec).__name__}"
    there = (targets.at(f"declared: {name} {version}", server),) if declared else ()
    return def051.finding(
        f"{name} {version} does not know {what}",
        spec.at(f"since {name} {newer.since}", newer.keyword or None, part="name"),
        *there,
        why=f"{name} refuses the whole file, and keeps what it had before",
        help=f'remove it, or declare the version that runs: Targets({server}="{newer.since}")',
    )


def _writes(spec: Spec, newer: Newer) -> bool:
    """Tell whether an object writes a key: a secret writes `<key>_file`, another value the key itself."""
    value = spec.__dict__[newer.keyword]
    if value is None or newer.keyword not in spec.model_fields_set:
        return False
    of_a_secret = newer.what.endswith("_file") and newer.keyword != newer.what
    return of_a_secret == (type(value) is Secret)


def _late(kind: type[Spec], server: str, targets: Targets) -> Iterator[Newer]:
    """Yield the wire keys of a class that its server lacks, with the fields that write them; no field is all."""
    since: Mapping[str, str] = kind.since if kind.server else getattr(kind, "since_of", {}).get(server, {})
    late = {key: version for key, version in since.items() if not targets.reads(server, version)}
    if "" in late:
        yield Newer("", kind.__name__, late[""])
    if late:
        for attribute, key, file_key in kind._wire_plan():  # noqa: SLF001  the one place that knows the keys
            for name in dict.fromkeys((key, file_key)):
                if name in late and (kind, attribute) not in _LEFT_OUT:
                    yield Newer(attribute, name, late[name])
