"""Time intervals contain the moments that Alertmanager's own code says they do."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vttalerts import Route
from vttalerts.model.intervals import IntervalSpec, TimeInterval, TimeRange
from vttalerts.simulate.intervals import Muted, contains, days_in_month, muted

HELSINKI = ZoneInfo("Europe/Helsinki")
EVENING = TimeRange(start_time="20:00", end_time="24:00")
MORNING = TimeRange(start_time="00:00", end_time="06:00")
THREE = TimeRange(start_time="03:00", end_time="04:00")
OFFICE = TimeRange(start_time="09:00", end_time="17:00")

# The verdicts of timeinterval.TimeInterval.ContainsTime of Alertmanager 0.33.1, run by Go: moments in UTC that an
# interval contains, and that it does not.
RECORDED = (
    (
        IntervalSpec(times=(OFFICE,), weekdays=("monday:friday",)),
        "2026-11-23T09:00:00 2026-11-23T16:59:59",
        "2026-11-23T08:59:59 2026-11-23T17:00:00 2026-11-22T12:00:00",
    ),
    (IntervalSpec(times=(EVENING, MORNING)), "2026-11-23T23:59:59 2026-11-23T00:00:00", "2026-11-23T06:00:00"),
    # The hour that the clocks skip, and the one that they repeat.
    (
        IntervalSpec(times=(THREE,), location="Europe/Helsinki"),
        "2026-10-25T00:30:00 2026-10-25T01:30:00",
        "2026-03-29T00:59:00 2026-03-29T01:00:00 2026-10-25T02:00:00",
    ),
    (
        IntervalSpec(weekdays=("Sunday", "saturday"), location="Asia/Kolkata"),
        "2026-11-20T18:30:00",
        "2026-11-20T18:29:00 2026-11-22T18:30:00",
    ),
    (
        IntervalSpec(days_of_month=("-1",)),
        "2024-02-29T12:00:00 2026-02-28T12:00:00 2026-03-31T12:00:00",
        "2024-02-28T12:00:00 2026-03-30T12:00:00",
    ),
    # March has 30 days where the clocks go forward in it.
    (
        IntervalSpec(days_of_month=("-1",), location="Europe/Helsinki"),
        "2026-03-30T12:00:00 2026-10-31T12:00:00 2026-04-30T12:00:00",
        "2026-03-31T12:00:00",
    ),
    (IntervalSpec(days_of_month=("31",), location="Europe/Helsinki"), "2026-05-31T12:00:00", "2026-03-31T12:00:00"),
    (IntervalSpec(days_of_month=("1:-1",), location="America/New_York"), "2026-03-30T12:00:00", "2026-03-31T12:00:00"),
    (IntervalSpec(days_of_month=("28:31",)), "2026-02-28T12:00:00", "2026-02-27T12:00:00"),
    (IntervalSpec(days_of_month=("30:31",)), "", "2026-02-28T12:00:00"),
    (IntervalSpec(days_of_month=("-31:-28",)), "2026-02-01T12:00:00 2026-01-04T12:00:00", "2026-02-02T12:00:00"),
    (
        IntervalSpec(months=("january", "6:8"), years=("2025:2026",)),
        "2026-01-31T23:59:00 2025-08-31T12:00:00",
        "2026-02-01T00:00:00 2027-01-01T00:00:00",
    ),
    (IntervalSpec(years=("2026",), location="Pacific/Auckland"), "2025-12-31T11:00:00", "2025-12-31T10:59:00"),
)
MOMENTS = st.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  UTC is given


def named(name: str, *parts: IntervalSpec) -> TimeInterval:
    return TimeInterval(name=name, time_intervals=parts)


@pytest.mark.parametrize(("spec", "inside", "outside"), RECORDED)
def test_recorded_verdicts_of_alertmanager_are_ours(spec: IntervalSpec, inside: str, outside: str) -> None:
    interval = named("recorded", spec)
    for verdict, moments in ((True, inside), (False, outside)):
        for moment in moments.split():
            assert contains(interval, datetime.fromisoformat(f"{moment}Z")) is verdict, moment


@given(MOMENTS)
def test_interval_contains_what_any_part_contains(at: datetime) -> None:
    night = IntervalSpec(times=(EVENING, MORNING))
    weekend = IntervalSpec(weekdays=("saturday", "sunday"))
    either = contains(named("night", night), at) or contains(named("weekend", weekend), at)

    assert contains(named("both", night, weekend), at) is either


@given(MOMENTS, st.sampled_from(["Europe/Helsinki", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe"]))
def test_place_reads_its_own_clock(at: datetime, place: str) -> None:
    local = at.astimezone(ZoneInfo(place))
    minute = TimeRange(start_time=f"{local:%H:%M}", end_time="24:00")
    spec = IntervalSpec(
        times=(minute,), weekdays=(f"{local:%A}",), months=(f"{local:%B}",), years=(f"{local:%Y}",), location=place
    )

    assert contains(named("now", spec), at)
    assert contains(named("now", spec), local)


@given(st.integers(2000, 2040), st.integers(1, 12))
def test_month_has_the_calendars_days_but_where_the_clocks_go_forward(year: int, month: int) -> None:
    following = datetime(year, month, 1, tzinfo=UTC).replace(day=28) + timedelta(days=4)
    days = (following - timedelta(days=following.day)).day

    assert days_in_month(year, month, UTC) == days
    assert days_in_month(year, month, HELSINKI) == (30 if month == 3 else days)


def test_route_is_muted_in_any_mute_interval_and_outside_all_active_ones() -> None:
    night, weekend = named("night", IntervalSpec(times=(MORNING,))), named("w", IntervalSpec(weekdays=("sunday",)))
    office, never = named("office", IntervalSpec(times=(OFFICE,))), named("never", IntervalSpec(years=("2000",)))
    sunday_night, monday_noon = datetime(2026, 11, 22, 3, tzinfo=UTC), datetime(2026, 11, 23, 12, tzinfo=UTC)
    quiet = Route(mute_time_intervals=(never, night, weekend))
    working = Route(active_time_intervals=(office, never), mute_time_intervals=(night,))

    assert muted(quiet, sunday_night) == Muted((night, weekend), active=False)
    assert muted(quiet, monday_noon) is None
    assert muted(working, sunday_night) == Muted((office, never), active=True)
    assert muted(working, monday_noon) is None
    assert muted(Route(), sunday_night) is None
