"""The classes of an alert's labels with whom each reaches, at the least expense: most alerts have one class.

Decision: a proof loads what reads patterns and relabeling; where the values that the tree asks for are known, the way
is known without one, and `check` stays as fast as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from vttalerts.graph import Graph, PlacedAlert
from vttalerts.model.routing import Delivery
from vttalerts.simulate.reach import Reach, reach
from vttalerts.simulate.routing import Step

if TYPE_CHECKING:
    from vttalerts.simulate.proof import Proof


class Way:
    """Where some labels of an alert go.

    Attributes:
        steps: The nodes that take them.
        words: What tells them from the alert's other labels; empty where there are no others.
        known: Whether values that are known decide, and none that only an incident tells.
    """

    __slots__ = ("known", "steps", "words")

    def __init__(self, steps: tuple[Step, ...], words: str = "", *, known: bool = True) -> None:
        self.steps = steps
        self.words = words
        self.known = known

    def of(self, name: str) -> str:
        """Return an alert's name with what is special about these labels."""
        # A label's value may have several lines, and a headline has one.
        return f"{name} ({self.words})".replace("\n", "\\n") if self.words else name


class Ways:
    """Where the alerts of a platform go."""

    def __init__(self, graph: Graph, ways: Reach) -> None:
        self._graph = graph
        self._root = ways.router.steps[0].route
        self._certain = {} if relabels(graph) else {id(view.placed): steps for view, steps in ways.certain}

    def of(self, placed: PlacedAlert) -> tuple[Way, ...]:
        """Return where an alert may go; nowhere, if it is always dropped on the way to Alertmanager."""
        steps = self._certain.get(id(placed))
        if steps is not None:
            return (Way(steps),)
        return tuple(Way(one.steps, one.words, known=one.known) for one in self._proof().of(placed).classes)

    def known(self, placed: PlacedAlert) -> tuple[Way, ...]:
        """Return where an alert may go for values of its labels that are known before it fires."""
        return tuple(Way(one.steps, one.words) for one in self._proof().known(placed))

    def alike(self, alerts: Iterable[PlacedAlert]) -> Iterator[PlacedAlert]:
        """Yield one of all alerts that go the same ways."""
        yield from self._proof().alike(alerts)

    def given(self, delivery: Delivery, placed: PlacedAlert) -> tuple[Way, ...]:
        """Return where an alert may go with the labels of a promise; nowhere, if it cannot have them."""
        return tuple(Way(one.steps, one.words, known=one.known) for one in self._proof().given(delivery, placed))

    def _proof(self) -> Proof:
        from vttalerts.simulate.proof import Proof, proof

        return proof(self._graph) or Proof(self._graph, self._root)


def relabels(graph: Graph) -> bool:
    """Tell whether alerts are relabeled on their way to Alertmanager."""
    server = graph.prometheus
    return server is not None and bool(
        server.alert_relabel_configs or any(getattr(one, "alert_relabel_configs", ()) for one in server.alertmanagers)
    )


def ways(graph: Graph) -> Ways | None:
    """Return where a graph's alerts go; `None` for a platform without routing."""
    found = reach(graph)
    return Ways(graph, found) if found is not None else None
