"""Values of labels that no route knows and that nearly are what one waits for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from vttalerts.model.matchers import Operator
from vttalerts.model.routing import Route
from vttalerts.simulate.routing import Step
from vttalerts.simulate.siblings import literals

_NEAR = 0.8


class Mistyped:
    """A value that nearly is a route's.

    Attributes:
        label: The label.
        value: What an alert has.
        wanted: What the route waits for.
        route: The route.
    """

    __slots__ = ("label", "route", "value", "wanted")

    def __init__(self, label: str, value: str, wanted: str, route: Route) -> None:
        self.label = label
        self.value = value
        self.wanted = wanted
        self.route = route


class Vocabulary:
    """The values that the routes of a tree wait for.

    Attributes:
        labels: The labels that they look at.
    """

    def __init__(self, steps: Iterable[Step]) -> None:
        self._wanted: dict[str, dict[str, Route]] = {}
        self._patterned: set[str] = set()
        for step in steps:
            for matcher in step.route.matchers:
                values = literals(matcher)
                for value in values:
                    self._wanted.setdefault(matcher.label, {}).setdefault(value, step.route)
                if not values and matcher.operator is Operator.REGEX:
                    self._patterned.add(matcher.label)
        self.labels = tuple(self._wanted)
        self._known: dict[tuple[str, str], Mistyped | None] = {}

    def nearly(self, label: str, value: str) -> Mistyped | None:
        """Return the route's value that a label nearly has; `None` where it has one, or none is near."""
        key = label, value
        if key not in self._known:
            self._known[key] = next(self._near(label, value), None)
        return self._known[key]

    def _near(self, label: str, value: str) -> Iterator[Mistyped]:
        wanted = self._wanted[label]
        if value and value not in wanted and label not in self._patterned:
            folded = {one.casefold(): one for one in wanted if one}
            for near in get_close_matches(value.casefold(), folded, n=1, cutoff=_NEAR):
                yield Mistyped(label, value, folded[near], wanted[folded[near]])
