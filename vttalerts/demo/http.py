"""A small HTTP server for loopback: one request a connection, sizes and patience bounded, and streams for browsers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

LOOPBACK: Final = "127.0.0.1"

_PATIENCE: Final = 10.0
"""Seconds that a client may take to say what it wants."""
_LARGEST_HEAD: Final = 32 * 1024
_LARGEST_BODY: Final = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Request:
    """What a client wants.

    Attributes:
        method: `GET`, `POST`, …
        path: The path, decoded, without the query.
        query: The query's values, the last of each name.
        headers: By names in lower case.
        body: The body.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict[str, str])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a client gets: a body, or a stream that goes on until one of both leaves."""

    status: int = 200
    body: bytes = b""
    kind: str = "text/plain; charset=utf-8"
    stream: AsyncIterator[bytes] | None = None


Handler = Callable[[Request], Awaitable[Answer]]


def as_json(value: object, status: int = 200) -> Answer:
    """Return an answer in JSON."""
    return Answer(status, json.dumps(value).encode(), "application/json")


class Server:
    """Answers at a port of loopback; when it is closed, nobody answers there, and open requests get nothing more."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()
        self.port = 0

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{LOOPBACK}:{self.port}"

    async def start(self, port: int = 0) -> None:
        """Listen, at a free port if none is given.

        Raises:
            OSError: The port can't be had.
        """
        self._server = await asyncio.start_server(self._accept, LOOPBACK, port, limit=_LARGEST_HEAD, reuse_address=True)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            self._server = None
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._attend(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._serve(reader, writer)
        except (OSError, EOFError, ValueError, TimeoutError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # whoever asks so, or leaves, gets no answer
        finally:
            writer.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        async with asyncio.timeout(_PATIENCE):
            request = await _read(reader, writer)
        answer = await self._handler(request)
        writer.write(_head(answer))
        if answer.stream is None:
            writer.write(b"" if request.method == "HEAD" else answer.body)
            await writer.drain()
            return
        async for chunk in answer.stream:
            writer.write(chunk)
            await writer.drain()


async def _read(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip("\r\n").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    length = int(headers.get("content-length", "0"))
    if length > _LARGEST_BODY:
        raise ValueError(length)
    if headers.get("expect", "").lower() == "100-continue":
        writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
    body = await reader.readexactly(length)
    parts = urlsplit(target)
    return Request(method, unquote(parts.path), dict(parse_qsl(parts.query)), headers, body)


def _head(answer: Answer) -> bytes:
    lines = [
        f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}",
        f"Content-Type: {answer.kind}",
        "Connection: close",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
    ]
    if answer.stream is None:
        lines.append(f"Content-Length: {len(answer.body)}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode()
