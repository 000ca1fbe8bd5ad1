"""What an imported routing tree does today, as deliveries: so that the first edit that changes it is noticed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vttalerts.model.matchers import match
from vttalerts.model.routing import Delivery, Route
from vttalerts.simulate.routing import Router, Step
from vttalerts.simulate.siblings import literals

_ANYTHING: Final = {"alertname": "AnythingElse"}


def promises(root: Route) -> tuple[Delivery, ...]:
    """Return a delivery for each node that takes an alert whose labels its matchers name, and one for the rest."""
    if root.matchers or root.receiver is None:
        return ()
    router = Router(root)
    made: dict[tuple[tuple[str, str], ...], Delivery] = {}
    for step in router.steps:
        labels = _labels(step)
        if labels is None:
            continue
        taken = router.match(labels)
        if any(one.route is step.route for one in taken):
            receivers = tuple({id(one.receiver): one.receiver for one in taken}.values())
            key = tuple(sorted(labels.items()))
            made.setdefault(key, Delivery(given=match(**labels), reaches=receivers))
    return tuple(made.values())


def _labels(step: Step) -> Mapping[str, str] | None:
    """Return labels that lead to a node, if its matchers name some."""
    matchers = [matcher for route in step.path for matcher in route.matchers]
    made: dict[str, str] = {}
    for matcher in matchers:
        value = next(filter(None, literals(matcher)), None)
        if value is not None:
            made.setdefault(matcher.label, value)
    if not all(matcher.matches(made.get(matcher.label, "")) for matcher in matchers):
        return None
    if not all(name.isascii() and name.isidentifier() and name != "__name__" for name in made):
        return None
    return made or _ANYTHING
