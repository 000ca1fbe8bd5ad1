"""docker-compose.yml: who may reach whom, who knows which secret, and what each service may do."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from pytest_regressions.file_regression import FileRegressionFixture

from vttalerts import (
    AlertmanagerGlobal,
    BasicAuth,
    Container,
    Deployment,
    HTTPProbe,
    Module,
    Platform,
    Probe,
    Receiver,
    Route,
    ScrapeJob,
    Slack,
    Static,
    days,
    env,
    secret,
)
from vttalerts.emitters import compose
from vttalerts.model.settings import Settings

PATH = "infra/monitoring/docker-compose.yml"
SECRETS = {"GRAFANA_ADMIN_PASSWORD": "x", "SLACK_WEBHOOK_URL": "x", "SMTP_PASSWORD": "x"}
READ_ONLY = {"prometheus", "blackbox-exporter", "node-exporter"}
ALL = {*READ_ONLY, "alertmanager", "grafana"}


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
        "grafana_url": env("GRAFANA_URL", default="http://localhost:3001"),
        "grafana_admin_password": secret("GRAFANA_ADMIN_PASSWORD"),
    }
    return Deployment(**parts | changes)


def platform(**parts: object) -> Platform:
    chat = Receiver(name="chat", integrations=(Slack(channel="#shop", api_url=secret("SLACK_WEBHOOK_URL")),))
    health = Probe(
        name="health",
        module=Module(name="http_2xx", probe=HTTPProbe()),
        targets=("http://host.docker.internal:8080",),
        exporter="blackbox-exporter:9115",
    )
    given: dict[str, Any] = {
        "deployment": deployment(),
        "alertmanager": AlertmanagerGlobal(smtp_auth_password=secret("SMTP_PASSWORD")),
        "routing": Route(receiver=chat),
        "probes": (health,),
    }
    return Platform(name="shop", **given | parts)


@pytest.fixture
def stack(emitted: Callable[..., dict[str, str]]) -> Callable[[Platform], Any]:
    """The whole file of a platform, as Compose reads it."""

    def read(one: Platform) -> Any:  # noqa: ANN401  what YAML holds
        return yaml.safe_load(emitted(compose, one)[PATH])

    return read


def test_stack_of_one_machine(emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture) -> None:
    file_regression.check(emitted(compose, platform())[PATH], extension=".yml")


def test_only_loopback_leads_to_a_service(stack: Callable[[Platform], Any]) -> None:
    services = stack(platform())["services"]
    ports = {name: service.get("ports") for name, service in services.items()}
    listening = [flag for flag in services["node-exporter"]["command"] if "listen-address" in flag]

    assert ports == {
        "prometheus": ["127.0.0.1:9090:9090"],
        "alertmanager": ["127.0.0.1:9093:9093"],
        "grafana": ["127.0.0.1:3001:3000"],
        "blackbox-exporter": ["127.0.0.1:9115:9115"],
        "node-exporter": None,
    }
    # It shares the host's network: its own addresses are what the ports are for the others.
    assert listening == ["--web.listen-address=127.0.0.1:9100", "--web.listen-address=172.29.93.1:9100"]


def test_service_knows_the_secrets_that_its_own_configuration_names(stack: Callable[[Platform], Any]) -> None:
    job = ScrapeJob(
        job_name="shop",
        basic_auth=BasicAuth(username="prometheus", password=secret("SHOP_PASSWORD")),
        discoveries=(Static(targets=("shop:8080",)),),
    )
    made = stack(platform(scrape=(job,)))
    known = {
        name: [entry["source"] for entry in service.get("secrets", ())] for name, service in made["services"].items()
    }

    assert known == {
        "prometheus": ["SHOP_PASSWORD"],
        "alertmanager": ["SLACK_WEBHOOK_URL", "SMTP_PASSWORD"],
        "grafana": ["GRAFANA_ADMIN_PASSWORD"],
        "blackbox-exporter": [],
        "node-exporter": [],
    }
    assert made["secrets"] == {name: {"environment": name} for name in sorted([*SECRETS, "SHOP_PASSWORD"])}


def test_secret_is_readable_by_the_user_of_its_service_alone(stack: Callable[[Platform], Any]) -> None:
    for service in stack(platform())["services"].values():
        for entry in service.get("secrets", ()):
            assert f"{entry['uid']}:{entry['gid']}" == service["user"]
            assert entry["mode"] == "0400"


def test_file_system_is_read_only_unless_compose_must_write_a_secret_into_it(
    stack: Callable[[Platform], Any],
) -> None:
    services = stack(platform())["services"]

    assert {name for name, service in services.items() if service["read_only"]} == READ_ONLY
    assert {name for name, service in services.items() if "secrets" in service} == ALL - READ_ONLY


def test_no_service_is_root_or_can_become_it(stack: Callable[[Platform], Any]) -> None:
    for service in stack(platform())["services"].values():
        assert not service["user"].startswith("0:")
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert "privileged" not in service


def test_configuration_is_mounted_as_a_folder_so_that_a_reload_reads_the_new_one(
    stack: Callable[[Platform], Any],
) -> None:
    services = stack(platform())["services"]

    for name, folder in (("prometheus", "/etc/prometheus"), ("alertmanager", "/etc/alertmanager")):
        assert f"./:{folder}:ro" in services[name]["volumes"]
        assert f"--config.file={folder}/{name}.yml" in services[name]["command"]
    assert "--web.enable-lifecycle" in services["prometheus"]["command"]


def test_grafana_has_no_default_password_and_nobody_looks_at_it_anonymously(stack: Callable[[Platform], Any]) -> None:
    environment = stack(platform())["services"]["grafana"]["environment"]

    assert environment["GF_SECURITY_ADMIN_PASSWORD__FILE"] == "/run/secrets/GRAFANA_ADMIN_PASSWORD"  # noqa: S105  a path
    assert environment["GF_AUTH_ANONYMOUS_ENABLED"] == "false"
    assert environment["GF_USERS_ALLOW_SIGN_UP"] == "false"


@pytest.mark.parametrize("settings", [Settings(environment={"GRAFANA_URL": "https://grafana.example.com"})])
def test_cookies_are_for_https_where_people_use_it(stack: Callable[[Platform], Any]) -> None:
    environment = stack(platform())["services"]["grafana"]["environment"]

    assert environment["GF_SERVER_ROOT_URL"] == "https://grafana.example.com"
    assert environment["GF_SECURITY_COOKIE_SECURE"] == "true"


def test_path_of_a_proxy_is_in_links_and_not_in_scrapes(stack: Callable[[Platform], Any]) -> None:
    made = stack(platform(deployment=deployment(prometheus_url="https://shop.example.com/prometheus/")))
    prometheus = made["services"]["prometheus"]

    assert "--web.external-url=https://shop.example.com/prometheus/" in prometheus["command"]
    assert "--web.route-prefix=/" in prometheus["command"]
    assert prometheus["healthcheck"]["test"][-1] == "http://127.0.0.1:9090/-/ready"


def test_dollar_sign_is_no_variable_of_compose(stack: Callable[[Platform], Any]) -> None:
    made = stack(platform(deployment=deployment(grafana_url="http://localhost/$HOME")))

    assert made["services"]["grafana"]["environment"]["GF_SERVER_ROOT_URL"] == "http://localhost/$$HOME"


def test_replicas_are_services_with_data_of_their_own_and_alertmanagers_gossip(
    stack: Callable[[Platform], Any],
) -> None:
    two = deployment(
        prometheus=Container(image="prom/prometheus:v3.5.3", port=9090, replicas=2),
        alertmanager=Container(image="prom/alertmanager:v0.33.1", port=9093, replicas=2),
    )
    made = stack(platform(deployment=two))
    services = made["services"]

    assert set(services) == {*ALL, "prometheus-2", "alertmanager-2"}
    assert services["prometheus-2"]["container_name"] == "shop-prometheus-2"
    assert "ports" not in services["prometheus-2"]
    assert "prometheus-2-data:/prometheus" in services["prometheus-2"]["volumes"]
    assert "--cluster.peer=alertmanager:9094" in services["alertmanager-2"]["command"]
    assert "--cluster.listen-address=0.0.0.0:9094" in services["alertmanager-2"]["command"]
    assert {"prometheus-data", "prometheus-2-data", "alertmanager-2-data"} <= set(made["volumes"])


def test_one_alertmanager_listens_to_no_peers(stack: Callable[[Platform], Any]) -> None:
    assert "--cluster.listen-address=" in stack(platform())["services"]["alertmanager"]["command"]


def test_service_without_a_configuration_is_left_out(stack: Callable[[Platform], Any]) -> None:
    made = stack(Platform(name="shop", deployment=deployment()))

    assert set(made["services"]) == {"prometheus", "grafana", "node-exporter"}


def test_including_platform_starts_the_same_containers(stack: Callable[[Platform], Any]) -> None:
    inner = platform()

    assert stack(Platform(name="till", includes=(inner,))) == stack(inner)


def test_platform_without_a_deployment_has_no_compose_file(emitted: Callable[..., dict[str, str]]) -> None:
    assert emitted(compose, Platform(name="shop")) == {}


@pytest.mark.judge
def test_docker_compose_reads_it_as_it_is_meant(
    written: Callable[..., Path], judge: Callable[..., str], docker_compose: Path
) -> None:
    file = written(platform()) / "docker-compose.yml"

    read = json.loads(judge(docker_compose, "-f", file, "config", "--format", "json", environment=os.environ | SECRETS))

    assert set(read["services"]) == ALL
    addresses = {port["host_ip"] for service in read["services"].values() for port in service.get("ports", ())}
    assert addresses == {"127.0.0.1"}
    assert read["networks"]["monitoring"]["internal"] is True
    assert read["services"]["alertmanager"]["secrets"][0] == {
        "source": "SLACK_WEBHOOK_URL",
        "target": "/run/secrets/SLACK_WEBHOOK_URL",
        "uid": "65534",
        "gid": "65534",
        "mode": "0400",
    }
    root = read["services"]["node-exporter"]["volumes"][0]
    assert (root["source"], root["read_only"], root["bind"]["propagation"]) == ("/", True, "rslave")
