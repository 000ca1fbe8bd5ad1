"""What arrived, and how: every notification of every sink in one list that can be followed."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import asdict, dataclass, field
from typing import Any, Final

_KEPT: Final = 2000
"""Notifications; the oldest are forgotten."""


@dataclass(frozen=True, slots=True)
class Notification:
    """One message to somebody.

    Attributes:
        kind: The way that it came: `slack`, `email`, `pagerduty` or `webhook`.
        to: A channel, a mailbox, a pager's key or a path.
        status: `firing` or `resolved`, as the message says.
        title: Its first line.
        text: Its text.
        color: How Slack draws it: `danger`, `warning` or `good`; empty elsewhere.
        links: Where it leads to: text and address.
        html: The text of a mail that people see.
        raw: All that was sent.
        at: When it arrived, in seconds since 1970.
    """

    kind: str
    to: str
    status: str
    title: str
    text: str
    color: str = ""
    links: tuple[tuple[str, str], ...] = ()
    html: str = ""
    raw: Any = None
    at: float = field(default_factory=time.time)

    def everything(self) -> str:
        """Return all that a person or a program could read of it."""
        return "\n".join((self.title, self.text, self.html, *(address for _, address in self.links)))

    def shown(self) -> dict[str, Any]:
        """Return it for the page."""
        made = asdict(self)
        del made["raw"]
        return made


class Inbox:
    """All that has arrived.

    Attributes:
        received: The notifications, the oldest first.
    """

    def __init__(self) -> None:
        self.received: deque[Notification] = deque(maxlen=_KEPT)
        self._followers: set[asyncio.Queue[dict[str, Any]]] = set()

    def put(self, notification: Notification) -> None:
        """Take a notification."""
        self.received.append(notification)
        self.tell({"notification": notification.shown()})

    def tell(self, event: dict[str, Any]) -> None:
        """Tell everybody who follows."""
        for queue in self._followers:
            queue.put_nowait(event)

    async def follow(self) -> AsyncIterator[dict[str, Any]]:
        """Yield what has arrived, and then each as it comes."""
        queue: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._followers.add(queue)
        try:
            for known in tuple(self.received):
                yield {"notification": known.shown()}
            while True:
                yield await queue.get()
        finally:
            self._followers.discard(queue)
