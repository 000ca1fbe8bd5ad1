"""`config/health-monitor.json` and the JSON Schema that tells an editor, and the monitor, what may stand in it.

Decision: the schema is made from the models, with the descriptions of their docstrings. Rejected: a
schema written by hand, which would know a new field only if somebody remembers it.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from vttalerts.emitters import Artifact, header, json
from vttalerts.graph import Graph
from vttalerts.model.health import Channel, Endpoint, HealthMonitor, MailServer, Thresholds
from vttalerts.model.health_fields import SHARED
from vttalerts.model.json_schema import object_schema
from vttalerts.model.servers import AlertmanagerGlobal
from vttalerts.model.spec import Spec, Tree

PATH: Final = "config/health-monitor.json"
SCHEMA: Final = "schemas/health-monitor.schema.json"

_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_PARTS: Final = (Endpoint, Thresholds, MailServer, Channel)
_NOTES: Final = {
    "$schema": {"description": "Where this schema is.", "type": "string"},
    "$comment": {"description": "A note to whoever reads the file.", "type": "string"},
}
_ORDER: Final = (
    *("description", "type", "properties", "required", "additionalProperties"),
    *("allOf", "if", "then"),
)
_attributes = re.compile(r"^    (\w+): (.+(?:\n {8}.+)*)", re.MULTILINE).findall


def emit(graph: Graph) -> Iterator[Artifact]:
    """Yield the monitor's configuration and its schema."""
    health = graph.health
    if health is not None:
        yield json(PATH, lambda: _configuration(health, graph))
        yield json(SCHEMA, schema)


def _configuration(health: HealthMonitor, graph: Graph) -> Tree:
    tree = Tree(health)
    tree["$schema"] = f"../{SCHEMA}"
    tree["$comment"] = " ".join(line.strip() for line in header((health,), _mail_makers(health, graph)).splitlines())
    tree.update(_with_mail(health, graph.alertmanager).wire(graph.settings))
    return tree


def _mail_makers(health: HealthMonitor, graph: Graph) -> tuple[Spec, ...]:
    borrows = graph.alertmanager is not None and _with_mail(health, graph.alertmanager) is not health
    return (graph.alertmanager,) if borrows and graph.alertmanager is not None else ()


def _with_mail(health: HealthMonitor, alertmanager: AlertmanagerGlobal | None) -> HealthMonitor:
    """The monitor with Alertmanager's mail server, where it needs one and has none of its own."""
    needs = health.mail is None and any(channel.type == "email" for channel in health.channels)
    if not needs or alertmanager is None:
        return health
    host, sender = alertmanager.smtp_smarthost, alertmanager.smtp_from
    if host is None or sender is None:
        return health
    mail = MailServer(
        smarthost=host,
        from_=sender,
        username=alertmanager.smtp_auth_username,
        password=alertmanager.smtp_auth_password,
        require_tls=alertmanager.smtp_require_tls is not False,
    )
    return health.copy_with(mail=mail)


def schema() -> dict[str, Any]:
    """Return what may stand in the monitor's configuration."""
    root = _object(HealthMonitor)
    root["properties"] = _NOTES | root["properties"]
    parts = {part.__name__: _object(part) for part in _PARTS}
    return {"$schema": _DIALECT, "title": "VTT health monitor", **root, "$defs": parts | SHARED}


def _object(model: type[Spec]) -> dict[str, Any]:
    """A model's schema in an order that people read, with what its docstring tells of each field."""
    made = object_schema(model)
    text = inspect.getdoc(model) or ""
    told = {name: " ".join(words.split()) for name, words in _attributes(text)}
    keys = {key: name for name, info in model.model_fields.items() for key in (info.serialization_alias or name,)}
    properties = {key: {"description": told[name]} | _value(made["properties"][key]) for key, name in keys.items()}
    whole = {**made, "description": text.partition("\n")[0], "properties": properties}
    return {key: whole[key] for key in _ORDER if key in whole}


def _value(made: Mapping[str, Any]) -> dict[str, Any]:
    """One value; what several fields have alike is described once."""
    name = next((name for name, shared in SHARED.items() if shared == made), None)
    if name is not None:
        return {"$ref": f"#/$defs/{name}"}
    return {key: made[key] for key in sorted(made, key=lambda key: key != "type")}
