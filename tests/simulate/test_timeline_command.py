"""`vttalerts timeline` plays a scenario: who hears what when, and who hears nothing and why."""

import json
import re
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from vttalerts import reporting
from vttalerts.graph import Graph
from vttalerts.importers import scenarios
from vttalerts.reporting import timeline
from vttalerts.simulate.scenario import play

PROJECT = """
from vttalerts import (
    Alert, AlertGroup, Inhibition, Platform, Receiver, Route, Severity, TimeInterval, Webhook, hours, match, minutes,
    promql, seconds,
)
from vttalerts.model.intervals import IntervalSpec, TimeRange

team = Receiver(name="team", integrations=(
    Webhook(url="https://chat.example.com/hook"), Webhook(url="https://log.example.com/hook"),
))
boss = Receiver(name="boss", integrations=(Webhook(url="https://boss.example.com/hook", send_resolved=False),))
sleep = TimeInterval(name="sleep", time_intervals=(
    IntervalSpec(times=(TimeRange(start_time="00:00", end_time="05:00"),), location="Europe/Helsinki"),
))
alerts = AlertGroup(name="all", interval=seconds(30), alerts=(
    Alert(name="Down", expr=promql("up == 0"), severity=Severity.CRITICAL, summary="{{ $labels.instance }} is down"),
    Alert(name="Slow", expr=promql("slow > 1"), severity=Severity.WARNING, summary="slow"),
))
platform = Platform(
    name="example",
    groups=(alerts,),
    routing=Route(
        receiver=team, group_by=("alertname",), group_wait=seconds(30), group_interval=minutes(5),
        repeat_interval=hours(4),
        routes=(Route(matchers=match(severity="critical"), receiver=boss, mute_time_intervals=(sleep,), continue_=True),
                Route(matchers=match(severity="critical")),),
    ),
    inhibitions=(
        Inhibition(
            source_matchers=match(alertname="Down"), target_matchers=match(alertname="Slow"), equal=("instance",)
        ),
    ),
)
"""

SCENARIO = """\
name: a bad night
starts: Sun 04:30 Europe/Helsinki
lasts: 3h
alerts:
  - alert: Down
    labels: {instance: a}
    for: 2h
  - alert: Slow
    labels: {instance: a}
    from: 1m
    for: 10m
  - alert: Slow
    labels: {instance: b}
    for: 20s
  - labels: {alertname: Other, severity: warning}
    from: 70m
    for: 5m
silences:
  - matchers: ['alertname="Other"']
    from: 1h
    comment: known
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "pyproject.toml").write_text('[tool.vttalerts]\nplatform = "monitoring:platform"\noutput = "out"\n')
    (tmp_path / "monitoring.py").write_text(PROJECT)
    return tmp_path


SATURDAY = datetime(2026, 3, 28, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def graph() -> Graph:
    names: dict[str, Any] = {}
    exec(compile(PROJECT, "monitoring.py", "exec"), names)  # noqa: S102  our own text
    return Graph(names["platform"])


def mistakes(graph: Graph, scenario: str) -> str:
    """What is said of a scenario that is none."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "night.yml")
        file.write_text(scenario, encoding="utf-8")
        read, found = scenarios.read(file, graph, SATURDAY)
        assert read is None
        return reporting.render(found, reporting.Format.TEXT, root=Path(folder))


def run(project: Path, scenario: str, *arguments: str) -> tuple[int, str, str]:
    (project / "night.yml").write_text(scenario, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "vttalerts", "timeline", "night.yml", *arguments],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    return ended.returncode, ended.stdout, ended.stderr


def test_table_says_who_hears_what_when_and_what_nobody_hears_of(project: Path) -> None:
    code, shown, problems = run(project, SCENARIO)

    assert (code, problems) == (0, "")
    head, _, rest = shown.partition("\n\n")
    assert re.fullmatch(r"a bad night   from Sun \d{4}-\d\d-\d\d 04:30:00 EES?T, for 3h", head)
    assert (
        rest
        == """\
when           who    through   why                   about
Sun 04:30:30   team   Webhook   first notification    1 firing: Down
Sun 05:00:30   boss   Webhook   first notification    1 firing: Down
Sun 06:30:30   team   Webhook   all alerts resolved   1 over: Down

nobody is told of
  Slow b   Sun 04:30:00          over before its group's first message   lasts 20s
  Slow a   Sun 04:31:00   team   silenced by Down                        from Sun 04:31:30 until Sun 04:36:30
  Other    Sun 05:40:00   team   silenced by hand: known                 from Sun 05:40:30 until Sun 05:40:30

kept back for a while
  Down a   Sun 04:30:00   boss   muted by sleep   from Sun 04:30:30 until Sun 04:55:30

team   told 2 times
boss   told 1 time
"""
    )


def test_json_has_every_notification_and_the_fate_of_every_alert(project: Path) -> None:
    code, shown, _ = run(project, SCENARIO, "--json", "--messages")

    assert code == 0
    document = json.loads(shown)
    assert [(one["receiver"], one["status"]) for one in document["notifications"]] == [
        ("team", "firing"),
        ("team", "firing"),
        ("boss", "firing"),
        ("team", "resolved"),
        ("team", "resolved"),
    ]
    message = json.loads(document["notifications"][0]["message"]["body"])
    assert message["alerts"][0]["annotations"] == {"summary": "a is down"}
    fates = {one["labels"]["alertname"]: one for one in document["alerts"]}
    assert fates["Other"]["told"] == []
    assert fates["Other"]["held"][0]["because"] == "silenced by hand: known"


