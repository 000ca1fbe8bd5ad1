"""Real servers on loopback: HTTP that does as it is told, hostile or not, and a mail server that keeps what it gets."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import functools
import json
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, ParamSpec

_P = ParamSpec("_P")


def in_loop(test: Callable[_P, Coroutine[Any, Any, None]]) -> Callable[_P, None]:
    """Run an asynchronous test, which fails rather than hangs."""

    @functools.wraps(test)
    def run(*arguments: _P.args, **keywords: _P.kwargs) -> None:
        async def bounded() -> None:
            async with asyncio.timeout(20):
                await test(*arguments, **keywords)

        asyncio.run(bounded())

    return run


async def until(condition: Callable[[], bool], patience: float = 8) -> None:
    """Wait for a condition."""
    async with asyncio.timeout(patience):
        while not condition():  # noqa: ASYNC110  what is awaited happens in other processes too
            await asyncio.sleep(0.01)


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def tree(self) -> Any:  # noqa: ANN401  any JSON value
        return json.loads(self.body)


Answer = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


@dataclass(slots=True)
class Server:
    """A running HTTP server: how it answers can be changed at any time."""

    answer: Answer
    url: str = ""
    requests: list[Request] = field(default_factory=list[Request])
    tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self.tasks.add(task)
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
                method, path, _ = head[0].split(" ")
                headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])}
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                request = Request(method, path, headers, body)
                self.requests.append(request)
                await self.answer(request, writer)
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass
        finally:
            self.tasks.discard(task)
            writer.close()
            with contextlib.suppress(OSError, asyncio.CancelledError):
                await writer.wait_closed()


@contextlib.asynccontextmanager
async def http(answer: Answer, *, tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """Serve HTTP on a free port."""
    server = Server(answer)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
    port = listening.sockets[0].getsockname()[1]
    server.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
    try:
        yield server
    finally:
        listening.close()
        tasks = set(server.tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def says(body: object = None, *, status: int = 200, **headers: str) -> Answer:
    """Answer with JSON, or with these bytes."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    given = {"Content-Type": "application/json", "Content-Length": str(len(content))}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}

    async def answer(_: Request, writer: asyncio.StreamWriter) -> None:
        head = "".join(f"{name}: {value}\r\n" for name, value in given.items())
        writer.write(f"HTTP/1.1 {status} X\r\n{head}\r\n".encode() + content)

    return answer


def by_path(**answers: Answer) -> Answer:
    """Answer by the path's last part."""

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        await answers[request.path.rpartition("/")[2]](request, writer)

    return answer


async def silent(_: Request, __: asyncio.StreamWriter) -> None:
    """Never answer."""
    await asyncio.sleep(3600)


@dataclass(slots=True)
class MailServer:
    """A running SMTP server: `log` has the commands of its clients, `messages` what they sent."""

    tls: ssl.SSLContext | None
    port: int = 0
    refuses: str = ""
    log: list[str] = field(default_factory=list[str])
    messages: list[str] = field(default_factory=list[str])
    logins: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        secure = False
        writer.write(b"220 loopback ESMTP\r\n")
        try:
            while line := (await reader.readline()).decode().strip():
                verb = line.split(" ")[0].upper()
                self.log.append(verb)
                if self.refuses and verb == "MAIL":
                    writer.write(f"{self.refuses}\r\n".encode())
                elif verb == "EHLO":
                    extra = "250-STARTTLS\r\n" if self.tls and not secure else ""
                    writer.write(f"250-loopback\r\n{extra}250 AUTH PLAIN\r\n".encode())
                elif verb == "STARTTLS" and self.tls:
                    writer.write(b"220 go\r\n")
                    await writer.start_tls(self.tls)
                    secure = True
                elif verb == "AUTH":
                    _, user, password = base64.b64decode(line.split(" ")[2]).decode().split("\0")
                    self.logins.append((user, password))
                    writer.write(b"235 welcome\r\n")
                elif verb == "DATA":
                    writer.write(b"354 go on\r\n")
                    self.messages.append((await reader.readuntil(b"\r\n.\r\n")).decode())
                    writer.write(b"250 taken\r\n")
                elif verb == "QUIT":
                    writer.write(b"221 bye\r\n")
                    break
                else:
                    writer.write(b"250 fine\r\n")
                await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


@contextlib.asynccontextmanager
async def smtp(tls: ssl.SSLContext | None = None) -> AsyncIterator[MailServer]:
    """Serve SMTP on a free port."""
    server = MailServer(tls)
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        await asyncio.sleep(0.02)  # the last connection closes
