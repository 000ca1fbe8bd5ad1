"""Routes that can never match, whatever fires: an earlier one takes all that they describe, or nothing is both.

Decision: a route is compared only with those that share a value or an expression with it, found in dictionaries,
because a tree of a thousand siblings has half a million pairs. What needs two earlier routes together to be
taken is not seen here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from vttalerts.model.matchers import Matcher, Matchers, Operator
from vttalerts.model.routing import Route
from vttalerts.simulate.siblings import beginnings, literals


class Shadow(NamedTuple):
    """A route that never matches.

    Attributes:
        path: The route and its ancestors, from the root.
        taken_by: The earlier route that takes all; `None` if the route contradicts itself or an ancestor.
        contradiction: The matcher that the rest of the path contradicts.
        against: The route that holds the other half of the contradiction.
    """

    path: tuple[Route, ...]
    taken_by: Route | None = None
    contradiction: Matcher | None = None
    against: Route | None = None

    @property
    def route(self) -> Route:
        """The dead route."""
        return self.path[-1]

    def matchers(self) -> Matchers:
        """Return what all alerts that the route describes have in common."""
        return tuple(matcher for route in self.path for matcher in route.matchers)


class _Path(NamedTuple):
    """What is known of every alert that gets this far."""

    routes: tuple[Route, ...]
    values: dict[str, frozenset[str]]
    matchers: dict[Matcher, Route]

    def into(self, child: Route) -> _Path | Shadow:
        routes = (*self.routes, child)
        values = dict(self.values)
        matchers = {**dict.fromkeys(child.matchers, child), **self.matchers}
        for matcher in child.matchers:
            accepted = literals(matcher)
            if accepted:
                values[matcher.label] = values.get(matcher.label, frozenset(accepted)).intersection(accepted)
        touched = {matcher.label for matcher in child.matchers}
        for label in touched & values.keys():
            rest = [matcher for matcher in matchers if matcher.label == label]
            values[label] = frozenset(
                value for value in values[label] if all(matcher.matches(value) for matcher in rest)
            )
            if not values[label]:
                mine = next(matcher for matcher in child.matchers if matcher.label == label)
                other = next((self.matchers[one] for one in rest if one in self.matchers), child)
                return Shadow(routes, contradiction=mine, against=other)
        return _Path(routes, values, matchers)

    def implies(self, matcher: Matcher) -> bool:
        if matcher in self.matchers or _universal(matcher):
            return True
        values = self.values.get(matcher.label)
        return values is not None and all(matcher.matches(value) for value in values)


class _Earlier:
    """The siblings before a route that let nothing pass, by what they ask for."""

    def __init__(self, siblings: tuple[Route, ...]) -> None:
        self._sharing: dict[object, int] = {}
        for route in siblings:
            for matcher in route.matchers:
                for key in _index_keys(matcher):
                    self._sharing[key] = self._sharing.get(key, 0) + 1
        self._by_key: dict[object, list[tuple[int, Route]]] = {}
        self._by_label: dict[str, list[tuple[tuple[str, ...], int, Route]]] = {}
        self._everything: list[tuple[int, Route]] = []

    def add(self, position: int, route: Route) -> None:
        asked = [matcher for matcher in route.matchers if not _universal(matcher)]
        if not asked:
            self._everything.append((position, route))
            return
        rarest = min(asked, key=lambda matcher: sum(self._sharing[key] for key in _index_keys(matcher)))
        for key in _index_keys(rarest):
            self._by_key.setdefault(key, []).append((position, route))
        if not literals(rarest):
            self._by_label.setdefault(rarest.label, []).append((beginnings(rarest) or ("",), position, route))

    def taking(self, path: _Path) -> Route | None:
        """Return the first that takes all alerts of a path."""
        for _, route in sorted(self._candidates(path), key=lambda entry: entry[0]):
            if all(path.implies(matcher) for matcher in route.matchers):
                return route
        return None

    def _candidates(self, path: _Path) -> Iterator[tuple[int, Route]]:
        yield from self._everything
        for label, values in path.values.items():
            # Whoever takes all of the values takes the first of them.
            first = min(values)
            yield from self._by_key.get((label, first), ())
            for beginning, position, route in self._by_label.get(label, ()):
                if first.startswith(beginning):
                    yield position, route
        for matcher in path.matchers:
            if not literals(matcher):
                yield from self._by_key.get(matcher, ())


def shadows(root: Route) -> Iterator[Shadow]:
    """Yield the routes that can never match, depth first; the children of a dead route are not looked at."""
    start = _Path((), {}, {}).into(root)
    if isinstance(start, _Path):
        yield from _below(start, ())


def _below(path: _Path, levels: tuple[_Earlier, ...]) -> Iterator[Shadow]:
    children = path.routes[-1].routes
    earlier = _Earlier(children)
    for position, child in enumerate(children):
        inner = path.into(child)
        if isinstance(inner, Shadow):
            yield inner
            continue
        taken_by = next((one for level in (*levels, earlier) if (one := level.taking(inner))), None)
        if taken_by is not None:
            yield Shadow(inner.routes, taken_by)
            continue
        yield from _below(inner, (*levels, earlier))
        if not child.continue_:
            earlier.add(position, child)


def _index_keys(matcher: Matcher) -> Iterator[object]:
    accepted = literals(matcher)
    if accepted:
        yield from ((matcher.label, value) for value in accepted)
    else:
        yield matcher


def _universal(matcher: Matcher) -> bool:
    return matcher.operator is Operator.REGEX and matcher.value in {".*", "(.*)"}
