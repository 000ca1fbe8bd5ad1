"""Looks after the processes of the stack: starts them, waits until they answer, restarts what dies, ends them all.

Decision: one process for all, without a thread: it owns the lock of the stack's folder for as long as it lives, and the
kernel ends its children with it, so that nothing can be left behind.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

from vttalerts.stack.folder import Folder
from vttalerts.stack.native import Service
from vttalerts.stack.processes import Process, die_with_parent
from vttalerts.stack.readiness import answers

STARTING, READY, DEAF, WAITING, STOPPED = "starting", "ready", "not answering", "restarting", "stopped"

_FIRST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 30.0
_STEADY: Final = 30.0
"""Seconds after which a process that dies is taken for one that worked."""
_PATIENCE: Final = 10.0
"""Seconds that a process may take to end."""
_LOOK: Final = 0.2
_LOOK_AGAIN: Final = 3.0
_LARGEST_LOG: Final = 20 * 1024 * 1024


@dataclass(slots=True)
class Care:
    """One process, and what is known of it.

    Attributes:
        service: What is run.
        state: How it is.
        process: The process that runs now.
        restarts: How often it was started again.
        since: When its state began, in seconds since 1970.
        ended: How it ended last, in words.
    """

    service: Service
    state: str = STOPPED
    process: Process | None = None
    restarts: int = 0
    since: float = field(default_factory=time.time)
    ended: str = ""
    wanted: bool = True

    def told(self) -> dict[str, Any]:
        """Return what others may know."""
        return {
            "state": self.state,
            "pid": self.process.pid if self.process else None,
            "start": self.process.start if self.process else None,
            "restarts": self.restarts,
            "since": self.since,
            "ended": self.ended,
            "port": self.service.port,
            "health": self.service.health,
        }


class Supervisor:
    """Runs the services of a stack until it is told to stop.

    Attributes:
        cares: The processes, by the names of their services.
    """

    def __init__(self, folder: Folder, services: Iterable[Service], tell: Callable[[], None] | None = None) -> None:
        self.cares = {service.name: Care(service) for service in services}
        self._folder = folder
        self._tell = tell or (lambda: None)
        self._stopping = asyncio.Event()
        self._children: dict[str, asyncio.subprocess.Process] = {}
        self._pauses: dict[str, asyncio.Event] = {name: asyncio.Event() for name in self.cares}

    async def run(self) -> None:
        """Run everything until `stop`; afterwards nothing runs, and no secret is left."""
        try:
            async with asyncio.TaskGroup() as tasks:
                for care in self.cares.values():
                    tasks.create_task(self._keep(care))
                watch = tasks.create_task(self._watch())
                await self._stopping.wait()
                watch.cancel()
                await self._end_all()
        finally:
            self._kill_all()
            self._folder.forget_secrets()
            self._folder.remove("state")
            self._tell()

    def stop(self) -> None:
        """Have `run` end everything and return."""
        self._stopping.set()

    async def restart(self, name: str) -> None:
        """End a process; it is started again at once."""
        care = self.cares[name]
        care.wanted = True
        self._pauses[name].set()
        await self._end(name)

    async def halt(self, name: str) -> None:
        """End a process, and leave it so until `restart`."""
        self.cares[name].wanted = False
        await self._end(name)

    def resume(self, name: str) -> None:
        """Start a process that was halted."""
        self.cares[name].wanted = True
        self._pauses[name].set()

    async def _keep(self, care: Care) -> None:
        await self._turn(care)
        pause = _FIRST_PAUSE
        again = self._pauses[care.service.name]
        while not self._stopping.is_set():
            again.clear()
            began = time.monotonic()
            code = await self._once(care)
            if self._stopping.is_set():
                break
            asked = again.is_set()
            pause = _FIRST_PAUSE if asked or time.monotonic() - began > _STEADY else min(pause * 2, _LONGEST_PAUSE)
            care.ended = _words(code)
            self._mark(care, WAITING if care.wanted else STOPPED, None)
            if not asked:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(again.wait(), pause if care.wanted else None)
            care.restarts += 1
        self._mark(care, STOPPED, None)

    async def _turn(self, care: Care) -> None:
        """Wait until those before it answer, or are late: then it is started all the same, and repeats what it says."""
        before = list(self.cares.values())[: list(self.cares).index(care.service.name)]
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and not self._stopping.is_set():
            if all(one.state == READY for one in before):
                return
            await asyncio.sleep(_LOOK)

    async def _once(self, care: Care) -> int | str:
        """Run a process until it ends; return its exit code, or why it could not be started."""
        service = care.service
        (self._folder.data / service.name).mkdir(parents=True, exist_ok=True)
        with self._folder.log(service.name).open("ab") as log:
            try:
                child = await asyncio.create_subprocess_exec(
                    *service.command,
                    cwd=self._folder.data / service.name,
                    env={**os.environ, **service.environment},
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    preexec_fn=die_with_parent,
                )
            except OSError as error:
                log.write(f"{service.command[0]}: {error.strerror}\n".encode())
                return f"{service.command[0]}: {error.strerror}"
        self._children[service.name] = child
        self._mark(care, STARTING, Process.of(child.pid))
        try:
            return await child.wait()
        finally:
            self._children.pop(service.name, None)

    async def _watch(self) -> None:
        """Look whether the processes answer: often until they do, then now and then."""
        due = dict.fromkeys(self.cares, 0.0)
        while True:
            for name, care in self.cares.items():
                process = care.process
                if process is None:
                    due[name] = 0.0
                elif time.monotonic() >= due[name]:
                    fine = await answers(care.service.health)
                    state = READY if fine else care.state if care.state == STARTING else DEAF
                    if care.process is process and state != care.state:
                        self._mark(care, state, process)
                    due[name] = time.monotonic() + (_LOOK_AGAIN if fine else _LOOK)
            self._shorten_logs()
            await asyncio.sleep(_LOOK)

    def _mark(self, care: Care, state: str, process: Process | None) -> None:
        care.state, care.process, care.since = state, process, time.time()
        if state == READY:
            care.ended = ""
        mine = Process.of(os.getpid())
        self._folder.write(
            "state",
            {
                "supervisor": {"pid": os.getpid(), "start": mine.start if mine else 0},
                "services": {name: one.told() for name, one in self.cares.items()},
            },
        )
        self._tell()

    async def _end_all(self) -> None:
        """End those first that were started last: who sends before who receives."""
        for name in reversed(self.cares):
            await self._end(name)

    async def _end(self, name: str) -> None:
        child = self._children.get(name)
        if child is None or child.returncode is not None:
            return
        child.terminate()
        # One that is stopped (SIGSTOP) can't end.
        with contextlib.suppress(ProcessLookupError):
            child.send_signal(signal.SIGCONT)
        try:
            await asyncio.wait_for(asyncio.shield(asyncio.ensure_future(child.wait())), _PATIENCE)
        except TimeoutError:
            child.kill()
            await child.wait()

    def _kill_all(self) -> None:
        for child in self._children.values():
            if child.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    child.kill()

    def _shorten_logs(self) -> None:
        """Keep the last part of a log that has become too large; its writer appends, and goes on at the new end."""
        for name in self.cares:
            log = self._folder.log(name)
            with contextlib.suppress(OSError):
                if log.stat().st_size > _LARGEST_LOG:
                    log.with_suffix(".log.1").write_bytes(log.read_bytes())
                    os.truncate(log, 0)


def _words(code: int | str) -> str:
    if isinstance(code, str):
        return code
    return f"ended by {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
