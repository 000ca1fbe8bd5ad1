"""Who is told of every alert, for all labels that it may fire with: the labels in classes, each class one answer.

Decision: alerts whose labels look the same to the tree share one walk, so that ten thousand alerts need no more walks
than the tree has questions. Where a pattern cannot be read, or the classes are too many, the alert's `doubt` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias
from weakref import WeakKeyDictionary

from vttalerts.graph import Graph, PlacedAlert
from vttalerts.model.matchers import Matcher
from vttalerts.model.routing import Delivery, Route
from vttalerts.simulate.alert_space import AlertSpaces, alert_spaces
from vttalerts.simulate.cells import of_matchers, possible
from vttalerts.simulate.classes import Class, Cut, Piece, cut, whole
from vttalerts.simulate.copies import Copies
from vttalerts.simulate.domains import Box, Domain
from vttalerts.simulate.routing import Router
from vttalerts.simulate.walk import Masks, TooManyError, Walker, Way


class Proven(NamedTuple):
    """An alert with all classes of its labels.

    Attributes:
        placed: The alert.
        classes: The classes, those with the most labels in common first.
        dropped: Whether alert relabeling drops it, for some labels at least.
        doubt: Why there may be more; empty if there are none.
    """

    placed: PlacedAlert
    classes: tuple[Class, ...]
    dropped: bool
    doubt: str


class Proof:
    """The ways of all alerts of a platform.

    Attributes:
        router: The routing tree.
    """

    def __init__(self, graph: Graph, root: Route) -> None:
        self.router = Router(root)
        self._graph = graph
        self._spaces: AlertSpaces = alert_spaces(graph)
        given = (matcher for delivery in graph.deliveries for matcher in delivery.given)
        asked = (matcher for step in self.router.steps for matcher in step.route.matchers)
        self._walker = Walker(self.router.steps, of_matchers((*asked, *given)))
        self._copies = Copies(self._walker.cells)
        self._ways: dict[Masks, tuple[Way, ...] | None] = {}
        self._spaces_of: dict[int, tuple[Box, ...]] = {}
        self._cut: dict[_Shape, tuple[tuple[Cut, ...], str]] = {}
        self._promised: dict[tuple[Delivery, _Shape], tuple[Class, ...]] = {}

    def of(self, placed: PlacedAlert) -> Proven:
        """Return an alert with all classes of its labels."""
        space = self._spaces.of(placed)
        boxes = _real(space.kept)
        cuts, doubt = self._classes(boxes)
        return Proven(placed, whole(boxes, cuts), bool(space.dropped), doubt)

    def known(self, placed: PlacedAlert) -> tuple[Class, ...]:
        """Return the classes of an alert's labels that values decide which are known."""
        boxes = self._kept(placed)
        cuts, _ = self._classes(boxes)
        decided = tuple(cut for cut in cuts if cut.known)
        return whole(boxes, decided) if decided else ()

    def alike(self, alerts: Iterable[PlacedAlert]) -> Iterator[PlacedAlert]:
        """Yield one of all alerts whose labels look the same to the tree."""
        seen: set[_Shape] = set()
        for placed in alerts:
            shape = self._shape(self._kept(placed))
            if shape not in seen:
                seen.add(shape)
                yield placed

    def given(self, delivery: Delivery, placed: PlacedAlert) -> tuple[Class, ...]:
        """Return the classes of an alert's labels that a promise is about; none if it cannot carry the labels.

        Their examples may be another alert's that looks the same to the tree.
        """
        boxes = self._kept(placed)
        key = delivery, self._shape(boxes)
        found = self._promised.get(key)
        if found is None:
            narrowed = _real(box for one in boxes for box in _only(one, delivery.given))
            found = self._promised[key] = whole(narrowed, self._classes(narrowed)[0])
        return found

    def possible(self) -> frozenset[int] | None:
        """Return the identities of the routes that some labels get to, whatever fires; `None` if nobody can tell."""
        if any(cells.doubt for cells in self._walker.cells):
            return None
        ways = self._go(tuple(cells.everything for cells in self._walker.cells))
        return (
            None if ways is None else frozenset(id(route) for way in ways for step in way.steps for route in step.path)
        )

    def reached(self, proven: Iterable[Proven]) -> frozenset[int]:
        """Return the identities of the routes that some alert gets to."""
        return frozenset(
            id(route) for one in proven for found in one.classes for step in found.steps for route in step.path
        )

    def _kept(self, placed: PlacedAlert) -> tuple[Box, ...]:
        """Return the labels that an alert may have, for whoever asks for one alert again and again."""
        found = self._spaces_of.get(id(placed))
        if found is None:
            found = self._spaces_of[id(placed)] = _real(self._spaces.of(placed).kept)
        return found

    def _shape(self, boxes: tuple[Box, ...]) -> _Shape:
        """Return all that the tree can see of some labels."""
        labels = self._walker.labels
        return tuple((tuple(map(box.get, labels)), box.same) for box in boxes)

    def _classes(self, boxes: tuple[Box, ...]) -> tuple[tuple[Cut, ...], str]:
        """Return the classes of some labels, and what is in doubt; the same for all that look the same to the tree."""
        shape = self._shape(boxes)
        found = self._cut.get(shape)
        if found is None:
            found = self._cut[shape] = self._worked_out(boxes)
        return found

    def _worked_out(self, boxes: tuple[Box, ...]) -> tuple[tuple[Cut, ...], str]:
        walker, doubts = self._walker, dict[str, None]()
        found: dict[tuple[int, ...], list[Piece]] = {}
        all_ = [0] * len(walker.labels)
        for number, box in enumerate(boxes):
            masks = tuple(cells.of(box.get(cells.label)) for cells in walker.cells)
            all_ = [one | mask for one, mask in zip(all_, masks, strict=True)]
            for apart, texts in self._copies.apart(box, masks):
                ways = self._go(apart) if 0 not in apart else ()
                if ways is None:
                    doubts["labels that decide independently of each other make too many classes"] = None
                for way in ways or ():
                    found.setdefault(tuple(map(id, way.steps)), []).append(Piece(number, box, masks, way, texts))
            doubts.update(dict.fromkeys(self._doubts(box)))
        several = len(found) > 1
        cuts = tuple(cut(walker.cells, pieces, all_, several=several) for pieces in found.values())
        return cuts, "; ".join(doubts)

    def _doubts(self, box: Box) -> Iterator[str]:
        """Yield why labels may have kinds of values that nobody found."""
        for cells in self._walker.cells:
            if cells.doubt and box.get(cells.label).values is None:
                yield cells.doubt
        yield from self._copies.doubts(box)

    def _go(self, masks: Masks) -> tuple[Way, ...] | None:
        if masks not in self._ways:
            try:
                self._ways[masks] = tuple(self._walker.ways(masks))
            except TooManyError:
                self._ways[masks] = None
        return self._ways[masks]


_Shape: TypeAlias = tuple[tuple[tuple[Domain, ...], tuple[frozenset[str], ...]], ...]
"""What the tree can see of an alert's labels: the values of those that it asks for, and which are copies."""


def _real(boxes: Iterable[Box]) -> tuple[Box, ...]:
    """Return boxes without those whose conditions contradict each other."""
    return tuple(box for box in boxes if all(map(possible, box.labels.values())))


def _only(box: Box, matchers: Iterable[Matcher]) -> tuple[Box, ...]:
    left: Box | None = box
    for one in matchers:
        if left is not None:
            left = left.only(one.label, one.operator, one.value)
    return () if left is None else (left,)


_PROOFS: WeakKeyDictionary[Graph, Proof] = WeakKeyDictionary()


def proof(graph: Graph) -> Proof | None:
    """Return the ways of a graph's alerts, worked out once; `None` for a platform without routing."""
    if graph.routing is None:
        return None
    found = _PROOFS.get(graph)
    if found is None:
        found = _PROOFS[graph] = Proof(graph, graph.routing)
    return found
