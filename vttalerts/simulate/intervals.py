"""Whether people hear at a given moment: time intervals and the routes that mute by them (timeinterval package).

Decision: the month's length is computed as upstream does, from hours, although that is wrong where the clocks go
forward: March then has 30 days, and `-1` means the 30th. A simulator that is right where the server is not would
promise a notification that nobody gets.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final, NamedTuple, TypeVar
from zoneinfo import ZoneInfo

from vttalerts.model.intervals import _MONTHS, _WEEKDAYS, IntervalSpec, TimeInterval
from vttalerts.model.routing import Route

_Range = TypeVar("_Range")

_DECEMBER: Final = 12
_REMEMBERED: Final = 1024
"""How many texts of ranges are kept parsed; a platform has few."""


class Muted(NamedTuple):
    """Why a route says nothing at a moment.

    Attributes:
        intervals: The intervals that silence it: the mute intervals that contain the moment, or all active ones
            because none does.
        active: Whether the silence comes from `active_time_intervals`.
    """

    intervals: tuple[TimeInterval, ...]
    active: bool


def muted(route: Route, at: datetime) -> Muted | None:
    """Return why a node's own intervals silence its receiver at a moment, or `None` if they do not.

    Active intervals are asked first, then mute intervals; neither is inherited (notify/mute.go `TimeActiveStage`
    and `TimeMuteStage`, in the order of notify/notify.go `PipelineBuilder.New`).

    Args:
        route: The node that took the alert.
        at: The moment, with a time zone.
    """
    active = route.active_time_intervals
    if active and not any(contains(interval, at) for interval in active):
        return Muted(active, active=True)
    found = tuple(interval for interval in route.mute_time_intervals if contains(interval, at))
    return Muted(found, active=False) if found else None


def contains(interval: TimeInterval, at: datetime) -> bool:
    """Tell whether a moment is in one of an interval's parts (`Intervener.Mutes`).

    Args:
        interval: The interval.
        at: The moment, with a time zone; what counts is the interval's own zone, and UTC where it has none.
    """
    return any(_meets(spec, at) for spec in interval.time_intervals)


def _meets(spec: IntervalSpec, at: datetime) -> bool:
    """Tell whether a moment meets all conditions of a part (`TimeInterval.ContainsTime`)."""
    zone = _zone(spec.location)
    local = at.astimezone(zone)
    return (
        _within(spec.times, lambda one: _minutes(one.start_time, one.end_time), local.hour * 60 + local.minute)
        and (not spec.days_of_month or _on_day(spec.days_of_month, local, zone))
        and _within(spec.months, _months, local.month)
        and _within(spec.weekdays, _weekdays, local.isoweekday() % 7)
        and _within(spec.years, _years, local.year)
    )


def _within(ranges: Sequence[_Range], read: Callable[[_Range], tuple[int, int]], value: int) -> bool:
    """Tell whether a value is in one of the ranges, ends included; no range is no condition."""
    if not ranges:
        return True
    return any(first <= value <= last for first, last in map(read, ranges))


def _on_day(ranges: Sequence[str], local: datetime, zone: tzinfo | None) -> bool:
    """Tell whether it is one of the days: negative ones count from the end, and all are clamped to the month."""
    length = days_in_month(local.year, local.month, zone)
    for text in ranges:
        first, last = (length + day + 1 if day < 0 else day for day in _days(text))
        # A range that begins after this month's end is about other months.
        if first <= length and max(first, -length) <= local.day <= min(last, length):
            return True
    return False


@functools.lru_cache(_REMEMBERED)
def days_in_month(year: int, month: int, zone: tzinfo | None) -> int:
    """Return how many days Alertmanager gives a month: the whole days between two midnights (`daysInMonth`).

    An hour that the clocks skip is missing in the division, so a month with the change to summer time has a day
    less than the calendar's.

    Args:
        year: The year.
        month: The month, 1 to 12.
        zone: The place; `None` is this machine's.
    """
    start = _instant(datetime(year, month, 1), zone)  # noqa: DTZ001  `_instant` gives it its zone
    # Where the first midnight does not exist, Go counts on from the clock that the day begins with.
    clock = start.astimezone(zone).replace(tzinfo=None)
    years, following = divmod(clock.month, _DECEMBER)
    first = clock.replace(year=clock.year + years, month=following + 1, day=1)
    end = _instant(first + timedelta(days=clock.day - 1), zone)
    return (end - start) // timedelta(days=1)


def _instant(clock: datetime, zone: tzinfo | None) -> datetime:
    """Return the instant at which a place's clocks show this, as Go's `time.Date` resolves gaps and repetitions."""
    as_utc = clock.replace(tzinfo=UTC)
    guess = as_utc - _offset(as_utc, zone)
    return as_utc - _offset(guess, zone)


def _offset(instant: datetime, zone: tzinfo | None) -> timedelta:
    return instant.astimezone(zone).utcoffset() or timedelta()


@functools.lru_cache(_REMEMBERED)
def _zone(location: str | None) -> tzinfo | None:
    """Return a place's zone; `None`, Python's word for this machine's, for `Local`."""
    if location == "Local":
        return None
    return UTC if location is None else ZoneInfo(location)


def _range(text: str, number: Callable[[str], int]) -> tuple[int, int]:
    parts = [number(part.strip().lower()) for part in text.split(":")]
    return parts[0], parts[-1]


@functools.lru_cache(_REMEMBERED)
def _minutes(start: str, end: str) -> tuple[int, int]:
    """Return the first and the last minute of the day; the end itself is excluded."""
    first, after = (int(text[:2]) * 60 + int(text[3:]) for text in (start, end))
    return first, after - 1


@functools.lru_cache(_REMEMBERED)
def _weekdays(text: str) -> tuple[int, int]:
    return _range(text, _WEEKDAYS.index)


@functools.lru_cache(_REMEMBERED)
def _months(text: str) -> tuple[int, int]:
    return _range(text, lambda part: _MONTHS.index(part) + 1 if part in _MONTHS else int(part))


@functools.lru_cache(_REMEMBERED)
def _days(text: str) -> tuple[int, int]:
    return _range(text, int)


@functools.lru_cache(_REMEMBERED)
def _years(text: str) -> tuple[int, int]:
    return _range(text, int)
