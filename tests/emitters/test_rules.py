"""Rule files: what Prometheus evaluates, and what people read on the pager."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from vttalerts import (
    COUNT,
    PERCENT,
    RATIO,
    Alert,
    AlertGroup,
    Contact,
    Indicator,
    Metric,
    MetricType,
    Platform,
    RecordingGroup,
    RecordingRule,
    Runbook,
    Severity,
    all_of,
    minutes,
    percent,
    seconds,
)
from vttalerts.emitters import rules
from vttalerts.model.expr import promql

ALERTS = "infra/monitoring/rules/shop-alerts.yml"
RECORDING = "infra/monitoring/rules/shop-recording.yml"

memory = Indicator(name="memory", unit=PERCENT, expr=Metric(name="memory", type=MetricType.GAUGE, unit=PERCENT))
errors = Indicator(name="errors", unit=RATIO, expr="sum by (job) (rate(errors[5m])) / sum by (job) (rate(all[5m]))")


def platform(*alerts: Alert) -> Platform:
    return Platform(name="shop", groups=(AlertGroup(name="shop", alerts=alerts),))


def test_alert_says_only_what_its_definition_says(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    made = emitted(rules, platform(Alert(name="Full", expr=memory > percent(95), summary="Memory is full")))

    assert list(made) == [ALERTS]
    file_regression.check(made[ALERTS], extension=".yml")


def test_alert_gets_what_its_group_says_and_keeps_its_own(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    full = Runbook(
        slug="full",
        title="Full",
        impact="Slow.",
        investigation=("Look.",),
        resolution=("Restart.",),
        escalation=(Contact(team="Shop", reach="#shop"),),
    )
    group = AlertGroup(
        name="memory",
        severity=Severity.CRITICAL,
        service="shop",
        interval=seconds(30),
        limit=20,
        alerts=(
            Alert(
                name="Full",
                expr=memory > percent(95),
                for_=minutes(2),
                keep_firing_for=minutes(5),
                labels={"subject": "memory"},
                summary="{{ $labels.instance }} uses {{ $value | humanize }} %",
                description="It will be killed.",
                runbook=full,
                annotations={"unit": "percent"},
            ),
            Alert(
                name="Filling",
                expr=memory > percent(85),
                for_=minutes(0),
                severity=Severity.WARNING,
                service="till",
                summary="Memory fills up",
            ),
        ),
    )
    shop = Platform(name="shop", groups=(group,), runbook_url="https://docs.example.com/runbooks/")

    file_regression.check(emitted(rules, shop)[ALERTS], extension=".yml")


def test_expression_of_several_lines_is_a_block(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    both = Alert(name="Both", expr=all_of(errors > percent(5), memory > percent(85), on=("job",)), summary="Both")
    raw = Alert(
        name="Raw",
        expr=promql("""
            up{job="shop"} == 0
              unless on (instance) maintenance == 1
        """),
        summary="Down",
    )

    file_regression.check(emitted(rules, platform(both, raw))[ALERTS], extension=".yml")


def test_recording_rules_have_a_file_of_their_own(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    requests = RecordingRule(record="job:all:rate5m", expr="sum by (job) (rate(all[5m]))", unit=COUNT)
    doubled = RecordingRule(record="job:all:doubled", expr=requests, unit=COUNT, labels={"kind": "guess"})
    group = RecordingGroup(name="shop", interval=minutes(1), rules=(requests, doubled))

    made = emitted(rules, Platform(name="shop", recording=(group,)))

    assert list(made) == [RECORDING]
    file_regression.check(made[RECORDING], extension=".yml")


def test_included_platform_has_files_of_its_own(emitted: Callable[..., dict[str, str]]) -> None:
    inner = platform(Alert(name="Full", expr=memory > percent(95), summary="Full"))
    group = AlertGroup(name="till", alerts=(Alert(name="Jam", expr=promql("jam > 0"), summary="Jam"),))
    outer = Platform(name="till", includes=(inner,), groups=(group,))

    assert list(emitted(rules, outer)) == [ALERTS, "infra/monitoring/rules/till-alerts.yml"]


@pytest.mark.judge
def test_promtool_accepts_rules_of_every_shape(
    written: Callable[..., Path], judge: Callable[..., str], promtool: Path, promtool_old: Path
) -> None:
    both = Alert(
        name="Both",
        expr=all_of(errors > percent(5), memory > percent(85), on=("job",)),
        for_=minutes(90),
        keep_firing_for=minutes(1),
        labels={"subject": "{{ $labels.job }}"},
        summary="Both: {{ $value | humanizePercentage }}",
    )
    rule = RecordingRule(record="job:all:rate5m", expr="sum by (job) (rate(all[5m]))", unit=COUNT)
    shop = Platform(
        name="shop",
        groups=(AlertGroup(name="shop", alerts=(both,), interval=seconds(15)),),
        recording=(RecordingGroup(name="shop", rules=(rule,)),),
    )
    files = sorted((written(shop) / "rules").iterdir())

    assert len(files) == 2
    for tool in (promtool, promtool_old):
        assert "1 rules found" in judge(tool, "check", "rules", "--lint-fatal", *files)
