"""Labels of a group of rules: written once where Prometheus reads that, and with each rule before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Final

import pytest

from vttalerts import (
    COUNT,
    Alert,
    AlertGroup,
    Indicator,
    Platform,
    RecordingGroup,
    RecordingRule,
    Severity,
    Targets,
    count,
)
from vttalerts.emitters import rules
from vttalerts.graph import Graph

BOTH: Final = ("3.0", "2.42")


def platform(version: str) -> Platform:
    ups = Indicator(name="ups", unit=COUNT, expr="sum(up)")
    few = Alert(name="Few", expr=ups < count(3), severity=Severity.WARNING, summary="few", labels={"site": "south"})
    none = Alert(name="None", expr=ups < count(1), severity=Severity.CRITICAL, summary="none", labels={"team": "vtt"})
    recorded = (
        RecordingRule(record="site:ups:sum", expr="sum(up)", unit=COUNT),
        RecordingRule(record="team:ups:sum", expr="sum(up)", unit=COUNT, labels={"team": "db"}),
    )
    labels = {"site": "north", "team": "vtt"}
    return Platform(
        name="vtt",
        targets=Targets(prometheus=version),
        groups=(AlertGroup(name="ups", labels=labels, alerts=(few, none)),),
        recording=(RecordingGroup(name="sums", labels=labels, rules=recorded),),
    )


def without_header(text: str) -> str:
    return text[text.index("groups:") :]


def test_group_has_its_labels_and_rules_have_what_is_left(emitted: Callable[..., dict[str, str]]) -> None:
    made = emitted(rules, platform("3.0"))

    assert without_header(made["infra/monitoring/rules/vtt-alerts.yml"]) == dedent("""\
        groups:
          - name: ups
            labels:
              site: north
              team: vtt
            rules:
              - alert: Few
                expr: sum(up) < 3
                labels:
                  site: south
                  severity: warning
                annotations:
                  summary: few
              - alert: None
                expr: sum(up) < 1
                labels:
                  severity: critical
                annotations:
                  summary: none
        """)
    assert without_header(made["infra/monitoring/rules/vtt-recording.yml"]) == dedent("""\
        groups:
          - name: sums
            labels:
              site: north
              team: vtt
            rules:
              - record: site:ups:sum
                expr: sum(up)
              - record: team:ups:sum
                expr: sum(up)
                labels:
                  team: db
        """)


def test_rules_have_all_labels_where_groups_can_have_none(emitted: Callable[..., dict[str, str]]) -> None:
    made = emitted(rules, platform("2.42"))

    assert without_header(made["infra/monitoring/rules/vtt-recording.yml"]) == dedent("""\
        groups:
          - name: sums
            rules:
              - record: site:ups:sum
                expr: sum(up)
                labels:
                  site: north
                  team: vtt
              - record: team:ups:sum
                expr: sum(up)
                labels:
                  site: north
                  team: db
        """)


def test_series_of_a_group_have_its_labels() -> None:
    series = Graph(platform("3.0")).series

    assert {name: labels for name, (_, labels) in series.items()} == {
        "site:ups:sum": {"site", "team"},
        "team:ups:sum": {"site", "team"},
    }


@pytest.mark.judge
@pytest.mark.parametrize(("tool", "version"), [("promtool", "3.0"), ("promtool_old", "2.42")])
def test_promtool_accepts_both(
    written: Callable[..., Path],
    judge: Callable[..., str],
    request: pytest.FixtureRequest,
    tool: str,
    version: str,
) -> None:
    folder = written(platform(version))

    judge(request.getfixturevalue(tool), "check", "rules", *sorted((folder / "rules").glob("*.yml")))
