"""Times and lengths of time as Go templates see them, with Go's names for what they can do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from goduration import Duration
from gotime import UTC, Location, Time
from typing_extensions import override

_TIME_METHODS: Final = {
    **{name: name.lower() for name in "Format Year Month Day Hour Minute Second Weekday".split()},
    **{name: name.lower() for name in "Equal Before After Compare Add Truncate Round Unix".split()},
    # A server in a container knows no other zone.
    **dict.fromkeys(("UTC", "Local"), "utc"),
    "AddDate": "add_date",
    "IsZero": "is_zero",
    "Sub": "subtract",
    "YearDay": "year_day",
    "UnixMilli": "unix_milliseconds",
    "UnixMicro": "unix_microseconds",
    "UnixNano": "unix_nanoseconds",
    "String": "__str__",
}
_TAKE_LENGTHS: Final = frozenset({"Add", "Round", "Truncate"})
_DURATION_METHODS: Final = {
    **{name: f"total_{name.lower()}" for name in "Hours Minutes Seconds Milliseconds Microseconds Nanoseconds".split()},
    **{name: name.lower() for name in "Round Truncate".split()},
    "Abs": "__abs__",
    "String": "__str__",
}


class UnknownFieldError(Exception):
    """A template asks a value for what it does not have."""


class Moment:
    """A point in time, as Go's `time.Time`."""

    def __init__(self, time: Time) -> None:
        self.time = time

    @classmethod
    def at(cls, moment: datetime | None) -> Moment:
        """Return a moment; Go's zero time for none."""
        return cls(Time.zero() if moment is None else Time.from_datetime(moment))

    def __gotemplate_lookup__(self, field: str) -> object:
        if field not in _TIME_METHODS:
            raise UnknownFieldError(f"can't evaluate field {field} in type time.Time")
        found = getattr(self.time, _TIME_METHODS[field])
        return _Method(found, lengths=field in _TAKE_LENGTHS) if callable(found) else wrapped(found)

    @override
    def __str__(self) -> str:
        return str(self.time)


class Span:
    """A length of time, as Go's `time.Duration`."""

    def __init__(self, duration: Duration) -> None:
        self.duration = duration

    def __gotemplate_lookup__(self, field: str) -> object:
        if field not in _DURATION_METHODS:
            raise UnknownFieldError(f"can't evaluate field {field} in type time.Duration")
        return _Method(getattr(self.duration, _DURATION_METHODS[field]), lengths=True)

    @override
    def __str__(self) -> str:
        return str(self.duration)


class _Method:
    """A method that takes and returns what templates know."""

    def __init__(self, method: Callable[..., object], *, lengths: bool) -> None:
        self._method = method
        self._lengths = lengths
        self.__self__ = self  # by which gotpl knows what to call
        self.__name__ = getattr(method, "__name__", "method")

    def __call__(self, *arguments: object) -> object:
        return wrapped(self._method(*(self._bare(one) for one in arguments)))

    def _bare(self, value: object) -> object:
        if isinstance(value, Moment):
            return value.time
        if isinstance(value, int) and self._lengths:
            return Duration(value)  # Go takes a number as nanoseconds
        return value.duration if isinstance(value, Span) else value


def wrapped(value: object) -> object:
    """Return a value as templates see it."""
    if isinstance(value, Time):
        return Moment(value)
    return Span(value) if isinstance(value, Duration) else value


def moment_in(name: str, moment: Moment) -> Moment:
    """Return a moment as the clocks of a place show it (`tz`)."""
    return Moment(moment.time.in_location(UTC if name in {"", "UTC", "Local"} else Location.load(name)))
