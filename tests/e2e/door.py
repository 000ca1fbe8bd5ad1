"""A door before Alertmanager: closed, it lets alerts in and no metrics out.

Of a single Alertmanager that is gone nobody could hear; so only its metrics are.
"""

from __future__ import annotations

import asyncio
import contextlib


class Door:
    """Passes connections on to a port of loopback."""

    def __init__(self) -> None:
        self.port = 0
        self.closed = False
        self._behind = 0
        self._server: asyncio.Server | None = None
        self._scrapes: set[asyncio.Task[None]] = set()
        self._open: set[asyncio.Task[None]] = set()

    async def start(self, behind: int) -> None:
        """Listen, and pass on to a port."""
        self._behind = behind
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    def shut(self) -> None:
        """Let no metrics out, those that are on their way neither."""
        self.closed = True
        for task in tuple(self._scrapes):
            task.cancel()

    async def end(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._pass(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)
        task.add_done_callback(self._scrapes.discard)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError, EOFError, asyncio.CancelledError):
            try:
                head = await reader.readuntil(b"\r\n\r\n")
                if head.startswith(b"GET /metrics"):
                    if self.closed:
                        return
                    task = asyncio.current_task()
                    if task is not None:
                        self._scrapes.add(task)
                back, forth = await asyncio.open_connection("127.0.0.1", self._behind)
                forth.write(head)
                try:
                    async with asyncio.TaskGroup() as both:
                        both.create_task(_pump(reader, forth))
                        both.create_task(_pump(back, writer))
                finally:
                    forth.close()
            finally:
                writer.close()


async def _pump(source: asyncio.StreamReader, target: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while chunk := await source.read(1 << 16):
            target.write(chunk)
            await target.drain()
    target.close()
