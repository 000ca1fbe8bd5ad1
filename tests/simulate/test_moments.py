"""Moments as people say them."""

from datetime import UTC, datetime

import pytest

from vttalerts.simulate.moments import moment

WEDNESDAY = datetime(2026, 11, 25, 12, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-12-24T03:00+01:00", "2026-12-24T03:00:00+01:00"),
        ("2026-12-24", "2026-12-24T00:00:00+00:00"),
        ("Sun 03:00", "2026-11-29T03:00:00+00:00"),
        ("wednesday 12:30", "2026-11-25T12:30:00+00:00"),
        ("Wed 12:29", "2026-12-02T12:29:00+00:00"),
        # Already Thursday there.
        ("Thu 00:15 Pacific/Auckland", "2026-11-26T00:15:00+13:00"),
        ("Thu 02:00 Pacific/Auckland", "2026-11-26T02:00:00+13:00"),
    ],
)
def test_a_weekday_is_the_next_one(text: str, expected: str) -> None:
    after = datetime(2026, 11, 25, 11, 0, tzinfo=UTC) if "Auckland" in text else WEDNESDAY
    assert moment(text, after) == datetime.fromisoformat(expected)


def test_the_clock_of_a_place_counts_its_summer_time() -> None:
    before_the_change = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert moment("Mon 08:00 Europe/Helsinki", before_the_change).isoformat() == "2026-03-30T08:00:00+03:00"


@pytest.mark.parametrize(
    "text", ["tomorrow", "So 03:00", "Sun 24:00", "Sun 03:00 Atlantis", "Sun 03:00 ../etc/passwd", ""]
)
def test_what_is_no_moment_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        moment(text, WEDNESDAY)
