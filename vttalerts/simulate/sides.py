"""Which alerts an inhibition is about: those that may silence, and those that may be silenced."""

from __future__ import annotations

from functools import cached_property
from weakref import WeakKeyDictionary

from vttalerts.graph import Graph
from vttalerts.model.inhibition import Inhibition
from vttalerts.model.matchers import Operator
from vttalerts.simulate.fleet import Fleet, View, fleet


class Sides:
    """An inhibition's two sides.

    Attributes:
        rule: The inhibition.
    """

    def __init__(self, rule: Inhibition, alerts: Fleet) -> None:
        self.rule = rule
        self._alerts = alerts

    @cached_property
    def sources(self) -> tuple[tuple[View, bool], ...]:
        """The alerts that may silence, each with whether it surely does."""
        return tuple(self._alerts.matching(self.rule.source_matchers))

    @cached_property
    def targets(self) -> tuple[tuple[View, bool], ...]:
        """The alerts that may be silenced, each with whether it surely is."""
        return tuple(self._alerts.matching(self.rule.target_matchers))

    @property
    def named(self) -> bool:
        """Whether the source is one alert, by its name."""
        return any(
            matcher.label == "alertname" and matcher.operator is Operator.EQUAL for matcher in self.rule.source_matchers
        )

    def compared(self, view: View) -> tuple[str | None, ...]:
        """Return an alert's values of the `equal` labels; `None` where nobody knows one yet."""
        return tuple(view.value(label) for label in self.rule.equal)


_SIDES: WeakKeyDictionary[Graph, tuple[Sides, ...]] = WeakKeyDictionary()


def sides(graph: Graph) -> tuple[Sides, ...]:
    """Return the sides of all inhibitions of a graph; each is worked out once, when it is asked for."""
    found = _SIDES.get(graph)
    if found is None:
        alerts = fleet(graph)
        found = _SIDES[graph] = tuple(Sides(rule, alerts) for rule in graph.inhibitions)
    return found
