"""`apply`, `doctor` and `drill` on what `vttalerts stack up` has started, with VTT's own definitions."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import binaries
import pytest

sys.path.insert(0, str(Path(__file__).parent))  # pytest's importlib mode leaves a test's folder out

from servers import Sink, free_port, get, wait_for

pytestmark = [pytest.mark.live, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
SERVICES = ("prometheus", "alertmanager", "grafana", "blackbox-exporter", "node-exporter")
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def ports() -> dict[str, int]:
    return {name: free_port() for name in SERVICES}


@pytest.fixture
def run(ports: dict[str, int], tmp_path: Path) -> Iterator[Run]:
    """Run a command on a copy of VTT's definitions, whose stack runs."""
    project = tmp_path / "vtt"
    project.mkdir()
    shutil.copytree(ROOT / "definitions", project / "definitions", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", project)
    sink = Sink()
    programs = {
        Path(binaries.get(name)).parent for name in ("prometheus", "alertmanager", "blackbox_exporter", "node_exporter")
    }
    names = json.loads(
        subprocess.run(
            [sys.executable, "-m", "vttalerts", "list", "secrets", "--format", "json", "--project", str(project)],
            capture_output=True,
            check=True,
        ).stdout
    )
    environment = {
        **os.environ,
        "PATH": os.pathsep.join((*map(str, programs), os.environ["PATH"])),
        "XDG_STATE_HOME": str(tmp_path / "state"),
        **{one["values"][0]: f"http://127.0.0.1:{sink.port}/{one['values'][0]}" for one in names},
    }

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "vttalerts", *arguments, "--project", str(project)]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    chosen = [part for name, port in ports.items() for part in ("--port", f"{name}={port}")]
    started = call("stack", "up", "--time-scale", "0.1", *chosen)
    try:
        assert started.returncode == 0, started.stdout + started.stderr
        yield call
    finally:
        call("stack", "down")
        sink.close()


def test_running_stack_is_compared_changed_looked_at_and_drilled(
    run: Run, ports: dict[str, int], tmp_path: Path
) -> None:
    prometheus = f"http://127.0.0.1:{ports['prometheus']}"
    alertmanager = f"http://127.0.0.1:{ports['alertmanager']}"

    same = run("apply", "--stack", "--dry-run")
    assert (same.stdout, same.stderr) == ("nothing to do: the files and the servers are what the definitions say\n", "")

    warning = tmp_path / "vtt" / "definitions" / "alerts" / "warning.py"
    text = warning.read_text(encoding="utf-8")
    assert text.count("HIGH_MEMORY: Final = percent(85)") == 1
    warning.write_text(text.replace("percent(85)", "percent(80)"), encoding="utf-8")
    applied = run("apply", "--stack")
    assert applied.stdout.splitlines()[-2:] == [
        f"Alertmanager {alertmanager} runs the build",
        f"Prometheus {prometheus} runs the build",
    ]
    assert "vtt_health_check_memory_usage_percent > 80" in str(get(f"{prometheus}/api/v1/rules"))

    # No VTT server runs here: that, and nothing about the stack itself, is what the doctor finds.
    def found() -> set[str] | None:
        answer = json.loads(run("doctor", "--stack", "--format", "json").stdout)
        checks = {one["check"] for one in answer["findings"]}
        return checks if {"target-down", "probe-failing"} <= checks and "no-targets" not in checks else None

    checks = wait_for(found, "the doctor finds that VTT is down")
    assert checks <= {"target-down", "probe-failing", "notifications-failing"}

    drilled = run("drill", "VTTHighRateLimitHits", "--alertmanager", alertmanager, "--wait", "10", "--format", "json")
    told = {one["integration"]: one["delivered"] for one in json.loads(drilled.stdout)}
    assert told == {"slack": 1, "email": 0}  # there is no mail server
    assert drilled.returncode == 1


def test_stack_that_does_not_run_is_named(tmp_path: Path) -> None:
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "vttalerts", "doctor", "--stack", "--project", str(ROOT)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stderr, done.returncode) == (
        "error: the stack does not run\n   = help: `vttalerts stack up` starts it\n",
        2,
    )
