"""`vttalerts stack`: starts, shows and stops the whole monitoring on this machine."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.live import Live
from rich.table import Table
from rich.text import Text

from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN, FINDINGS, Session, wants_color
from vttalerts.cli.quick import Options
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.stack import compose, control, native
from vttalerts.stack import logs as logbook
from vttalerts.stack.control import StackError, Status
from vttalerts.stack.folder import Folder
from vttalerts.stack.programs import PROGRAMS

if TYPE_CHECKING:
    from vttalerts.graph import Graph

COLORS: Final = ("cyan", "magenta", "green", "yellow", "blue", "red")
_STATES: Final = {"ready": "green", "starting": "yellow", "restarting": "bold red", "not answering": "bold red"}
_PATIENCE: Final = 120.0
"""Seconds until all must be ready; Prometheus replays its log of the last hours before it is."""


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options ask for."""

    project: str = "."
    engine: str = "native"
    state_dir: str | None = None
    env_file: str | None = None
    ports: tuple[str, ...] = ()
    foreground: bool = False
    time_scale: float = 1


def up(wishes: Wishes) -> int:
    """Start the stack."""
    opened = open_project(wishes)
    if isinstance(opened, int):
        return opened
    session, graph, root = opened
    if wishes.engine == "compose":
        return _compose(session, graph, lambda one: one.foreground() if wishes.foreground else one.up(), starts=True)
    return _up(wishes, session, graph, root)


def _up(wishes: Wishes, session: Session, graph: Graph, root: Path) -> int:
    folder = Folder.of(root, wishes.state_dir)
    ports = _ports(wishes.ports)
    if isinstance(ports, Diagnostic):
        return _refuse(session, (ports,))
    if folder.is_locked():
        return _refuse(session, (_running(folder),))
    plan = native.plan(graph, root, folder, native.Wishes(ports, time_scale=wishes.time_scale))
    if plan.problems:
        return _refuse(session, plan.problems)
    folder.make()
    _build(plan, folder)
    folder.write("wishes", {"ports": ports, "env_file": wishes.env_file, "time_scale": wishes.time_scale})
    folder.put_secrets({name: os.environ[name] for name in plan.secrets})
    for name in plan.skipped:
        sys.stdout.write(f"{name} is not installed, and is left out\n")
    try:
        control.start(folder, plan.services, graph.secrets)
        code = _started(folder)
    except BaseException:
        control.stop(folder)
        raise
    if code != CLEAN:
        control.stop(folder)
    return _stay(folder) if wishes.foreground and code == CLEAN else code


def _started(folder: Folder) -> int:
    """Wait until all are ready, and show them."""
    try:
        _show_start(folder)
    except StackError as error:
        sys.stderr.write(f"error: {error}\n")
        return COULD_NOT_RUN
    _print(_table(control.status(folder)))
    return CLEAN


def down(wishes: Wishes) -> int:
    """Stop the stack."""
    if wishes.engine == "compose":
        return _compose_only(wishes, compose.Compose.down)
    folder = _folder(wishes)
    if folder is None:
        return COULD_NOT_RUN
    sys.stdout.write("stopped\n" if control.stop(folder) else "nothing runs\n")
    return CLEAN


def status(wishes: Wishes) -> int:
    """Show the stack."""
    if wishes.engine == "compose":
        return _compose_only(wishes, compose.Compose.status)
    folder = _folder(wishes)
    if folder is None:
        return COULD_NOT_RUN
    found = control.status(folder)
    if not found:
        sys.stdout.write("the stack does not run; `vttalerts stack up` starts it\n")
        return COULD_NOT_RUN
    _print(_table(found))
    return CLEAN if all(one.ready for one in found) else FINDINGS


def logs(wishes: Wishes, services: tuple[str, ...], lines: int, *, follow: bool) -> int:
    """Show what the servers say."""
    if wishes.engine == "compose":
        return _compose_only(wishes, lambda one: one.logs(services, lines, follow=follow))
    folder = _folder(wishes)
    if folder is None:
        return COULD_NOT_RUN
    known = tuple(PROGRAMS)
    unknown = [name for name in services if name not in known]
    if unknown:
        sys.stderr.write(f"error: there is no service `{unknown[0]}`; there are {', '.join(known)}\n")
        return COULD_NOT_RUN
    _show_logs(folder, services or known, lines, follow=follow)
    return CLEAN


def restart(wishes: Wishes, services: tuple[str, ...]) -> int:
    """Build anew and start servers again."""
    if wishes.engine == "compose":
        return _compose_only(wishes, lambda one: one.restart(services))
    folder = _folder(wishes)
    if folder is None:
        return COULD_NOT_RUN
    chosen = folder.read("wishes") or {}
    opened = open_project(replace(wishes, env_file=chosen.get("env_file")))
    if isinstance(opened, int):
        return opened
    _, graph, root = opened
    plan = native.plan(
        graph, root, folder, native.Wishes(chosen.get("ports", {}), time_scale=chosen.get("time_scale", 1))
    )
    unknown = [name for name in services if name not in {one.name for one in plan.services}]
    if unknown:
        sys.stderr.write(f"error: there is no service `{unknown[0]}` in this stack\n")
        return COULD_NOT_RUN
    try:
        if folder.is_locked():
            _build(plan, folder)
            # Those that were rotated; one that is not given stays as it is.
            folder.put_secrets({name: value for name in plan.secrets if (value := os.environ.get(name))})
        control.restart(folder, services)
    except StackError as error:
        sys.stderr.write(f"error: {error}\n")
        return COULD_NOT_RUN
    return _started(folder)


