"""The oldest servers that are supported: what they can't read stops the build, and what is built they read."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from vttalerts import Platform, Receiver, Targets, Webhook, loader, pipeline, writer
from vttalerts.diagnostics import Level
from vttalerts.graph import Graph
from vttalerts.model.routing import Route

ROOT = Path(__file__).parent.parent
OLDEST = Targets(prometheus="2.42", alertmanager="0.25", grafana="12", blackbox="0.23")


@pytest.fixture(scope="module")
def vtt() -> Platform:
    platform = loader.load(loader.find(ROOT)).platform
    assert platform is not None
    return platform


def errors(platform: Platform) -> list[str]:
    return [found.headline for found in pipeline.check(Graph(platform)) if found.level is Level.ERROR]


def without_secret_webhooks(platform: Platform) -> Platform:
    """VTT as it would be written for Alertmanager 0.25, whose webhooks read no file."""
    plain = {
        id(receiver): Receiver(name=receiver.name, integrations=(Webhook(url="https://watchdog.example.com/vtt"),))
        for receiver in Graph(platform).receivers
        if any(isinstance(part, Webhook) for part in receiver.integrations)
    }

    def swapped(route: Route) -> Route:
        changes: dict[str, object] = {"routes": tuple(swapped(child) for child in route.routes)}
        if id(route.receiver) in plain:
            changes["receiver"] = plain[id(route.receiver)]
        return route.copy_with(**changes)

    assert platform.routing is not None
    return platform.copy_with(targets=OLDEST, routing=swapped(platform.routing), deliveries=())


def test_vtt_is_written_for_the_declared_versions(vtt: Platform) -> None:
    assert errors(vtt) == []


def test_a_field_that_the_target_lacks_is_an_error_that_names_both(vtt: Platform) -> None:
    assert errors(vtt.copy_with(targets=OLDEST)) == [
        "Alertmanager 0.25 does not know `url_file` of Webhook",
    ]


def test_without_that_field_nothing_stands_in_the_way(vtt: Platform) -> None:
    assert errors(without_secret_webhooks(vtt)) == []


@pytest.mark.judge
def test_the_oldest_servers_read_what_is_built_for_them(
    vtt: Platform, promtool_old: Path, amtool_old: Path, tmp_path: Path
) -> None:
    writer.write(tmp_path, pipeline.build(Graph(without_secret_webhooks(vtt))))
    monitoring = tmp_path / "infra" / "monitoring"
    for command in (
        [promtool_old, "check", "config", monitoring / "prometheus.yml"],
        [promtool_old, "check", "rules", *sorted((monitoring / "rules").glob("*.yml"))],
        [amtool_old, "check-config", monitoring / "alertmanager.yml"],
    ):
        ended = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stdout + ended.stderr


@pytest.mark.judge
def test_the_oldest_alertmanager_refuses_exactly_what_the_gate_refuses(
    vtt: Platform, amtool_old: Path, tmp_path: Path
) -> None:
    writer.write(tmp_path, pipeline.build(Graph(vtt.copy_with(targets=OLDEST))))
    file = tmp_path / "infra" / "monitoring" / "alertmanager.yml"
    ended = subprocess.run([str(amtool_old), "check-config", str(file)], capture_output=True, text=True, check=False)
    assert ended.returncode != 0
    assert "field url_file not found" in ended.stdout + ended.stderr
