"""Opens the project for the commands that only look at it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from vttalerts.cli import policies
from vttalerts.cli.commands import Session
from vttalerts.cli.quick import Options
from vttalerts.graph import Graph

if TYPE_CHECKING:
    from vttalerts.checks import Check


def open_session(project: str) -> tuple[Session, Graph | None]:
    """Return the project's session and graph; where it can't be loaded, say why on the error stream."""
    options = Options("check")
    options.project = project
    options.cache = False
    session = Session(options)
    graph, found = session.load()
    if graph is None:
        from pathlib import Path

        from vttalerts import reporting

        root = session.project.root if session.project is not None else Path.cwd()
        sys.stderr.write(reporting.render(found, reporting.Format.TEXT, root=root))
    return session, graph


def open_graph(project: str) -> Graph | None:
    """Return the project's graph; where it can't be loaded, say why on the error stream."""
    return open_session(project)[1]


def own_checks(project: str) -> tuple[Check, ...]:
    """Return the checks that a project adds; none where there is no project, or none that can be loaded."""
    options = Options("check")
    options.project = project
    options.cache = False
    session = Session(options)
    session.load()
    policy, _ = policies.of(session)
    return policy.own if policy is not None else ()
