"""Which alert reaches which route, as far as anybody can tell before it fires.

Decision: alerts that agree in the labels that the tree asks for go the same way, so each such class goes once.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from vttalerts.graph import Graph
from vttalerts.model.matchers import Matcher
from vttalerts.model.routing import Route
from vttalerts.simulate.fleet import View, fleet
from vttalerts.simulate.routing import Router, Step
from vttalerts.simulate.siblings import literals, lookup_keys


class Reach:
    """The ways of all alerts of a platform.

    Attributes:
        router: The routing tree.
        certain: The alerts whose way is known, each with the nodes that take it.
        uncertain: The alerts whose way depends on what nobody knows yet.
    """

    def __init__(self, root: Route, views: tuple[View, ...]) -> None:
        self.router = Router(root)
        self.certain: list[tuple[View, tuple[Step, ...]]] = []
        self.uncertain: list[View] = []
        self._reached: set[int] = set()
        labels = sorted({matcher.label for step in self.router.steps for matcher in step.route.matchers})
        ways: dict[tuple[str | None, ...], tuple[Step, ...] | None] = {}
        tree = _Place(root)
        for view in views:
            values = tuple(view.value(label) for label in labels)
            if values not in ways:
                ways[values] = self._go(tree, view, dict(zip(labels, values, strict=True)))
            steps = ways[values]
            if steps is None:
                self.uncertain.append(view)
            else:
                self.certain.append((view, steps))

    def reaches(self, route: Route) -> bool:
        """Tell whether some alert may get to a route, or to one below it."""
        return id(route) in self._reached

    def _go(self, tree: _Place, view: View, values: dict[str, str | None]) -> tuple[Step, ...] | None:
        known = {label: value for label, value in values.items() if value is not None}
        if len(known) < len(values):
            tree.visit(view, self._reached)
            return None
        steps = self.router.match(known)
        self._reached.update(id(route) for step in steps for route in step.path)
        return steps


class _Place:
    """A node for alerts of which not all is known; forgets what such alerts reached already."""

    __slots__ = ("_asked", "_went", "children", "done", "labels", "rest", "route", "tables", "waiting")

    def __init__(self, route: Route) -> None:
        self.route = route
        self.children = [_Place(child) for child in route.routes]
        self.tables: dict[str, dict[str, list[int]]] = {}
        self.waiting: dict[str, list[int]] = {}
        self.rest: list[int] = []
        self.done = False
        self.labels: set[str] = {matcher.label for matcher in route.matchers}.union(
            *(child.labels for child in self.children)
        )
        self._asked: dict[str, set[str]] = {}
        self._went: set[tuple[str | None, ...]] = set()
        for position, key in enumerate(lookup_keys([child.matchers for child in route.routes])):
            self._index(position, key)

    def _index(self, position: int, key: Matcher | None) -> None:
        if key is None:
            self.rest.append(position)
            return
        self.waiting.setdefault(key.label, []).append(position)
        self._asked.setdefault(key.label, set()).update(self.children[position].labels)
        table = self.tables.setdefault(key.label, {})
        for value in literals(key):
            table.setdefault(value, []).append(position)

    def visit(self, view: View, reached: set[int]) -> None:
        """Mark all nodes that an alert may get to."""
        reached.add(id(self.route))
        candidates = list(self.rest)
        ways: list[tuple[str | None, ...]] = []
        for label, table in self.tables.items():
            value = view.value(label)
            if value is not None:
                candidates += table.get(value, ())
                continue
            # A child that asks for a label that nobody knows stops no alert: only its own fate is open, and it is
            # the same for all alerts that agree in what these children ask for.
            way = (label, *(view.value(asked) for asked in sorted(self._asked[label])))
            if way not in self._went:
                ways.append(way)
                self.waiting[label] = [position for position in self.waiting[label] if not self.children[position].done]
                candidates += self.waiting[label]
        for position in sorted(candidates):
            child = self.children[position]
            verdict = view.matches(child.route.matchers)
            if verdict is False:
                continue
            child.visit(view, reached)
            if verdict and not child.route.continue_:
                break
        else:
            self._went.update(ways)
        self.done = all(child.done for child in self.children)


_REACHES: WeakKeyDictionary[Graph, Reach] = WeakKeyDictionary()


def reach(graph: Graph) -> Reach | None:
    """Return which alerts reach what, worked out once; `None` for a platform without routing."""
    if graph.routing is None:
        return None
    found = _REACHES.get(graph)
    if found is None:
        found = _REACHES[graph] = Reach(graph.routing, fleet(graph).views)
    return found
