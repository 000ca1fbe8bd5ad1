"""Where panels turn orange and red: exactly where the alerts fire."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vttalerts.model.thresholds import CLEAR, GOOD, Limit, steps

OPERATORS = {
    ">": lambda value, limit: value > limit,
    ">=": lambda value, limit: value >= limit,
    "<": lambda value, limit: value < limit,
    "<=": lambda value, limit: value <= limit,
}
COLOURS = {"critical": "red", "warning": "orange", "info": "blue"}


def colours(*limits: Limit) -> list[tuple[float | None, str]]:
    return [(step["value"], step["color"]) for step in steps(limits, GOOD)]


def test_above_an_upper_limit_is_trouble() -> None:
    assert colours(Limit("critical", ">", 95), Limit("warning", ">", 85)) == [
        (None, "green"),
        (85, "orange"),
        (95, "red"),
    ]


def test_below_a_lower_limit_is_trouble() -> None:
    assert colours(Limit("warning", "<", 20), Limit("critical", "<", 10)) == [
        (None, "red"),
        (10, "orange"),
        (20, "green"),
    ]


def test_a_number_can_be_too_low_and_too_high() -> None:
    assert colours(Limit("warning", "<", 2), Limit("critical", ">", 8)) == [
        (None, "orange"),
        (2, "green"),
        (8, "red"),
    ]


def test_a_state_that_must_not_be_is_one_step() -> None:
    assert colours(Limit("critical", "==", 0)) == [(None, "green"), (0, "red"), (1, "green")]


def test_a_state_that_must_be_is_the_only_good_one() -> None:
    assert colours(Limit("critical", "!=", 1)) == [(None, "red"), (1, "green"), (2, "red")]


def test_none_at_all_is_fine_where_one_is_too_many() -> None:
    assert colours(Limit("warning", ">", 0)) == [(None, "green"), (1e-9, "orange")]


def test_none_at_all_is_trouble_where_there_must_be_some() -> None:
    assert colours(Limit("warning", "<=", 0)) == [(None, "orange"), (1e-9, "green")]


def test_the_worst_alert_gives_the_colour() -> None:
    assert colours(Limit("critical", ">", 5), Limit("warning", ">", 9)) == [(None, "green"), (5, "red")]


def test_a_watchdog_colours_nothing() -> None:
    assert colours(Limit("none", ">", 5)) == [(None, "green")]


def test_lines_of_a_lower_limit_have_the_colour_beneath_them() -> None:
    """Grafana gives a line below a transparent step the colour of the step before it."""
    made = steps((Limit("warning", "<", 20), Limit("critical", "<", 10)), CLEAR)
    clear = next(index for index, step in enumerate(made) if step["color"] == CLEAR)

    lines = {
        step["value"]: made[index - 1]["color"] if clear >= index else step["color"]
        for index, step in enumerate(made)
        if index
    }

    assert lines == {10: "red", 20: "orange"}


LIMITS = st.builds(
    Limit, st.sampled_from(sorted(COLOURS)), st.sampled_from(sorted(OPERATORS)), st.integers(-9, 9).map(float)
)


@given(st.lists(LIMITS, max_size=6), st.floats(-12, 12).filter(lambda value: value % 1 > 1e-6))
def test_every_value_has_the_colour_of_the_worst_alert_that_fires(limits: list[Limit], value: float) -> None:
    firing = [one for one in limits if OPERATORS[one.operator](value, one.value)]
    worst = next((name for name in COLOURS if any(one.severity == name for one in firing)), None)

    made = steps(limits, GOOD)
    shown = [step["color"] for step in made if step["value"] is None or step["value"] <= value][-1]

    assert shown == (COLOURS[worst] if worst else GOOD)


@given(st.lists(LIMITS, max_size=6))
def test_steps_rise_and_change_colour(limits: list[Limit]) -> None:
    made = steps(limits, GOOD)
    values = [-math.inf if step["value"] is None else step["value"] for step in made]

    assert made[0]["value"] is None
    assert values == sorted(set(values))
    assert all(one["color"] != other["color"] for one, other in itertools.pairwise(made))


@pytest.mark.parametrize("severity", ["critical", "warning", "info"])
def test_each_severity_has_a_colour(severity: str) -> None:
    assert colours(Limit(severity, ">", 1))[1] == (1, COLOURS[severity])
