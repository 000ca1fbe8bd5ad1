"""Routes that can never match because several earlier ones together take all that they describe.

Decision: whole sets of labels are sent down the tree only where that could find something: an earlier sibling refuses a
value or takes a pattern, or a list of values may be taken piece by piece. Nearly all trees have neither.
"""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

from vttalerts.graph import Graph
from vttalerts.model.matchers import Operator
from vttalerts.model.routing import Route
from vttalerts.simulate.shadows import shadows
from vttalerts.simulate.siblings import literals

_MOST_ROUTES: Final = 500
_TAKEN: WeakKeyDictionary[Graph, dict[int, Route]] = WeakKeyDictionary()


def taken_together(graph: Graph) -> dict[int, Route]:
    """Return the routes, each with its parent, by their identity; worked out once, and not for very large trees."""
    found = _TAKEN.get(graph)
    if found is None:
        suspicious = len(graph.routes) <= _MOST_ROUTES and any(map(_suspicious, graph.routes))
        found = _TAKEN[graph] = _taken(graph) if suspicious else {}
    return found


def _taken(graph: Graph) -> dict[int, Route]:
    from vttalerts.simulate.proof import proof

    made = proof(graph)
    possible = made.possible() if made is not None else None
    if made is None or possible is None or graph.routing is None:
        return {}
    dead = {id(shadow.route) for shadow in shadows(graph.routing)}
    return {
        id(step.route): step.path[-2]
        for step in made.router.steps[1:]
        if id(step.route) not in possible
        and id(step.route) not in dead
        and all(id(one) in possible for one in step.path[:-1])
    }


def _suspicious(parent: Route) -> bool:
    """Tell whether earlier children of a route could take all of a later one together."""
    earlier: list[Route] = []
    for child in parent.routes:
        listed = any(len(literals(matcher)) > 1 for matcher in child.matchers)
        if len(earlier) > 1 and (listed or any(map(_wide, earlier))):
            return True
        if not child.continue_:
            earlier.append(child)
    return False


def _wide(route: Route) -> bool:
    return any(matcher.operator is not Operator.EQUAL and not literals(matcher) for matcher in route.matchers)
