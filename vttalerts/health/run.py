"""Runs the monitor: rounds of probes, one courier for each channel, and the page with metrics, until it is stopped.

Decision: endpoints are asked in rounds, all at once, and not each at its own time. When VTT goes down, people get one
message with all that changed, and not one for each endpoint.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import signal
import sqlite3
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import httpx

from vttalerts.health import probe
from vttalerts.health.channels import _post, sender
from vttalerts.health.config import Config, Endpoint
from vttalerts.health.courier import Courier
from vttalerts.health.events import Change, Changed, Event, Listening, Notification, Reading, RoundDone, StoreFailed
from vttalerts.health.judge import Standing, judge, overall
from vttalerts.health.listener import Listener
from vttalerts.health.metrics import Metrics
from vttalerts.health.outbox import Outbox

_GRACE: Final = 5.0
"""Seconds that a delivery under way gets to end when the monitor is stopped."""

Report = Callable[[Event], None]
Clients = Mapping[str, httpx.AsyncClient]


async def once(config: Config) -> RoundDone:
    """Ask every endpoint, and take the answers as they are: without history, nothing is judged by it."""
    async with contextlib.AsyncExitStack() as stack:
        readings = await _ask_all(config, await _clients(config, stack))
    return _done(config, readings, {name: Standing(reading.level) for name, reading in readings.items()})


@dataclass(slots=True)
class Monitor:
    """The running monitor.

    Attributes:
        config: What is asked, and who is told.
        environment: Where secrets may be.
        outbox: What survives a restart.
        report: Told of everything that happens.
        listen: Host and port of the monitor's own page; `None` for no page.
    """

    config: Config
    environment: Mapping[str, str]
    outbox: Outbox
    report: Report
    listen: tuple[str, int] | None = None

    async def run(self) -> None:
        """Run until SIGINT or SIGTERM; a second one ends the process at once.

        Raises:
            OSError: The address of the page can't be had.
        """
        metrics = Metrics(self.config.interval)

        def tell(event: Event) -> None:
            metrics.add(event)
            self.report(event)

        async with contextlib.AsyncExitStack() as stack:
            clients = await _clients(self.config, stack)
            channels = await stack.enter_async_context(_post.make_client())
            if self.listen is not None:
                server, address = await Listener(self._pages(metrics)).start(*self.listen)
                stack.callback(server.close)
                tell(Listening(address))
            couriers = [
                Courier(one.name, sender(one, self.config.mail, self.environment, channels), self.outbox, tell)
                for one in self.config.channels
            ]
            await self._work(couriers, clients, tell)

    async def _work(self, couriers: list[Courier], clients: Clients, tell: Report) -> None:
        stop = _stop_at_signals()
        async with asyncio.TaskGroup() as group:
            deliveries = [group.create_task(courier.run()) for courier in couriers]
            rounds = group.create_task(self._rounds(couriers, clients, tell))
            await stop.wait()
            rounds.cancel()
            for courier in couriers:
                courier.stop()
            if deliveries:
                await asyncio.wait(deliveries, timeout=_GRACE)
            for delivery in deliveries:
                delivery.cancel()

    async def _rounds(self, couriers: list[Courier], clients: Clients, tell: Report) -> None:
        standings: Mapping[str, Standing] = self.outbox.standings(endpoint.name for endpoint in self.config.endpoints)
        loop = asyncio.get_running_loop()
        due = loop.time()
        while True:
            readings = await _ask_all(self.config, clients)
            standings = self._conclude(standings, readings, tell)
            for courier in couriers:
                courier.wake()
            due = max(due + self.config.interval, loop.time())
            await asyncio.sleep(due - loop.time())

    def _conclude(
        self, before: Mapping[str, Standing], readings: Mapping[str, Reading], tell: Report
    ) -> Mapping[str, Standing]:
        """Judge a round and make what follows durable; return what is held now."""
        limits = self.config.thresholds
        after = {
            name: judge(before[name], reading.level, failures=limits.failures, successes=limits.successes)
            for name, reading in readings.items()
        }
        done = _done(self.config, readings, after)
        tell(done)
        notification = _notification(self.config, before, done)
        changed = {name: standing for name, standing in after.items() if standing != before[name]}
        if changed:
            try:
                self.outbox.commit(changed, notification, (channel.name for channel in self.config.channels))
            except sqlite3.Error as error:
                # The old standings stay, so that the next round finds the same changes and tells of them.
                tell(StoreFailed(str(error)))
                return before
        if notification is not None:
            tell(Changed(notification))
        return after

    def _pages(self, metrics: Metrics) -> dict[str, Callable[[], tuple[int, str, str]]]:
        longest = max(one.timeout for one in self.config.endpoints) * (self.config.retries + 1)

        def numbers() -> tuple[int, str, str]:
            waiting = dict.fromkeys((channel.name for channel in self.config.channels), 0)
            try:
                waiting |= self.outbox.channels()
            except sqlite3.Error:
                waiting = {}  # unknown is not none; `/healthz` says why
            return 200, "text/plain; version=0.0.4; charset=utf-8", metrics.text(waiting)

        def health() -> tuple[int, str, str]:
            problem = metrics.problem(time.time(), longest_round=longest)
            tree = {"status": "healthy"} if problem is None else {"status": "unhealthy", "message": problem}
            return 200 if problem is None else 503, "application/json", f"{json.dumps(tree)}\n"

        return {"/metrics": numbers, "/healthz": health}


async def _clients(config: Config, stack: contextlib.AsyncExitStack) -> Clients:
    context = probe.make_context()
    return {one.name: await stack.enter_async_context(probe.make_client(context)) for one in config.endpoints}


async def _ask_all(config: Config, clients: Clients) -> dict[str, Reading]:
    free = asyncio.Semaphore(probe.AT_ONCE)

    async def ask(endpoint: Endpoint) -> Reading:
        async with free:
            return await probe.probe(clients[endpoint.name], endpoint, config.thresholds, retries=config.retries)

    async with asyncio.TaskGroup() as group:
        tasks = {endpoint.name: group.create_task(ask(endpoint)) for endpoint in config.endpoints}
    return {name: task.result() for name, task in tasks.items()}


def _done(config: Config, readings: Mapping[str, Reading], standings: Mapping[str, Standing]) -> RoundDone:
    critical = frozenset(one.name for one in config.endpoints if one.critical)
    level = overall((name in critical, standing.level) for name, standing in standings.items())
    return RoundDone(time.time(), level, readings, standings, critical)


def _notification(config: Config, before: Mapping[str, Standing], done: RoundDone) -> Notification | None:
    changes = tuple(
        Change(name, name in done.critical, before[name].level, standing.level, done.readings[name].reasons)
        for name, standing in done.standings.items()
        if standing.level is not before[name].level
    )
    if not changes:
        return None
    old = overall((one.critical, before[one.name].level) for one in config.endpoints)
    return Notification(uuid.uuid4().hex, done.at, old, done.level, changes)


def _stop_at_signals() -> asyncio.Event:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask() -> None:
        stop.set()
        for one in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(one)

    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, ask)
    return stop
