"""Whether a server answers: one request, and its status."""

from __future__ import annotations

import asyncio
from typing import Final
from urllib.parse import urlsplit

_PATIENCE: Final = 2.0
_GOOD: Final = b" 200 "


async def answers(url: str) -> bool:
    """Tell whether an address of loopback answers 200 within two seconds."""
    parts = urlsplit(url)
    try:
        async with asyncio.timeout(_PATIENCE):
            reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
            try:
                writer.write(f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nConnection: close\r\n\r\n".encode())
                return _GOOD in await reader.readline()
            finally:
                writer.close()
    except (OSError, TimeoutError, ValueError):
        return False
