"""`generated/`: committed, a function of the definitions alone, and accepted by everything that reads it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GENERATED = ROOT / "generated"
MONITORING = GENERATED / "infra" / "monitoring"


def run(*command: str | Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def vttalerts(*arguments: str, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-m", "vttalerts", *arguments, cwd=cwd, **environment)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_the_definitions_are_clean_even_of_warnings() -> None:
    ended = vttalerts("check", "--no-cache", "--strict")
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout


def test_generated_is_what_the_definitions_make() -> None:
    ended = vttalerts("build", "--check", "--no-cache")
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout


def test_everything_that_the_issue_names_is_there() -> None:
    named = """
        infra/monitoring/prometheus.yml infra/monitoring/rules/vtt-alerts.yml infra/monitoring/rules/vtt-recording.yml
        infra/monitoring/alertmanager.yml infra/monitoring/blackbox.yml infra/monitoring/docker-compose.yml
        config/health-monitor.json schemas/health-monitor.schema.json
        docs/runbooks/api-down.md docs/runbooks/database-unhealthy.md docs/runbooks/high-memory.md
    """.split()
    assert [name for name in named if not (GENERATED / name).is_file()] == []
    assert list((MONITORING / "templates").glob("*.tmpl"))
    assert list((MONITORING / "grafana" / "dashboards").glob("*.json"))
    assert list((MONITORING / "grafana" / "provisioning").rglob("*.yml"))


@pytest.mark.slow
def test_two_builds_under_other_circumstances_are_byte_identical(tmp_path: Path) -> None:
    deep = ROOT / "definitions" / "alerts"
    first = vttalerts("build", "--output", str(tmp_path / "one"), PYTHONHASHSEED="1", TZ="UTC", LC_ALL="C")
    second = vttalerts(
        "build",
        "--output",
        str(tmp_path / "two"),
        cwd=deep,
        PYTHONHASHSEED="2",
        TZ="Asia/Tokyo",
        LC_ALL="C.UTF-8",
        SMTP_HOST="elsewhere.example.com",
    )
    assert (first.returncode, second.returncode) == (0, 0), first.stdout + second.stdout
    assert contents(tmp_path / "one") == contents(tmp_path / "two") == contents(GENERATED)


def test_the_environment_has_influence_only_where_it_is_asked_for(tmp_path: Path) -> None:
    asked = vttalerts("build", "--from-env", "--output", str(tmp_path), SMTP_HOST="mail.example.org")
    assert asked.returncode == 0, asked.stdout
    assert "smtp_smarthost: mail.example.org:587" in (tmp_path / "infra" / "monitoring" / "alertmanager.yml").read_text(
        encoding="utf-8"
    )
    assert "smtp_smarthost: smtp.example.com:587" in (MONITORING / "alertmanager.yml").read_text(encoding="utf-8")


def test_no_value_of_a_secret_reaches_the_output_or_the_screen(tmp_path: Path) -> None:
    names = json.loads(vttalerts("list", "secrets", "--format", "json").stdout)
    secrets = {entry["values"][0]: f"hunter2-{number}" for number, entry in enumerate(names)}
    assert {"SMTP_PASSWORD", "SLACK_WEBHOOK_URL", "PAGERDUTY_INTEGRATION_KEY", "WEBHOOK_URL"} <= set(secrets)
    ended = vttalerts("build", "--from-env", "--output", str(tmp_path / "out"), cwd=ROOT, **secrets)
    everything = ended.stdout + ended.stderr + "".join(text.decode() for text in contents(tmp_path / "out").values())
    assert ended.returncode == 0
    assert "hunter2" not in everything
    assert all(f"/run/secrets/{name}" in everything for name in secrets)


def test_every_variable_of_the_seeds_production_section_is_covered() -> None:
    known = {
        entry["values"][0]
        for kind in ("secrets", "variables")
        for entry in json.loads(vttalerts("list", kind, "--format", "json").stdout)
    }
    seed = {
        "SMTP_HOST",
        "SMTP_USER",
        "SMTP_PASSWORD",
        "SLACK_WEBHOOK_URL",
        "PAGERDUTY_INTEGRATION_KEY",
        "VTT_BASE_URL",
        "WEBHOOK_URL",
    }
    assert seed - known == set()


@pytest.mark.judge
def test_promtool_accepts_the_configuration(promtool: Path, tmp_path: Path) -> None:
    ended = run(promtool, "check", "config", "--lint-fatal", MONITORING / "prometheus.yml", cwd=tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.judge
def test_promtool_accepts_the_rules_without_a_lint(promtool: Path, tmp_path: Path) -> None:
    ended = run(
        promtool,
        "check",
        "rules",
        "--lint-fatal",
        *sorted((MONITORING / "rules").glob("*.yml")),
        cwd=tmp_path,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.judge
def test_amtool_accepts_the_configuration_and_its_templates(amtool: Path, tmp_path: Path) -> None:
    ended = run(amtool, "check-config", MONITORING / "alertmanager.yml", cwd=tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "FAILED" not in ended.stdout


@pytest.mark.judge
def test_the_blackbox_exporter_accepts_its_modules(blackbox_exporter: Path, tmp_path: Path) -> None:
    ended = run(blackbox_exporter, "--config.check", f"--config.file={MONITORING / 'blackbox.yml'}", cwd=tmp_path)
    assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.judge
def test_docker_compose_accepts_the_stack(docker_compose: Path, tmp_path: Path) -> None:
    names = [entry["values"][0] for entry in json.loads(vttalerts("list", "secrets", "--format", "json").stdout)]
    ended = run(
        docker_compose,
        "--file",
        MONITORING / "docker-compose.yml",
        "config",
        "--quiet",
        cwd=tmp_path,
        **dict.fromkeys(names, "x"),
    )
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
