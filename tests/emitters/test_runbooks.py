"""The on-call handbook: a page a runbook, with the alerts that lead there and when they fire, and an index."""

from __future__ import annotations

from collections.abc import Callable
from itertools import starmap

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from vttalerts import (
    PERCENT,
    STATE,
    Alert,
    AlertGroup,
    Condition,
    Contact,
    Indicator,
    Platform,
    Runbook,
    Severity,
    absent,
    all_of,
    any_of,
    minutes,
    percent,
    seconds,
    state,
)
from vttalerts.emitters import runbooks
from vttalerts.model.expr import promql

PAGE = "docs/runbooks/high-memory.md"
INDEX = "docs/runbooks/README.md"

memory = Indicator(name="memory_usage", unit=PERCENT, expr="memory")
up = Indicator(name="shop_up", unit=STATE, expr="up")


def runbook(slug: str, title: str) -> Runbook:
    return Runbook(
        slug=slug,
        title=title,
        impact="Answers get slower, then the shop is closed.",
        investigation=(
            "Look at the last deployment.",
            """
            See what uses it:

            ```sh
            docker stats --no-stream
            ```
            """,
        ),
        resolution=("Restart it.",),
        escalation=(
            Contact(team="Shop team", reach="#shop", after="15 minutes"),
            Contact(team="Hosts", reach="#hosts | phone"),
        ),
    )


high_memory = runbook("high-memory", "Memory is full")


def platform(*alerts: Alert) -> Platform:
    return Platform(name="shop", groups=(AlertGroup(name="shop", severity=Severity.CRITICAL, alerts=alerts),))


def test_page_says_what_when_why_and_whom(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    critical = Alert(
        name="Full",
        expr=memory > percent(95),
        for_=minutes(2),
        keep_firing_for=minutes(5),
        service="shop",
        summary="{{ $labels.instance }} uses {{ $value | humanize }} % of its memory",
        description="It will be killed soon, says {{ externalURL }}.",
        runbook=high_memory,
    )
    warning = Alert(
        name="Filling",
        expr=any_of(memory > percent(85), absent(memory)),
        for_=minutes(5),
        severity=Severity.WARNING,
        summary="Memory fills up",
        runbook=high_memory,
    )

    file_regression.check(emitted(runbooks, platform(critical, warning))[PAGE], extension=".md")


def test_index_leads_from_each_alert_to_its_page(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    gone = runbook("gone", "Shop is gone")
    alerts = (
        Alert(name="Full", expr=memory > percent(95), summary="Full", runbook=high_memory),
        Alert(name="Gone", expr=absent(up), summary="Gone", runbook=gone),
        Alert(name="Orphan", expr=absent(up), summary="No page leads on from here"),
        Alert(name="Filling", expr=memory > percent(85), summary="Filling", runbook=high_memory),
    )

    made = emitted(runbooks, platform(*alerts))

    assert list(made) == [PAGE, "docs/runbooks/gone.md", INDEX]
    file_regression.check(made[INDEX], extension=".md")


def _said() -> tuple[tuple[Condition, str], ...]:
    return (
        (memory > percent(95), "when `memory_usage` is above 95 %"),
        (memory >= percent(95), "when `memory_usage` is at or above 95 %"),
        (memory < percent(5), "when `memory_usage` is below 5 %"),
        (memory <= percent(5), "when `memory_usage` is at or below 5 %"),
        (up.equals(state(0)), "when `shop_up` is exactly 0"),
        (up.differs(state(1)), "when `shop_up` is anything but 1"),
        (absent(up), "when `shop_up` has no series at all"),
        (promql("vector(1)"), "when the expression below has a result"),
        (
            any_of(absent(up), all_of(memory > percent(95), up.equals(state(1)))),
            "when `shop_up` has no series at all or (`memory_usage` is above 95 % and `shop_up` is exactly 1)",
        ),
    )


@pytest.mark.parametrize(("condition", "words"), _said())
def test_condition_is_said_in_words(emitted: Callable[..., dict[str, str]], condition: Condition, words: str) -> None:
    page = emitted(runbooks, platform(Alert(name="One", expr=condition, summary="One", runbook=high_memory)))[PAGE]

    assert f"\n- Fires {words}\n" in page


def test_time_of_a_combination_is_not_taken_for_its_last_parts(emitted: Callable[..., dict[str, str]]) -> None:
    conditions = (memory > percent(95), any_of(memory > percent(95), absent(up)))
    alerts = starmap(
        lambda number, condition: Alert(
            name=f"Alert{number}", expr=condition, for_=seconds(30), summary="One", runbook=high_memory
        ),
        enumerate(conditions),
    )

    page = emitted(runbooks, platform(*alerts))[PAGE]

    assert "\n- Fires when `memory_usage` is above 95 % for 30 s\n" in page
    assert "\n- Fires when, for 30 s, `memory_usage` is above 95 % or `shop_up` has no series at all\n" in page


def test_every_page_has_the_parts_that_vtt_asks_for(emitted: Callable[..., dict[str, str]]) -> None:
    page = emitted(runbooks, platform(Alert(name="One", expr=absent(up), summary="One", runbook=high_memory)))[PAGE]

    assert [line for line in page.splitlines() if line.startswith("## ")] == [
        "## Alert description and impact",
        "## Investigation steps",
        "## Resolution procedures",
        "## Escalation contacts",
    ]


def test_platform_without_runbooks_has_no_handbook(emitted: Callable[..., dict[str, str]]) -> None:
    assert emitted(runbooks, platform(Alert(name="One", expr=absent(up), summary="One"))) == {}
