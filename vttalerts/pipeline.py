"""The whole compiler in three steps: index the objects, check them as a whole, write what the servers read."""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts import checks, emitters
from vttalerts.diagnostics import Diagnostic
from vttalerts.emitters import Artifact
from vttalerts.graph import Graph


def check(graph: Graph) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a platform as a whole."""
    return tuple(checks.run(graph))


def build(graph: Graph) -> Iterator[Artifact]:
    """Yield what the servers read; only of a graph without errors."""
    yield from emitters.emit(graph)
