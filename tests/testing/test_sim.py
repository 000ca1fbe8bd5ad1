"""The fixture `sim`: sentences about who is told, and failures that show an alert's way through the tree."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

import pytest

from definitions.platform import platform
from definitions.receivers import dba_team, on_call, security_team, team_chat
from vttalerts import hours, minutes, seconds
from vttalerts.testing import Sim

pytest_plugins = ["pytester"]

REGISTERED = any(one.value == "vttalerts.testing.plugin" for one in entry_points(group="pytest11"))
PLUGIN = () if REGISTERED else ("-p", "vttalerts.testing.plugin")

MONITORING = """
from vttalerts import (
    Alert, AlertGroup, Platform, Receiver, Route, Severity, TimeInterval, Webhook, match, promql, seconds,
)
from vttalerts.model.intervals import IntervalSpec, TimeRange

team = Receiver(name="team", integrations=(Webhook(url="https://chat.example.com/hook"),))
boss = Receiver(name="boss", integrations=(Webhook(url="https://boss.example.com/hook"),))
sleep = TimeInterval(name="sleep", time_intervals=(
    IntervalSpec(times=(TimeRange(start_time="00:00", end_time="06:00"),), location="Europe/Helsinki"),
))
platform = Platform(
    name="example",
    groups=(AlertGroup(name="all", interval=seconds(30), alerts=(
        Alert(name="Down", expr=promql("up == 0"), severity=Severity.CRITICAL,
              summary="{{ $labels.instance }} is down"),
    )),),
    routing=Route(
        receiver=team,
        routes=(
            Route(matchers=match(severity="critical"), receiver=boss, mute_time_intervals=(sleep,), continue_=True),
            Route(matchers=match(severity="critical")),
        ),
    ),
)
"""


@pytest.fixture
def sim() -> Sim:
    return Sim.of(platform)


def test_a_critical_alert_of_the_database_reaches_its_team_and_on_call(sim: Sim) -> None:
    sim.at("Sun 03:00").fire("VTTDatabaseUnhealthy").reaches(dba_team, on_call).does_not_reach(team_chat)


def test_how_soon_counts(sim: Sim) -> None:
    fired = sim.at("Sun 03:00").fire("VTTDatabaseUnhealthy")
    fired.reaches(on_call, within=seconds(10)).reaches("vtt-dba-team", "vtt-on-call", within=minutes(1))
    fired.repeats(on_call, within=minutes(31)).repeats(dba_team, within=hours(5))
    with pytest.raises(AssertionError, match=r"should tell vtt-dba-team again within 1h, and does after 4:05:00"):
        fired.repeats(dba_team, within=hours(1))


def test_what_it_says_is_what_the_templates_make_of_it(sim: Sim) -> None:
    fired = sim.fire("VTTCriticalMemoryUsage", instance="vtt-1:3000", value=97.25)
    fired.says("[CRITICAL] VTTCriticalMemoryUsage: vtt-1:3000 uses 97.25 % of its memory", to=on_call)
    fired.does_not_say("{{", "<no value>")
    with pytest.raises(AssertionError, match=r"should say 'all is well' to vtt-on-call, and says\n"):
        fired.says("all is well", to=on_call)


def test_an_alert_that_follows_from_another_is_inhibited(sim: Sim) -> None:
    sim.at("Sun 03:00").during("VTTAPIDown").fire("VTTHighErrorRate").is_inhibited(by="VTTAPIDown")
    sim.during("VTTAPIDown").fire("VTTHighErrorRate").reaches_nobody()
    with pytest.raises(AssertionError, match=r"should be silenced by another alert, and reaches vtt-team-chat"):
        sim.fire("VTTHighErrorRate").is_inhibited()


def test_a_failure_shows_the_way_through_the_tree(sim: Sim) -> None:
    with pytest.raises(AssertionError) as raised:
        sim.at("2026-12-24T03:00+01:00").fire("VTTDatabaseUnhealthy").reaches(security_team)

    text = str(raised.value).splitlines()
    assert text[:2] == [
        "VTTDatabaseUnhealthy should reach vtt-security-team within 1h, and reaches vtt-on-call and vtt-dba-team",
        "",
    ]
    assert text[2] == (
        "at Thu 2026-12-24 02:00 UTC with severity=critical, service=database, subject=health, "
        "alertname=VTTDatabaseUnhealthy"
    )
    assert text[3].startswith("+ the root   matches   definitions/routing.py:")
    assert any(line.startswith('  - service="security"   service is database') for line in text)
    assert any(line.startswith('  + service="database"   taken, later ones look too') for line in text)
    assert text[-1] == "first told: vtt-on-call after 0:00:00"


def test_a_moment_is_the_same_on_every_day(sim: Sim) -> None:
    assert sim.at("Sun 03:00").moment.isoformat() == "2026-01-11T03:00:00+00:00"
    with pytest.raises(ValueError, match=r"no weekday is called Caturday"):
        sim.at("Caturday 03:00")


def repository(pytester: pytest.Pytester, test: str) -> None:
    (pytester.path / "pyproject.toml").write_text(
        '[tool.vttalerts]\nplatform = "monitoring:platform"\noutput = "out"\n', encoding="utf-8"
    )
    (pytester.path / "monitoring.py").write_text(MONITORING, encoding="utf-8")
    (pytester.path / "test_alerts.py").write_text(test, encoding="utf-8")


@pytest.mark.slow
def test_another_repository_gets_the_fixture_and_readable_failures(pytester: pytest.Pytester) -> None:
    repository(
        pytester,
        """
