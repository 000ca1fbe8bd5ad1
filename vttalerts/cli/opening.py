"""Loads a project together with the running servers that should do what it says."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from vttalerts import pipeline, writer
from vttalerts.cli.commands import COULD_NOT_RUN, Session
from vttalerts.cli.connections import Addresses
from vttalerts.cli.quick import Options
from vttalerts.graph import Graph
from vttalerts.live import build
from vttalerts.live.build import Build
from vttalerts.live.http import LiveError
from vttalerts.live.plan import LiveServer

if TYPE_CHECKING:
    from vttalerts.stack.folder import Folder


@dataclass(frozen=True, slots=True)
class Where:
    """Which servers are meant.

    Attributes:
        addresses: Where they are, and who we are to them.
        production: Whether they are production's.
        stack: Whether they are those of `vttalerts stack up`.
        state_dir: Where that stack keeps what is its own, if not at the usual place.
    """

    addresses: Addresses
    production: bool = False
    stack: bool = False
    state_dir: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """A project and its servers.

    Attributes:
        graph: The definitions.
        build: What they compile to.
        output: The folder that the servers read.
        servers: The servers.
    """

    graph: Graph
    build: Build
    output: Path
    servers: tuple[LiveServer, ...]

    def drift(self) -> tuple[str, ...]:
        """Return the files of the folder that differ from the build."""
        return tuple(one.path for one in writer.drift(self.output, self.build.artifacts))


def open_all(options: Options, where: Where) -> Opened | int:
    """Load, check and compile the project; where that can't be, say why and return the exit code."""
    folder: Folder | None = None
    if where.stack:
        folder = _running_stack(options, where)
        if folder is None:
            return COULD_NOT_RUN
    session = Session(options)
    graph, found = session.compile()
    if graph is None or session.project is None or session.fails(found):
        return session.tell(found, ran=graph is not None)
    output = Path(options.output).resolve() if options.output else session.project.output
    addresses = where.addresses
    if folder is not None:
        graph, output, addresses = _of_stack(folder, graph, session.project.root, addresses)
    try:
        servers = addresses.open(graph)
    except LiveError as error:
        refuse(error)
        return COULD_NOT_RUN
    made = build.of(pipeline.build(graph), is_production=where.production)
    return Opened(graph, made, output, servers)


def refuse(error: LiveError) -> None:
    """Say why nothing could be done."""
    sys.stderr.write(f"error: {error}\n" + (f"   = help: {error.advice}\n" if error.advice else ""))


def _running_stack(options: Options, where: Where) -> Folder | None:
    """Return the folder of the project's stack, and take over what it was started with."""
    from vttalerts import loader
    from vttalerts.model.spec import DefinitionError
    from vttalerts.stack.folder import Folder

    try:
        folder = Folder.of(loader.find(Path(options.project)).root, where.state_dir)
    except DefinitionError as error:
        sys.stderr.write(f"error: {error.diagnostics[0].headline}\n")
        return None
    if not folder.is_locked():
        sys.stderr.write("error: the stack does not run\n   = help: `vttalerts stack up` starts it\n")
        return None
    options.env_file = (folder.read("wishes") or {}).get("env_file")
    return folder


def _of_stack(folder: Folder, graph: Graph, root: Path, given: Addresses) -> tuple[Graph, Path, Addresses]:
    """Return the definitions with the addresses of this machine, the folder that is read, and where the servers are."""
    from vttalerts.stack import control, native

    wishes = folder.read("wishes") or {}
    chosen = native.Wishes(wishes.get("ports") or {}, time_scale=wishes.get("time_scale", 1))
    here = native.plan(graph, root, folder, chosen).graph
    at = {one.name: f"http://127.0.0.1:{one.port}" for one in control.status(folder)}
    addresses = Addresses(
        tuple(at[name] for name in ("prometheus",) if name in at),
        tuple(at[name] for name in ("alertmanager",) if name in at),
        given.grafana,
        grafana_token_file=given.grafana_token_file,
    )
    return here, folder.config, addresses
