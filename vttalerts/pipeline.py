"""The whole compiler in three steps: index the objects, check them as a whole, write what the servers read."""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts import checks, emitters
from vttalerts.diagnostics import Diagnostic
from vttalerts.emitters import Artifact
from vttalerts.graph import Graph
from vttalerts.model.platform import Platform
from vttalerts.model.settings import DEFAULTS, Settings


def check(platform: Platform, settings: Settings = DEFAULTS) -> tuple[Graph, tuple[Diagnostic, ...]]:
    """Return the platform's graph, and what is wrong with it as a whole."""
    graph = Graph(platform, settings)
    return graph, tuple(checks.run(graph))


def build(graph: Graph) -> Iterator[Artifact]:
    """Yield what the servers read; only of a graph without errors."""
    yield from emitters.emit(graph)
