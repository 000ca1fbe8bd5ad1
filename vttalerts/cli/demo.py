"""`vttalerts demo`: starts VTT in small with the real servers, breaks what it is told to, and shows what arrives."""

from __future__ import annotations

import asyncio
import importlib
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN, FINDINGS, Session, wants_color
from vttalerts.cli.quick import Options
from vttalerts.cli.stack import Wishes as StackWishes
from vttalerts.cli.stack import open_project
from vttalerts.demo.faults import FAULTS, UnknownFaultError, parse
from vttalerts.demo.inbox import Notification
from vttalerts.demo.run import WITHOUT, Demo, DemoError
from vttalerts.graph import Graph
from vttalerts.stack.folder import Folder
from vttalerts.stack.ports import free_port, is_free

_PATIENCE: Final = 120.0
_VTT: Final = "vtt_definitions"
_RED, _GREEN, _OFF = "\x1b[31m", "\x1b[32m", "\x1b[0m"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options ask for."""

    project: str
    faults: tuple[str, ...]
    time_scale: float
    port: int
    until_told: bool


def list_faults() -> int:
    """Show what can be broken."""
    for one in FAULTS.values():
        shown = one.name if one.level == 1 else f"{one.name}={one.level:g}"
        sys.stdout.write(f"{shown:18} {one.text.format(f'{one.level:g}'):58} {one.alert}\n")
    return CLEAN


def run(wishes: Wishes) -> int:
    """Run the demonstration until Ctrl+C."""
    try:
        faults = [parse(text) for text in wishes.faults]
    except UnknownFaultError as error:
        sys.stderr.write(f"error: {error}\n")
        return COULD_NOT_RUN
    opened = _open(wishes.project)
    if isinstance(opened, int):
        return opened
    folder = Folder(Path(tempfile.mkdtemp(prefix="vttalerts-demo-")))
    try:
        return asyncio.run(_run(wishes, faults, opened, folder))
    except DemoError as error:
        sys.stderr.write(f"error: {error}\n")
        return COULD_NOT_RUN
    finally:
        shutil.rmtree(folder.path, ignore_errors=True)


def _open(project: str) -> tuple[Session, Graph, Path] | int:
    """Load the project; where there is none, VTT's own definitions, which the wheel carries."""
    from vttalerts import loader
    from vttalerts.model.spec import DefinitionError

    try:
        loader.find(Path(project))
    except DefinitionError:
        try:
            platform = importlib.import_module(_VTT).platform
        except ImportError:
            pass  # a clone; what is wrong is that there is no project here
        else:
            return Session(Options("check")), Graph(platform), Path(project).resolve()
    return open_project(StackWishes(project))


async def _run(
    wishes: Wishes, faults: Sequence[tuple[str, float | None]], opened: tuple[Session, Graph, Path], folder: Folder
) -> int:
    session, graph, root = opened
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    demo = Demo()
    try:
        await demo.open(wishes.port if is_free(wishes.port) else 0)
        plan = demo.plan(graph, root, folder, time_scale=wishes.time_scale, ports=_ports(graph))
        problems = await demo.launch(plan, folder)
        if problems:
            session.tell(problems, ran=True)
            return COULD_NOT_RUN
        demo.page.about = {
            "links": {one.name: f"http://localhost:{one.port}" for one in plan.services if one.name in _LOOKED_AT},
            "pace": f"· time runs {1 / wishes.time_scale:g} times as fast",
        }
        _say(f"starting {', '.join(one.name for one in plan.services)} …")
        await demo.ready(_PATIENCE)
        _say(f"inbox         {demo.page.http.url}")
        for one in plan.services:
            _say(f"{one.name:13} http://localhost:{one.port}")
        for name, level in faults:
            demo.switch(name, level, on=True)
            _say(f"broken        {demo.faults.describe()[name]}; {FAULTS[name].alert} should arrive")
        if not faults:
            _say("break something on the page, or with `--break`; Ctrl+C ends it")
        return await _until(demo, stop, {FAULTS[name].alert for name, _ in faults} if wishes.until_told else None)
    finally:
        await demo.close()


_LOOKED_AT: Final = frozenset({"prometheus", "alertmanager"})


def _ports(graph: Graph) -> dict[str, int]:
    """Return free ports for servers whose own ports are taken."""
    if graph.deployment is None:
        return {}
    taken: dict[str, int] = {}
    for name in ("prometheus", "alertmanager", "blackbox-exporter"):
        if name not in WITHOUT and not is_free(getattr(graph.deployment, name.replace("-", "_")).port):
            taken[name] = free_port()
    return taken


async def _until(demo: Demo, stop: asyncio.Event, awaited: set[str] | None) -> int:
    """Show what arrives until somebody ends it, or until all that is awaited has arrived."""
    began = time.monotonic()
    stopping = asyncio.ensure_future(stop.wait())
    showing = asyncio.ensure_future(_show(demo, began, awaited))
    try:
        await asyncio.wait(
            (stopping, showing),
            return_when=asyncio.FIRST_COMPLETED,
            timeout=None if awaited is None else _PATIENCE,
        )
    finally:
        finished = showing.done()
        for task in (stopping, showing):
            task.cancel()
        await asyncio.gather(stopping, showing, return_exceptions=True)
    if awaited is None or finished:
        return CLEAN
    sys.stderr.write(f"error: {', '.join(sorted(awaited))} did not arrive\n")
    return FINDINGS


async def _show(demo: Demo, began: float, awaited: set[str] | None) -> None:
    async for event in demo.inbox.follow():
        one = event.get("notification")
        if one is None or (one["kind"] == "webhook" and one["to"] == "watchdog"):
            continue
        _say(_line(Notification(**one), time.monotonic() - began))
        if awaited is not None:
            awaited -= {name for name in awaited if name in one["title"]}
            if not awaited:
                return


def _line(one: Notification, after: float) -> str:
    text = f"{after:6.1f} s  {one.kind:9} {one.to:34} {one.title}"
    if not wants_color(sys.stdout):
        return text
    return f"{_GREEN if one.status == 'resolved' else _RED}{text}{_OFF}"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
