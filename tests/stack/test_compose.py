"""`vttalerts stack --engine compose`: what Docker Compose is told, and that it accepts the generated file."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parent.parent))  # pytest's importlib mode leaves a test's folder out

import binaries

ROOT = Path(__file__).parent.parent.parent
FILE = ROOT / "generated" / "infra" / "monitoring" / "docker-compose.yml"
SECRETS = {
    name: f"the-{name}"
    for name in (
        "SMTP_PASSWORD SLACK_WEBHOOK_URL PAGERDUTY_INTEGRATION_KEY WATCHDOG_WEBHOOK_URL GRAFANA_ADMIN_PASSWORD"
    ).split()
}


@pytest.fixture
def recorder(tmp_path: Path) -> Path:
    """A folder with a `docker` that writes down what it is told, and does nothing."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "docker"
    program.write_text(f'#!/bin/sh\nprintf "%s\\n" "$*" >> "{tmp_path}/said"\n', encoding="utf-8")
    program.chmod(0o755)
    return folder


def say(recorder: Path, *words: str, secrets: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in SECRETS}
    return subprocess.run(
        [sys.executable, "-m", "vttalerts", "stack", *words, "--engine", "compose"],
        cwd=ROOT,
        env={**environment, "PATH": f"{recorder}:{os.environ['PATH']}", **(SECRETS if secrets is None else secrets)},
        check=False,
        capture_output=True,
        text=True,
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("up",), "up --detach --wait --remove-orphans"),
        (("up", "--foreground"), "up --remove-orphans"),
        (("down",), "down --remove-orphans"),
        (("status",), "ps --all"),
        (("logs",), "logs --tail=50"),
        (("logs", "-f", "-n", "5", "prometheus"), "logs --tail=5 --follow prometheus"),
        (("restart", "alertmanager"), "up --detach --wait --force-recreate --no-deps alertmanager"),
    ],
    ids=lambda value: value if isinstance(value, str) else " ".join(value),
)
def test_compose_is_told(recorder: Path, words: tuple[str, ...], told: str) -> None:
    ended = say(recorder, *words)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    said = (recorder.parent / "said").read_text(encoding="utf-8").splitlines()
    assert said == ["compose version", f"compose --file {FILE} {told}"]
    assert not any(value in ended.stdout + ended.stderr for value in SECRETS.values())


def test_a_missing_secret_is_named_before_compose_is_told_anything(recorder: Path) -> None:
    ended = say(recorder, "up", secrets={name: value for name, value in SECRETS.items() if name != "SMTP_PASSWORD"})

    assert ended.returncode == 2
    assert "error[STK003]: the secret SMTP_PASSWORD is not in the environment" in ended.stdout
    assert (recorder.parent / "said").read_text(encoding="utf-8") == "compose version\n"


@pytest.mark.judge
def test_compose_accepts_the_file_and_asks_for_its_secrets(docker_compose: Path) -> None:
    command = [str(docker_compose), "--file", str(FILE), "config", "--quiet"]
    said = subprocess.run(command, env={**os.environ, **SECRETS}, check=False, capture_output=True, text=True)
    assert (said.returncode, said.stderr) == (0, "")


@pytest.fixture(scope="module")
def whole() -> dict[str, Any]:
    command = [str(binaries.get("docker-compose")), "--file", str(FILE), "config", "--format", "json"]
    said = subprocess.run(command, env={**os.environ, **SECRETS}, check=True, capture_output=True, text=True)
    found: dict[str, Any] = yaml.safe_load(said.stdout)
    return found


@pytest.mark.judge
def test_every_container_is_pinned_watched_restarted_and_may_do_little(whole: dict[str, Any]) -> None:
    for name, service in whole["services"].items():
        image, _, version = service["image"].rpartition(":")
        assert image, name
        assert version[0] in "v0123456789", name
        assert service["healthcheck"]["test"][0] == "CMD", name
        assert service["restart"] == "unless-stopped", name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert service["cap_drop"] == ["ALL"], name
        assert service["user"].partition(":")[0] != "0", name
        # Compose can't put a secret into a read-only container (docker/compose pull 12531).
        assert service.get("read_only", False) is not bool(service.get("secrets")), name
        for port in service.get("ports", ()):
            assert port["host_ip"] == "127.0.0.1", name


@pytest.mark.judge
def test_secrets_are_composes_own_and_come_from_the_environment(whole: dict[str, Any]) -> None:
    assert {name: secret["environment"] for name, secret in whole["secrets"].items()} == {
        name: name for name in SECRETS
    }
    assert not any(value in str(service) for service in whole["services"].values() for value in SECRETS.values())


@pytest.mark.judge
def test_networks_are_internal_but_for_those_who_must_get_out(whole: dict[str, Any]) -> None:
    assert whole["networks"]["monitoring"]["internal"] is True
    outside = {name for name, service in whole["services"].items() if "outbound" in service.get("networks", {})}
    assert outside == {"prometheus", "alertmanager", "blackbox-exporter"}
    assert set(whole["volumes"]) == {"prometheus-data", "alertmanager-data", "grafana-data"}
