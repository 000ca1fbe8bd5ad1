"""The whole compiler in three steps: index the objects, check them as a whole, write what the servers read."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from vttalerts import checks, emitters
from vttalerts.diagnostics import Diagnostic
from vttalerts.emitters import Artifact
from vttalerts.graph import Graph

if TYPE_CHECKING:
    from vttalerts.policy import Policy


def check(graph: Graph, policy: Policy | None = None) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a platform as a whole, as its project wants to hear it."""
    if policy is None and "vttalerts.model.allowing" not in sys.modules:
        # Nobody accepts a finding: whoever does has loaded the module of `allow`.
        return tuple(checks.run(graph))
    from vttalerts import policy as wishes

    return tuple(wishes.run(graph, policy or wishes.Policy()))


def build(graph: Graph) -> Iterator[Artifact]:
    """Yield what the servers read; only of a graph without errors."""
    yield from emitters.emit(graph)
