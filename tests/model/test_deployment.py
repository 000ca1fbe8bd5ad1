"""The stack's definition: mistakes that Docker would only find when it starts."""

from __future__ import annotations

from typing import Any

import pytest

from vttalerts import Container, DefinitionError, Deployment, days, secret


def deployment(**changes: object) -> Deployment:
    parts: dict[str, Any] = {
        "prometheus": Container(image="prom/prometheus:v3.5.3", port=9090),
        "alertmanager": Container(image="prom/alertmanager:v0.33.1", port=9093),
        "grafana": Container(image="grafana/grafana:12.4.4", port=3001, target_port=3000),
        "blackbox_exporter": Container(image="prom/blackbox-exporter:v0.28.0", port=9115),
        "node_exporter": Container(image="prom/node-exporter:v1.11.1", port=9100),
        "retention": days(30),
        "alertmanager_retention": days(5),
        "prometheus_url": "http://localhost:9090",
        "alertmanager_url": "http://localhost:9093",
        "grafana_url": "http://localhost:3001",
        "grafana_admin_password": secret("GRAFANA_ADMIN_PASSWORD"),
    }
    return Deployment(**parts | changes)


DIGEST = "sha256:" + "0" * 64


@pytest.mark.parametrize(
    "image",
    [
        "prom/prometheus:v3.5.3",
        "registry.example.com:5000/prom/prometheus:v3.5.3",
        f"prom/prometheus@{DIGEST}",
        f"prom/prometheus:v3.5.3@{DIGEST}",
    ],
)
def test_image_with_a_version_is_pinned(image: str) -> None:
    assert Container(image=image, port=9090).image == image


@pytest.mark.parametrize(
    "image",
    ["prom/prometheus", "prom/prometheus:latest", "registry.example.com:5000/prom/prometheus", "prom/prometheus@v3"],
)
def test_image_without_a_version_is_refused(image: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        Container(image=image, port=9090)

    assert str(caught.value) == f"[DEF080] image `{image}` names no version"


MISTAKES: tuple[tuple[dict[str, object], str], ...] = (
    ({"retention_size": "20 GB"}, "[DEF081] `20 GB` is no size that Prometheus can read"),
    ({"retention_size": "0GB"}, "[DEF081] `0GB` is no size that Prometheus can read"),
    ({"subnet": "172.29.93.1/24"}, "[DEF082] `172.29.93.1/24` is no IPv4 network with room for 14 addresses"),
    ({"subnet": "172.29.93.0/29"}, "[DEF082] `172.29.93.0/29` is no IPv4 network with room for 14 addresses"),
    (
        {"grafana": Container(image="grafana/grafana:12.4.4", port=9090, target_port=3000)},
        "[DEF083] `prometheus` and `grafana` both want port 9090",
    ),
    (
        {"node_exporter": Container(image="prom/node-exporter:v1.11.1", port=9100, replicas=2)},
        "[DEF084] `node_exporter` can't have replicas: there is one host to measure",
    ),
    (
        {"grafana": Container(image="grafana/grafana:12.4.4", port=3001, replicas=2)},
        "[DEF084] `grafana` can't have replicas: each would have users and settings of its own",
    ),
    (
        {"node_exporter": Container(image="prom/node-exporter:v1.11.1", port=9101, target_port=9100)},
        "[DEF085] `node_exporter` has no port of its own inside: it shares the host's network",
    ),
)


@pytest.mark.parametrize(("changes", "message"), MISTAKES)
def test_stack_that_would_not_start_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        deployment(**changes)

    assert str(caught.value) == message


@pytest.mark.parametrize("changes", [{}, {"retention_size": "20GB"}, {"subnet": "10.9.8.0/28"}])
def test_stack_that_starts_is_accepted(changes: dict[str, object]) -> None:
    assert deployment(**changes).grafana.inner_port == 3000
