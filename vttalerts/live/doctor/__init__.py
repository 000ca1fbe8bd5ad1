"""Looks at a running stack as somebody would who hears of trouble, and says for each thing found what to do next.

Decision: findings and no diagnostics with codes. A diagnostic is about a definition, has a place in a file, and is the
same on every machine; what is found here is true now and here. A server that can't be asked is a finding and no reason
to stop: it is mostly the cause of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from vttalerts.graph import Graph
from vttalerts.live.alertmanager import Alertmanager
from vttalerts.live.build import Build
from vttalerts.live.plan import LiveServer
from vttalerts.live.prometheus import Prometheus


class Finding(NamedTuple):
    """Something that keeps people from being told, or will.

    Attributes:
        check: What was looked for, such as `target-down`.
        what: What is the case.
        step: What to do next.
        is_error: Whether somebody is not told, or not of everything; otherwise it only may come to that.
    """

    check: str
    what: str
    step: str
    is_error: bool = True


@dataclass(frozen=True, slots=True)
class Patient:
    """What is looked at.

    Attributes:
        graph: The definitions.
        build: What they compile to.
        files: The files of the output folder that differ from the build.
        servers: The servers that answer.
        clock: Says what time it is.
    """

    graph: Graph
    build: Build
    files: Sequence[str]
    servers: Sequence[LiveServer]
    clock: Callable[[], datetime]

    @property
    def prometheus(self) -> Iterator[Prometheus]:
        """Every Prometheus."""
        return (one for one in self.servers if isinstance(one, Prometheus))

    @property
    def alertmanagers(self) -> tuple[Alertmanager, ...]:
        """Every Alertmanager."""
        return tuple(one for one in self.servers if isinstance(one, Alertmanager))


def examine(
    graph: Graph, build: Build, files: Iterable[str], servers: Iterable[LiveServer], clock: Callable[[], datetime]
) -> Iterator[Finding]:
    """Yield what is wrong, causes before their consequences."""
    from vttalerts.live.doctor import configuration, delivery, reachability, scraping, secrets
    from vttalerts.live.http import LiveError

    answering: list[LiveServer] = []
    for server in servers:
        absent = reachability.absence(server)
        if absent is None:
            answering.append(server)
        else:
            yield absent
    patient = Patient(graph, build, tuple(files), tuple(answering), clock)
    for look in (
        reachability.findings,
        secrets.findings,
        configuration.findings,
        scraping.findings,
        delivery.findings,
    ):
        try:
            yield from look(patient)
        except LiveError as error:
            yield Finding("not-answering", str(error), error.advice or "look at its log")
