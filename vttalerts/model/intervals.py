"""When people want to hear and when not (alertmanager timeinterval/timeinterval.go)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Final, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.schema import AfterValidator, Field, model_validator
from vttalerts.model.spec import Spec

_CLOCK: Final = re.compile(r"(?:([01]\d|2[0-3]):([0-5]\d)|24:00)\Z")
_WEEKDAYS: Final = ("sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday")
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_LAST_DAY: Final = 31
_PAST: Final = 1000


def _clock(value: str) -> str:
    if not _CLOCK.match(value):
        raise Fault(
            "RTE020",
            f"`{value}` is no time of day",
            why="Alertmanager refuses the file",
            help="write HH:MM, from 00:00 to 24:00",
        )
    return value


class TimeRange(Spec):
    """A part of a day; it can't cross midnight, so write two.

    Attributes:
        start_time: `HH:MM`, inclusive.
        end_time: `HH:MM`, exclusive, up to `24:00`.
    """

    start_time: Annotated[str, AfterValidator(_clock)]
    end_time: Annotated[str, AfterValidator(_clock)]

    @model_validator(mode="after")
    def _forward(self) -> Self:
        if self.start_time >= self.end_time:
            raise Fault(
                "RTE021",
                f"{self.start_time} to {self.end_time} ends before it begins",
                why="Alertmanager refuses the file; it knows no range over midnight",
                help=f"write two: {self.start_time} to 24:00, and 00:00 to {self.end_time}",
            )
        return self


def _range(value: str, number: Callable[[str], int | None], kind: str, example: str) -> str:
    parts = value.split(":")
    numbers = [found for part in parts if (found := number(part.strip().lower())) is not None]
    if len(parts) > 2 or len(numbers) < len(parts):  # noqa: PLR2004  a range has two ends
        raise Fault(
            "RTE022",
            f"`{value}` is no {kind}",
            why="Alertmanager refuses the file, or the interval never matches",
            help=f"write {example}",
        )
    if len(numbers) == 2 and numbers[0] > numbers[1] and (numbers[0] < 0) == (numbers[1] < 0):  # noqa: PLR2004
        raise Fault(
            "RTE023",
            f"`{value}` ends before it begins",
            why="Alertmanager refuses the file",
            help="write two ranges",
        )
    return value


def _weekday(value: str) -> str:
    return _range(
        value,
        lambda part: _WEEKDAYS.index(part) if part in _WEEKDAYS else None,
        "weekday or range of them",
        "`monday` or `monday:friday`; weeks begin on Sunday",
    )


def _month(value: str) -> str:
    def number(part: str) -> int | None:
        if part in _MONTHS:
            return _MONTHS.index(part) + 1
        return int(part) if part.isdigit() and 1 <= int(part) <= len(_MONTHS) else None

    return _range(value, number, "month or range of them", "`january`, `1` or `may:august`")


def _day_of_month(value: str) -> str:
    def number(part: str) -> int | None:
        try:
            day = int(part)
        except ValueError:
            return None
        return day if 1 <= abs(day) <= _LAST_DAY else None

    return _range(value, number, "day of a month", "`1`, `1:5`, or `-3:-1` for the last three")


def _year(value: str) -> str:
    return _range(
        value,
        lambda part: int(part) if part.isdigit() and int(part) >= _PAST else None,
        "year or range of them",
        "`2026` or `2026:2030`",
    )


def _location(value: str) -> str:
    from zoneinfo import ZoneInfo

    if value != "Local":
        try:
            ZoneInfo(value)
        except (OSError, ValueError, KeyError):
            raise Fault(
                "RTE024",
                f"`{value}` is no time zone",
                why="Alertmanager refuses the file",
                help="write an IANA name, such as `Europe/Helsinki`",
            ) from None
    return value


class IntervalSpec(Spec):
    """Times that meet all the given conditions.

    Attributes:
        times: Parts of the day.
        weekdays: `monday`, or `monday:friday`.
        days_of_month: `1`, `1:5`, or `-3:-1` counted from the month's end.
        months: `january`, `1`, or `may:august`.
        years: `2026`, or `2026:2030`.
        location: IANA name of the time zone; without it UTC.
    """

    times: tuple[TimeRange, ...] = ()
    weekdays: tuple[Annotated[str, AfterValidator(_weekday)], ...] = ()
    days_of_month: tuple[Annotated[str, AfterValidator(_day_of_month)], ...] = ()
    months: tuple[Annotated[str, AfterValidator(_month)], ...] = ()
    years: tuple[Annotated[str, AfterValidator(_year)], ...] = ()
    location: Annotated[str, AfterValidator(_location)] | None = None


class TimeInterval(Spec):
    """A named set of times; any of its parts will do.

    Attributes:
        name: Unique in the platform.
        time_intervals: The parts.
    """

    name: str = Field(min_length=1)
    time_intervals: tuple[IntervalSpec, ...] = Field(min_length=1)