from vttalerts.testing import Sim, sim
from monitoring import boss, team

def test_day(sim: Sim) -> None:
    sim.at("Sun 12:00 Europe/Helsinki").fire("Down", instance="a").reaches(team, boss).says("a is down")

def test_night(sim: Sim) -> None:
    sim.at("Sun 03:00 Europe/Helsinki").fire("Down", instance="a").reaches(team).is_muted(boss)

def test_wrong(sim: Sim) -> None:
    sim.at("Sun 03:00 Europe/Helsinki").fire("Down", instance="a").reaches(boss)
""",
    )
    result = pytester.runpytest_subprocess(*PLUGIN, "--import-mode=prepend")

    result.assert_outcomes(passed=2, failed=1)
    shown = result.stdout.str()
    assert "Down should reach boss within 1h, and reaches team" in shown
    assert '+ severity="critical"   taken, later ones look too   monitoring.py:' in shown
    assert "not told: boss, muted by sleep" in shown
    # The failure points at the test's line, and not into vttalerts.
    assert "test_alerts.py:12: AssertionError" in shown
    assert "simulating.py:" not in shown


@pytest.mark.slow
def test_a_project_without_vttalerts_is_left_alone(pytester: pytest.Pytester) -> None:
    (pytester.path / "test_own.py").write_text(
        """
import sys

def test_nothing_is_loaded():
    assert "vttalerts.graph" not in sys.modules
    assert "vttalerts.testing.simulating" not in sys.modules
    assert "gotpl" not in sys.modules
""",
        encoding="utf-8",
    )
    pytester.runpytest_subprocess(*PLUGIN).assert_outcomes(passed=1)


@pytest.mark.slow
def test_the_fixture_without_a_project_says_what_is_missing(pytester: pytest.Pytester) -> None:
    (pytester.path / "test_own.py").write_text("def test_it(sim):\n    pass\n", encoding="utf-8")
    result = pytester.runpytest_subprocess(*PLUGIN)

    result.assert_outcomes(errors=1)
    assert "DEF060" in result.stdout.str()


@pytest.mark.slow
def test_the_project_may_be_in_another_folder(pytester: pytest.Pytester) -> None:
    folder = Path(pytester.mkdir("monitoring_repository"))
    (folder / "pyproject.toml").write_text('[tool.vttalerts]\nplatform = "monitoring:platform"\noutput = "out"\n')
    (folder / "monitoring.py").write_text(MONITORING)
    (pytester.path / "pytest.ini").write_text("[pytest]\nvttalerts_project = monitoring_repository\n")
    (pytester.path / "test_own.py").write_text('def test_it(sim):\n    sim.fire("Down").reaches("team", "boss")\n')

    pytester.runpytest_subprocess(*PLUGIN).assert_outcomes(passed=1)
