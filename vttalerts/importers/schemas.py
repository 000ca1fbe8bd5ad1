"""What may stand in each kind of file, for editors: JSON Schema 2020-12, made from the models that files become.

Decision: a schema takes whatever the servers take, `yes` for a flag and a number for a text among it, and every key
may have no value. An editor that underlines what works teaches people to look away; what a schema can't say,
`vttalerts check` does.
"""

from __future__ import annotations

import enum
import inspect
import re
import sys
import types
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from vttalerts.importers import alertmanager, blackbox, prometheus
from vttalerts.model.alerting import AlertmanagerConfig
from vttalerts.model.credentials import Header
from vttalerts.model.discoveries import Static
from vttalerts.model.fields import alert_labels, annotation_texts, go_duration, labels
from vttalerts.model.http import HTTPClient
from vttalerts.model.inhibition import Inhibition
from vttalerts.model.intervals import TimeInterval
from vttalerts.model.prometheus_server import PrometheusServer
from vttalerts.model.receivers import Receiver
from vttalerts.model.relabel import Relabel
from vttalerts.model.remote import RemoteRead, RemoteWrite
from vttalerts.model.routing import Route
from vttalerts.model.rule_tests import RuleTests
from vttalerts.model.schema import FieldInfo
from vttalerts.model.scrape import ScrapeJob
from vttalerts.model.servers import AlertmanagerGlobal
from vttalerts.model.settings import EnvText, Secret
from vttalerts.model.sizes import size
from vttalerts.model.spec import Spec
from vttalerts.units import Quantity

Schema = dict[str, Any]
_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
_TEXT: Final[Schema] = {"type": ["string", "number", "boolean", "null"]}
_FLAG: Final[Schema] = {
    "type": ["boolean", "string", "null"],
    "pattern": "^([yYnN]|yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF|true|True|TRUE|false|False|FALSE)$",
}
_WHOLE: Final[Schema] = {"type": ["integer", "null"]}
_NUMBER: Final[Schema] = {"type": ["number", "null"]}
_DURATION: Final[Schema] = {
    "type": ["string", "integer", "null"],
    "pattern": "^(([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?([0-9]+ms)?|0)$",
    "maximum": 0,
    "minimum": 0,
}
_GO_DURATION: Final[Schema] = {
    "type": ["string", "integer", "null"],
    "pattern": r"^([-+]?(([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+|0)$",
    "maximum": 0,
    "minimum": 0,
}
_TEXTS: Final[Schema] = {"type": ["object", "null"], "additionalProperties": _TEXT}
_LIST_OF_TEXTS: Final[Schema] = {"type": ["array", "null"], "items": _TEXT}
_SIMPLE: Final[Mapping[Any, Schema]] = {
    str: _TEXT,
    bool: _FLAG,
    int: _WHOLE,
    float: _NUMBER,
    Quantity: _DURATION,
    Secret: _TEXT,
    Any: {},
}
_attributes = re.compile(r"^    (\w+): (.+(?:\n {8}.+)*)", re.MULTILINE).findall


