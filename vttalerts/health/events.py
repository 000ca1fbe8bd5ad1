"""What happens in the monitor, as data: readings, changes of state, and what became of each notification."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from vttalerts.health.judge import Level, Standing


@dataclass(frozen=True, slots=True)
class Reading:
    """How an endpoint looked, once.

    Attributes:
        level: The level of its worst finding.
        reasons: What is wrong.
        seconds: How long the last answer took, or how long was waited for it.
        status: The HTTP status; `None` without an answer.
        memory: How full the memory is by the body, in percent; `None` if the body does not say.
    """

    level: Level
    reasons: tuple[str, ...]
    seconds: float
    status: int | None = None
    memory: float | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """An endpoint that has another state than before."""

    endpoint: str
    critical: bool
    before: Level
    after: Level
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Notification:
    """What people are told: all changes of one round in one message.

    Attributes:
        id: The same at each attempt, so that a receiver knows what it has already.
        at: When it happened, in seconds since 1970.
        before: VTT's state before.
        after: VTT's state now.
        changes: The endpoints that changed; at least one.
    """

    id: str
    at: float
    before: Level
    after: Level
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class RoundDone:
    """Every endpoint was asked.

    Attributes:
        at: When, in seconds since 1970.
        level: VTT's state.
        readings: What was seen, by endpoint.
        standings: What is held, by endpoint.
        critical: The endpoints without which VTT is unhealthy.
    """

    at: float
    level: Level
    readings: Mapping[str, Reading]
    standings: Mapping[str, Standing]
    critical: frozenset[str]


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody has to be told."""

    notification: Notification


@dataclass(frozen=True, slots=True)
class Delivered:
    """A channel took a notification."""

    channel: str
    id: str


@dataclass(frozen=True, slots=True)
class NotDelivered:
    """A channel did not take a notification; `again` is when it gets it again, in seconds; `None` for never."""

    channel: str
    id: str
    reason: str
    again: float | None


@dataclass(frozen=True, slots=True)
class Listening:
    """Metrics are served at this address."""

    address: str


@dataclass(frozen=True, slots=True)
class StoreFailed:
    """The state could not be written; this round's changes are found again by the next one."""

    reason: str


Event = RoundDone | Changed | Delivered | NotDelivered | Listening | StoreFailed


def when(at: float) -> str:
    """Return a time as RFC 3339 in UTC, with milliseconds."""
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_json(notification: Notification) -> str:
    """Return the notification as webhooks receive it and as the outbox keeps it."""
    tree = {
        "version": 1,
        "id": notification.id,
        "at": when(notification.at),
        "status": {"before": notification.before.word, "after": notification.after.word},
        "changes": [
            {
                "endpoint": one.endpoint,
                "critical": one.critical,
                "before": one.before.word,
                "after": one.after.word,
                "reasons": list(one.reasons),
            }
            for one in notification.changes
        ],
    }
    return json.dumps(tree, ensure_ascii=False)


def from_json(text: str) -> Notification:
    """Return what `to_json` wrote."""
    tree: Mapping[str, Any] = json.loads(text)
    return Notification(
        id=tree["id"],
        at=datetime.fromisoformat(tree["at"]).timestamp(),
        before=_level(tree["status"]["before"]),
        after=_level(tree["status"]["after"]),
        changes=tuple(
            Change(
                endpoint=one["endpoint"],
                critical=one["critical"],
                before=_level(one["before"]),
                after=_level(one["after"]),
                reasons=tuple(one["reasons"]),
            )
            for one in tree["changes"]
        ),
    )


def _level(word: str) -> Level:
    return Level[word.upper()]
