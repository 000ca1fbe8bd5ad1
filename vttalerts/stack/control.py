"""Starts, asks and stops the process that looks after a stack."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from vttalerts.stack.folder import Folder
from vttalerts.stack.native import Service
from vttalerts.stack.processes import Process
from vttalerts.stack.supervisor import READY

_LOOK: Final = 0.1
_STOPPING: Final = 60.0
"""Seconds that all services together may take to end."""
_TAIL: Final = 4000


class StackError(Exception):
    """The stack can't be started or stopped; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Status:
    """How one service is.

    Attributes:
        name: The service.
        state: `ready`, `starting`, …
        pid: Its process.
        port: Where it listens.
        restarts: How often it was started again.
        since: When its state began, in seconds since 1970.
        ended: How it ended last.
    """

    name: str
    state: str
    pid: int | None
    port: int
    restarts: int
    since: float
    ended: str

    @property
    def ready(self) -> bool:
        """Whether it does its work."""
        return self.state == READY


def start(folder: Folder, services: Iterable[Service], secrets: Iterable[str]) -> Process:
    """Start looking after the services in the background.

    Args:
        folder: The stack's folder, with configuration and secrets in their places.
        services: What to run.
        secrets: Names that are taken out of the environment that the servers get.

    Raises:
        StackError: It ended at once.
    """
    folder.write("plan", [service.wire() for service in services])
    folder.remove("state")
    hidden = set(secrets)
    environment = {name: value for name, value in os.environ.items() if name not in hidden}
    with folder.log("supervisor").open("ab") as log:
        child = subprocess.Popen(  # noqa: S603  this very program
            [sys.executable, "-m", "vttalerts.stack", str(folder.path)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,
        )
    while folder.read("state") is None:
        if child.poll() is not None:
            raise StackError(f"the stack ended at once:\n{tail(folder, 'supervisor')}")
        time.sleep(_LOOK)
    found = Process.of(child.pid)
    if found is None:
        raise StackError(f"the stack ended at once:\n{tail(folder, 'supervisor')}")
    return found


def status(folder: Folder) -> tuple[Status, ...]:
    """Return how each service is; nothing if the stack does not run."""
    if not folder.is_locked():
        return ()
    state: Mapping[str, Any] = folder.read("state") or {"services": {}}
    return tuple(
        Status(name, one["state"], one["pid"], one["port"], one["restarts"], one["since"], one["ended"])
        for name, one in state["services"].items()
    )


def follow(folder: Folder, patience: float) -> Iterator[tuple[Status, ...]]:
    """Yield how the services are, whenever that changes, until all are ready.

    Raises:
        StackError: They are not within some seconds, or the stack ended.
    """
    until = time.monotonic() + patience
    before: tuple[Status, ...] = ()
    while True:
        now = status(folder)
        if now != before:
            yield now
            before = now
        if now and all(one.ready for one in now):
            return
        if not now and not folder.is_locked():
            raise StackError(f"the stack ended:\n{tail(folder, 'supervisor')}")
        failing = [one for one in now if not one.ready]
        if time.monotonic() > until or any(one.restarts >= 3 for one in failing):  # noqa: PLR2004  it will not get better
            one = next((one for one in failing if one.ended), failing[0])
            raise StackError(
                f"{one.name} is not ready ({one.ended or one.state}); its log ends:\n{tail(folder, one.name)}"
            )
        time.sleep(_LOOK)


def stop(folder: Folder) -> bool:
    """Stop the stack, and everything that is left of one whose process was killed; tell whether there was any.

    Raises:
        StackError: It does not stop.
    """
    state: Mapping[str, Any] | None = folder.read("state")
    was_running = folder.is_locked()
    if state is not None:
        mine = state["supervisor"]
        Process(mine["pid"], mine["start"]).send(signal.SIGTERM)
        until = time.monotonic() + _STOPPING
        while folder.is_locked():
            if time.monotonic() > until:
                Process(mine["pid"], mine["start"]).end(0)
            time.sleep(_LOOK)
        for one in state["services"].values():
            if one["pid"]:
                left = Process(one["pid"], one["start"])
                was_running = was_running or left.is_alive()
                left.end(_STOPPING / 10)
    folder.forget_secrets()
    folder.remove("state")
    folder.remove("plan")
    return was_running


def restart(folder: Folder, names: Iterable[str]) -> None:
    """Have services end and start again.

    Raises:
        StackError: The stack does not run.
    """
    state: Mapping[str, Any] | None = folder.read("state")
    if state is None or not folder.is_locked():
        raise StackError("the stack does not run; `vttalerts stack up` starts it")
    wanted = list(names) or list(state["services"])
    before = {name: state["services"][name]["restarts"] for name in wanted}
    folder.write("restart", wanted)
    mine = state["supervisor"]
    Process(mine["pid"], mine["start"]).send(signal.SIGUSR1)
    while folder.is_locked():
        now = (folder.read("state") or {"services": {}})["services"]
        if all(name in now and now[name]["restarts"] > before[name] for name in wanted):
            return
        time.sleep(_LOOK)


def tail(folder: Folder, name: str) -> str:
    """Return the end of a service's log."""
    try:
        return folder.log(name).read_bytes()[-_TAIL:].decode("utf-8", "replace")
    except OSError:
        return "(no log)\n"
