"""Rule files become groups of alerts and of recording rules (prometheus model/rulefmt)."""

from __future__ import annotations

from typing import Any, Final

from vttalerts.diagnostics import Fault, Level
from vttalerts.importers import _words
from vttalerts.importers.nodes import Map, Node, Scalar
from vttalerts.importers.places import NodePlace
from vttalerts.importers.reading import Reading
from vttalerts.language.promql import parse
from vttalerts.model.alerts import Alert, AlertGroup, Severity
from vttalerts.model.expr import Raw
from vttalerts.model.mistakes import from_fault
from vttalerts.model.recording import RecordingGroup, RecordingRule

_GROUP: Final = frozenset("name interval query_offset limit labels rules".split())
_RULE: Final = frozenset("alert record expr for keep_firing_for labels annotations".split())
_ONLY_ALERTS: Final = ("for", "keep_firing_for", "annotations")
_NEVER: Final = "vector(0) > 1"
_SEVERITIES: Final = {one.value: one for one in Severity}

Groups = tuple[tuple[AlertGroup, ...], tuple[RecordingGroup, ...]]


def read(reading: Reading, root: Map) -> Groups:
    """Return the groups of a rule file."""
    reading.unknown(root, frozenset({"groups"}), "a rule file")
    return groups(reading, root.get("groups"))


def groups(reading: Reading, node: Node | None) -> Groups:
    """Return the groups of a list: those that hold an alert, and those of recording rules alone."""
    alerts: list[AlertGroup] = []
    recording: list[RecordingGroup] = []
    seen: dict[str, Map] = {}
    for item in reading.items(node, "groups"):
        group = reading.mapping(item, "groups")
        if group is None:
            if isinstance(item, Scalar) and item.is_null:
                reading.wrong(item, "groups", "groups")
            continue
        made = _group(reading, group, seen)
        if isinstance(made, AlertGroup):
            alerts.append(made)
        elif made is not None:
            recording.append(made)
    return tuple(alerts), tuple(recording)


def _group(reading: Reading, group: Map, seen: dict[str, Map]) -> AlertGroup | RecordingGroup | None:
    if group.values.keys() - _GROUP:
        reading.unknown(group, _GROUP, "a group of rules")
    name = reading.text(group.values.get("name"), "name")
    if not name:
        reading.report(
            "DEF107", "a group of rules lacks `name`", group.span("name"), "`name` is required", help="add `name: …`"
        )
    elif name in seen:
        _named_twice(reading, group, seen[name], name)
    else:
        seen[name] = group
    fields: dict[str, Any] = {"name": name}
    for key in ("interval", "query_offset"):
        value = _duration(reading, group, key)
        # An interval of nothing is the server's own (rules/manager.go).
        if value is not None and (value.value or key != "interval"):
            fields[key] = value
    limit = group.get("limit")
    if limit is not None:
        number = _words.integer(limit.text) if isinstance(limit, Scalar) and not limit.style else None
        if number is None:
            reading.wrong(limit, "limit", "a whole number")
        else:
            fields["limit"] = number
    if "labels" in group.values:
        fields["labels"] = reading.texts(group.values["labels"], "labels")
    rules = [
        made for item in reading.items(group.values.get("rules"), "rules") if (made := _rule(reading, item)) is not None
    ]
    if rules and not any(isinstance(rule, Alert) for rule in rules):
        return RecordingGroup.made_at(NodePlace(group), {**fields, "rules": tuple(rules)})
    return AlertGroup.made_at(NodePlace(group), {**fields, "alerts": tuple(rules)})


def _named_twice(reading: Reading, group: Map, other: Map, name: str) -> None:
    reading.report(
        "DEF109",
        f"two groups of this file are called `{name}`",
        group.span("name"),
        f"the first one is in line {other.span('name').line}",
        help="give one of them another name",
    )


def _duration(reading: Reading, node: Map, key: str) -> Any:
    found = node.values.get(key)
    if found is None:
        return None
    made = _words.duration(found.text) if isinstance(found, Scalar) else None
    if made is None and not (isinstance(found, Scalar) and found.is_null):
        reading.wrong(found, key, "a duration, such as `30s`, `5m` or `1h30m`")
    return made


