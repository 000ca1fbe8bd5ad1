"""What alerts compare the numbers with that panels draw."""

from __future__ import annotations

from vttalerts.graph import Graph
from vttalerts.model.drawing import Context
from vttalerts.model.expr import Combination, Comparison, Condition, Indicator
from vttalerts.model.thresholds import Limit


def context_of(graph: Graph) -> Context:
    """Return what the panels of a platform need to know of the rest of it."""
    return Context(limits=limits(graph), version=full_version(graph.targets.grafana), settings=graph.settings)


def full_version(version: str) -> str:
    """Return a version with its three parts, as Grafana writes its own: `12` is `12.0.0`."""
    parts = version.split(".")
    return ".".join([*parts, *["0"] * (3 - len(parts))])


def limits(graph: Graph) -> dict[Indicator, tuple[Limit, ...]]:
    """Return what alerts compare each indicator with."""
    found: dict[Indicator, list[Limit]] = {}
    for placed in graph.alerts:
        if placed.severity is not None:
            for one in _judged(placed.alert.expr):
                limit = Limit(placed.severity.value, one.operator, one.threshold)
                found.setdefault(one.indicator, []).append(limit)
    return {indicator: tuple(ones) for indicator, ones in found.items()}


def _judged(condition: Condition) -> tuple[Comparison, ...]:
    """Return the comparisons that judge an indicator.

    In `a and b` only the first does; the others say when its verdict counts, as "while there is traffic".
    """
    if isinstance(condition, Combination):
        parts = condition.parts[:1] if condition.operator == "and" else condition.parts
        return tuple(found for part in parts for found in _judged(part))
    return condition.comparisons()
