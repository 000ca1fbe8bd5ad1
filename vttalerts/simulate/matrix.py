"""The whole answer to "who is told of what, and when": every alert with every class of its labels."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from vttalerts.graph import Graph, PlacedAlert
from vttalerts.model.receivers import Receiver
from vttalerts.model.routing import Delivery, Route
from vttalerts.simulate.classes import Class
from vttalerts.simulate.fleet import fleet
from vttalerts.simulate.latency import Told, latency
from vttalerts.simulate.proof import Proof, Proven, proof
from vttalerts.simulate.routing import Step
from vttalerts.simulate.suppression import Suppression, suppressions
from vttalerts.units import SECONDS


class Hearer(NamedTuple):
    """A receiver that is told of an alert.

    Attributes:
        receiver: Who.
        step: The node that tells it.
        told: When.
    """

    receiver: Receiver
    step: Step
    told: Told


class Row(NamedTuple):
    """A class of an alert's labels.

    Attributes:
        placed: The alert.
        found: The class.
        hearers: Who is told, in the tree's order; one who is told twice stands there twice.
    """

    placed: PlacedAlert
    found: Class
    hearers: tuple[Hearer, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the receivers."""
        return tuple(one.receiver.name for one in self.hearers)

    @property
    def falls_through(self) -> bool:
        """Whether no route below the root takes it."""
        return any(len(step.path) == 1 and step.route.routes for step in self.found.steps)

    @property
    def twice(self) -> tuple[str, ...]:
        """The names of receivers that are told more than once."""
        return tuple(sorted({name for name in self.names if self.names.count(name) > 1}))

    @property
    def unheard(self) -> bool:
        """Whether nobody is told."""
        return not any(one.receiver.integrations for one in self.hearers)

    @property
    def late(self) -> bool:
        """Whether it may be heard later than the alert promises, or at some times not at all."""
        promised = self.placed.alert.notify_within
        always = [one.told.most for one in self.hearers if one.receiver.integrations and not one.told.muted]
        return promised is not None and min(always, default=math.inf) > promised.in_(SECONDS)


class Promise(NamedTuple):
    """A delivery, and where it does not hold.

    Attributes:
        delivery: The delivery.
        alerts: How many alerts it is about.
        broken: Where it does not hold: an alert's name, or nothing for the delivery's own labels, and who is told.
    """

    delivery: Delivery
    alerts: int
    broken: tuple[tuple[str, tuple[str, ...]], ...]


class Matrix(NamedTuple):
    """Everything that is proven of a platform.

    Attributes:
        rows: Every class of every alert.
        proven: The alerts.
        suppressions: What each inhibition does.
        promises: The deliveries.
        dead: The routes that no labels at all can reach.
        unreached: The routes that no alert of the platform reaches, without the dead.
        doubts: What is not known, by the alert's name; empty where everything is proven.
    """

    rows: tuple[Row, ...]
    proven: tuple[Proven, ...]
    suppressions: tuple[Suppression, ...]
    promises: tuple[Promise, ...]
    dead: tuple[Route, ...]
    unreached: tuple[Route, ...]
    doubts: Mapping[str, str]

    @property
    def holds(self) -> bool:
        """Whether every promise is kept, somebody is told of every alert in time, and nothing is in doubt."""
        kept = not any(one.broken for one in self.promises)
        heard = all(one.classes for one in self.proven) and not any(row.unheard for row in self.rows)
        return kept and heard and not any(row.late for row in self.rows) and not self.doubts


def matrix(graph: Graph, names: Collection[str] = ()) -> Matrix | None:
    """Return what is proven of a platform; `None` for one without routing.

    Args:
        graph: The platform.
        names: The alerts to look at; none is all.
    """
    made = proof(graph)
    if made is None:
        return None
    proven = tuple(made.of(placed) for placed in graph.alerts)
    shown = tuple(one for one in proven if not names or one.placed.name in names)
    dead, unreached = _routes(made, proven)
    return Matrix(
        tuple(_rows(graph, shown)),
        shown,
        tuple(suppressions(graph)),
        tuple(_promise(made, graph, delivery) for delivery in graph.deliveries),
        dead,
        unreached,
        {one.placed.name: one.doubt for one in shown if one.doubt},
    )


def _rows(graph: Graph, proven: tuple[Proven, ...]) -> Iterator[Row]:
    known = latency(graph)
    for one in proven:
        for found in one.classes:
            hearers = (Hearer(step.receiver, step, known.told(one.placed, step)) for step in found.steps)
            yield Row(one.placed, found, tuple(hearers))


def _routes(made: Proof, proven: tuple[Proven, ...]) -> tuple[tuple[Route, ...], tuple[Route, ...]]:
    """Return the routes that nothing can reach, and those that no alert does; not those below one of them."""
    possible, reached = made.possible(), made.reached(proven)
    dead: list[Route] = []
    unreached: list[Route] = []
    for step in made.router.steps:
        *above, route = step.path
        if possible is not None and id(route) not in possible:
            if all(id(one) in possible for one in above):
                dead.append(route)
        elif id(route) not in reached and all(id(one) in reached for one in above):
            unreached.append(route)
    return tuple(dead), tuple(unreached)


def _promise(made: Proof, graph: Graph, delivery: Delivery) -> Promise:
    broken: list[tuple[str, tuple[str, ...]]] = []
    told = made.router.match(delivery.labels())
    if {step.receiver for step in told} != set(delivery.reaches):
        broken.append(("", _names(told)))
    about = 0
    for view, _ in fleet(graph).matching(delivery.given):
        placed = view.placed
        classes = made.given(delivery, placed)
        about += bool(classes)
        for found in classes:
            if {step.receiver for step in found.steps} != set(delivery.reaches):
                name = f"{placed.name} ({found.words})" if found.words else placed.name
                broken.append((name, _names(found.steps)))
    return Promise(delivery, about, tuple(broken))


def _names(steps: tuple[Step, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(step.receiver.name for step in steps))
