"""What production has more: logins, TLS, replicas that alert as one, federation and samples that are kept elsewhere."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import certificates
import pytest
import yaml

from vttalerts import (
    Access,
    AlertGroup,
    Container,
    DefinitionError,
    Deployment,
    Federation,
    HTTPProbe,
    Module,
    Platform,
    Probe,
    Production,
    PrometheusServer,
    Receiver,
    Relabel,
    RelabelAction,
    RemoteWrite,
    Route,
    ScrapeJob,
    Slack,
    Static,
    days,
    secret,
)
from vttalerts.emitters import emit
from vttalerts.graph import Graph
from vttalerts.model.settings import Settings

HASH: Final = "$2b$10$u3/BiwcCTRzAr6FRQgHkIezlM5uwTTbxGtjix3Mg.roBccjaab66a"
MONITORING: Final = "infra/monitoring/"
LOGIN: Final = {
    "scheme": "https",
    "basic_auth": {"username": "monitoring", "password_file": "/run/secrets/PASSWORD"},
    "tls_config": {"ca_file": "/run/secrets/AUTHORITY", "min_version": "TLS12"},
}


def access(**changes: object) -> Access:
    given: dict[str, Any] = {
        "user": "monitoring",
        "password": secret("PASSWORD"),
        "password_hash": HASH,
        "certificate": secret("CERTIFICATE"),
        "key": secret("KEY"),
        "authority": secret("AUTHORITY"),
    }
    return Access(**given | changes)


def production(**changes: object) -> Production:
    given: dict[str, Any] = {
        "access": access(),
        "prometheus": ("prometheus:9090", "prometheus-2:9090"),
        "alertmanager": ("alertmanager:9093", "alertmanager-2:9093", "alertmanager-3:9093"),
        "jobs": {"prometheus": ("prometheus:9090", "prometheus-2:9090")},
        "remote_write": (RemoteWrite(url="https://archive.example.com/write"),),
        "federation": Federation(match=('{__name__=~"job:.+"}',), port=9091),
    }
    return Production(**given | changes)


def platform(one: Production | None) -> Platform:
    chat = Receiver(name="chat", integrations=(Slack(channel="#shop", api_url=secret("SLACK_WEBHOOK_URL")),))
    return Platform(
        name="shop",
        prometheus=PrometheusServer(
            external_labels={"site": "north"},
            alertmanagers=("alertmanager:9093",),
            alert_relabel_configs=(Relabel(regex="pod", action=RelabelAction.LABELDROP),),
        ),
        scrape=(
            ScrapeJob(job_name="shop", discoveries=(Static(targets=("shop:8080",)),)),
            ScrapeJob(job_name="prometheus", discoveries=(Static(targets=("localhost:9090",)),)),
        ),
        probes=(
            Probe(
                name="health",
                module=Module(name="http_2xx", probe=HTTPProbe()),
                targets=("http://shop:8080/health",),
                exporter="blackbox-exporter:9115",
            ),
        ),
        groups=(AlertGroup(name="shop", alerts=()),),
        routing=Route(receiver=chat),
        deployment=Deployment(
            prometheus=Container(image="prom/prometheus:v3.5.3", port=9090),
            alertmanager=Container(image="prom/alertmanager:v0.33.1", port=9093),
            grafana=Container(image="grafana/grafana:12.4.4", port=3001, target_port=3000),
            blackbox_exporter=Container(image="prom/blackbox-exporter:v0.28.0", port=9115),
            node_exporter=Container(image="prom/node-exporter:v1.11.1", port=9100),
            retention=days(30),
            alertmanager_retention=days(5),
            prometheus_url="http://localhost:9090",
            alertmanager_url="http://localhost:9093",
            grafana_url="http://localhost:3001",
            grafana_admin_password=secret("GRAFANA_ADMIN_PASSWORD"),
            production=one,
        ),
    )


def files(one: Production | None, settings: Settings = Settings()) -> dict[str, str]:  # noqa: B008  it is frozen
    return {artifact.path: artifact.text() for artifact in emit(Graph(platform(one), settings))}


def read(name: str, one: Production | None = None) -> Any:  # noqa: ANN401  what YAML holds
    return yaml.safe_load(files(one or production())[MONITORING + name])


def test_production_adds_files_and_changes_none_of_the_others() -> None:
    without, with_ = files(None), files(production())

    assert {path: with_[path] for path in without} == without
    assert sorted(with_.keys() - without.keys()) == [
        "infra/monitoring/docker-compose.production.yml",
        "infra/monitoring/prometheus-global.production.yml",
        "infra/monitoring/prometheus.production.yml",
        "infra/monitoring/web.yml",
    ]


def test_secrets_of_production_are_needed_by_production_alone() -> None:
    assert Graph(platform(production())).secrets == ("GRAFANA_ADMIN_PASSWORD", "SLACK_WEBHOOK_URL")


def test_web_configuration_has_the_hash_and_no_password() -> None:
    assert read("web.yml") == {
        "tls_server_config": {
            "cert_file": "/run/secrets/CERTIFICATE",
            "key_file": "/run/secrets/KEY",
            "min_version": "TLS12",
        },
        "basic_auth_users": {"monitoring": HASH},
    }


def test_replicas_are_told_apart_and_alert_as_one() -> None:
    made = read("prometheus.production.yml")

    assert made["global"]["external_labels"] == {"site": "north", "replica": "${REPLICA}"}
    assert made["alerting"]["alert_relabel_configs"] == [
        {"regex": "pod", "action": "labeldrop"},
        {"regex": "replica", "action": "labeldrop"},
    ]


def test_prometheus_tells_every_member_of_the_cluster_with_a_login() -> None:
    (group,) = read("prometheus.production.yml")["alerting"]["alertmanagers"]

    assert group == {
        **LOGIN,
        "static_configs": [{"targets": ["alertmanager:9093", "alertmanager-2:9093", "alertmanager-3:9093"]}],
    }


def test_own_jobs_and_probes_log_in_and_others_see_no_password() -> None:
    jobs = {one["job_name"]: one for one in read("prometheus.production.yml")["scrape_configs"]}

    assert jobs["prometheus"] == {
        "job_name": "prometheus",
        **LOGIN,
        "static_configs": [{"targets": ["prometheus:9090", "prometheus-2:9090"]}],
    }
    assert {key: jobs["health"][key] for key in LOGIN} == LOGIN
    assert jobs["shop"] == {"job_name": "shop", "static_configs": [{"targets": ["shop:8080"]}]}


def test_prometheus_above_the_replicas_reads_both_and_believes_their_labels() -> None:
    (job,) = read("prometheus-global.production.yml")["scrape_configs"]

    assert job == {
        "job_name": "federate",
        "honor_labels": True,
        "metrics_path": "/federate",
        "params": {"match[]": ['{__name__=~"job:.+"}']},
        **LOGIN,
        "static_configs": [{"targets": ["prometheus:9090", "prometheus-2:9090"]}],
    }


def test_stack_of_production_has_replicas_with_logins_and_a_cluster() -> None:
    services = read("docker-compose.production.yml")["services"]

    assert set(services) == {
        "prometheus", "prometheus-2", "prometheus-global", "alertmanager", "alertmanager-2", "alertmanager-3",
        "grafana", "blackbox-exporter", "node-exporter",
    }  # fmt: skip
    assert services["prometheus-2"]["environment"] == {"REPLICA": "prometheus-2"}
    assert "--config.file=/etc/prometheus/prometheus.production.yml" in services["prometheus"]["command"]
    assert "--cluster.peer=alertmanager-3:9094" in services["alertmanager"]["command"]
    for name, service in services.items():
        if name != "grafana":
            assert any(flag.startswith("--web.config.file=/etc/") for flag in service["command"]), name
        assert {"CERTIFICATE", "KEY"} <= {one["source"] for one in service["secrets"]}, name
    assert services["grafana"]["environment"]["GF_SERVER_PROTOCOL"] == "https"
    assert services["grafana"]["environment"]["GF_AUTH_ANONYMOUS_ENABLED"] == "false"


def test_password_is_in_no_file() -> None:
    health = read("docker-compose.production.yml")["services"]["prometheus"]["healthcheck"]["test"]

    assert health[0] == "CMD-SHELL"
    assert "$$(cat /run/secrets/PASSWORD)" in health[1]


@pytest.mark.parametrize(
    "value",
    [
        "correct horse",
        HASH.replace("$10$", "$09$"),
        HASH.replace("$10$", "$31$"),
        HASH.replace("$2b$", "$6$"),
        HASH[:-1],
        f"{HASH}\n",
    ],
)
def test_hash_that_the_servers_refuse_or_that_is_cheap_to_break_is_refused(value: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        access(password_hash=value)

    assert str(caught.value) == "[SEC007] this is no bcrypt hash of a cost from 10 to 14"


@pytest.mark.parametrize("value", ["", "a:b", 'a"b', "$(id)", "a b", "a\n"])
def test_user_that_a_header_or_a_shell_reads_otherwise_is_refused(value: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        access(user=value)

    assert str(caught.value) == f"[SEC008] `{value}` is no user that all servers and their health checks read alike"


def test_member_that_stands_twice_is_refused() -> None:
    with pytest.raises(DefinitionError) as caught:
        production(alertmanager=("a:9093", "a:9093"))

    assert str(caught.value) == "[DEF086] Alertmanager `a:9093` stands twice"


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """The files on disk, with secrets that can be read."""
    secrets = tmp_path / "secrets"
    made = certificates.make(tmp_path / "pki")
    secrets.mkdir()
    for name, file in (("CERTIFICATE", made.certificate), ("KEY", made.key), ("AUTHORITY", made.authority)):
        shutil.copy(file, secrets / name)
    for name in ("PASSWORD", "SLACK_WEBHOOK_URL"):
        (secrets / name).write_text("https://example.com/never-called", encoding="utf-8")
    for path, text in files(production(), Settings(secrets_directory=str(secrets))).items():
        file = tmp_path / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    return tmp_path / "infra" / "monitoring"


@pytest.mark.judge
def test_promtool_accepts_all_of_it(written: Path, judge: Callable[..., str], promtool: Path) -> None:
    judge(promtool, "check", "web-config", written / "web.yml")
    for name in ("prometheus.production.yml", "prometheus-global.production.yml"):
        assert "SUCCESS" in judge(promtool, "check", "config", written / name)


@pytest.mark.judge
def test_docker_compose_reads_the_stack_of_production(
    written: Path, judge: Callable[..., str], docker_compose: Path
) -> None:
    names = ("PASSWORD", "CERTIFICATE", "KEY", "AUTHORITY", "SLACK_WEBHOOK_URL", "GRAFANA_ADMIN_PASSWORD")
    read = json.loads(
        judge(
            docker_compose,
            *("-f", written / "docker-compose.production.yml", "config", "--format", "json"),
            environment=os.environ | dict.fromkeys(names, "x"),
        )
    )

    assert len(read["services"]) == 9
    assert {port["host_ip"] for one in read["services"].values() for port in one.get("ports", ())} == {"127.0.0.1"}
    assert "monitoring:$$(cat " in read["services"]["alertmanager"]["healthcheck"]["test"][1]