class _Builder:
    """One schema, and the classes that it refers to."""

    def __init__(self) -> None:
        self.defs: dict[str, Schema] = {}

    def document(self, title: str, root: Schema) -> Schema:
        """Return the whole schema."""
        return {"$schema": _DIALECT, "title": title, **root, "$defs": dict(sorted(self.defs.items()))}

    def reference(self, kind: type[Spec]) -> Schema:
        """Return a reference to a class, whose schema is made once."""
        home = getattr(kind, "home", None)
        if isinstance(home, str):
            kind = getattr(sys.modules.get(home) or import_module(home), kind.__name__)
        name = kind.__name__
        if name not in self.defs:
            self.defs[name] = {}
            self.defs[name].update(self._object(kind))
        return {"$ref": f"#/$defs/{name}"}

    def many(self, kind: type[Spec]) -> Schema:
        """Return the schema of a list of objects."""
        return {"type": ["array", "null"], "items": self.reference(kind)}

    def _object(self, kind: type[Spec]) -> Schema:
        told = _told(kind)
        properties: dict[str, Schema] = {}
        needed: list[Schema] = []
        for name, info in kind.model_fields.items():
            if info.exclude:
                continue
            key = info.serialization_alias or name
            words = {"description": told[name]} if name in told else {}
            keys = [key]
            properties[key] = words | self._field(info)
            if _has_secret(info.annotation) and f"{key}_file" not in properties:
                properties[f"{key}_file"] = words | _TEXT
                keys.append(f"{key}_file")
            if info.is_required():
                needed.append(
                    {"required": keys} if len(keys) == 1 else {"anyOf": [{"required": [one]} for one in keys]}
                )
        made: Schema = {
            "type": ["object", "null"],
            "description": (inspect.getdoc(kind) or "").partition("\n")[0],
            "properties": properties,
            "additionalProperties": False,
        }
        if needed:
            made["if"] = {"type": "object"}
            made["then"] = {"allOf": needed}
        for base, change in _CHANGES.items():
            if issubclass(kind, base):
                change(self, made)
        return made

    def _field(self, info: FieldInfo) -> Schema:
        return dict(self.kind(info.annotation))

    def kind(self, kind: Any) -> Schema:  # noqa: PLR0911  one a kind
        """Return the schema of what an annotation takes."""
        origin, arguments = get_origin(kind), get_args(kind)
        if origin is Annotated:
            return self._annotated(arguments)
        if origin in (Union, types.UnionType):
            return self._union(arguments)
        if origin is Literal:
            return {"enum": [*arguments, "", None]}
        if origin in (tuple, frozenset):
            return {"type": ["array", "null"], "items": self.kind(arguments[0])}
        if origin is dict:
            return {"type": ["object", "null"], "additionalProperties": self.kind(arguments[1])}
        if isinstance(kind, type) and issubclass(kind, enum.Enum):
            words = [one.value for one in kind]
            return {"enum": [*words, *(word.capitalize() for word in words), *(word.upper() for word in words), None]}
        if isinstance(kind, type) and issubclass(kind, Spec):
            return self.reference(kind)
        return _SIMPLE.get(kind, _TEXT)

    def _annotated(self, arguments: tuple[Any, ...]) -> Schema:
        functions = [getattr(marker, "func", None) for marker in arguments[1:]]
        if go_duration in functions:
            return _GO_DURATION
        if size in functions:
            return _TEXT
        if labels in functions or alert_labels in functions or annotation_texts in functions:
            return _TEXTS
        return self.kind(arguments[0])

    def _union(self, options: tuple[Any, ...]) -> Schema:
        others = [one for one in options if one not in (type(None), EnvText)]
        if len(others) > 1:
            others = [one for one in others if one is not Secret]
        made = [self.kind(one) for one in others]
        return made[0] if len(made) == 1 else {"anyOf": made}


def _has_secret(kind: Any) -> bool:
    return kind is Secret or (
        get_origin(kind) in (Union, types.UnionType, Annotated) and any(map(_has_secret, get_args(kind)))
    )


def _told(kind: type[Spec]) -> dict[str, str]:
    """Return what the docstrings of a class and of those it is made from tell of its fields."""
    found: dict[str, str] = {}
    for base in reversed(kind.__mro__):
        for name, words in _attributes(inspect.getdoc(base) or "") if issubclass(base, Spec) else ():
            found[name] = " ".join(words.split())
    return found


def _route(_builder: _Builder, made: Schema) -> None:
    made["properties"] |= {
        "receiver": _TEXT,
        "matchers": _LIST_OF_TEXTS,
        "match": _TEXTS,
        "match_re": _TEXTS,
        "mute_time_intervals": _LIST_OF_TEXTS,
        "active_time_intervals": _LIST_OF_TEXTS,
    }


def _inhibition(_builder: _Builder, made: Schema) -> None:
    for side in ("source", "target"):
        made["properties"] |= {f"{side}_matchers": _LIST_OF_TEXTS, f"{side}_match": _TEXTS, f"{side}_match_re": _TEXTS}
    made.pop("if", None)
    made.pop("then", None)


def _receiver(builder: _Builder, made: Schema) -> None:
    for key, kind in alertmanager.integration_kinds().items():
        made["properties"][key] = builder.many(kind)


def _client(_builder: _Builder, made: Schema) -> None:
    made["properties"] |= {"bearer_token": _TEXT, "bearer_token_file": _TEXT}


def _header(_builder: _Builder, made: Schema) -> None:
    made["properties"] = {"values": _LIST_OF_TEXTS, "secrets": _LIST_OF_TEXTS, "files": _LIST_OF_TEXTS}


def _discovering(builder: _Builder, made: Schema) -> None:
    for key in sorted(prometheus.DISCOVERIES):
        modelled = prometheus.MODELLED.get(key)
        options: Schema = {"type": ["array", "null"], "items": {"type": "object"}}
        made["properties"][key] = options if modelled is None else builder.many(modelled)


def _lenient(_builder: _Builder, made: Schema) -> None:
    made.pop("if", None)
    made.pop("then", None)


