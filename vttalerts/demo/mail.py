"""A mailbox on loopback: takes every mail for everybody, and delivers none (RFC 5321, as much as Alertmanager needs).

Decision: a hundred lines over asyncio. It offers no STARTTLS: nothing leaves the machine, and Alertmanager is told so
for a mail server on loopback. It offers AUTH PLAIN, because Alertmanager is given a password.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Final

from vttalerts.demo.http import LOOPBACK

_PATIENCE: Final = 30.0
_LARGEST: Final = 4 * 1024 * 1024


class MailServer:
    """Takes mails.

    Attributes:
        port: Where it listens.
        users: Who logged in, with which password; the tests look.
        refuses: Whether mails are refused, as by a server in trouble.
    """

    def __init__(self, deliver: Callable[[EmailMessage, str], None]) -> None:
        self.port = 0
        self.users: list[tuple[str, str]] = []
        self.refuses = False
        self._deliver = deliver
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self, port: int = 0) -> None:
        """Listen.

        Raises:
            OSError: The port can't be had.
        """
        self._server = await asyncio.start_server(self._accept, LOOPBACK, port, limit=_LARGEST)
        self.port = self._server.sockets[0].getsockname()[1]

    async def close(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(self._attend(reader, writer))
        self._open.add(task)
        task.add_done_callback(self._open.discard)

    async def _attend(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            async with asyncio.timeout(_PATIENCE):
                await _Session(self, reader, writer).talk()
        except (OSError, EOFError, TimeoutError, ValueError, asyncio.LimitOverrunError, asyncio.CancelledError):
            pass  # whoever talks so, or leaves, sends no mail
        finally:
            writer.close()

    def take(self, content: bytes, recipients: list[str]) -> None:
        """Deliver a mail to each of its recipients."""
        message = message_from_bytes(content, policy=policy.default)
        for recipient in recipients:
            self._deliver(message, recipient)


class _Session:
    def __init__(self, server: MailServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._server = server
        self._reader = reader
        self._writer = writer
        self._recipients: list[str] = []

    async def talk(self) -> None:
        await self._say("220 VTT in small")
        while True:
            line = (await self._reader.readuntil(b"\r\n")).decode("utf-8", "replace").rstrip("\r\n")
            word, _, rest = line.partition(" ")
            match word.upper():
                case "EHLO" | "HELO":
                    await self._say("250-VTT in small\r\n250-8BITMIME\r\n250 AUTH PLAIN")
                case "AUTH":
                    await self._say("235 welcome" if self._login(rest) else "535 no such user")
                case "MAIL":
                    self._recipients = []
                    await self._say("451 try later" if self._server.refuses else "250 go on")
                case "RCPT":
                    self._recipients.append(rest.partition("<")[2].partition(">")[0])
                    await self._say("250 go on")
                case "DATA":
                    await self._data()
                case "QUIT":
                    await self._say("221 goodbye")
                    return
                case "RSET" | "NOOP":
                    await self._say("250 fine")
                case _:
                    await self._say("500 unknown")

    async def _data(self) -> None:
        await self._say("354 end with a dot")
        content = await self._reader.readuntil(b"\r\n.\r\n")
        lines = content[: -len(b".\r\n")].split(b"\r\n")
        # A line that begins with a dot has one more, so that no text ends the mail.
        self._server.take(b"\r\n".join(line.removeprefix(b".") for line in lines), self._recipients)
        await self._say("250 taken")

    def _login(self, rest: str) -> bool:
        kind, _, answer = rest.partition(" ")
        try:
            parts = base64.b64decode(answer, validate=True).decode().split("\0")
        except (binascii.Error, UnicodeDecodeError):
            return False
        good = kind.upper() == "PLAIN" and len(parts) == len(("identity", "user", "password"))
        if good:
            self._server.users.append((parts[1], parts[2]))
        return good

    async def _say(self, text: str) -> None:
        self._writer.write(f"{text}\r\n".encode())
        await self._writer.drain()
