"""`vttalerts stack` with the real servers as processes: started, looked after, stopped, and nothing left behind."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent / "live"))  # pytest's importlib mode leaves a test's folder out

from servers import free_port, get, wait_for

from vttalerts.stack.processes import Process

ROOT = Path(__file__).parent.parent.parent
SECRETS = {
    "SMTP_PASSWORD": "the-mail-password",
    "SLACK_WEBHOOK_URL": "http://127.0.0.1:9/the-slack-secret",
    "PAGERDUTY_INTEGRATION_KEY": "the-pager-key",
    "WATCHDOG_WEBHOOK_URL": "http://127.0.0.1:9/the-watchdog",
    "GRAFANA_ADMIN_PASSWORD": "the-grafana-password",
}
SERVICES = ("node-exporter", "blackbox-exporter", "alertmanager", "prometheus")

pytestmark = [pytest.mark.live, pytest.mark.slow]


class Stack:
    """One stack with free ports in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in SERVICES}

    def run(self, *words: str, secrets: dict[str, str] | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `vttalerts stack …`."""
        environment = {name: value for name, value in os.environ.items() if name not in SECRETS}
        environment.update(SECRETS if secrets is None else secrets, **more)
        return subprocess.run(
            [sys.executable, "-m", "vttalerts", "stack", *words, "--state-dir", str(self.folder)],
            cwd=ROOT,
            env=environment,
            check=False,
            capture_output=True,
            text=True,
            timeout=180,
        )

    def up(self, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:  # noqa: ANN401  passed on
        """Start it."""
        ports = [part for name, port in self.ports.items() for part in ("--port", f"{name}={port}")]
        return self.run("up", *ports, *words, **more)

    def url(self, service: str) -> str:
        """Return where a service answers."""
        return f"http://127.0.0.1:{self.ports[service]}"

    def state(self) -> dict[str, Any]:
        """Return what the supervisor says."""
        found: dict[str, Any] = json.loads((self.folder / "state.json").read_text(encoding="utf-8"))
        return found

    def processes(self) -> list[Process]:
        """Return the supervisor, and all that it looks after."""
        state = self.state()
        known = (state["supervisor"], *state["services"].values())
        return [Process(one["pid"], one["start"]) for one in known if one["pid"]]

    def service(self, name: str) -> dict[str, Any]:
        """Return what the supervisor says of a service."""
        found: dict[str, Any] = self.state()["services"][name]
        return found


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    made = Stack(tmp_path / "stack")
    try:
        yield made
    finally:
        made.run("down")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    made = Stack(tmp_path_factory.mktemp("running") / "stack")
    try:
        started = made.up()
        assert started.returncode == 0, started.stdout + started.stderr
        yield made
    finally:
        made.run("down")


def test_up_waits_until_every_service_answers(running: Stack) -> None:
    for name, path in (("prometheus", "-/ready"), ("alertmanager", "-/ready"), ("blackbox-exporter", "-/healthy")):
        assert get(f"{running.url(name)}/{path}") is not None
    shown = running.run("status")
    assert shown.returncode == 0
    for name in SERVICES:
        line = next(line for line in shown.stdout.splitlines() if line.startswith(name))
        assert "ready" in line
        assert f"http://localhost:{running.ports[name]}" in line


def test_everything_listens_on_loopback_alone(running: Stack) -> None:
    ours = {f"{port:04X}" for port in running.ports.values()}
    addresses = set()
    for table in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(table).read_text(encoding="utf-8").splitlines()[1:]:
            fields = line.split()
            address, port = fields[1].rsplit(":", 1)
            if fields[3] == "0A" and port in ours:
                addresses.add(address)
    assert addresses == {"0100007F"}


def test_prometheus_finds_all_that_it_scrapes_at_this_machines_addresses(running: Stack) -> None:
    def scraped() -> object:
        answer = get(f"{running.url('prometheus')}/api/v1/targets")
        targets = answer["data"]["activeTargets"] if answer else []
        return {one["labels"]["instance"] for one in targets if one["health"] == "up"}

    wanted = {f"127.0.0.1:{running.ports[name]}" for name in ("node-exporter", "blackbox-exporter", "alertmanager")}
    wait_for(lambda: wanted <= set(scraped()), "the parts of the monitoring are scraped", 90)  # type: ignore[call-overload]


def test_prometheus_knows_alertmanager_and_all_rules(running: Stack) -> None:
    def known() -> list[str]:
        answer = get(f"{running.url('prometheus')}/api/v1/alertmanagers")
        return [one["url"] for one in answer["data"]["activeAlertmanagers"]] if answer else []

    found = wait_for(known, "Prometheus knows Alertmanager", 60)
    assert found == [f"{running.url('alertmanager')}/api/v2/alerts"]
    groups = get(f"{running.url('prometheus')}/api/v1/rules")["data"]["groups"]
    assert sum(len(group["rules"]) for group in groups) == 42


def test_secrets_are_files_for_this_user_alone_and_nowhere_else(running: Stack) -> None:
    folder = running.folder / "secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(running.folder.stat().st_mode) == 0o700
    assert {file.name for file in folder.iterdir()} == SECRETS.keys() - {"GRAFANA_ADMIN_PASSWORD"}
    for file in folder.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert file.read_text(encoding="utf-8") == SECRETS[file.name]
    for file in running.folder.rglob("*"):
        if file.is_file() and file.parent != folder:
            content = file.read_bytes()
            assert [value for value in SECRETS.values() if value.encode() in content] == [], file
    for process in running.processes():
        environment = Path(f"/proc/{process.pid}/environ").read_bytes()
        assert [value for value in SECRETS.values() if value.encode() in environment] == []


def test_a_second_up_says_that_it_runs(running: Stack) -> None:
    again = running.up()

    assert again.returncode == 2
    assert "error[STK008]: the stack of this project runs already" in again.stdout


def test_a_process_that_dies_is_started_again(running: Stack) -> None:
    before = running.service("blackbox-exporter")
    os.kill(before["pid"], signal.SIGKILL)

    def again() -> bool:
        now = running.service("blackbox-exporter")
        return bool(now["state"] == "ready" and now["pid"] != before["pid"])

    wait_for(again, "the exporter answers again")
    assert running.service("blackbox-exporter")["restarts"] == before["restarts"] + 1


def test_restart_gives_one_service_another_process_and_the_others_none(running: Stack) -> None:
    before = {name: running.service(name)["pid"] for name in SERVICES}

    assert running.run("restart", "alertmanager").returncode == 0

    after = {name: running.service(name)["pid"] for name in SERVICES}
    assert {name for name in SERVICES if before[name] != after[name]} == {"alertmanager"}


def test_logs_show_each_service_by_name(running: Stack) -> None:
    shown = running.run("logs", "prometheus", "alertmanager", "--lines", "3")

    assert shown.returncode == 0
    assert {line.partition(" ")[0] for line in shown.stdout.splitlines()} == {"prometheus", "alertmanager"}
    assert len(shown.stdout.splitlines()) == 6


def test_logs_have_one_colour_a_service(running: Stack) -> None:
    shown = running.run("logs", "--lines", "1", FORCE_COLOR="1", TERM="xterm")

    colours = {line.partition("m")[0] for line in shown.stdout.splitlines() if line.startswith("\x1b[")}
    assert len(colours) == len(SERVICES)


def test_logs_that_are_followed_show_what_is_new(running: Stack) -> None:
    command = [sys.executable, "-m", "vttalerts", "stack", "logs", "-f", "-n", "1", "--state-dir", str(running.folder)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            assert process.stdout.readline()  # it knows where the logs end
            request = urllib.request.Request(f"{running.url('prometheus')}/-/reload", method="POST")  # noqa: S310
            urllib.request.urlopen(request, timeout=10).close()  # noqa: S310  loopback
            line = next(line for line in process.stdout if "Completed loading of configuration file" in line)
        finally:
            process.terminate()
            process.wait(10)
    assert line.startswith("prometheus ")


def test_a_service_that_does_not_exist_is_named(running: Stack) -> None:
    assert "there is no service `mailer`" in running.run("logs", "mailer").stderr
    assert "there is no service `mailer`" in running.run("restart", "mailer").stderr


def test_down_ends_everything_and_removes_the_secrets_and_keeps_the_data(stack: Stack) -> None:
    assert stack.up().returncode == 0
    processes = stack.processes()
    assert all(process.is_alive() for process in processes)

    ended = stack.run("down")

    assert (ended.returncode, ended.stdout) == (0, "stopped\n")
    assert [process for process in processes if process.is_alive()] == []
    assert not (stack.folder / "secrets").exists()
    assert not (stack.folder / "state.json").exists()
    assert (stack.folder / "data" / "prometheus").is_dir()
    assert stack.run("status").returncode == 2
    assert stack.run("down").stdout == "nothing runs\n"


def test_a_supervisor_that_is_killed_takes_its_children_with_it_and_down_cleans_up(stack: Stack) -> None:
    assert stack.up().returncode == 0
    supervisor, *children = stack.processes()
    os.kill(supervisor.pid, signal.SIGKILL)

    wait_for(lambda: not any(child.is_alive() for child in children), "the servers end with their supervisor", 20)
    assert stack.run("status").returncode == 2
    assert (stack.folder / "secrets").exists()
    assert stack.run("down").returncode == 0
    assert not (stack.folder / "secrets").exists()


def test_a_process_that_got_an_old_number_is_not_touched(stack: Stack) -> None:
    bystander = subprocess.Popen(["sleep", "60"])
    try:
        stack.folder.mkdir(parents=True)
        mine = {"pid": bystander.pid, "start": 1}
        state = {"supervisor": mine, "services": {"prometheus": mine}}
        (stack.folder / "state.json").write_text(json.dumps(state), encoding="utf-8")

        stack.run("down")

        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_foreground_stays_and_ends_all_with_ctrl_c(stack: Stack) -> None:
    ports = [part for name, port in stack.ports.items() for part in ("--port", f"{name}={port}")]
    command = [sys.executable, "-m", "vttalerts", "stack", "up", "--foreground", *ports]
    with subprocess.Popen(
        [*command, "--state-dir", str(stack.folder)],
        cwd=ROOT,
        env={**os.environ, **SECRETS},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        next(line for line in process.stdout if " | " in line)
        processes = stack.processes()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert [one for one in processes if one.is_alive()] == []
    assert not (stack.folder / "secrets").exists()


@pytest.mark.parametrize("name", sorted(SECRETS.keys() - {"GRAFANA_ADMIN_PASSWORD"}))
def test_a_missing_secret_is_named_before_anything_starts(stack: Stack, name: str) -> None:
    refused = stack.up(secrets={key: value for key, value in SECRETS.items() if key != name})

    assert refused.returncode == 2
    assert f"error[STK003]: the secret {name} is not in the environment" in refused.stdout
    assert not stack.folder.exists()
    assert not any(value in refused.stdout + refused.stderr for value in SECRETS.values())


def test_a_taken_port_is_named_with_the_process_that_holds_it(stack: Stack) -> None:
    import socket

    with socket.socket() as holder:
        holder.bind(("127.0.0.1", stack.ports["alertmanager"]))
        holder.listen()
        refused = stack.up()

    assert refused.returncode == 2
    assert f"error[STK004]: port {stack.ports['alertmanager']} of alertmanager is taken by " in refused.stdout
    assert f"(process {os.getpid()})" in refused.stdout


def test_a_missing_program_is_named_with_how_to_get_it(stack: Stack, tmp_path: Path) -> None:
    (tmp_path / "tools").mkdir()
    (tmp_path / "bin").mkdir()

    refused = stack.up(VTTALERTS_TOOLS=str(tmp_path / "tools"), PATH=str(tmp_path / "bin"))

    assert refused.returncode == 2
    for name in SERVICES:
        assert f"error[STK002]: {name} is not installed" in refused.stdout
    assert "`apt-get install prometheus-alertmanager`, or unpack " in refused.stdout


def test_a_server_that_does_not_start_is_shown_with_the_end_of_its_log(stack: Stack, tmp_path: Path) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    for program in (ROOT / ".tools" / "current").glob("*/usr/bin/*"):
        if program.name != "prometheus-alertmanager":
            (tools / program.name).symlink_to(program)
    broken = tools / "alertmanager"
    broken.write_text("#!/bin/sh\necho 'this disk is read-only' >&2\nexit 7\n", encoding="utf-8")
    broken.chmod(0o755)

    failed = stack.up(VTTALERTS_TOOLS=str(tools))

    assert failed.returncode == 2
    assert "error: alertmanager is not ready (exit code 7); its log ends:\nthis disk is read-only" in failed.stderr
    assert not (stack.folder / "state.json").exists()
    assert not (stack.folder / "secrets").exists()


def test_definitions_with_an_error_start_nothing(stack: Stack, tmp_path: Path) -> None:
    project = tmp_path / "project"
    subprocess.run([sys.executable, "-m", "vttalerts", "init", str(project)], check=True, capture_output=True)
    refused = stack.run("up", "--project", str(project))

    assert refused.returncode == 2
    assert "error[STK001]: the platform has no deployment" in refused.stdout


@pytest.mark.parametrize("text", ["prometheus", "prometheus=http", "mailer=25", "prometheus=70000"])
def test_a_port_that_is_none_is_refused(stack: Stack, text: str) -> None:
    refused = stack.run("up", "--port", text)

    assert refused.returncode == 2
    assert f"error[STK007]: `{text}` is no port of a service" in refused.stdout
