"""What stands in docker-compose.yml for each service, run without Docker: the same flags, the same health check.

The real servers take the command lines word for word, but for the places where a container would have its own:
folders, and ports on loopback.
"""

from __future__ import annotations

import json
import re
import sys
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parent))  # pytest's importlib mode leaves a test's folder out

import binaries
from servers import free_port, get, running, wait_for

MONITORING = Path(__file__).parent.parent.parent / "generated" / "infra" / "monitoring"
PROGRAMS = {
    "prometheus": "prometheus",
    "alertmanager": "alertmanager",
    "blackbox-exporter": "blackbox_exporter",
    "node-exporter": "node_exporter",
}

pytestmark = [pytest.mark.live, pytest.mark.slow]


@pytest.fixture
def services() -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((MONITORING / "docker-compose.yml").read_text(encoding="utf-8"))["services"]
    return read


def local(service: dict[str, Any], tmp_path: Path, port: int) -> list[str]:
    """The flags of a service with this machine's folders and a free port."""
    places = {"/host": "/"}
    for volume in service["volumes"]:
        source, target, *_ = volume.split(":")
        if source.startswith("."):
            places[target] = str(MONITORING / source)
        elif not source.startswith("/"):
            places[target] = str(tmp_path / source)
    flags = []
    for flag in service["command"]:
        name, _, value = flag.partition("=")
        if name == "--web.listen-address":
            value = f"127.0.0.1:{port}"
        for target in sorted(places, key=len, reverse=True):
            if value == target or value.startswith(f"{target}/"):
                value = places[target].rstrip("/") + value.removeprefix(target) or "/"
                break
        flags.append(f"{name}={value}" if value or "=" in flag else name)
    return list(dict.fromkeys(flags))


@pytest.mark.parametrize("name", PROGRAMS)
def test_server_starts_with_its_flags_and_is_healthy_in_composes_words(
    services: dict[str, Any], name: str, tmp_path: Path
) -> None:
    service = services[name]
    port = free_port()
    *_, address = service["healthcheck"]["test"]
    health = re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{port}", address)
    command = [str(binaries.get(PROGRAMS[name])), *local(service, tmp_path, port)]

    with running(command, tmp_path / "log", health, tmp_path):
        assert get(health) is not None


def test_prometheus_and_alertmanager_reload_when_they_are_asked_to(services: dict[str, Any], tmp_path: Path) -> None:
    with ExitStack() as stack:
        for name in ("prometheus", "alertmanager"):
            port = free_port()
            folder = tmp_path / name
            folder.mkdir()
            command = [str(binaries.get(name)), *local(services[name], folder, port)]
            stack.enter_context(running(command, folder / "log", f"http://127.0.0.1:{port}/-/ready", folder))
            request = urllib.request.Request(f"http://127.0.0.1:{port}/-/reload", method="POST")
            with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310  loopback
                assert answer.status == 200


@pytest.mark.skipif(
    not Path("/sys/devices/system/cpu").exists(), reason="/sys is not mounted here, and Node Exporter reads it"
)
def test_node_exporter_measures_the_host(services: dict[str, Any], tmp_path: Path) -> None:
    port = free_port()
    command = [str(binaries.get("node_exporter")), *local(services["node-exporter"], tmp_path, port)]
    with running(command, tmp_path / "log", f"http://127.0.0.1:{port}/", tmp_path):
        metrics = get(f"http://127.0.0.1:{port}/metrics")

    for name in ("node_cpu_seconds_total", "node_memory_MemAvailable_bytes", "node_network_receive_bytes_total"):
        assert f"\n{name}" in metrics


def test_retention_is_what_the_definitions_say(services: dict[str, Any], tmp_path: Path) -> None:
    port = free_port()
    command = [str(binaries.get("prometheus")), *local(services["prometheus"], tmp_path, port)]
    with running(command, tmp_path / "log", f"http://127.0.0.1:{port}/-/ready", tmp_path):
        status = wait_for(
            lambda: get(f"http://127.0.0.1:{port}/api/v1/status/runtimeinfo"), "Prometheus says its status"
        )

    assert status["data"]["storageRetention"] == "30d or 20GiB", json.dumps(status)
