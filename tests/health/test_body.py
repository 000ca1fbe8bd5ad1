"""What the body of `/api/health` means."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vttalerts.health import body
from vttalerts.health.judge import Level

D, U = Level.DEGRADED, Level.UNHEALTHY
GOOD: dict[str, Any] = {
    "status": "healthy",
    "uptime": 12345678,
    "checks": {
        "database": {"status": "pass", "responseTime": 50, "message": "Database connection healthy"},
        "memory": {"status": "pass", "message": "Memory usage: 45.2%"},
    },
}


def seen(document: object, **expected: str | tuple[str, ...]) -> list[tuple[Level, str]]:
    wanted = {path.replace("__", "."): (good,) if isinstance(good, str) else good for path, good in expected.items()}
    return [(one.level, one.reason) for one in body.read(document, wanted, memory=85)]


def test_the_documented_body_is_good() -> None:
    assert seen(GOOD) == []
    assert body.memory_usage(GOOD) == 45.2


def test_vtt_is_believed_when_it_says_that_it_is_not_well() -> None:
    assert seen(GOOD | {"status": "degraded"}) == [(D, "status is degraded")]
    assert seen(GOOD | {"status": "unhealthy"}) == [(U, "status is unhealthy")]


def test_a_failing_check_is_named() -> None:
    assert seen(GOOD | {"checks": {"database": {"status": "fail"}}}) == [(U, "database.status is fail")]


def test_a_memory_above_the_threshold_is_degraded() -> None:
    full = GOOD | {"checks": {"memory": {"status": "pass", "message": "Memory usage: 91.5%"}}}
    assert seen(full) == [(D, "memory is 91.5 % full, above 85 %")]


def test_who_asks_for_one_check_does_not_hear_of_others() -> None:
    bad = {
        "status": "unhealthy",
        "checks": {"database": {"status": "pass"}, "memory": {"status": "fail", "message": "Memory usage: 99%"}},
    }
    assert seen(bad, checks__database__status="pass") == []
    assert seen(bad, checks__memory__status="pass") == [
        (U, "checks.memory.status is fail, not pass"),
        (D, "memory is 99 % full, above 85 %"),
    ]


def test_a_field_may_have_several_good_values() -> None:
    assert seen(GOOD, status=("healthy", "degraded")) == []
    assert seen({"status": "off"}, status=("healthy", "degraded")) == [(U, "status is off, not healthy or degraded")]


def test_a_field_that_is_degraded_is_not_worse_than_that() -> None:
    assert seen({"status": "degraded"}, status="healthy") == [(D, "status is degraded, not healthy")]


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({}, "missing"),
        ([], "missing"),
        ({"a": 1}, "missing"),
        ({"a": {"b": {"c": 1}}}, "no single value"),
        ({"a": {"b": None}}, "null"),
        ({"a": {"b": 1.5}}, "1.5"),
        ({"a": {"b": "x\x1b[2J\nFrom: me"}}, "x�[2J�From: me"),
        ({"a": {"b": "x" * 100_000}}, f"{'x' * 79}…"),
    ],
    ids=["missing", "list", "shallow", "object", "null", "number", "escapes", "huge"],
)
def test_what_stands_instead_is_said_safely(document: object, found: str) -> None:
    assert seen(document, a__b="yes") == [(U, f"a.b is {found}, not yes")]


def test_true_and_numbers_are_compared_as_the_configuration_writes_them() -> None:
    assert seen({"ready": True, "nodes": 3}, ready="true", nodes="3") == []


def test_a_key_with_dots_is_found() -> None:
    assert seen({"a.b": {"c": "yes"}}, a__b__c="yes") == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"[" * 500_000, "the body's JSON is nested too deep"),
        (b'{"a":' * 200_000, "the body's JSON is nested too deep"),
        (b"9" * 100_000, "the body is no JSON"),
        (b'{"a": NaN}', "the body is no JSON"),
        (b"\xff\xfe\x00", "the body is no JSON"),
        (b"", "the body is no JSON"),
        (b"<html>", "the body is no JSON"),
    ],
    ids=["deep-lists", "deep-objects", "huge-number", "nan", "bytes", "empty", "html"],
)
def test_hostile_json_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(body.UnreadableError, match=reason):
        body.parse(content)


def test_a_hundred_thousand_failing_checks_are_not_all_named() -> None:
    assert len(seen({"checks": {str(at): {"status": "fail"} for at in range(100_000)}})) == 20


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["status", "checks", "memory", "message", "x"]), inner)
    ),
)


@given(JSON)
@settings(max_examples=50)
def test_no_json_value_is_too_strange_to_read(document: object) -> None:
    for _, reason in seen(document) + seen(document, checks__memory__status="pass", status="healthy"):
        assert reason.isprintable()
