"""The classes of an alert's labels with whom each reaches, at the least expense: most alerts have one class.

Decision: a proof loads what reads patterns and relabeling; where the values that the tree asks for are known, the way
is known without one, and `check` stays as fast as it was.
"""

from __future__ import annotations

from typing import NamedTuple

from vttalerts.graph import Graph, PlacedAlert
from vttalerts.simulate.reach import Reach, reach
from vttalerts.simulate.routing import Step


class Way(NamedTuple):
    """Where some labels of an alert go.

    Attributes:
        steps: The nodes that take them.
        words: What tells them from the alert's other labels; empty where there are no others.
        known: Whether values that are known decide, and none that only an incident tells.
    """

    steps: tuple[Step, ...]
    words: str = ""
    known: bool = True

    def of(self, name: str) -> str:
        """Return an alert's name with what is special about these labels."""
        return f"{name} ({self.words})" if self.words else name


class Ways:
    """Where the alerts of a platform go."""

    def __init__(self, graph: Graph, ways: Reach) -> None:
        self._graph = graph
        self._certain = {} if relabels(graph) else {id(view.placed): steps for view, steps in ways.certain}

    def of(self, placed: PlacedAlert) -> tuple[Way, ...]:
        """Return where an alert may go; nowhere, if it is always dropped on the way to Alertmanager."""
        steps = self._certain.get(id(placed))
        if steps is not None:
            return (Way(steps),)
        from vttalerts.simulate.proof import proof

        made = proof(self._graph)
        return (
            tuple(Way(one.steps, one.words, one.known) for one in made.of(placed).classes) if made is not None else ()
        )


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
