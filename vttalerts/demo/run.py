"""The demonstration as a whole: VTT in small, its host, the sinks, the page, and the real servers between them."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from vttalerts import pipeline, writer
from vttalerts.demo import quiet
from vttalerts.demo.crowd import Crowd
from vttalerts.demo.faults import Faults
from vttalerts.demo.host import Host
from vttalerts.demo.http import LOOPBACK
from vttalerts.demo.inbox import Inbox
from vttalerts.demo.page import Page
from vttalerts.demo.sinks import PAGERDUTY, SLACK, WEBHOOK, Sinks
from vttalerts.demo.vtt import VTT
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.stack import native
from vttalerts.stack.folder import Folder
from vttalerts.stack.supervisor import READY, Supervisor

WITHOUT: Final = frozenset({"grafana", "node-exporter"})
"""What is not started: a Grafana takes long, and the host here has chosen numbers."""

_SERVED: Final = {"down": "vtt", "host-down": "host"}
"""Faults that are a server which is gone."""


class DemoError(Exception):
    """The demonstration can't go on; the message says why."""


class Demo:
    """Everything that runs, in one event loop.

    Attributes:
        faults: What goes wrong.
        inbox: What arrived.
        vtt: The VTT server.
        host: The host below it.
        sinks: Where notifications end.
        page: What people look at.
        supervisor: The real servers; there is none before `launch`.
    """

    def __init__(self) -> None:
        self.faults = Faults()
        self.inbox = Inbox()
        self.vtt = VTT(self.faults)
        self.host = Host(self.faults)
        self.sinks = Sinks(self.inbox)
        self.page = Page(self.inbox, self.faults, self.switch)
        self.supervisor: Supervisor | None = None
        self._ports: dict[str, int] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._servers: asyncio.Task[None] | None = None

    async def open(self, page_port: int = 0) -> None:
        """Start everything but the real servers.

        Raises:
            OSError: The page's port can't be had.
        """
        await self.page.http.start(page_port)
        await self.sinks.start()
        for name, server in (("vtt", self.vtt.http), ("host", self.host.http)):
            await server.start()
            self._ports[name] = server.port
        self._go(Crowd(self.vtt).run())

    def variables(self) -> dict[str, str]:
        """Return what the definitions must be told of where everything is."""
        vtt = f"{LOOPBACK}:{self._ports['vtt']}"
        return {
            "VTT_SERVER_TARGET": vtt,
            "VTT_PROBE_URL": f"http://{vtt}",
            "VTT_BASE_URL": f"http://{vtt}",
            "NODE_EXPORTER_TARGET": f"{LOOPBACK}:{self._ports['host']}",
            "SMTP_HOST": LOOPBACK,
            "SMTP_PORT": str(self.sinks.mail.port),
            "PAGERDUTY_URL": f"{self.sinks.http.url}{PAGERDUTY}",
        }

    def secrets(self) -> dict[str, str]:
        """Return secrets that lead to the sinks."""
        url = self.sinks.http.url
        return {
            "SMTP_PASSWORD": "no secret",
            "SLACK_WEBHOOK_URL": f"{url}{SLACK}",
            "PAGERDUTY_INTEGRATION_KEY": "no-secret",
            "WATCHDOG_WEBHOOK_URL": f"{url}{WEBHOOK}watchdog",
            "WEBHOOK_URL": f"{url}{WEBHOOK}health-monitor",
        }

    def plan(
        self,
        graph: Graph,
        root: Path,
        folder: Folder,
        *,
        time_scale: float,
        ports: Mapping[str, int],
        variables: Mapping[str, str] | None = None,
    ) -> native.Plan:
        """Return what to run for a platform; everything else must be open.

        Args:
            graph: The platform.
            root: The project's folder.
            folder: Where the stack keeps what is its own.
            time_scale: What all waiting is multiplied with.
            ports: Ports of the servers, where they are not those of the definitions.
            variables: Values that override those of `variables()`.
        """
        settings = replace(graph.settings, environment={**self.variables(), **(variables or {})})
        wishes = native.Wishes(ports, WITHOUT, self.secrets(), time_scale)
        return native.plan(Graph(graph.platform, settings), root, folder, wishes)

    async def launch(self, plan: native.Plan, folder: Folder) -> tuple[Diagnostic, ...]:
        """Build the configuration and start the real servers; return what is in the way."""
        if plan.problems:
            return plan.problems
        folder.make()
        writer.write(folder.config, pipeline.build(plan.graph))
        folder.put_secrets({name: self.secrets()[name] for name in plan.secrets})
        self.supervisor = Supervisor(folder, plan.services, self._changed.set)
        self._servers = self._go(self.supervisor.run())
        return ()

    def url(self, service: str) -> str:
        """Return where a real server answers."""
        assert self.supervisor is not None  # noqa: S101  `launch` comes first
        return f"http://{LOOPBACK}:{self.supervisor.cares[service].service.port}"

    async def ready(self, patience: float) -> None:
        """Wait until the real servers answer, and have seen that all is well.

        Raises:
            DemoError: They do not within some seconds.
        """
        assert self.supervisor is not None  # noqa: S101  `launch` comes first
        cares = self.supervisor.cares.values()
        try:
            async with asyncio.timeout(patience):
                while not all(care.state == READY for care in cares):
                    self._changed.clear()
                    await self._changed.wait()
                alertmanager = self.url("alertmanager")
                silence = await quiet.silence(alertmanager)
                await quiet.settle(self.url("prometheus"), alertmanager)
                await quiet.speak(alertmanager, silence)
        except TimeoutError:
            late = [f"{care.service.name} ({care.ended or care.state})" for care in cares if care.state != READY]
            raise DemoError(f"not ready: {', '.join(late) or 'something that is watched'}") from None

    def switch(self, name: str, level: float | None, on: bool) -> None:  # noqa: FBT001  a switch
        """Let something go wrong, or put it right."""
        if on:
            self.faults.begin(name, level)
        else:
            self.faults.end(name)
        if name in _SERVED:
            self._go(self._serve(_SERVED[name], gone=on))
        self.page.tell_faults()

    async def _serve(self, name: str, *, gone: bool) -> None:
        server = self.vtt.http if name == "vtt" else self.host.http
        await server.close()
        if not gone:
            await server.start(self._ports[name])

    async def close(self) -> None:
        """End everything."""
        if self.supervisor is not None and self._servers is not None:
            self.supervisor.stop()
            await asyncio.gather(self._servers, return_exceptions=True)
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for server in (self.page.http, self.vtt.http, self.host.http, self.sinks):
            await server.close()

    def _go(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task
