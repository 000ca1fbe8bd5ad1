"""The real servers over the real output: they load exactly these files, and an alert travels from fault to webhook."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # pytest's importlib mode leaves a test's folder out

from servers import Metrics, Sink, free_port, get, running, wait_for

ROOT = Path(__file__).parent.parent.parent
MONITORING = ROOT / "generated" / "infra" / "monitoring"

pytestmark = [pytest.mark.live, pytest.mark.slow]


def prometheus_command(binary: Path, folder: Path, data: Path, port: int) -> list[str]:
    return [
        str(binary),
        f"--config.file={folder / 'prometheus.yml'}",
        f"--storage.tsdb.path={data}",
        f"--web.listen-address=127.0.0.1:{port}",
    ]


def alertmanager_command(binary: Path, folder: Path, data: Path, port: int) -> list[str]:
    return [
        str(binary),
        f"--config.file={folder / 'alertmanager.yml'}",
        f"--storage.path={data}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]


def rules(url: str) -> list[dict[str, object]]:
    answer = get(f"{url}/api/v1/rules")
    return [rule for group in answer["data"]["groups"] for rule in group["rules"]] if answer else []


def test_prometheus_loads_exactly_these_files_and_every_rule_is_healthy(prometheus: Path, tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running(
        prometheus_command(prometheus, MONITORING, tmp_path / "data", port),
        tmp_path / "log",
        f"{url}/-/ready",
        tmp_path,
    ):
        written = sum(
            (MONITORING / "rules" / name).read_text(encoding="utf-8").count(kind)
            for name, kind in (("vtt-alerts.yml", "- alert: "), ("vtt-recording.yml", "- record: "))
        )
        wait_for(lambda: len(rules(url)) == written, f"all {written} rules are loaded")
        wait_for(lambda: all(rule["health"] != "unknown" for rule in rules(url)), "every rule was evaluated", 120)
        assert {rule["name"]: rule["lastError"] for rule in rules(url) if rule["health"] != "ok"} == {}


def test_alertmanager_loads_exactly_these_files(alertmanager: Path, tmp_path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running(
        alertmanager_command(alertmanager, MONITORING, tmp_path / "data", port),
        tmp_path / "log",
        f"{url}/-/ready",
        tmp_path,
    ):
        names = {receiver["name"] for receiver in get(f"{url}/api/v2/receivers")}
    written = {
        line.split()[-1]
        for line in (MONITORING / "alertmanager.yml").read_text(encoding="utf-8").splitlines()
        if line.startswith("  - name: ")
    }
    assert names
    assert names <= written


@pytest.fixture
def sink() -> Iterator[Sink]:
    made = Sink()
    yield made
    made.close()


def test_a_scrape_target_that_is_gone_arrives_as_vttapidown_at_a_webhook(
    prometheus: Path, alertmanager: Path, sink: Sink, tmp_path: Path
) -> None:
    server = Metrics("/api/metrics/prometheus", "vtt_health_check_database_status 1\n")
    prometheus_port, alertmanager_port = free_port(), free_port()
    secrets = tmp_path / "secrets"
    secrets.mkdir()
    listed = subprocess.run(
        [sys.executable, "-m", "vttalerts", "list", "secrets", "--format", "json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    for name in (entry["values"][0] for entry in json.loads(listed.stdout)):
        (secrets / name).write_text(f"http://127.0.0.1:{sink.port}/{name}", encoding="utf-8")
    variables = tmp_path / "loopback.env"
    variables.write_text(
        f"VTT_SERVER_TARGET=127.0.0.1:{server.port}\n"
        f"PROMETHEUS_TARGET=127.0.0.1:{prometheus_port}\n"
        f"ALERTMANAGER_TARGET=127.0.0.1:{alertmanager_port}\n",
        encoding="utf-8",
    )
    command = [
        sys.executable,
        "-m",
        "vttalerts",
        "build",
        "--env-file",
        str(variables),
        "--secrets-dir",
        str(secrets),
        "--output",
        str(tmp_path / "built"),
    ]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    folder = tmp_path / "built" / "infra" / "monitoring"
    with ExitStack() as stack:
        for command, port, path in (
            (
                alertmanager_command(alertmanager, folder, tmp_path / "a", alertmanager_port),
                alertmanager_port,
                "-/ready",
            ),
            (
                prometheus_command(prometheus, folder, tmp_path / "p", prometheus_port),
                prometheus_port,
                "-/ready",
            ),
        ):
            stack.enter_context(running(command, tmp_path / f"{port}.log", f"http://127.0.0.1:{port}/{path}", tmp_path))
        url = f"http://127.0.0.1:{prometheus_port}"

        def up() -> object:
            answer = get(f"{url}/api/v1/query?query=up%7Bjob%3D%22vtt-server%22%7D")
            return answer and answer["data"]["result"] and answer["data"]["result"][0]["value"][1]

        wait_for(lambda: up() == "1", "the target is scraped", 90)
        server.close()

        def arrived() -> list[dict[str, object]]:
            return [body for body in sink.at("/SLACK_WEBHOOK_URL") if "VTTAPIDown" in str(body)]

        wait_for(arrived, "VTTAPIDown arrives at the Slack webhook", 240)
        message = str(arrived()[0])
        assert "https://docs.vtt.example.com/runbooks/api-down" in message
        others = {
            word
            for body in sink.at("/SLACK_WEBHOOK_URL")
            for word in ("VTTHighErrorRate", "VTTHighResponseTime")
            if word in str(body)
        }
        assert others == set()
