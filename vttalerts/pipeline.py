"""The whole compiler in three steps: index the objects, check them as a whole, write what the servers read."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Self

from vttalerts import checks, emitters
from vttalerts.diagnostics import Diagnostic
from vttalerts.emitters import Artifact
from vttalerts.graph import Graph

if TYPE_CHECKING:
    from vttalerts.policy import Policy


def check(graph: Graph, policy: Policy | None = None) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a platform as a whole, as its project wants to hear it."""
    with Checking(graph, policy) as checking:
        return checking.findings()


class Checking:
    """A check that has begun, on other processors where that is worth it; a context.

    Attributes:
        beside: Whether others are at work already, so that this process may do something else meanwhile.
    """

    def __init__(self, graph: Graph, policy: Policy | None = None) -> None:
        self._graph = graph
        self._policy = policy
        chosen: Sequence[checks.Check] = checks.every()
        # Whoever accepts a finding has loaded the module of `allow`.
        if policy is not None or "vttalerts.model.allowing" in sys.modules:
            from vttalerts import policy as wishes

            self._policy = policy or wishes.Policy()
            chosen = [one for one in chosen if not wishes.is_off(self._policy, one.code)]
        self._run = checks.Run(graph, chosen)
        self.beside = self._run.beside

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._run.__exit__()

    def findings(self) -> tuple[Diagnostic, ...]:
        """Return what is wrong, once all is checked."""
        found = self._run.findings()
        if self._policy is None:
            return found
        from vttalerts import policy as wishes

        return tuple(wishes.heard(found, self._graph, self._policy))


def check_files(graph: Graph) -> tuple[Diagnostic, ...]:
    """Return what is wrong with what files describe that no definitions made."""
    return checks.run_on_files(graph)


def build(graph: Graph) -> Iterator[Artifact]:
    """Yield what the servers read; only of a graph without errors."""
    yield from emitters.emit(graph)