def open_project(wishes: Wishes) -> tuple[Session, Graph, Path] | int:
    """Load and check the project; where it has errors, say them and return the exit code."""
    options = Options("check")
    options.project, options.env_file, options.cache = wishes.project, wishes.env_file, False
    session = Session(options)
    graph, found = session.compile()
    if graph is None or session.project is None or any(one.level is Level.ERROR for one in found):
        return session.tell(found, ran=graph is not None)
    return session, graph, session.project.root


def _folder(wishes: Wishes) -> Folder | None:
    from vttalerts import loader
    from vttalerts.model.spec import DefinitionError

    try:
        return Folder.of(loader.find(Path(wishes.project)).root, wishes.state_dir)
    except DefinitionError as error:
        sys.stderr.write(f"error: {error.diagnostics[0].headline}\n")
        return None


def _build(plan: native.Plan, folder: Folder) -> None:
    from vttalerts import pipeline, writer

    writer.write(folder.config, pipeline.build(plan.graph))


def _compose_only(wishes: Wishes, say: Callable[[compose.Compose], tuple[str, ...]]) -> int:
    opened = open_project(wishes)
    if isinstance(opened, int):
        return opened
    return _compose(opened[0], opened[1], say, starts=False)


def _compose(session: Session, graph: Graph, say: Callable[[compose.Compose], tuple[str, ...]], *, starts: bool) -> int:
    project = session.project
    if project is None:
        return COULD_NOT_RUN
    found = compose.find(project.root, project.output, graph)
    if isinstance(found, Diagnostic):
        return _refuse(session, (found,))
    missing = compose.missing_secrets(graph, os.environ) if starts else ()
    if missing:
        return _refuse(session, missing)
    return compose.run(say(found))


def _ports(given: Iterable[str]) -> dict[str, int] | Diagnostic:
    ports: dict[str, int] = {}
    for text in given:
        name, _, number = text.partition("=")
        if name not in PROGRAMS or not number.isdecimal() or not 0 < int(number) < 1 << 16:
            return Diagnostic(
                "STK007",
                f"`{text}` is no port of a service",
                why="the service would listen where nobody asks it",
                help=f"write `--port prometheus=19090`; the services are {', '.join(PROGRAMS)}",
            )
        ports[name] = int(number)
    return ports


def _running(folder: Folder) -> Diagnostic:
    return Diagnostic(
        "STK008",
        "the stack of this project runs already",
        why="two would write to the same data",
        help=f"`vttalerts stack restart` gives it a new configuration; its folder is {folder.path}",
    )


def _refuse(session: Session, problems: tuple[Diagnostic, ...]) -> int:
    session.tell(problems, ran=True)
    return COULD_NOT_RUN


def _show_start(folder: Folder) -> None:
    """Show how the servers become ready: in place on a terminal, else a line for each change."""
    if sys.stdout.isatty():
        with Live(Text("starting …"), auto_refresh=False) as live:
            for now in control.follow(folder, _PATIENCE):
                live.update(_table(now), refresh=True)
            live.update(Text(""), refresh=True)
        return
    before: dict[str, str] = {}
    for now in control.follow(folder, _PATIENCE):
        for one in now:
            if before.get(one.name) != one.state:
                before[one.name] = one.state
                sys.stdout.write(f"{one.name}: {one.state}\n")
                sys.stdout.flush()


def _table(found: tuple[Status, ...]) -> Table:
    shown = Table(box=None, pad_edge=False)
    for column in ("Service", "State", "Address", "PID", "Since UTC", "Restarts"):
        shown.add_column(column)
    for one in found:
        since = datetime.fromtimestamp(one.since, UTC).strftime("%H:%M:%S")
        state = f"{one.state} ({one.ended})" if one.ended else one.state
        shown.add_row(
            Text(one.name),
            Text(state, _STATES.get(one.state, "")),
            Text(f"http://localhost:{one.port}"),
            Text(str(one.pid or "-")),
            Text(since),
            Text(str(one.restarts)),
        )
    return shown


def _show_logs(folder: Folder, services: Iterable[str], lines: int, *, follow: bool) -> None:
    names = list(services)
    width = max(map(len, names))
    console = Console(highlight=False, no_color=not wants_color(sys.stdout), soft_wrap=True)
    colors = {name: COLORS[list(PROGRAMS).index(name) % len(COLORS)] for name in names}
    places = [(name, folder.log(name)) for name in names]
    for name, line in logbook.follow(places, lines, forever=follow):
        console.print(Text(f"{name:{width}} | ", colors[name]), Text(line), sep="")


def _stay(folder: Folder) -> int:
    try:
        _show_logs(folder, [one.name for one in control.status(folder)], 10, follow=True)
    finally:
        control.stop(folder)
    return CLEAN


def _print(table: Table) -> None:
    Console(no_color=not wants_color(sys.stdout), width=None if sys.stdout.isatty() else 120).print(table)