def test_picture_is_one_page_that_asks_nobody(project: Path) -> None:
    code, _, told = run(project, SCENARIO.replace("a bad night", "<script>alert(1)</script>"), "--html", "night.html")

    assert (code, told) == (0, "the picture is in night.html\n")
    page = (project / "night.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.search(r"(?:src|href)\s*=|url\(|@import", page)
    assert page.count('class="fire"') == 4
    assert page.count("<circle") + page.count('class="over"') == 3
    assert "<dd>firing</dd>" in page


@pytest.mark.parametrize(
    ("wrong", "right", "message", "place"),
    [
        ("alert: Down", "alert: Dwon", "error[DEF190]: no alert is called `Dwon`", "night.yml:5:12"),
        ("from: 1m", "form: 1m", "error[DEF190]: no key `form` here", "night.yml:10:5"),
        ("for: 2h", "for: soon", "error[DEF106]: `for` takes a duration", "night.yml:7:10"),
        ("starts: Sun 04:30", "starts: Caturday 04:30", "error[DEF190]: no moment", "night.yml:2:9"),
        ("for: 2h", "for: 9999d", "error[DEF190]: `for` is longer than 400 days", "night.yml:7:10"),
        ("    for: 20s", "    times: 3", "error[DEF190]: `times` without `every`", "night.yml:14:12"),
        ("    for: 20s", "    every: 0s", "error[DEF190]: `every` is nothing", "night.yml:14:12"),
        ("    for: 20s", "    value: many", "error[DEF106]: `value` takes a number", "night.yml:14:12"),
        ("['alertname=\"Other\"']", "['alertname']", "error[RTE0", "night.yml:19:16"),
        ("alerts:", "alarms:", "error[DEF190]: no key `alarms` here", "night.yml:4:1"),
    ],
)
def test_mistake_in_a_scenario_is_shown_at_its_place(
    graph: Graph, wrong: str, right: str, message: str, place: str
) -> None:
    assert wrong in SCENARIO
    told = mistakes(graph, SCENARIO.replace(wrong, right, 1))

    assert message in told
    assert place in told


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "takes a mapping with `alerts`"),
        ("alerts: []", "scenario without alerts"),
        ("[1]", "takes a mapping"),
        ("alerts: [{labels: {a: [1]}}]", "`labels.a` takes a text"),
        ("a: {", "error[DEF100]"),
        ("alerts: [{alert: Down, every: 1ms, for: 1ms}]\nlasts: 300d", "more than 100,000 alerts"),
    ],
)
def test_nonsense_is_refused_and_never_a_traceback(graph: Graph, text: str, message: str) -> None:
    assert message in mistakes(graph, text)


def test_mistakes_end_the_command_with_one(project: Path) -> None:
    code, shown, told = run(project, "alerts: []")

    assert (code, shown) == (1, "")
    assert told.startswith("error[DEF190]: a scenario without alerts\n --> night.yml:1:1\n")


def test_a_file_that_is_not_there_is_refused(graph: Graph, tmp_path: Path) -> None:
    _, (found,) = scenarios.read(tmp_path / "nowhere.yml", graph, SATURDAY)

    assert (found.code, found.headline) == ("DEF104", "`nowhere.yml`: can't be read: No such file or directory")


def test_hours_are_real_ones_when_the_clocks_change(graph: Graph, tmp_path: Path) -> None:
    file = tmp_path / "change.yml"
    file.write_text("starts: Sun 02:30 Europe/Helsinki\nlasts: 3h\nalerts:\n  - {labels: {alertname: X}, for: 2h}\n")
    scenario, _ = scenarios.read(file, graph, SATURDAY)
    assert scenario is not None
    shown = timeline.table(play(graph, scenario))

    assert "Sun 02:30:30   team   Webhook   first notification    1 firing: X" in shown
    assert "Sun 05:30:30   team   Webhook   all alerts resolved   1 over: X" in shown


def test_an_alert_that_is_repeated_fills_the_time(graph: Graph, tmp_path: Path) -> None:
    file = tmp_path / "flapping.yml"
    file.write_text("lasts: 1d\nalerts:\n  - {alert: Slow, labels: {instance: a}, for: 10m, every: 6h}\n")
    scenario, _ = scenarios.read(file, graph, SATURDAY)
    assert scenario is not None

    assert [one.starts.hour for one in scenario.outages] == [12, 18, 0, 6, 12]
    told = [len(fate.told) for fate in play(graph, scenario).fates]
    # Begun and over, through two webhooks; the last one begins when nobody looks any more.
    assert told == [4, 4, 4, 4, 0]


def test_who_was_paged_and_is_not_told_the_end_is_named(graph: Graph, tmp_path: Path) -> None:
    """Alertmanager forgets what ends while it is silenced; an incident in a pager stays open."""
    file = tmp_path / "silenced.yml"
    file.write_text(
        "starts: Sun 12:00\nlasts: 4h\nalerts:\n  - {alert: Down, for: 2h}\nsilences:\n"
        "  - {matchers: ['alertname=\"Down\"'], from: 1h, for: 2h, comment: known}\n"
    )
    scenario, _ = scenarios.read(file, graph, SATURDAY)
    assert scenario is not None
    shown = timeline.table(play(graph, scenario))

    # `boss` has a webhook that sends nothing of what is over, and misses nothing.
    assert "never told that it is over\n  Down   over Sun 14:00:00   team   silenced by hand: known\n\n" in shown