def _rule(reading: Reading, node: Node) -> Alert | RecordingRule | None:
    if type(node) is not Map:
        reading.wrong(node, "rules", "rules")
        return None
    if node.values.keys() - _RULE:
        reading.unknown(node, _RULE, "a rule")
    alert, record = reading.text(node.values.get("alert"), "alert"), reading.text(node.values.get("record"), "record")
    if bool(alert) == bool(record):
        reading.report(
            "DEF110",
            "a rule is an alert or a recording rule" + (", not both" if alert else ""),
            node.span("alert"),
            "has both `alert` and `record`" if alert else "has neither `alert` nor `record`",
            help="remove one of them" if alert else "add `alert: …` or `record: …`",
        )
        return None
    expr = _expression(reading, node)
    labels = reading.texts(node.values["labels"], "labels") if "labels" in node.values else {}
    if record:
        return _recording(reading, node, record, expr, labels)
    return _alert(reading, node, alert, expr, labels)


def _expression(reading: Reading, node: Map) -> str | None:
    value = node.get("expr")
    text = reading.text(value, "expr").strip()
    if not text:
        if value is None or isinstance(value, Scalar):
            reading.report(
                "DEF107", "a rule lacks `expr`", node.span("expr"), "`expr` is required", help="add `expr: …`"
            )
        return None
    try:
        parse(text)
    except Fault as fault:
        fault.subject = text
        reading.found.append(from_fault(fault, NodePlace(node).span(RecordingRule, "expr", fault=fault)))
        return None
    return text


def _recording(reading: Reading, node: Map, record: str, expr: str | None, labels: dict[str, str]) -> RecordingRule:
    for key in _ONLY_ALERTS:
        if node.get(key) is not None and not _is_nothing(node, key):
            reading.report(
                "DEF111",
                f"a recording rule has no `{key}`",
                node.span(key, part="name"),
                "only alerts have it",
                help="remove it, or make an alert of the rule",
            )
    fields: dict[str, Any] = {"record": record, "expr": expr or _NEVER}
    if labels:
        fields["labels"] = labels
    return RecordingRule.made_at(NodePlace(node), fields)


def _is_nothing(node: Map, key: str) -> bool:
    """Tell whether a key says no more than its default, as upstream sees it."""
    value = node.get(key)
    if isinstance(value, Map):
        return not value.values
    made = _words.duration(value.text) if isinstance(value, Scalar) else None
    return made is not None and not made.value


def _without_effect(reading: Reading, node: Map) -> None:
    reading.report(
        "ALR011",
        "`alertname` is the alert's name and can't be overridden",
        node.span("labels.alertname"),
        "Prometheus writes the alert's name over it",
        why="whoever routes or silences by this name waits for an alert that never comes",
        help="remove the label, or rename the alert",
        level=Level.WARNING,
    )


def _alert(reading: Reading, node: Map, name: str, expr: str | None, labels: dict[str, str]) -> Alert:
    fields: dict[str, Any] = {"name": name}
    for key, attribute in (("for", "for_"), ("keep_firing_for", "keep_firing_for")):
        value = _duration(reading, node, key)
        if value is not None:
            fields[attribute] = value
    if "alertname" in labels:
        _without_effect(reading, node)
        del labels["alertname"]
    severity = _SEVERITIES.get(labels.get("severity", ""))
    if severity is not None:
        del labels["severity"]
        fields["severity"] = severity
    if labels.get("service"):
        fields["service"] = labels.pop("service")
    annotations = reading.texts(node.values["annotations"], "annotations") if "annotations" in node.values else {}
    for key in ("summary", "description"):
        if annotations.get(key):
            fields[key] = annotations.pop(key)
    if labels:
        fields["labels"] = labels
    if annotations:
        fields["annotations"] = annotations
    # A stand-in lets the other mistakes be found in the same run.
    fields["expr"] = Raw(expr or _NEVER)
    return Alert.made_at(NodePlace(node), fields)
