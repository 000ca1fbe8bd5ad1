"""Who is told of every alert, for all labels that it may fire with: the labels in classes, each class one answer.

Decision: alerts whose labels look the same to the tree share one walk, so that ten thousand alerts need no more walks
than the tree has questions. Where a pattern cannot be read, or the classes are too many, the alert's `doubt` says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from vttalerts.graph import Graph, PlacedAlert
from vttalerts.model.matchers import Matcher
from vttalerts.model.routing import Delivery, Route
from vttalerts.simulate.alert_space import AlertSpaces, alert_spaces
from vttalerts.simulate.cells import Cells, of_matchers, possible
from vttalerts.simulate.copies import Copies
from vttalerts.simulate.domains import Box
from vttalerts.simulate.routing import Router, Step
from vttalerts.simulate.walk import Masks, TooManyError, Walker, Way

_MOST_WORDS: Final = 5
"""How many kinds of labels are named that go one way."""


class Class(NamedTuple):
    """Labels of an alert that all go one way.

    Attributes:
        steps: The nodes that take them, in the tree's order.
        words: What tells them from the alert's other labels; empty where there are no others.
        example: Labels of the class: those that the tree asks for, and those that are known.
        known: Whether values that are known decide, and none that only an incident tells.
    """

    steps: tuple[Step, ...]
    words: str
    example: Mapping[str, str]
    known: bool


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
        self._boxes: dict[int, tuple[Box, ...]] = {}

    def of(self, placed: PlacedAlert) -> Proven:
        """Return an alert with all classes of its labels."""
        space = self._spaces.of(placed)
        classes, doubt = self._classes(space.kept)
        return Proven(placed, classes, bool(space.dropped), doubt)

    def given(self, delivery: Delivery, placed: PlacedAlert) -> tuple[Class, ...]:
        """Return the classes of an alert's labels that a promise is about; none if it cannot carry the labels."""
        boxes = [box for one in self._kept(placed) for box in _only(one, delivery.given)]
        return self._classes(boxes)[0] if boxes else ()

    def possible(self) -> frozenset[int] | None:
        """Return the identities of the routes that some labels get to, whatever fires; `None` if nobody can tell."""
        if any(cells.doubt for cells in self._walker.cells):
            return None
        ways = self._go(tuple(cells.everything for cells in self._walker.cells))
        return (
            None if ways is None else frozenset(id(route) for way in ways for step in way.steps for route in step.path)
        )

    def _kept(self, placed: PlacedAlert) -> tuple[Box, ...]:
        """Return the labels that an alert may have, for promises that ask one alert after the other."""
        found = self._boxes.get(id(placed))
        if found is None:
            found = self._boxes[id(placed)] = self._spaces.of(placed).kept
        return found

    def reached(self, proven: Iterable[Proven]) -> frozenset[int]:
        """Return the identities of the routes that some alert gets to."""
        return frozenset(
            id(route) for one in proven for found in one.classes for step in found.steps for route in step.path
        )

    def _classes(self, boxes: Iterable[Box]) -> tuple[tuple[Class, ...], str]:
        walker, doubts = self._walker, dict[str, None]()
        found: dict[tuple[int, ...], list[_Piece]] = {}
        all_ = [0] * len(walker.labels)
        for box in boxes:
            masks = tuple(cells.of(box.get(cells.label)) for cells in walker.cells)
            if 0 in masks or not all(map(possible, box.labels.values())):
                continue  # its conditions contradict each other
            all_ = [one | mask for one, mask in zip(all_, masks, strict=True)]
            for apart, texts in self._copies.apart(box, masks):
                ways = self._go(apart) if 0 not in apart else ()
                if ways is None:
                    doubts["labels that decide independently of each other make too many classes"] = None
                for way in ways or ():
                    found.setdefault(tuple(map(id, way.steps)), []).append(_Piece(box, masks, way, texts))
            doubts.update(dict.fromkeys(self._doubts(box)))
        several = len(found) > 1
        return tuple(_class(walker.cells, pieces, all_, several=several) for pieces in found.values()), "; ".join(
            doubts
        )

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


class _Piece(NamedTuple):
    """Labels that go one way, and what they were cut from."""

    box: Box
    masks: Masks
    way: Way
    texts: Mapping[str, str]


def _class(cells: tuple[Cells, ...], pieces: list[_Piece], all_: list[int], *, several: bool) -> Class:
    first = pieces[0]
    texts = dict.fromkeys(_words(cells, piece.way.masks, all_) for piece in pieces) if several else {}
    shown = [*texts][:_MOST_WORDS]
    if len(texts) > len(shown):
        shown.append(f"{len(texts) - len(shown)} more")
    known = all(
        mask == whole or piece.box.get(one.label).values is not None
        for piece in pieces
        for one, mask, whole in zip(cells, piece.way.masks, piece.masks, strict=True)
    )
    example = {name: min(domain.values) for name, domain in first.box.labels.items() if domain.values}
    for one, mask in zip(cells, first.way.masks, strict=True):
        example[one.label] = first.texts.get(one.label) or one.example(mask, first.box.get(one.label))
    return Class(first.way.steps, " or ".join(shown), {name: value for name, value in example.items() if value}, known)


def _words(cells: tuple[Cells, ...], masks: Masks, all_: list[int]) -> str:
    return " ".join(
        one.words(mask, within) for one, mask, within in zip(cells, masks, all_, strict=True) if mask != within
    )


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
