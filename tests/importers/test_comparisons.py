"""Alerts' expressions as numbers and their limits, and queries that are the same."""

from __future__ import annotations

import pytest

from vttalerts import Alert, count, days, minutes, percent, promql
from vttalerts.importers.guessed_units import unit_of
from vttalerts.importers.shared import Shared, quantity
from vttalerts.language.comparisons import absent, combined, meaning, split
from vttalerts.units import (
    BYTES,
    BYTES_PER_SECOND,
    COUNT,
    MEBIBYTES,
    PER_MINUTE,
    PER_SECOND,
    PERCENT,
    RATIO,
    SECONDS,
    STATE,
    Quantity,
    Unit,
    gibibytes,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("up == 0", ("up", "==", 0)),
        ("(a / b) > 0.05", ("a / b", ">", 0.05)),
        ("a or b > 1", None),
        ("(a or b) > 1", ("a or b", ">", 1)),
        ("a > -1e3", ("a", ">", -1000)),
        ("a >= 0x10", ("a", ">=", 16)),
        ("a > 1 > 2", ("a > 1", ">", 2)),
        ("a offset 5m != 1", ("a offset 5m", "!=", 1)),
        ("a > bool 1", None),
        ("a > b", None),
        ("a > on () b", None),
        ("1 < a", None),
        ("1 > bool 2", None),
        ("a == NaN", None),
        ("a == Inf", None),
        ("a > 5m", None),
        ("a > 1 # why", None),
        ("# why\na > 1", None),
        ("sum(a # why\n) > 1", ("sum(a # why\n)", ">", 1)),
        ("sum(", None),
        ("", None),
        ("> 1", None),
    ],
)
def test_a_comparison_with_a_number_is_split(text: str, expected: tuple[str, str, float] | None) -> None:
    assert split(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > 1 and b > 2", ("and", None, ("a > 1", "b > 2"))),
        ("(a > 1) or on (x, y) (b > 2)", ("or", ("x", "y"), ("a > 1", "b > 2"))),
        ("a and b or c and d", ("or", None, ("a and b", "c and d"))),
        ("a or on () b", ("or", (), ("a", "b"))),
        ("a or on (x) b or on (y) c", None),
        ("a and ignoring (x) b", None),
        ("a unless b", None),
        ("a and b unless c", None),
        ("a and b # why", None),
        ("sum(a and b)", None),
    ],
)
def test_a_combination_is_taken_apart(text: str, expected: tuple[str, tuple[str, ...] | None, object] | None) -> None:
    assert combined(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("absent(up)", "up"),
        ('(absent( up{a=")"} ))', 'up{a=")"}'),
        ("absent(a) + absent(b)", None),
        ("absent_over_time(a[5m])", None),
        ("absent", None),
    ],
)
def test_what_is_absent_is_found(text: str, expected: str | None) -> None:
    assert absent(text) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a>1", "a > 1.0"),
        ("(a + b) > 1", "a + b > 1"),
        ("((a))", "a"),
        ("a > 1 # why", "a > 1"),
        ("(a > 1)\nand\n(b)", "a > 1 and b"),
        ("a  offset  5m", "a offset 5m"),
    ],
)
def test_the_same_query_means_the_same(one: str, other: str) -> None:
    assert meaning(one) == meaning(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a > 1", "a >= 1"),
        ("(a + b) * c", "a + b * c"),
        ("a and (b or c)", "a and b or c"),
        ("a or on (x) b", "a or on (y) b"),
        ("a or b", "b or a"),
        ('a{b="c"}', 'a{b="d"}'),
        ("a[5m]", "a[6m]"),
        ("a > 1", "1 > a"),
        ("a - (b - c)", "a - b - c"),
    ],
)
def test_another_query_means_something_else(one: str, other: str) -> None:
    assert meaning(one) != meaning(other)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("up", STATE),
        ("sum by (job) (rate(http_requests_total[5m]))", PER_SECOND),
        ("rate(http_requests_total[5m]) * 60", PER_MINUTE),
        ("rate(a_seconds_sum[5m]) / rate(a_seconds_count[5m])", SECONDS),
        ("histogram_quantile(0.95, sum by (le) (rate(x_seconds_bucket[5m])))", SECONDS),
        ('100 - avg(irate(node_cpu_seconds_total{mode="idle"}[5m])) * 100', PERCENT),
        ("1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes", RATIO),
        ("process_resident_memory_bytes / 1024 / 1024", MEBIBYTES),
        ("rate(node_network_receive_bytes_total[5m])", BYTES_PER_SECOND),
        ("time() - backup_timestamp_seconds", SECONDS),
        ("job:errors:ratio_rate5m", RATIO),
        ("quantile_over_time(0.9, a_bytes[5m])", BYTES),
        ("increase(x_total[1h])", COUNT),
        ("count(up == 0)", COUNT),
        ("absent(up)", STATE),
        ("a ^ 2", COUNT),
        ("not PromQL", COUNT),
    ],
)
def test_a_unit_is_guessed_from_names_and_from_what_is_done(query: str, expected: Unit) -> None:
    assert unit_of(query) is expected


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [
        (0.05, RATIO, percent(5)),
        (0.123456789, RATIO, Quantity(0.123456789, RATIO)),
        (300, SECONDS, minutes(5)),
        (90, SECONDS, Quantity(90, SECONDS)),
        (604800, SECONDS, days(7)),
        (2 * 1024**3, BYTES, gibibytes(2)),
        (0.0, SECONDS, Quantity(0, SECONDS)),
        (5.0, COUNT, count(5)),
    ],
)
def test_a_limit_is_said_as_a_person_would(value: float, unit: Unit, expected: Quantity) -> None:
    assert quantity(value, unit) == expected
    assert quantity(value, unit).in_(unit) == value


