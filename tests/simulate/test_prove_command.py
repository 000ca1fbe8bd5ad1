"""`vttalerts prove` shows who is told of what and when, and what somebody should look at, in three formats."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

GOLDENS = Path(__file__).with_suffix("")
KEPT = """
from vttalerts import *
from vttalerts.model.expr import promql

chat = Receiver(name="team-chat", integrations=(Webhook(url=secret("CHAT_URL")),))
dba = Receiver(name="dba-team", integrations=(Webhook(url=secret("DBA_URL")),))
queue = Metric(name="queue_length", type=MetricType.GAUGE, unit=COUNT, labels=("team", "queue"))
job = ScrapeJob(job_name="vtt", discoveries=(Static(targets=("vtt:80",)),), exports=(queue,), honor_timestamps=False)
slow = Alert(
    name="VTTSlow", expr=promql('queue_length{queue=~"mail|jobs"} > 5'), for_=minutes(1), severity=Severity.WARNING,
    labels={"team": "{{ $labels.team }}"}, summary="slow", notify_within=minutes(5),
)
down = Alert(
    name="VTTDown", expr=promql('up{job="vtt"} == 0'), severity=Severity.CRITICAL, service="db", summary="down",
)
ROUTES = (
    Route(matchers=match(team="dba"), receiver=dba, group_by=("alertname",)),
    Route(matchers=match(service="db"), receiver=dba, group_by=("...",), group_wait=seconds(0)),
)
GROUPS = (AlertGroup(name="g", interval=seconds(30), alerts=(slow, down)),)
DELIVERIES = (Delivery(given=match(service="db"), reaches=(dba,)),)
DOWN, SLOW = match(alertname="VTTDown"), match(alertname="VTTSlow")
RULES = (Inhibition(name="down explains slow", source_matchers=DOWN, target_matchers=SLOW),)
def made(routes=ROUTES, deliveries=DELIVERIES, rules=RULES, **more):
    root = Route(receiver=chat, group_by=("alertname",), routes=routes)
    return Platform(
        name="example", groups=GROUPS, scrape=(job,), routing=root, deliveries=deliveries, inhibitions=rules, **more,
    )
platform = made()
"""
BROKEN = f"""{KEPT}
mute = Receiver(name="nobody", integrations=())
night = IntervalSpec(times=(TimeRange(start_time="00:00", end_time="06:00"),))
nights = TimeInterval(name="nights", time_intervals=(night,))
ROUTES = (
    Route(matchers=match(service="db"), receiver=dba, continue_=True),
    Route(matchers=match(severity="critical"), receiver=dba),
    Route(matchers=regex(severity="crit.*", service="d."), receiver=chat, continue_=True),
    Route(matchers=match(team="dba"), receiver=dba, mute_time_intervals=(nights,)),
    Route(matchers=regex(severity="warn(ing)?", team="w.*"), receiver=mute),
    Route(matchers=match(team="web", severity="info"), receiver=chat),
    Route(matchers=(*match(severity="critical"), *regex(team="a.*")), receiver=chat),
)
DELIVERIES = (
    Delivery(given=match(severity="critical"), reaches=(dba, chat)),
    Delivery(given=match(severity="warning"), reaches=(chat,)),
)
RULES = (
    Inhibition(source_matchers=DOWN, target_matchers=SLOW, equal=("queue", "zone")),
    Inhibition(name="both lack it", source_matchers=DOWN, target_matchers=SLOW, equal=("zone",)),
    Inhibition(name="typo", source_matchers=match(alertname="VTTDwon"), target_matchers=SLOW),
)
drop = Relabel(source_labels=("queue",), regex="jobs", action=RelabelAction.DROP)
platform = made(ROUTES, DELIVERIES, RULES, prometheus=PrometheusServer(alert_relabel_configs=(drop,)))
"""
UNREADABLE = f"""{KEPT}
platform = made((Route(matchers=regex(team=r".*\\bdba\\b"), receiver=dba),), (), ())
"""


def prove(folder: Path, definitions: str, *arguments: str) -> tuple[int, str, str]:
    (folder / "pyproject.toml").write_text('[tool.vttalerts]\nplatform = "monitoring:platform"\noutput = "out"\n')
    (folder / "monitoring.py").write_text(definitions)
    ended = subprocess.run(
        [sys.executable, "-m", "vttalerts", "prove", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    return ended.returncode, ended.stdout, ended.stderr


SUFFIXES = {"text": "txt", "markdown": "md", "json": "json"}
PLATFORMS = {"kept": (KEPT, 0), "broken": (BROKEN, 1)}


@pytest.mark.parametrize("form", SUFFIXES)
@pytest.mark.parametrize("name", PLATFORMS)
def test_proof_reads_like_this(name: str, form: str, tmp_path: Path, file_regression: FileRegressionFixture) -> None:
    definitions, code = PLATFORMS[name]

    ended, shown, error = prove(tmp_path, definitions, "--format", form)

    assert (ended, error) == (code, "")
    suffix = SUFFIXES[form]
    file_regression.check(shown, extension=f".{suffix}", fullpath=GOLDENS / f"{name}.{suffix}")


def test_every_golden_is_compared() -> None:
    assert {file.name for file in GOLDENS.iterdir()} == {
        f"{name}.{suffix}" for name in PLATFORMS for suffix in SUFFIXES.values()
    }


def test_what_cannot_be_proven_is_said_and_is_no_success(tmp_path: Path) -> None:
    code, shown, _ = prove(tmp_path, UNREADABLE)

    assert code == 1
    assert shown.startswith("2 alerts, ")
    assert ": not all of it holds\n" in shown
    assert "  not proven: VTTSlow: patterns on `team`: `\\b`\n" in shown
    assert "VTTDown:" not in shown


def test_one_alert_is_proven_alone_and_written_to_a_file(tmp_path: Path) -> None:
    code, shown, error = prove(tmp_path, KEPT, "VTTDown", "--format", "json", "--output", "proof.json")

    assert (code, shown, error) == (0, "", "")
    document: dict[str, Any] = json.loads((tmp_path / "proof.json").read_text())
    assert [one["name"] for one in document["alerts"]] == ["VTTDown"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("VTTDwon",), "no alert is called VTTDwon; did you mean VTTDown or VTTSlow?\n"),
        (("xyz",), "no alert is called xyz; `vttalerts list alerts` shows all\n"),
        (("--output", "no/where.md"), "error: No such file or directory: no/where.md\n"),
    ],
)
def test_question_that_cannot_be_answered_is_said(arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    assert prove(tmp_path, KEPT, *arguments) == (2, "", said)


def test_platform_without_routing_tells_nobody(tmp_path: Path) -> None:
    code, _, error = prove(tmp_path, 'from vttalerts import Platform\nplatform = Platform(name="p")\n')

    assert (code, error) == (2, "the platform has no routing tree, so nobody is told of anything\n")
