"""`infra/monitoring/rules/*.yml`: the rules that Prometheus evaluates (prometheus model/rulefmt)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Final

from vttalerts.emitters import Artifact, header, yaml
from vttalerts.graph import Graph, PlacedAlert
from vttalerts.model.alerts import AlertGroup
from vttalerts.model.pacing import query
from vttalerts.model.platform import Platform
from vttalerts.model.recording import RecordingGroup, RecordingRule
from vttalerts.model.spec import Tree

FOLDER = "infra/monitoring/rules"
_ALERT_KEYWORDS: Final = {"alert": "name", "for": "for_", "annotations": "summary"}


def emit(graph: Graph) -> Iterator[Artifact]:
    """Yield a platform's alerting rules and its recording rules."""
    for platform in graph.platforms:
        if platform.groups:
            yield yaml(
                f"{FOLDER}/{platform.name}-alerts.yml",
                partial(_alert_file, graph, platform),
                header(platform.groups, (alert for group in platform.groups for alert in group.alerts)),
            )
        if platform.recording:
            yield yaml(
                f"{FOLDER}/{platform.name}-recording.yml",
                partial(_recording_file, graph, platform),
                header(platform.recording, (rule for group in platform.recording for rule in group.rules)),
            )


def _alert_file(graph: Graph, platform: Platform) -> dict[str, Iterator[Tree]]:
    return {"groups": _alert_groups(graph, platform)}


def _recording_file(graph: Graph, platform: Platform) -> dict[str, Iterator[Tree]]:
    return {"groups": _recording_groups(graph, platform)}


def _alert_groups(graph: Graph, platform: Platform) -> Iterator[Tree]:
    placed: dict[int, dict[int, PlacedAlert]] = {}
    for one in graph.alerts:
        if one.platform is platform:
            placed.setdefault(id(one.group), {})[id(one.alert)] = one
    for group in platform.groups:
        yield _alert_group(graph, group, placed.get(id(group), {}))


def _alert_group(graph: Graph, group: AlertGroup, placed: Mapping[int, PlacedAlert]) -> Tree:
    tree = _group_head(graph, group)
    tree["rules"] = [
        _recording(graph, group, rule) if isinstance(rule, RecordingRule) else _alert(graph, placed[id(rule)])
        for rule in group.alerts
    ]
    tree.keywords["rules"] = "alerts"
    return tree


def _alert(graph: Graph, placed: PlacedAlert) -> Tree:
    alert, settings = placed.alert, graph.settings
    tree = Tree(alert)
    tree["alert"] = alert.name
    tree["expr"] = query(alert.expr.promql(), settings)
    if alert.for_ is not None and alert.for_.value:
        tree["for"] = settings.paced(alert.for_).duration()
    if alert.keep_firing_for is not None:
        tree["keep_firing_for"] = settings.paced(alert.keep_firing_for).duration()
    labels = _own_labels(graph, placed.group, placed.labels)
    if labels:
        tree["labels"] = labels
    annotations = graph.annotations(placed)
    if annotations:
        tree["annotations"] = annotations
    tree.keywords = _ALERT_KEYWORDS
    return tree


def _recording_groups(graph: Graph, platform: Platform) -> Iterator[Tree]:
    for group in platform.recording:
        tree = _group_head(graph, group)
        tree["rules"] = [_recording(graph, group, rule) for rule in group.rules]
        yield tree


def _recording(graph: Graph, group: AlertGroup | RecordingGroup, rule: RecordingRule) -> Tree:
    tree = rule.wire(graph.settings)
    tree["expr"] = query(rule.text, graph.settings)
    labels = _own_labels(graph, group, {**group.labels, **rule.labels})
    if labels:
        tree["labels"] = labels
        tree.keywords.setdefault("labels", "labels")
    else:
        tree.pop("labels", None)
    return tree


def _own_labels(graph: Graph, group: AlertGroup | RecordingGroup, labels: Mapping[str, str]) -> dict[str, str]:
    """Return the labels to write with a rule: those that its group does not already write for all."""
    if group.labels and _writes_labels(graph, group):
        return {name: value for name, value in labels.items() if group.labels.get(name) != value}
    return {**labels}


def _writes_labels(graph: Graph, group: AlertGroup | RecordingGroup) -> bool:
    return bool(group.labels) and graph.targets.reads("prometheus", "3.0")


def _group_head(graph: Graph, group: AlertGroup | RecordingGroup) -> Tree:
    tree = Tree(group)
    tree["name"] = group.name
    for key in ("interval", "query_offset"):
        value: Any = group.__dict__[key]
        if value is not None:
            tree[key] = graph.settings.paced(value).duration()
    if group.limit is not None:
        tree["limit"] = group.limit
    if _writes_labels(graph, group):
        tree["labels"] = group.labels
        tree.keywords["labels"] = "labels"
    return tree
