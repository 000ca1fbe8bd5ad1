"""`vttalerts drill` through a real Alertmanager to sinks that take, refuse and delay what they are sent."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # pytest's importlib mode leaves a test's folder out

from servers import Sink, free_port, get, running, wait_for
from small import Project

pytestmark = [pytest.mark.live, pytest.mark.slow]


class Stage:
    """A project, its Alertmanager, and a sink for its webhooks."""

    def __init__(self, project: Project, sink: Sink, url: str) -> None:
        self.project = project
        self.sink = sink
        self.url = url

    def drill(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.project.run("drill", *arguments, "--alertmanager", self.url, built=False)

    def held(self) -> list[str]:
        return [one["labels"]["alertname"] for one in get(f"{self.url}/api/v2/alerts")]

    def statuses(self, path: str) -> list[str]:
        return [body["status"] for body in self.sink.at(path)]


@contextmanager
def staged(alertmanager: Path, folder: Path, *flags: str) -> Iterator[Stage]:
    project, sink, port = Project(folder / "shop"), Sink(), free_port()
    stage = Stage(project, sink, f"http://127.0.0.1:{port}")
    for name in ("PAGER_URL", "SECOND_URL", "SLACK_WEBHOOK_URL"):
        project.secret(name, f"http://127.0.0.1:{sink.port}/{name}")
    assert project.run("build").returncode == 0
    command = [
        str(alertmanager),
        f"--config.file={project.folder / 'alertmanager.yml'}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
        *flags,
    ]
    try:
        with running(command, folder / "log", f"{stage.url}/-/ready", folder):
            yield stage
    finally:
        sink.close()


@pytest.fixture
def stage(alertmanager: Path, tmp_path: Path) -> Iterator[Stage]:
    with staged(alertmanager, tmp_path, "--enable-feature=receiver-name-in-metrics") as made:
        yield made


def test_drill_is_marked_goes_the_real_way_and_is_over_afterwards(stage: Stage) -> None:
    done = stage.drill("ShopDown", "--format", "json")

    (verdict,) = json.loads(done.stdout)
    assert (verdict["receiver"], verdict["integration"], verdict["delivered"]) == ("pager", "webhook", 2)
    assert 0 < verdict["seconds"] < 30
    assert done.returncode == 0
    first = stage.sink.at("/PAGER_URL")[0]
    labels = first["alerts"][0]["labels"]
    mark = labels.pop("drill")
    assert labels == {"alertname": "ShopDown", "job": "shop", "service": "shop", "severity": "critical"}
    assert first["alerts"][0]["annotations"]["summary"] == "DRILL, nothing is wrong: ShopDown"
    assert f'ShopDown, marked drill="{mark}"' in done.stderr
    assert 'while it lasts, nobody hears of alertname="ShopSlow" with the same service' in done.stderr
    assert f"resolved at {stage.url}" in done.stderr
    assert stage.held() == []
    wait_for(lambda: stage.statuses("/PAGER_URL") == ["firing", "resolved"], "the receiver hears that it is over")


def test_second_drill_is_told_like_the_first(stage: Stage) -> None:
    assert stage.drill("ShopDown").returncode == 0
    assert stage.drill("ShopDown").returncode == 0


def test_receiver_that_refuses_is_named_and_the_others_too(stage: Stage) -> None:
    stage.project.secret("SECOND_URL", f"http://127.0.0.1:{free_port()}/")

    done = stage.drill("ShopDown", "--wait", "4")

    assert done.stdout.startswith("pager (webhook × 2): not delivered: 1 of 2 delivered; ")  # noqa: RUF001
    assert "failed" in done.stdout
    assert done.returncode == 1
    assert stage.held() == []


def test_secret_that_is_missing_makes_the_drill_fail(stage: Stage) -> None:
    (stage.project.secrets / "SLACK_WEBHOOK_URL").unlink()

    done = stage.drill("ShopSlow", "--wait", "5")

    assert done.stdout.startswith("chat (slack): not delivered: ")
    assert done.returncode == 1
    assert stage.held() == []


def test_silence_is_the_reason_that_is_given(stage: Stage) -> None:
    now = datetime.now(UTC)
    body = {
        "matchers": [{"name": "alertname", "value": "ShopDown", "isRegex": False}],
        "startsAt": now.isoformat(),
        "endsAt": (now + timedelta(minutes=5)).isoformat(),
        "createdBy": "test",
        "comment": "test",
    }
    request = Request(  # noqa: S310  loopback
        f"{stage.url}/api/v2/silences", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    with urlopen(request) as answer:  # noqa: S310  loopback
        silence = json.loads(answer.read())["silenceID"]

    done = stage.drill("ShopDown")

    assert done.stdout == f"pager (webhook × 2): not delivered: silenced by {silence}\n"  # noqa: RUF001
    assert done.returncode == 1


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 130)])
def test_stopped_drill_ends_the_alert_first(stage: Stage, sent: signal.Signals, code: int) -> None:
    # Nobody answers: the drill would watch for minutes.
    stage.project.secret("PAGER_URL", f"http://127.0.0.1:{free_port()}/")
    process = subprocess.Popen(
        stage.project.command("drill", "ShopDown", "--alertmanager", stage.url, "--wait", "300", built=False),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(lambda: stage.held() == ["ShopDown"], "the alert is there")
    finally:
        process.send_signal(sent)
        said = process.communicate(timeout=30)[1]

    assert f"resolved at {stage.url}" in said
    assert process.returncode == code
    assert stage.held() == []


def test_alertmanager_that_names_no_receivers_in_its_metrics_is_watched_by_integration(
    alertmanager: Path, tmp_path: Path
) -> None:
    with staged(alertmanager, tmp_path) as stage:
        done = stage.drill("ShopDown")

    assert done.stdout.startswith("pager (webhook × 2): delivered after ")  # noqa: RUF001
    assert done.returncode == 0


def test_unknown_alert_and_absent_server_are_named(tmp_path: Path) -> None:
    project = Project(tmp_path / "shop")
    nobody = f"http://127.0.0.1:{free_port()}"

    unknown = project.run("drill", "ShopDwn", built=False)
    absent = project.run("drill", "ShopDown", "--alertmanager", nobody, built=False)

    assert (unknown.stderr, unknown.returncode) == (
        "error: no alert is called ShopDwn; did you mean ShopDown or ShopSlow?\n",
        2,
    )
    assert absent.stderr.startswith(f"error: {nobody} can't be asked: connection refused\n")
    assert absent.returncode == 2
