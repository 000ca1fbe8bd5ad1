"""prometheus.yml: what is scraped and how, with secrets as files and settings as this build has them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from vttalerts import (
    TLS,
    AlertmanagerHTTP,
    Authorization,
    BasicAuth,
    DNSDiscovery,
    FileDiscovery,
    Header,
    HTTPDiscovery,
    HTTPProbe,
    KubernetesDiscovery,
    Module,
    Platform,
    Probe,
    PrometheusServer,
    Relabel,
    RelabelAction,
    ScrapeJob,
    Static,
    env,
    minutes,
    seconds,
    secret,
)
from vttalerts.emitters import prometheus
from vttalerts.model.settings import Settings

PATH = "infra/monitoring/prometheus.yml"

shop = ScrapeJob(job_name="shop", discoveries=(Static(targets=(env("SHOP", default="shop.example.com") + ":8080",)),))


def test_secret_is_a_file_and_never_a_value(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    job = ScrapeJob(
        job_name="shop",
        scheme="https",
        basic_auth=BasicAuth(username="prometheus", password=secret("SHOP_PASSWORD")),
        tls_config=TLS(ca_file="/etc/ssl/shop.pem", server_name="shop"),
        http_headers={"X-Tenant": Header(values=("shop",), secrets=(secret("SHOP_TENANT"),))},
        discoveries=(
            HTTPDiscovery(
                url="https://discovery.example.com/shop",
                authorization=Authorization(credentials=secret("DISCOVERY_TOKEN")),
            ),
        ),
    )

    file_regression.check(emitted(prometheus, Platform(name="shop", scrape=(job,)))[PATH], extension=".yml")


def test_server_comes_first_and_names_who_gets_alerts(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    server = PrometheusServer(
        scrape_interval=seconds(30),
        evaluation_interval=seconds(15),
        external_labels={"site": "north"},
        alertmanagers=("alertmanager:9093", "alertmanager-2:9093"),
        alertmanager_path_prefix="/alerts",
    )

    file_regression.check(emitted(prometheus, Platform(name="shop", prometheus=server))[PATH], extension=".yml")


def test_setting_is_its_default_without_an_environment(emitted: Callable[..., dict[str, str]]) -> None:
    assert "- shop.example.com:8080\n" in emitted(prometheus, Platform(name="shop", scrape=(shop,)))[PATH]


@pytest.mark.parametrize("settings", [Settings(environment={"SHOP": "10.0.0.7"})])
def test_setting_is_the_real_value_with_an_environment(emitted: Callable[..., dict[str, str]]) -> None:
    assert "- 10.0.0.7:8080\n" in emitted(prometheus, Platform(name="shop", scrape=(shop,)))[PATH]


def test_probe_is_scraped_from_its_exporter_with_the_address_as_a_parameter(
    emitted: Callable[..., dict[str, str]], file_regression: FileRegressionFixture
) -> None:
    probe = Probe(
        name="shop-health",
        module=Module(name="http_2xx", probe=HTTPProbe()),
        targets=(env("SHOP_URL", default="https://shop.example.com") + "/health",),
        labels={"service": "shop"},
        scrape_interval=seconds(30),
        scrape_timeout=seconds(10),
        exporter="blackbox-exporter:9115",
    )

    file_regression.check(emitted(prometheus, Platform(name="shop", probes=(probe,)))[PATH], extension=".yml")


@pytest.mark.judge
def test_promtool_accepts_every_kind_of_discovery_and_relabeling(
    written: Callable[..., Path], judge: Callable[..., str], promtool: Path
) -> None:
    job = ScrapeJob(
        job_name="shop",
        honor_labels=True,
        params={"match[]": ('{job="shop"}',)},
        scrape_interval=minutes(1),
        scrape_timeout=seconds(10),
        metrics_path="/api/metrics/prometheus",
        authorization=Authorization(type="Token", credentials=secret("SHOP_TOKEN")),
        proxy_url="http://proxy.example.com:3128",
        no_proxy="localhost",
        discoveries=(
            Static(targets=("shop:8080",), labels={"site": "north"}),
            FileDiscovery(files=("targets/*.json",), refresh_interval=minutes(1)),
            HTTPDiscovery(
                url="https://discovery.example.com", basic_auth=BasicAuth(username="x", password=secret("X"))
            ),
            DNSDiscovery(names=("shop.example.com",), type="A", port=8080),
            KubernetesDiscovery(role="pod", attach_metadata={"node": True}),
        ),
        relabel_configs=(
            Relabel(source_labels=("a", "b"), separator="/", target_label="c", regex="(.+)/x", replacement="$1"),
            Relabel(source_labels=("__address__",), modulus=4, target_label="__shard", action=RelabelAction.HASHMOD),
            Relabel(regex="tmp_.*", action=RelabelAction.LABELDROP),
        ),
        metric_relabel_configs=(Relabel(source_labels=("__name__",), regex="go_.*", action=RelabelAction.DROP),),
    )
    folder = written(Platform(name="shop", scrape=(job,)))

    assert "is valid prometheus config" in judge(promtool, "check", "config", folder / "prometheus.yml")


def test_alertmanagers_http_options_are_not_those_of_prometheus() -> None:
    # Both carry the same fields, which came with different versions of the two servers.
    assert AlertmanagerHTTP.since["http_headers"] != ScrapeJob.since["http_headers"]
