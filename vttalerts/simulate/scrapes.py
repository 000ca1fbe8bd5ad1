"""How often each series gets a new sample: the slowest scrape, or evaluation, of those that make it."""

from __future__ import annotations

from functools import cached_property
from typing import Final
from weakref import WeakKeyDictionary

from vttalerts.graph import Graph
from vttalerts.model.metrics import Metric
from vttalerts.units import SECONDS, Quantity, minutes

DEFAULT: Final = minutes(1)
"""Prometheus's `scrape_interval` and `evaluation_interval` where nothing is said (config `DefaultGlobalConfig`)."""


class Scrapes:
    """The intervals of a platform's series, in seconds."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        server = graph.prometheus
        self.common: Quantity = (server.scrape_interval if server is not None else None) or DEFAULT
        self.evaluation: Quantity = (server.evaluation_interval if server is not None else None) or DEFAULT
        self._of: dict[str | None, float] = {}

    @cached_property
    def _recorded(self) -> dict[str, float]:
        return {
            rule.record: (group.interval or self.evaluation).in_(SECONDS)
            for group in self._graph.recording
            for rule in group.rules
        }

    def slowest(self, series: str | None) -> float:
        """Return how many seconds may pass between two samples of a series."""
        found = self._of.get(series)
        if found is None:
            found = self._of[series] = self._look_up(series)
        return found

    def _look_up(self, series: str | None) -> float:
        if series in self._recorded:
            return self._recorded[series]
        known = self._graph.series.get(series or "")
        family = known[0].name if known is not None and isinstance(known[0], Metric) else ""
        jobs = self._graph.exporters.get(family, ())
        return max(
            (((job.scrape_interval or self.common).in_(SECONDS)) for job in jobs), default=self.common.in_(SECONDS)
        )


_SCRAPES: WeakKeyDictionary[Graph, Scrapes] = WeakKeyDictionary()


def scrapes(graph: Graph) -> Scrapes:
    """Return how often a graph's series get samples; worked out once."""
    found = _SCRAPES.get(graph)
    if found is None:
        found = _SCRAPES[graph] = Scrapes(graph)
    return found