def board(*queries: tuple[str, str | None]) -> dict[str, object]:
    targets = [{"expr": text} | ({} if legend is None else {"legendFormat": legend}) for text, legend in queries]
    return {"panels": [{"title": "Share of errors", "targets": [target]} for target in targets]}


def test_a_query_of_an_alert_and_a_panel_is_one_indicator_as_the_panel_writes_it() -> None:
    alert = Alert(name="HighErrorRate", expr=promql("(a/b) > 0.05"), summary="s")
    shared = Shared((alert,), (board(("a / b", "{{ job }}")),))
    (indicator,) = shared.indicators

    assert (indicator.name, indicator.text, indicator.legend) == ("error_rate", "a / b", "{{ job }}")
    assert shared.drawn(" a / b ") is indicator
    assert shared.drawn("a/b") is None
    assert shared.condition(alert.expr).promql() == "a / b > 0.05"


def test_a_query_that_one_panel_alone_asks_needs_no_name() -> None:
    assert Shared((), (board(("a / b", None)),)).indicators == ()
    assert [one.name for one in Shared((), (board(("a / b", None), ("a / b", "x")),)).indicators] == ["share_of_errors"]


def test_a_query_with_variables_of_grafana_is_no_indicator() -> None:
    assert Shared((), (board(("rate(a[$__interval])", None), ("rate(a[$__interval])", None)),)).indicators == ()


def test_a_combination_is_made_of_indicators_and_means_the_same() -> None:
    text = "(up == 0) or absent(up) or (sum(rate(a[5m])) > 1 and on (x) vector(1))"
    shared = Shared((Alert(name="A", expr=promql(text), summary="s"),), ())
    made = shared.condition(promql(text))

    assert [one.text for one in made.indicators()] == ["up", "up", "sum(rate(a[5m]))"]
    assert meaning(made.promql()) == meaning(text)


@pytest.mark.parametrize("text", ["up unless down", "vector(1)", "up == 0 # why", "1 > bool 0", "a > b"])
def test_what_is_no_comparison_stays_promql(text: str) -> None:
    expr = promql(text)

    assert Shared((Alert(name="A", expr=expr, summary="s"),), ()).condition(expr) is expr
