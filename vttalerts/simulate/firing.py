"""An alert of the platform as it fires: with the labels of its rule and its server, and its annotations written out.

Decision: an alert that compares fires at its threshold, because that is the one value of which everybody knows that
it can be met; `absent` and what Python does not see is 1. Whoever asks may say another value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple
from urllib.parse import quote_plus

from vttalerts.graph import Graph, PlacedAlert
from vttalerts.language.execution import alert_text
from vttalerts.simulate.rendering import EXTERNAL_URL, Renderer

PROMETHEUS_URL: Final = "http://localhost:9090"
"""Where people reach Prometheus where nobody says."""

_NAME: Final = "alertname"


class Fired(NamedTuple):
    """An alert on its way to Alertmanager.

    Attributes:
        labels: Its labels, none of them empty.
        annotations: What is said about it.
        generator_url: Where its expression can be looked at.
        placed: The definition; `None` if the platform has no such alert.
    """

    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    generator_url: str
    placed: PlacedAlert | None


def fire(graph: Graph, labels: Mapping[str, str], value: float | None = None) -> Fired:
    """Return an alert as it reaches Alertmanager.

    Args:
        graph: The platform.
        labels: Its name, and what its expression leaves; labels that its rule or its server sets need not be said,
            and one that is said counts. An empty value takes a label away.
        value: What its expression comes to; without it the threshold that it compares with, or 1.
    """
    placed = _defined(graph, labels)
    external = {name: graph.text(text) for name, text in _external(graph).items()}
    if placed is None:
        return Fired(_without_empty({**external, **labels}), {}, "", None)
    if value is None:
        comparisons = placed.alert.expr.comparisons()
        value = comparisons[0].threshold if comparisons else 1
    prometheus = graph.text(graph.deployment.prometheus_url) if graph.deployment is not None else PROMETHEUS_URL
    series = {name: text for name, text in labels.items() if name != _NAME and text}

    def said(text: str) -> str:
        return alert_text(text, series, value, external, prometheus)

    set_ = {name: said(text) for name, text in placed.labels.items()}
    annotations = {name: said(text) for name, text in graph.annotations(placed).items()}
    # What Prometheus calls the table of an expression (util/strutil `TableLinkForExpression`).
    url = f"{prometheus.rstrip('/')}/graph?g0.expr={quote_plus(placed.alert.expr.promql())}&g0.tab=1"
    return Fired(_without_empty({**external, **set_, _NAME: placed.name, **labels}), annotations, url, placed)


def renderer(graph: Graph) -> Renderer:
    """Return what writes the messages of a platform's Alertmanager."""
    url = graph.text(graph.deployment.alertmanager_url) if graph.deployment is not None else EXTERNAL_URL
    return Renderer(
        graph.templates,
        version=graph.targets.alertmanager,
        external_url=url,
        defaults=graph.alertmanager,
        resolve=graph.text,
    )


def _defined(graph: Graph, labels: Mapping[str, str]) -> PlacedAlert | None:
    """Return the alert of that name; of several the first whose rule sets nothing else than what is said."""
    for placed in graph.alerts:
        if placed.name == labels.get(_NAME) and all(
            "{{" in text or labels.get(name, text) == text for name, text in placed.labels.items()
        ):
            return placed
    return None


def _external(graph: Graph) -> Mapping[str, str]:
    found = graph.prometheus.external_labels if graph.prometheus is not None else None
    return found or {}


def _without_empty(labels: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in labels.items() if value}
