"""Moments as people say them: `2026-12-24T03:00+01:00`, or `Sun 03:00` for the next one, with or without a place."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

EXAMPLES: Final = "`2026-12-24T03:00+01:00`, `Sun 03:00` or `Sun 03:00 Europe/Helsinki`"

_DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEKLY: Final = re.compile(r"([A-Za-z]+)\s+([01]\d|2[0-3]):([0-5]\d)(?:\s+(\S+))?")
_SHORTEST_DAY: Final = 3


def moment(text: str, after: datetime) -> datetime:
    """Return the moment that a text means.

    Args:
        text: ISO 8601, in UTC where it names no zone; or a weekday (three letters are enough) and a time, in UTC or
            at the place that follows.
        after: A weekday and a time mean the first such moment from here on.

    Raises:
        ValueError: It means none.
    """
    weekly = _WEEKLY.fullmatch(text.strip())
    if weekly is None:
        found = datetime.fromisoformat(text)
        return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    day, hour, minute, place = weekly.groups()
    zone = _zone(place)
    here = after.astimezone(zone)
    at = here.replace(hour=int(hour), minute=int(minute), second=0, microsecond=0)
    at += timedelta(days=(_weekday(day) - at.weekday()) % len(_DAYS))
    return at if at >= here else at + timedelta(days=len(_DAYS))


def _weekday(word: str) -> int:
    full = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    lower = word.lower()
    for at, name in enumerate(full):
        if len(lower) >= _SHORTEST_DAY and name.startswith(lower):
            return at
    raise ValueError(f"no weekday is called {word}")


def _zone(place: str | None) -> tzinfo:
    if place is None or place == "UTC":
        return UTC
    try:
        return ZoneInfo(place)
    except (KeyError, OSError, ValueError):
        raise ValueError(f"no place is called {place}") from None
