"""Serves `/metrics` and `/healthz` of the monitor itself, to few readers who are trusted little.

Decision: fifty lines over asyncio, because two fixed pages need no framework, and `http.server` needs a thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Final

Page = Callable[[], tuple[int, str, str]]
"""Makes a page: HTTP status, content type, text."""

_PATIENCE: Final = 5.0
_MOST: Final = 32
"""Readers at the same time; more are sent away."""

_LARGEST: Final = 8 * 1024
_REASONS: Final = {200: "OK", 400: "Bad Request", 404: "Not Found", 405: "Method Not Allowed"}
_UNAVAILABLE: Final = "Service Unavailable"
_PLAIN: Final = "text/plain; charset=utf-8"


class Listener:
    """A small HTTP server."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self._pages = pages
        self._readers = 0

    async def start(self, host: str, port: int) -> tuple[asyncio.Server, str]:
        """Listen; return the server and its `host:port`.

        Raises:
            OSError: The address can't be had.
        """
        server = await asyncio.start_server(self._serve, host, port, limit=_LARGEST)
        bound: tuple[str, int] = server.sockets[0].getsockname()[:2]
        name = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
        return server, f"{name}:{bound[1]}"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._readers += 1
        try:
            async with asyncio.timeout(_PATIENCE):
                if self._readers <= _MOST:
                    head = await reader.readuntil(b"\r\n\r\n")
                    writer.write(self._answer(head.partition(b"\r\n")[0].decode("latin-1")))
                    await writer.drain()
        except (TimeoutError, OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            pass  # whoever asks so gets no answer
        finally:
            self._readers -= 1
            writer.close()

    def _answer(self, request: str) -> bytes:
        words = request.split(" ")
        method, path = (
            (words[0], words[1].partition("?")[0]) if len(words) == len(("GET", "/", "HTTP/1.1")) else ("", "")
        )
        page = self._pages.get(path)
        if not method:
            status, kind, text = 400, _PLAIN, "no HTTP\n"
        elif method not in {"GET", "HEAD"}:
            status, kind, text = 405, _PLAIN, "only GET\n"
        elif page is None:
            status, kind, text = 404, _PLAIN, f"only {' and '.join(self._pages)}\n"
        else:
            status, kind, text = page()
        content = text.encode()
        head = (
            f"HTTP/1.1 {status} {_REASONS.get(status, _UNAVAILABLE)}\r\nContent-Type: {kind}\r\n"
            f"Content-Length: {len(content)}\r\nConnection: close\r\nX-Content-Type-Options: nosniff\r\n\r\n"
        )
        return head.encode() + (b"" if method == "HEAD" else content)
