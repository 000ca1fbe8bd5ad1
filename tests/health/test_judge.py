"""Hysteresis: a state follows runs of readings, and nothing else."""

from __future__ import annotations

from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vttalerts.health.judge import Level, Standing, judge, overall

H, D, U = Level.HEALTHY, Level.DEGRADED, Level.UNHEALTHY
LEVELS = st.sampled_from(Level)
LIMITS = st.integers(1, 4)


def states(readings: list[Level], failures: int = 3, successes: int = 2) -> list[Level]:
    standing, seen = Standing(), []
    for reading in readings:
        standing = judge(standing, reading, failures=failures, successes=successes)
        seen.append(standing.level)
    return seen


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([U, U, U], [H, H, U]),
        ([U, U, H, U, U], [H, H, H, H, H]),
        ([U, U, U, H, H], [H, H, U, U, H]),
        ([U, U, U, H, U, H, H], [H, H, U, U, U, U, H]),
        ([D, U, D, U, U, U], [H, H, D, D, D, U]),
        ([U, U, U, D, H, H], [H, H, U, U, D, H]),
    ],
    ids=["n-failures-in", "one-good-answer-restarts", "m-successes-out", "flapping-stays", "two-ways", "by-degrees"],
)
def test_a_state_changes_after_a_run_of_readings_only(readings: list[Level], expected: list[Level]) -> None:
    assert states(readings) == expected


def from_history(readings: list[Level], failures: int, successes: int) -> Level:
    """The law, read off the whole history."""
    level = H
    for end in range(1, len(readings) + 1):
        last = readings[:end]
        if end >= failures:
            level = max(level, min(last[-failures:]))
        if end >= successes:
            level = min(level, max(last[-successes:]))
    return level


@given(st.lists(LEVELS, max_size=30), LIMITS, LIMITS)
def test_a_standing_remembers_as_much_as_the_whole_history(
    readings: list[Level], failures: int, successes: int
) -> None:
    assert states([*readings, H], failures, successes)[-1] == from_history([*readings, H], failures, successes)


@given(st.lists(LEVELS, max_size=20), LEVELS, LIMITS, LIMITS)
def test_a_steady_endpoint_comes_to_rest_at_what_it_is(
    before: list[Level], steady: Level, failures: int, successes: int
) -> None:
    most = max(failures, successes)
    standing = reduce(
        lambda held, reading: judge(held, reading, failures=failures, successes=successes),
        [*before, *[steady] * most],
        Standing(),
    )
    assert standing.level is steady
    assert judge(standing, steady, failures=failures, successes=successes) == standing


@given(st.lists(st.tuples(st.booleans(), LEVELS)))
def test_only_something_critical_makes_all_unhealthy(endpoints: list[tuple[bool, Level]]) -> None:
    expected = U if (True, U) in endpoints else D if any(level > H for _, level in endpoints) else H
    assert overall(endpoints) is expected
