"""Whom Alertmanager tells of an alert: the way of its labels down the routing tree (dispatch/route.go).

Decision: children that compare a label with a value are found in a dictionary, because a tree of thousands of
routes asks every alert for the same few labels. Those that only have patterns are tried on each value of a label once,
and what was found is remembered: labels have few values, and alerts have the same ones again and again.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from vttalerts.model.matchers import Matcher, Operator
from vttalerts.model.receivers import Receiver
from vttalerts.model.routing import GROUP_INTERVAL, GROUP_WAIT, REPEAT_INTERVAL, Route, timing
from vttalerts.simulate.siblings import REMEMBERED, Patterns, literals, lookup_keys, pattern_key
from vttalerts.units import Quantity

Test = Callable[[Mapping[str, str]], bool]


class Step(NamedTuple):
    """A node of the tree with all that it inherits.

    Attributes:
        route: The node.
        receiver: Who is told.
        group_by: The labels whose values make one notification; `("...",)` is all of them.
        group_wait: How long a new group waits for more alerts.
        group_interval: How long until news of a group is sent.
        repeat_interval: How long until the same is said again.
        path: The nodes from the root to this one.
    """

    route: Route
    receiver: Receiver
    group_by: tuple[str, ...]
    group_wait: Quantity
    group_interval: Quantity
    repeat_interval: Quantity
    path: tuple[Route, ...]


class Router:
    """A routing tree, ready to be asked many times.

    Attributes:
        steps: Every node with what it inherits, depth first.
    """

    def __init__(self, root: Route) -> None:
        self.steps: list[Step] = []
        self._root = self._compile(root, None)
        self._root_tests = tuple(self._test(matcher) for matcher in root.matchers)

    def match(self, labels: Mapping[str, str]) -> tuple[Step, ...]:
        """Return the nodes that take an alert with these labels, in the tree's order.

        Depth first: the first child that matches takes it, and later ones look only if that one continues; a
        node takes what none of its children did. Empty only where the root itself has matchers.
        """
        found: list[Step] = []
        if all(test(labels) for test in self._root_tests):
            self._root.descend(labels, found)
        return tuple(found)

    def receivers(self, labels: Mapping[str, str]) -> tuple[Receiver, ...]:
        """Return who is told, in the tree's order; one who is told twice stands there twice."""
        return tuple(step.receiver for step in self.match(labels))

    def _compile(self, route: Route, parent: Step | None) -> _Node:
        step = _root_step(route) if parent is None else _inherit(route, parent)
        self.steps.append(step)
        node = _Node(step)
        keys = lookup_keys([child.matchers for child in route.routes])
        for position, (child, literal) in enumerate(zip(route.routes, keys, strict=True)):
            key = literal or pattern_key(child.matchers)
            residual = tuple(self._test(matcher) for matcher in child.matchers if matcher is not key)
            node.add(position, key, _Child(residual, not child.continue_, self._compile(child, step)))
        return node

    def _test(self, matcher: Matcher) -> Test:
        label, value = matcher.label, matcher.value
        match matcher.operator:
            case Operator.EQUAL:
                return lambda labels: labels.get(label, "") == value
            case Operator.NOT_EQUAL:
                return lambda labels: labels.get(label, "") != value
            case _:
                return _remembering(matcher)


class _Child:
    """A child as its parent sees it: what is left to compare once the dictionary found it."""

    __slots__ = ("ends", "node", "tests")

    def __init__(self, tests: tuple[Test, ...], ends: bool, node: _Node) -> None:  # noqa: FBT001
        self.tests = tests
        self.ends = ends
        self.node = node


class _Node:
    """A node with its children indexed."""

    __slots__ = ("always", "children", "patterns", "step", "tables")

    def __init__(self, step: Step) -> None:
        self.step = step
        self.children: list[_Child] = []
        self.tables: dict[str, dict[str, list[int]]] = {}
        self.patterns: dict[str, Patterns] = {}
        self.always: list[int] = []

    def add(self, position: int, key: Matcher | None, child: _Child) -> None:
        self.children.append(child)
        if key is None:
            self.always.append(position)
            return
        values = literals(key)
        if not values:
            self.patterns.setdefault(key.label, Patterns()).add(position, key)
            return
        table = self.tables.setdefault(key.label, {})
        for value in values:
            table.setdefault(value, []).append(position)

    def descend(self, labels: Mapping[str, str], found: list[Step]) -> None:
        children = self.children
        taken = False
        for position in self._candidates(labels):
            child = children[position]
            for test in child.tests:
                if not test(labels):
                    break
            else:
                taken = True
                if child.node.children:
                    child.node.descend(labels, found)
                else:
                    found.append(child.node.step)
                if child.ends:
                    break
        if not taken:
            found.append(self.step)

    def _candidates(self, labels: Mapping[str, str]) -> Iterable[int]:
        """Return the positions of all children that may match, in order."""
        merged: list[int] | None = None
        for label, table in self.tables.items():
            bucket = table.get(labels.get(label, ""))
            if bucket is not None:
                merged = bucket if merged is None else merged + bucket
        for label, patterns in self.patterns.items():
            bucket = patterns.matching(labels.get(label, ""))
            if bucket:
                merged = bucket if merged is None else merged + bucket
        if merged is None:
            return self.always
        if self.always:
            merged = merged + self.always
        return sorted(merged) if len(merged) > 1 else merged


@functools.cache
def nobody() -> Receiver:
    """Return who is told by a root without a receiver, which Alertmanager refuses."""
    return Receiver(name="nobody")


def _remembering(matcher: Matcher) -> Test:
    """Return an expression's test that remembers its verdicts: labels have few values, and RE2 takes its time."""
    label = matcher.label
    verdicts: dict[str, bool] = {}

    def test(labels: Mapping[str, str]) -> bool:
        value = labels.get(label, "")
        verdict = verdicts.get(value)
        if verdict is None:
            if len(verdicts) >= REMEMBERED:
                verdicts.clear()
            verdict = verdicts[value] = matcher.matches(value)
        return verdict

    return test


def _root_step(route: Route) -> Step:
    return Step(
        route,
        route.receiver or nobody(),
        route.group_by or (),
        timing(route.group_wait, GROUP_WAIT),
        timing(route.group_interval, GROUP_INTERVAL),
        timing(route.repeat_interval, REPEAT_INTERVAL),
        (route,),
    )


def _inherit(route: Route, parent: Step) -> Step:
    """Return a node with what its parent hands down: receiver, grouping and timing, and nothing else."""
    changes: dict[str, Any] = {
        name: value
        for name in ("receiver", "group_by", "group_wait", "group_interval", "repeat_interval")
        if (value := route.__dict__[name]) is not None
    }
    return parent._replace(route=route, path=(*parent.path, route), **changes)
