"""Those who use VTT in small: players, the AI service, and whoever the faults let loose on it.

Decision: each begins its requests at a steady pace, however long the answers take. With a fixed number of players who
wait for each other, a slow server would see few requests, all at the same moment.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import Awaitable, Callable
from typing import Final

from vttalerts.demo.http import LOOPBACK
from vttalerts.demo.vtt import VTT

_PLAYERS_A_SECOND: Final = 12.0
_AI_A_SECOND: Final = 4.0
_AI_TAKES: Final = 1.2
"""Seconds."""
_MOST_AT_ONCE: Final = 500
_PATIENCE: Final = 30.0


class Crowd:
    """Everybody who asks the server; they stop when `run` is cancelled."""

    def __init__(self, vtt: VTT) -> None:
        self._vtt = vtt
        self._busy: set[asyncio.Task[None]] = set()
        self._turns = itertools.count()

    async def run(self) -> None:
        """Ask for ever."""
        level = self._vtt.faults.level
        try:
            await self._all(level)
        finally:
            for task in tuple(self._busy):
                task.cancel()
            await asyncio.gather(*self._busy, return_exceptions=True)

    async def _all(self, level: Callable[[str], float | None]) -> None:
        async with asyncio.TaskGroup() as everybody:
            everybody.create_task(self._steadily(lambda: _PLAYERS_A_SECOND, self._play))
            everybody.create_task(self._steadily(lambda: _AI_A_SECOND, self._think))
            everybody.create_task(self._steadily(lambda: level("rate-limit"), self._flood))
            everybody.create_task(self._steadily(lambda: level("logins"), self._guess))
            everybody.create_task(self._steadily(lambda: level("attack"), self._intrude))

    async def _steadily(self, pace: Callable[[], float | None], act: Callable[[], Awaitable[None]]) -> None:
        """Begin to act so many times a second; `None` is not at all."""
        while True:
            each = pace()
            if each and len(self._busy) < _MOST_AT_ONCE:
                task = asyncio.ensure_future(act())
                self._busy.add(task)
                task.add_done_callback(self._busy.discard)
            await asyncio.sleep(1 / each if each else 0.1)

    async def _play(self) -> None:
        turn = next(self._turns)
        path = ("/api/campaigns/7", "/api/maps/12", "/api/dice")[turn % 3]
        await self._ask("GET", path, client=f"player-{turn % 20}")

    async def _think(self) -> None:
        began = asyncio.get_running_loop().time()
        await asyncio.sleep(self._vtt.faults.level("ai") or _AI_TAKES)
        self._vtt.metrics.ai_requests.add()
        self._vtt.metrics.ai_duration.observe(asyncio.get_running_loop().time() - began)

    async def _flood(self) -> None:
        await self._ask("GET", "/api/maps/1", client="scraper")

    async def _guess(self) -> None:
        await self._ask("POST", "/api/login", body=b'{"user": "gm", "password": "wrong"}', client="guesser")

    async def _intrude(self) -> None:
        await self._ask("GET", "/api/maps/../../etc/passwd", client="intruder")

    async def _ask(self, method: str, path: str, body: bytes = b"", *, client: str) -> None:
        """Send a request, as a browser would; a server that is gone is asked again next time."""
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(_PATIENCE):
                reader, writer = await asyncio.open_connection(LOOPBACK, self._vtt.http.port)
                try:
                    writer.write(
                        f"{method} {path} HTTP/1.1\r\nHost: vtt\r\nX-Client: {client}\r\n"
                        f"Content-Length: {len(body)}\r\n\r\n".encode()
                        + body
                    )
                    await reader.read()
                finally:
                    writer.close()
