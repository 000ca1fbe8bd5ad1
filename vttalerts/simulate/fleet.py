"""Every alert as Alertmanager will see it: the labels whose values are known, those that may be there, and no others.

A label's value is a text, the empty text where the alert surely lacks it, or `None` where only the incident
will tell.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from weakref import WeakKeyDictionary

from vttalerts.graph import Graph, PlacedAlert
from vttalerts.language.promql import Labels
from vttalerts.model.matchers import Matcher, Operator
from vttalerts.model.relabel import RelabelAction
from vttalerts.simulate.expressions import Expressions, expressions

_NAME: Final = "__name__"
_RENAMING: Final = frozenset({RelabelAction.LABELMAP, RelabelAction.LABELDROP, RelabelAction.LABELKEEP})


class View:
    """One alert and its labels.

    Attributes:
        placed: The alert.
    """

    __slots__ = ("_expressions", "_external", "_labels", "_relabeled", "_set", "placed")

    def __init__(
        self, placed: PlacedAlert, known: Expressions, external: Mapping[str, Any], relabeled: frozenset[str] | None
    ) -> None:
        self.placed = placed
        self._relabeled = relabeled
        self._expressions = known
        self._external = external
        self._labels: Labels | None = None
        self._set: dict[str, str | None] = {}
        for name, value in placed.labels.items():
            # An empty value removes the label (rules/alerting.go), and the server adds its own (notifier).
            self._set[name] = None if "{{" in value else value or str(external.get(name, ""))
        self._set["alertname"] = placed.alert.name

    @property
    def name(self) -> str:
        """The alert's name."""
        return self.placed.name

    @property
    def labels(self) -> Labels:
        """What its expression can leave; worked out when somebody asks for a label that the rule does not set."""
        if self._labels is None:
            self._labels = self._expressions.labels(self.placed.alert)
        return self._labels

    def value(self, label: str) -> str | None:
        """Return a label's value, the empty text if the alert lacks it, `None` if nobody can tell."""
        if self._relabeled is None or label in self._relabeled:
            return None
        if label in self._set:
            return self._set[label]
        labels = self.labels
        if label != _NAME and labels.can_carry(label):
            return labels.known.get(label)
        return str(self._external.get(label, ""))

    def carries(self, label: str) -> bool:
        """Tell whether the alert may have a label."""
        return self.value(label) != ""

    def matches(self, matchers: Iterable[Matcher]) -> bool | None:
        """Tell whether an alert is meant: yes, no, or `None` where a label decides that nobody knows yet."""
        verdict: bool | None = True
        for matcher in matchers:
            value = self.value(matcher.label)
            if value is None:
                if not _always(matcher):
                    verdict = None
            elif not matcher.matches(value):
                return False
        return verdict


class Fleet:
    """All alerts of a platform, to be found by what they carry.

    Attributes:
        views: The alerts.
    """

    def __init__(self, graph: Graph) -> None:
        known = expressions(graph)
        external = (graph.prometheus.external_labels if graph.prometheus is not None else None) or {}
        touched = _relabeled(graph)
        self.views = tuple(View(placed, known, external, touched) for placed in graph.alerts)
        self._index: dict[str, dict[str | None, list[View]]] = {}

    def matching(self, matchers: tuple[Matcher, ...]) -> Iterator[tuple[View, bool]]:
        """Yield the alerts that matchers may mean, each with whether they surely do."""
        for view in self._candidates(matchers):
            verdict = view.matches(matchers)
            if verdict is not False:
                yield view, verdict is True

    def _candidates(self, matchers: tuple[Matcher, ...]) -> Iterable[View]:
        fewest: Iterable[View] = self.views
        size = len(self.views)
        for matcher in matchers:
            if matcher.operator is Operator.EQUAL:
                buckets = self._by(matcher.label)
                certain, unknown = buckets.get(matcher.value, []), buckets.get(None, [])
                if len(certain) + len(unknown) < size:
                    size = len(certain) + len(unknown)
                    fewest = (*certain, *unknown)
        return fewest

    def _by(self, label: str) -> dict[str | None, list[View]]:
        buckets = self._index.get(label)
        if buckets is None:
            buckets = self._index[label] = {}
            for view in self.views:
                buckets.setdefault(view.value(label), []).append(view)
        return buckets


_FLEETS: WeakKeyDictionary[Graph, Fleet] = WeakKeyDictionary()


def fleet(graph: Graph) -> Fleet:
    """Return a graph's alerts; worked out once."""
    found = _FLEETS.get(graph)
    if found is None:
        found = _FLEETS[graph] = Fleet(graph)
    return found


def _relabeled(graph: Graph) -> frozenset[str] | None:
    """Return the labels that alerts may lose or get on their way to Alertmanager; `None` for any label."""
    server = graph.prometheus
    if server is None:
        return frozenset()
    steps = [*server.alert_relabel_configs]
    for one in server.alertmanagers:
        steps += getattr(one, "alert_relabel_configs", ())
    if any(step.action in _RENAMING or "$" in (step.target_label or "") for step in steps):
        return None
    return frozenset(step.target_label for step in steps if step.target_label)


def _always(matcher: Matcher) -> bool:
    """Tell whether a matcher means every value."""
    return matcher.operator is Operator.REGEX and matcher.value in {".*", "(.*)"}
