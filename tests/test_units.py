"""Quantities: conversion, comparison of dimensions, and the durations that servers read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vttalerts import units
from vttalerts.diagnostics import Fault
from vttalerts.units import (
    bytes_,
    hours,
    mebibytes,
    milliseconds,
    minutes,
    per_minute,
    percent,
    ratio,
    seconds,
)


def test_95_percent_is_exactly_0_95_on_a_ratio() -> None:
    assert percent(95).text(units.RATIO) == "0.95"


def test_95_percent_stays_95_on_a_percent_scale() -> None:
    assert percent(95).text(units.PERCENT) == "95"


def test_100_per_minute_stays_100_on_its_own_scale() -> None:
    assert per_minute(100).text(units.PER_MINUTE) == "100"


def test_a_size_is_no_time() -> None:
    with pytest.raises(Fault, match="1 MiB is a size, and this is measured in seconds") as caught:
        mebibytes(1).in_(units.SECONDS)
    assert caught.value.code == "DEF021"


def test_a_quantity_needs_a_number() -> None:
    with pytest.raises(Fault, match="a quantity needs a number, not bool"):
        percent(True)  # noqa: FBT003  the mistake under test


@pytest.mark.parametrize(
    ("quantity", "text"),
    [
        (seconds(0), "0s"),
        (seconds(30), "30s"),
        (seconds(90), "1m30s"),
        (minutes(60), "1h"),
        (hours(36), "1d12h"),
        (units.days(7), "1w"),
        (units.days(10), "10d"),
        (units.days(365), "1y"),
        (milliseconds(1500), "1s500ms"),
    ],
)
def test_durations_read_as_prometheus_writes_them(quantity: units.Quantity, text: str) -> None:
    assert quantity.duration() == text


@pytest.mark.parametrize("quantity", [seconds(-1), milliseconds(0.5)])
def test_prometheus_knows_no_negative_and_no_finer_duration_than_a_millisecond(
    quantity: units.Quantity,
) -> None:
    with pytest.raises(Fault, match="no duration that Prometheus can read"):
        quantity.duration()


def test_go_durations_know_no_days() -> None:
    assert units.days(2).go_duration() == "48h"


def test_a_quantity_reads_with_its_unit() -> None:
    assert [str(percent(95)), str(seconds(5)), str(per_minute(100)), str(ratio(0.5))] == [
        "95 %",
        "5 s",
        "100/min",
        "0.5",
    ]


@given(st.integers(min_value=1, max_value=10**12))
def test_durations_say_every_millisecond(millis: int) -> None:
    sizes = {
        "y": 365 * 86_400_000,
        "w": 7 * 86_400_000,
        "d": 86_400_000,
        "h": 3_600_000,
        "m": 60_000,
        "s": 1000,
        "ms": 1,
    }
    import re

    parts = re.findall(r"(\d+)(ms|[ywdhms])", milliseconds(millis).duration())
    assert sum(int(count) * sizes[suffix] for count, suffix in parts) == millis


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_bytes_survive_a_way_through_mebibytes(size: int) -> None:
    there = bytes_(size).in_(units.MEBIBYTES)
    assert units.mebibytes(there).in_(units.BYTES) == size
