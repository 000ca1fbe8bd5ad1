"""`vttalerts route` shows an alert's way, who is told and when."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


def run(*arguments: str, folder: Path = ROOT) -> tuple[int, str, str]:
    ended = subprocess.run(
        [sys.executable, "-m", "vttalerts", "route", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    return ended.returncode, ended.stdout, ended.stderr


MONITORING = """
from vttalerts import Inhibition, Platform, Receiver, Route, TimeInterval, Webhook, match, hours, minutes
from vttalerts.model.intervals import IntervalSpec, TimeRange

chat = Webhook(url="https://chat.example.com/hook", send_resolved=False)
team = Receiver(name="team", integrations=(chat,))
boss = Receiver(name="boss", integrations=(Webhook(url="https://boss.example.com/hook"),))
nights = TimeInterval(
    name="nights",
    time_intervals=(
        IntervalSpec(times=(TimeRange(start_time="00:00", end_time="06:00"),), location="Europe/Helsinki"),
    ),
)
platform = Platform(
    name="example",
    routing=Route(
        receiver=team,
        routes=(
            Route(matchers=match(severity="critical"), receiver=boss, group_by=("alertname",), continue_=True,
                  mute_time_intervals=(nights,), group_interval=hours(1)),
            Route(matchers=match(severity="critical"), receiver=team, repeat_interval=minutes(30)),
            Route(matchers=match(service="web")),
        ),
    ),
    inhibitions=(
        Inhibition(
            source_matchers=match(alertname="Down"),
            target_matchers=match(severity="critical"),
            equal=("service", "instance"),
        ),
    ),
)
"""


def test_way_receivers_mutes_and_times_are_shown(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.vttalerts]\nplatform = "monitoring:platform"\noutput = "out"\n')
    (tmp_path / "monitoring.py").write_text(MONITORING)

    code, shown, problems = run(
        "severity=critical", "alertname=Slow", "service=web", "--at", "2026-12-24T03:00+02:00", folder=tmp_path
    )

    assert (code, problems) == (0, "")
    assert (
        shown
        == """\
severity=critical alertname=Slow service=web   from Thu 2026-12-24 03:00:00 UTC+02:00

+ the root   matches   monitoring.py:16
  + severity="critical"   taken, later ones look too   monitoring.py:19
  + severity="critical"   taken   monitoring.py:21
    service="web"   not asked: taken above   monitoring.py:22

boss (Webhook)
  with other alerts of  alertname=Slow
  muted at this time    by nights
  first                 after 3h30s: Thu 06:00:30
  again                 after 5h, while it fires
  news                  at most 1h after the last message was due
  when it is over       Webhook says so
  says in Webhook
    status  firing
    firing  alertname=Slow, service=web, severity=critical
team (Webhook)
  with other alerts of  this route, all in one message
  first                 after 30s: Thu 03:00:30
  again                 after 35m, while it fires
  news                  at most 5m after the last message was due
  when it is over       nobody says so
  says in Webhook
    status  firing
    firing  alertname=Slow, service=web, severity=critical
no alert is called Slow: its annotations are not known here
silenced while alertname="Down", service=web, no instance fires   monitoring.py:26
"""
    )


def test_label_without_a_value_and_moment_that_is_none_are_refused() -> None:
    assert run("severity") == (2, "", "severity is no LABEL=VALUE, such as severity=critical\n")
    assert run("a=b", "--at", "tomorrow") == (
        2,
        "",
        "tomorrow is no moment, such as `2026-12-24T03:00+01:00`, `Sun 03:00` or `Sun 03:00 Europe/Helsinki`\n",
    )


def test_an_alert_of_the_platform_needs_its_name_only() -> None:
    code, shown, problems = run("alertname=VTTDatabaseUnhealthy", "--at", "2026-12-24T03:00+01:00")

    assert (code, problems) == (0, "")
    first, second = shown.splitlines()[:2]
    assert first == "alertname=VTTDatabaseUnhealthy   from Thu 2026-12-24 03:00:00 UTC+01:00"
    assert second.startswith("and severity=critical service=database subject=health   definitions/alerts/critical.py:")
    assert "    summary    [CRITICAL] VTTDatabaseUnhealthy: VTT's database is unhealthy" in shown.splitlines()


def test_raw_messages_are_what_is_sent() -> None:
    _, shown, _ = run("alertname=VTTWatchdog", "--at", "2026-12-24T03:00Z", "--raw")

    line = next(line for line in shown.splitlines() if line.startswith('    {"receiver":"vtt-watchdog"'))
    document = json.loads(line)
    assert document["alerts"][0]["startsAt"] == "2026-12-24T03:00:00Z"
    assert document["groupKey"] == ('{}/{alertname="VTTWatchdog"}:{alertname="VTTWatchdog", service="monitoring"}')


def test_the_value_is_what_the_annotations_print() -> None:
    _, shown, _ = run("alertname=VTTCriticalMemoryUsage", "--value", "99.5")

    assert "99.5" in shown
    assert "no alert is called" not in shown
