"""A notification in words, for those who read it on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.health.body import printable
from vttalerts.health.events import Notification, when

_MOST: Final = 25
"""Changes that are listed: with more of them, it is their number that matters."""

_LONGEST_LINE: Final = 300


def subject(notification: Notification) -> str:
    """Return the message in one line: VTT's state first, then what changed."""
    changes = notification.changes
    worst = max(changes, key=lambda one: (one.after, one.critical))
    more = f" and {len(changes) - 1} more" if len(changes) > 1 else ""
    return printable(f"VTT is {notification.after.word}: {worst.endpoint} is {worst.after.word}{more}", _LONGEST_LINE)


def lines(notification: Notification) -> Iterator[str]:
    """Yield the rest of the message: each change with its reasons, and when it was seen."""
    for change in notification.changes[:_MOST]:
        critical = " (critical)" if change.critical else ""
        why = f": {'; '.join(change.reasons)}" if change.reasons else ""
        yield printable(f"{change.endpoint}{critical}: {change.before.word} → {change.after.word}{why}", _LONGEST_LINE)
    if len(notification.changes) > _MOST:
        yield f"and {len(notification.changes) - _MOST} more"
    yield f"VTT was {notification.before.word}; seen at {when(notification.at)}"
