"""How long after something breaks somebody hears of it: from the first bad sample to the first notification.

Decision: what counts is the first notification of a new group. Where the route groups an alert with others, its group
may exist already, and then news waits for `group_interval`; a group of one alert name has been heard of already. The
slowest alternative of a condition (`or`) counts for all labels of the alert, also for those that it cannot leave.
"""

from __future__ import annotations

import math
from weakref import WeakKeyDictionary

from vttalerts.diagnostics import Fault
from vttalerts.graph import Graph, PlacedAlert
from vttalerts.language.promql import parse
from vttalerts.model.expr import Absence, Combination, Comparison, Condition, Indicator
from vttalerts.simulate.delays import (
    EVALUATION_INTERVAL,
    Branches,
    Delay,
    Delays,
    Part,
    evaluated,
    in_seconds,
    joined,
    vanished,
    words,
)
from vttalerts.simulate.expressions import expressions
from vttalerts.simulate.routing import Step

_ITSELF = frozenset({"alertname", "..."})


class Told:
    """When a receiver hears of an alert, after what it is about began.

    Attributes:
        usual: On average, in seconds, by the condition's first alternative.
        most: At the latest, in seconds, by whichever alternative.
        muted: The names of time intervals in which nobody hears; empty for a route that always speaks.
    """

    __slots__ = ("most", "muted", "usual")

    def __init__(self, usual: float, most: float, muted: tuple[str, ...] = ()) -> None:
        self.usual = usual
        self.most = most
        self.muted = muted


class Latency:
    """When the alerts of a platform fire, and when who hears of it."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._delays = Delays(graph)
        self._expressions = expressions(graph)
        self._known: dict[int, Branches] = {}
        self._fires: dict[int, Branches] = {}
        self._waits: dict[int, tuple[Step, Part]] = {}

    def fires(self, placed: PlacedAlert) -> Branches:
        """Return the delays until an alert fires, one for each alternative of its condition."""
        found = self._fires.get(id(placed))
        if found is None:
            found = self._fires[id(placed)] = self._of_alert(placed)
        return found

    def _of_alert(self, placed: PlacedAlert) -> Branches:
        alert, group = placed.alert, placed.group
        parts = list(evaluated(self._graph, group.interval, group.query_offset, "evaluated"))
        if alert.for_ is not None and alert.for_.value:
            server = self._graph.prometheus
            own = group.interval or (server.evaluation_interval if server is not None else None) or EVALUATION_INTERVAL
            every, wait = in_seconds(own), in_seconds(alert.for_)
            held = math.ceil(wait / every) * every
            parts.append(Part(f"must last {words(wait)}", held, held))
        return tuple(one.then(*parts) for one in self._of_condition(alert.expr))

    def told(self, placed: PlacedAlert, step: Step) -> Told:
        """Return when the receiver of a node that takes an alert hears of it."""
        wait = self.waits(step)
        branches = self.fires(placed)
        route = step.route
        muted = tuple(one.name for one in (*route.mute_time_intervals, *route.active_time_intervals))
        return Told(branches[0].usual + wait.usual, max(one.most for one in branches) + wait.most, muted)

    def waits(self, step: Step) -> Part:
        """Return how long a node keeps an alert."""
        found = self._waits.get(id(step))
        if found is None:
            # The node stays with its time, so that no other one gets its identity.
            found = self._waits[id(step)] = (step, self._of_step(step))
        return found[1]

    def _of_step(self, step: Step) -> Part:
        wait = in_seconds(step.group_wait)
        if _ITSELF.intersection(step.group_by):
            return Part(f"waits {words(wait)} for others", wait, wait)
        news = max(wait, in_seconds(step.group_interval))
        return Part(f"waits {words(wait)} for others, or {words(news)} where its group is known already", wait, news)

    def _of_condition(self, condition: Condition) -> Branches:
        if isinstance(condition, Comparison):
            return self._of_indicator(condition.indicator)
        if isinstance(condition, Absence):
            return vanished(self._of_indicator(condition.indicator))
        if isinstance(condition, Combination):
            first, *rest = (self._of_condition(part) for part in condition.parts)
            for other in rest:
                first = joined(condition.operator, first, other)
            return first
        try:
            return self._delays.of_query(parse(condition.promql()))
        except Fault:  # it has its own diagnostic
            return (Delay(),)

    def _of_indicator(self, indicator: Indicator) -> Branches:
        found = self._known.get(id(indicator))
        if found is None:
            sources = self._expressions.read(indicator)
            found = self._delays.of_query(sources[0].query) if sources else (Delay(),)
            self._known[id(indicator)] = found
        return found


_LATENCIES: WeakKeyDictionary[Graph, Latency] = WeakKeyDictionary()


def latency(graph: Graph) -> Latency:
    """Return when the alerts of a graph are heard; worked out once."""
    found = _LATENCIES.get(graph)
    if found is None:
        found = _LATENCIES[graph] = Latency(graph)
    return found
