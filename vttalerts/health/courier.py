"""Brings the notifications of one channel to it, in order, until it takes them, with growing pauses.

Decision: while a channel is unreachable, later notifications wait behind the oldest one, so that nobody reads of a
recovery before the failure. A message that the receiver refuses holds nobody up: later ones overtake it. After a
day a notification is given up, said so, and kept in the outbox.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from typing import Final

from vttalerts.health.channels import Send, UndeliveredError
from vttalerts.health.events import Delivered, Event, NotDelivered, Notification, StoreFailed
from vttalerts.health.outbox import Outbox, Waiting

FIRST_PAUSE: Final = 1.0
LONGEST_PAUSE: Final = 300.0
LONGEST_WAIT: Final = 86_400.0
"""Seconds after which a notification is no news any more."""


def pause(attempts: int, retry_after: float | None = None) -> float:
    """Return how many seconds to wait after so many failed attempts: 1, 2, 4 … 300, or what the receiver asks."""
    own = min(FIRST_PAUSE * 2.0 ** min(attempts - 1, 16), LONGEST_PAUSE)
    return own if retry_after is None else min(max(own, retry_after), LONGEST_PAUSE)


class Courier:
    """Delivers what waits for one channel."""

    def __init__(self, channel: str, send: Send, outbox: Outbox, report: Callable[[Event], None]) -> None:
        self.channel = channel
        self._send = send
        self._outbox = outbox
        self._report = report
        self._woken = asyncio.Event()
        self._taken: set[int] = set()
        self._stopping = False

    def stop(self) -> None:
        """End `run` after the attempt that is under way; what is left waits for the next start."""
        self._stopping = True
        self._woken.set()

    def wake(self) -> None:
        """Say that there may be something new to deliver."""
        self._woken.set()

    async def run(self) -> None:
        """Deliver until stopped."""
        while not self._stopping:
            self._woken.clear()
            try:
                wait = await self._deliver_due()
            except sqlite3.Error as error:
                self._report(StoreFailed(str(error)))
                wait = FIRST_PAUSE
            try:
                async with asyncio.timeout(wait):
                    await self._woken.wait()
            except TimeoutError:
                continue

    async def _deliver_due(self) -> float | None:
        """Deliver what is due; return after how many seconds something is due again, `None` if nothing waits."""
        soonest: float | None = None
        for waiting in self._outbox.waiting(self.channel):
            if self._stopping:
                break
            if waiting.number in self._taken:
                self._outbox.delivered(waiting.number)
                continue
            # A clock that was set back must not hold anything up for longer than the longest pause.
            left = min(waiting.due - time.time(), LONGEST_PAUSE)
            refused = waiting.refused
            if left <= 0:
                left, refused = await self._attempt(waiting)
            if left > 0:
                soonest = left if soonest is None else min(soonest, left)
                if not refused:
                    break
        return soonest

    async def _attempt(self, waiting: Waiting) -> tuple[float, bool]:
        """Try once; return in how many seconds to try again, 0 for never, and whether it was refused."""
        notification = waiting.notification
        try:
            await self._try(notification)
        except UndeliveredError as error:
            wait = pause(waiting.attempts + 1, error.retry_after)
            if time.time() - notification.at > LONGEST_WAIT:
                self._outbox.give_up(waiting.number)
                self._report(NotDelivered(self.channel, notification.id, str(error), None))
                return 0.0, False
            self._outbox.postpone(waiting.number, time.time() + wait, refused=error.refused)
            self._report(NotDelivered(self.channel, notification.id, str(error), wait))
            return wait, error.refused
        # Remembered first: if the disk is full, the channel still gets it only once from this process.
        self._taken.add(waiting.number)
        self._report(Delivered(self.channel, notification.id))
        self._outbox.delivered(waiting.number)
        return 0.0, False

    async def _try(self, notification: Notification) -> None:
        try:
            await self._send(notification)
        except UndeliveredError:
            raise
        except Exception as error:  # noqa: BLE001  a mistake in one channel must not silence the others
            raise UndeliveredError(f"the channel itself fails: {type(error).__name__}", refused=True) from None