_CHANGES: Final[Mapping[type[Spec], Callable[[_Builder, Schema], None]]] = {
    Route: _route,
    Inhibition: _inhibition,
    Receiver: _receiver,
    HTTPClient: _client,
    Header: _header,
    ScrapeJob: _discovering,
    AlertmanagerConfig: _discovering,
    Static: _lenient,
}


def _mapping(properties: Mapping[str, Schema], required: Iterable[str] = ()) -> Schema:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
    }


def _alertmanager() -> Schema:
    from vttalerts.model.event_recorder import EventRecorder
    from vttalerts.model.tracing import AlertmanagerTracing

    builder = _Builder()
    root = _mapping(
        {
            "global": builder.reference(AlertmanagerGlobal),
            "templates": _LIST_OF_TEXTS,
            "route": builder.reference(Route),
            "inhibit_rules": builder.many(Inhibition),
            "receivers": builder.many(Receiver),
            "time_intervals": builder.many(TimeInterval),
            "mute_time_intervals": builder.many(TimeInterval),
            "tracing": builder.reference(AlertmanagerTracing),
            "event_recorder": builder.reference(EventRecorder),
        },
        ("route",),
    )
    return builder.document("Alertmanager's configuration", root)


def _rules() -> Schema:
    rule = _mapping(
        {
            "alert": {"description": "The alert's name.", **_TEXT},
            "record": {"description": "The name of the series that a recording rule makes.", **_TEXT},
            "expr": {"description": "PromQL.", **_TEXT},
            "for": {"description": "How long it must hold before anybody hears of it.", **_DURATION},
            "keep_firing_for": {"description": "How long it goes on firing after the condition ends.", **_DURATION},
            "labels": {"description": "Further labels; values of an alert may be templates.", **_TEXTS},
            "annotations": {"description": "What people read; templates.", **_TEXTS},
        },
        ("expr",),
    )
    rule["oneOf"] = [{"required": ["alert"]}, {"required": ["record"]}]
    group = _mapping(
        {
            "name": {"description": "Unique in the file.", **_TEXT},
            "interval": {"description": "How often; without it the server's `evaluation_interval`.", **_DURATION},
            "query_offset": {"description": "How far back to look, for series that arrive late.", **_DURATION},
            "limit": {"description": "The most alerts or series of one rule.", **_WHOLE},
            "labels": {"description": "Labels of all rules; a rule's own win.", **_TEXTS},
            "rules": {"type": ["array", "null"], "items": {"$ref": "#/$defs/Rule"}},
        },
        ("name",),
    )
    root = _mapping({"groups": {"type": ["array", "null"], "items": {"$ref": "#/$defs/Group"}}})
    return {"$schema": _DIALECT, "title": "Rules of Prometheus", **root, "$defs": {"Group": group, "Rule": rule}}


def _prometheus() -> Schema:
    builder = _Builder()
    sections = prometheus.SECTIONS
    alerting = _mapping(
        {
            "alert_relabel_configs": builder.many(Relabel),
            "alertmanagers": builder.many(AlertmanagerConfig),
        }
    )
    alerting["type"] = ["object", "null"]
    root = _mapping(
        {
            "global": builder.reference(PrometheusServer),
            **{key: builder.reference(kind) for key, kind in sections.items()},
            "alerting": alerting,
            "rule_files": _LIST_OF_TEXTS,
            "scrape_config_files": _LIST_OF_TEXTS,
            "scrape_configs": builder.many(ScrapeJob),
            "remote_write": builder.many(RemoteWrite),
            "remote_read": builder.many(RemoteRead),
        }
    )
    return builder.document("Prometheus's configuration", root)


def _blackbox() -> Schema:
    builder = _Builder()
    module = _mapping(
        {
            "prober": {"enum": list(blackbox.PROBERS)},
            "timeout": _GO_DURATION,
            **{name: builder.reference(kind) for name, kind in blackbox.PROBERS.items()},
        },
        ("prober",),
    )
    root = _mapping({"modules": {"type": ["object", "null"], "additionalProperties": module}})
    return builder.document("The Blackbox Exporter's configuration", root)


def _rule_tests() -> Schema:
    builder = _Builder()
    return builder.document("Tests of rules", builder.reference(RuleTests))


ROOTS: Final[Mapping[str, Callable[[], Schema]]] = {
    "alertmanager": _alertmanager,
    "rules": _rules,
    "prometheus": _prometheus,
    "blackbox": _blackbox,
    "rule-tests": _rule_tests,
}
"""What makes each schema, by the kind of file."""
