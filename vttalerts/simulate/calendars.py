"""When a time interval is at all: which days it can mean, and which minutes of the week it covers.

Decision: no date of today is looked at, because a check that says something else tomorrow fails a build that nobody
changed. An interval of past years is therefore no finding.
"""

from __future__ import annotations

from typing import Final

from vttalerts.model.intervals import _MONTHS, _WEEKDAYS, IntervalSpec, TimeInterval

_DAY: Final = 24 * 60
_WEEK: Final = 7 * _DAY
ALWAYS: Final = (1 << _WEEK) - 1
"""Every minute of the week, as bits."""
_LENGTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_ALL_DAY: Final = ("00:00", "24:00")


def can_be(interval: TimeInterval) -> bool:
    """Tell whether an interval is ever: whether some month has one of its days."""
    return any(_has_a_day(spec) for spec in interval.time_intervals)


def minutes_of_week(interval: TimeInterval) -> tuple[int, frozenset[str | None]] | None:
    """Return the minutes of every week in an interval, as bits, and the places whose clocks it means.

    `None` where it depends on more than the week.
    """
    covered = 0
    places: set[str | None] = set()
    for spec in interval.time_intervals:
        if spec.days_of_month or spec.months or spec.years:
            return None
        bits = _minutes(spec)
        if bits != ALWAYS:
            places.add(spec.location)
        covered |= bits
    return covered, frozenset(places)


def surely_covered(interval: TimeInterval) -> tuple[int, frozenset[str | None]]:
    """Return the minutes that every week surely has in an interval, as bits, and the places whose clocks it means."""
    covered = 0
    places: set[str | None] = set()
    for spec in interval.time_intervals:
        if not (spec.days_of_month or spec.months or spec.years):
            bits = _minutes(spec)
            if bits != ALWAYS:
                places.add(spec.location)
            covered |= bits
    return covered, frozenset(places)


def _minutes(spec: IntervalSpec) -> int:
    day = 0
    for start, end in [(one.start_time, one.end_time) for one in spec.times] or [_ALL_DAY]:
        first, after = (int(text[:2]) * 60 + int(text[3:]) for text in (start, end))
        day |= (1 << after) - (1 << first)
    week = 0
    for number in _weekdays(spec):
        week |= day << (number * _DAY)
    return week


def _weekdays(spec: IntervalSpec) -> set[int]:
    if not spec.weekdays:
        return set(range(7))
    found: set[int] = set()
    for text in spec.weekdays:
        first, _, last = text.lower().partition(":")
        found.update(range(_WEEKDAYS.index(first.strip()), _WEEKDAYS.index((last or first).strip()) + 1))
    return found


def _has_a_day(spec: IntervalSpec) -> bool:
    lengths = [_LENGTHS[month - 1] for month in _months(spec)]
    return not spec.days_of_month or any(
        first <= length for text in spec.days_of_month for first in [_first_day(text)] for length in lengths
    )


def _first_day(text: str) -> int:
    """Return the earliest day of a range that a month must have; one counted from the end exists in every month."""
    first = int(text.partition(":")[0])
    return first if first > 0 else 1


def _months(spec: IntervalSpec) -> set[int]:
    if not spec.months:
        return set(range(1, len(_MONTHS) + 1))
    found: set[int] = set()
    for text in spec.months:
        first, _, last = (part.strip().lower() for part in text.partition(":"))
        found.update(range(_month(first), _month(last or first) + 1))
    return found


def _month(text: str) -> int:
    return _MONTHS.index(text) + 1 if text in _MONTHS else int(text)
