"""Prometheus as a whole: what contradicts itself is refused, with the edit that mends it."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from textwrap import dedent
from typing import Any, Final

import pytest

from vttalerts import (
    OTLP,
    TLS,
    AlertmanagerConfig,
    AlertmanagerGlobal,
    AlertmanagerTracing,
    AzureAD,
    AzureCertificate,
    AzureManagedIdentity,
    AzureOAuth,
    AzureSDK,
    BasicAuth,
    DefinitionError,
    DNSDiscovery,
    FileDiscovery,
    HTTPDiscovery,
    KafkaOutput,
    KubernetesDiscovery,
    KubernetesNamespaces,
    KubernetesSelector,
    OAuth2,
    PassThroughDiscovery,
    Platform,
    PrometheusServer,
    PrometheusTracing,
    Quantity,
    QueueConfig,
    Relabel,
    RelabelAction,
    RemoteRead,
    RemoteWrite,
    Retention,
    ScrapeJob,
    SigV4,
    Static,
    WebhookOutput,
    bytes_,
    env,
    gibibytes,
    mebibytes,
    minutes,
    percent,
    seconds,
    secret,
)

ID: Final = "a7b3c1d2-0000-4000-8000-1234567890ab"
URL: Final = "https://vtt.example.com/api"
KUBERNETES: Final = "https://kubernetes.example.com"
TARGETS: Final = (Static(targets=("vtt:8080",)),)


def write(**more: Any) -> RemoteWrite:  # noqa: ANN401  any field
    return RemoteWrite(url=URL, **more)


WRONG: Final[dict[str, tuple[Callable[[], object], str, str, str]]] = {
    # relabeling
    "keepequal with an expression": (
        lambda: Relabel(source_labels=("a",), target_label="b", regex="x", action=RelabelAction.KEEPEQUAL),
        "SCR003",
        "relabeling `keepequal` takes `source_labels` and `target_label` and nothing else",
        "remove the other fields",
    ),
    "uppercase of something else": (
        lambda: Relabel(source_labels=("a",), target_label="b", replacement="x$1", action=RelabelAction.UPPERCASE),
        "SCR014",
        "relabeling `uppercase` takes no `replacement`",
        "remove `replacement`; the value is written in the other case",
    ),
    "labelmap to no label": (
        lambda: Relabel(regex="x(.*)", replacement="", action=RelabelAction.LABELMAP),
        "SCR015",
        "relabeling `labelmap` to an empty `replacement` names no label",
        'write the new label\'s name, such as replacement="$1"',
    ),
    "a label without a name": (
        lambda: Relabel(source_labels=("",), target_label="b"),
        "MET001",
        "`` is no label name",
        "use letters, digits and underscores, and begin with no digit",
    ),
    # service discovery
    "a pattern inside of a path": (
        lambda: FileDiscovery(files=("targets/*/vtt.json",)),
        "SCR005",
        "`targets/*/vtt.json` is no JSON or YAML file",
        "end it in .json, .yml or .yaml, with a `*` in the last part at most",
    ),
    "port 0": (
        lambda: DNSDiscovery(names=("vtt.example.com",), type="A", port=0),
        "SCR006",
        "DNS records of type A know no port",
        "add port=…",
    ),
    "two ways to kubernetes": (
        lambda: KubernetesDiscovery(role="pod", api_server=KUBERNETES, kubeconfig_file="/etc/kubeconfig"),
        "DEF017",
        "`api_server` and `kubeconfig_file` exclude each other",
        "keep one and remove `kubeconfig_file`",
    ),
    "options beside a kubeconfig": (
        lambda: KubernetesDiscovery(role="pod", kubeconfig_file="/etc/kubeconfig", tls_config=TLS()),
        "DEF017",
        "`kubeconfig_file` and `tls_config` exclude each other",
        "keep one and remove `tls_config`",
    ),
    "options for the cluster's own api": (
        lambda: KubernetesDiscovery(role="pod", follow_redirects=False),
        "DEF018",
        "`follow_redirects` needs `api_server`",
        "add `api_server=…`, or remove `follow_redirects`",
    ),
    "the own namespace from outside": (
        lambda: KubernetesDiscovery(
            role="pod", api_server=KUBERNETES, namespaces=KubernetesNamespaces(own_namespace=True)
        ),
        "DEF017",
        "`own_namespace` and `api_server` exclude each other",
        "keep one and remove `api_server`",
    ),
    "selectors of one kind": (
        lambda: KubernetesDiscovery(
            role="node",
            selectors=(KubernetesSelector(role="node", label="a=1"), KubernetesSelector(role="node", label="b=1")),
        ),
        "SCR016",
        "role `node` takes one selector of each of: node",
        "remove the selector of `node`, or join two into one with a comma",
    ),
    "metadata that there is not": (
        lambda: KubernetesDiscovery(role="pod", attach_metadata={"nodes": True}),
        "SCR017",
        "`nodes` is nothing that can be attached",
        "write one of: node, namespace, deployment, job, cronjob",
    ),
    "a service discovery with a class": (
        lambda: PassThroughDiscovery(kind="file_sd_configs", options={"files": ["x.json"]}),
        "SCR020",
        "service discovery `file` has a class of its own",
        "write FileDiscovery(…)",
    ),
    "a service discovery that there is not": (
        lambda: PassThroughDiscovery(kind="digitalocen"),
        "SCR020",
        "Prometheus has no service discovery `digitalocen`",
        "write `digitalocean`",
    ),
    "a service discovery like no other": (
        lambda: PassThroughDiscovery(kind="????"),
        "SCR020",
        "Prometheus has no service discovery `????`",
        (
            "write one of: aws, azure, consul, digitalocean, docker, dockerswarm, ec2, ecs, elasticache, eureka, gce, "
            "hetzner, ionos, kuma, lightsail, linode, marathon, msk, nerve, nomad, oci, openstack, outscale, ovhcloud, "
            "puppetdb, rds, scaleway, serverset, stackit, triton, uyuni, vultr"
        ),
    ),
    "an option that is a set": (
        lambda: PassThroughDiscovery(kind="ec2", options={"filters": [{"values": {"a"}}]}),
        "DEF042",
        "`filters[0].values` is a set, which YAML does not have",
        "write texts, numbers, True, False, None, lists, or mappings with texts as keys",
    ),
    "a password in clear text": (
        lambda: PassThroughDiscovery(kind="openstack", options={"password": "hunter2"}),
        "SCR018",
        "`password` of `openstack` is a credential in clear text",
        'change it where it is valid, and write "password": secret("…")',
    ),
    "a token in clear text, further in": (
        lambda: PassThroughDiscovery(kind="linode", options={"authorization": {"credentials": "hunter2"}}),
        "SCR018",
        "`credentials` of `authorization` is a credential in clear text",
        'change it where it is valid, and write "credentials": secret("…")',
    ),
    "a secret where upstream reads no file": (
        lambda: PassThroughDiscovery(kind="ec2", options={"access_key": "x", "secret_key": secret("AWS")}),
        "DEF019",
        "there is no `secret_key_file`: `secret_key` would stand in the file in clear text",
        "give Prometheus a role, or a configuration of `ec2` of its own, that has the key",
    ),
    # scraping
    "a protocol twice": (
        lambda: ScrapeJob(job_name="vtt", scrape_protocols=("PrometheusProto", "PrometheusProto"), discoveries=TARGETS),
        "SCR019",
        "`PrometheusProto` stands twice in `scrape_protocols`",
        "remove one; the first is the one that is wanted most",
    ),
    "names as they come, and only classic ones": (
        lambda: ScrapeJob(
            job_name="vtt",
            metric_name_validation_scheme="legacy",
            metric_name_escaping_scheme="allow-utf-8",
            discoveries=TARGETS,
        ),
        "SCR021",
        "`allow-utf-8` and the validation scheme `legacy` contradict each other",
        'write metric_name_escaping_scheme="underscores", or the validation scheme `utf8`',
    ),
    "a size without a unit": (
        lambda: PrometheusServer(body_size_limit="10"),
        "DEF081",
        "`10` is no size that the server can read",
        "write mebibytes(10), or a number and a unit such as `10MB`",
    ),
    "a size in two families of units": (
        lambda: PrometheusServer(body_size_limit="1GiB10MB"),
        "DEF081",
        "`1GiB10MB` is no size that the server can read",
        "write mebibytes(10), or a number and a unit such as `10MB`",
    ),
    "a size that is a share": (
        lambda: PrometheusServer(body_size_limit=percent(10)),
        "DEF021",
        "10 % is a ratio, and this is measured in bytes",
        "write bytes_(…)",
    ),
    "a target that is an address": (
        lambda: AlertmanagerConfig(discoveries=(Static(targets=("http://alertmanager:9093",)),)),
        "SCR008",
        "target `http://alertmanager:9093` is an address with a path",
        "write `host:port`, and the path in `metrics_path`",
    ),
    # credentials and proxies
    "two ways to sign": (
        lambda: AlertmanagerConfig(
            discoveries=TARGETS, basic_auth=BasicAuth(username="vtt", password=secret("X")), sigv4=SigV4()
        ),
        "DEF017",
        "`basic_auth` and `sigv4` exclude each other",
        "keep one and remove `sigv4`",
    ),
    "two identities": (
        lambda: write(azuread=AzureAD(sdk=AzureSDK()), sigv4=SigV4()),
        "DEF017",
        "`sigv4` and `azuread` exclude each other",
        "keep one and remove `azuread`",
    ),
    "a header that prometheus sets": (
        lambda: write(headers={"Content-Type": "text/plain"}),
        "DEF016",
        "header `Content-Type` is set by the server itself",
        "use the option made for it, such as `authorization` or `basic_auth`",
    ),
    "a header that prometheus sets, to read": (
        lambda: RemoteRead(url=URL, headers={"authorization": "x"}),
        "DEF016",
        "header `authorization` is set by the server itself",
        "use the option made for it, such as `authorization` or `basic_auth`",
    ),
    "headers for no proxy": (
        lambda: HTTPDiscovery(url=URL, proxy_connect_header={"X-Site": ("north",)}),
        "DEF018",
        "`proxy_connect_header` needs `proxy_url`",
        "add `proxy_url=…`, or remove `proxy_connect_header`",
    ),
    "two proxies": (
        lambda: OAuth2(client_id="vtt", token_url=URL, proxy_from_environment=True, proxy_url=URL),
        "DEF017",
        "`proxy_from_environment` and `proxy_url` exclude each other",
        "keep one and remove `proxy_url`",
    ),
    "a secret for a proxy": (
        lambda: HTTPDiscovery(url=URL, proxy_url=URL, proxy_connect_header={"X-Key": (secret("X"),)}),
        "DEF019",
        "there is no `proxy_connect_header_file`: `proxy_connect_header` would stand in the file in clear text",
        "let the proxy know the server by its address or its certificate",
    ),
    # remote
    "a queue upside down": (
        lambda: QueueConfig(min_shards=100),
        "SCR025",
        "`min_shards` is more than max_shards (50)",
        "lower `min_shards`",
    ),
    "pauses upside down": (
        lambda: QueueConfig(min_backoff=minutes(1), max_backoff=seconds(30)),
        "SCR025",
        "`min_backoff` is more than max_backoff (30 s)",
        "lower `min_backoff`",
    ),
    "two servers of one name": (
        lambda: PrometheusServer(remote_write=(write(name="archive"), write(name="archive"))),
        "SCR027",
        "`archive` stands twice in `remote_write`",
        "give one of them another `name`",
    ),
    "azure without an identity": (
        lambda: AzureAD(cloud="AzureChina"),
        "SCR024",
        "nothing says who Prometheus is",
        "add one of: managed_identity, workload_identity, oauth, sdk, certificate",
    ),
    "azure with two": (
        lambda: AzureAD(sdk=AzureSDK(), managed_identity=AzureManagedIdentity()),
        "DEF017",
        "`managed_identity` and `sdk` exclude each other",
        "keep one and remove `sdk`",
    ),
    "an identifier that is none": (
        lambda: AzureManagedIdentity(client_id="vtt"),
        "SCR023",
        "`vtt` is no identifier of Microsoft Entra",
        "write it as `00000000-0000-0000-0000-000000000000`",
    ),
    "azure's secret, which has no file": (
        lambda: AzureOAuth(client_id=ID, client_secret=secret("X"), tenant_id="vtt"),
        "DEF019",
        "there is no `client_secret_file`: `client_secret` would stand in the file in clear text",
        "write sdk=AzureSDK() and give Prometheus AZURE_CLIENT_SECRET in its environment, or use an identity",
    ),
    "a certificate's password, which has no file": (
        lambda: AzureCertificate(
            client_id=ID, tenant_id="vtt", certificate_path="/x.pfx", certificate_password=secret("X")
        ),
        "DEF019",
        "there is no `certificate_password_file`: `certificate_password` would stand in the file in clear text",
        "use a certificate without a password, in a file of its own",
    ),
    # otlp, storage, files
    "all attributes and some": (
        lambda: OTLP(promote_all_resource_attributes=True, promote_resource_attributes=("host.name",)),
        "DEF017",
        "`promote_all_resource_attributes` and `promote_resource_attributes` exclude each other",
        "keep one and remove `promote_resource_attributes`",
    ),
    "all but some, without all": (
        lambda: OTLP(ignore_resource_attributes=("host.name",)),
        "DEF018",
        "`ignore_resource_attributes` needs `promote_all_resource_attributes`",
        "add `promote_all_resource_attributes=…`, or remove `ignore_resource_attributes`",
    ),
    "an attribute twice": (
        lambda: OTLP(promote_resource_attributes=("host.name", " host.name")),
        "SCR022",
        "attribute `host.name` stands twice",
        "remove one",
    ),
    "an attribute without a name": (
        lambda: OTLP(promote_resource_attributes=(" ",)),
        "SCR022",
        "an attribute has no name",
        'write its name, such as "service.name"',
    ),
    "a translation that keeps names": (
        lambda: PrometheusServer(
            metric_name_validation_scheme="legacy", otlp=OTLP(translation_strategy="NoTranslation")
        ),
        "SCR021",
        "`NoTranslation` and the validation scheme `legacy` contradict each other",
        "choose another `translation_strategy`, or the validation scheme `utf8`",
    ),
    "a path with two patterns": (
        lambda: PrometheusServer(scrape_config_files=("jobs/*/*.yml",)),
        "SCR026",
        "`jobs/*/*.yml` is no path that Prometheus can look for",
        "put a `*` into the last part of the path at most, such as `rules/*.yml`",
    ),
    # tracing and the event recorder
    "a tracing header that prometheus sets": (
        lambda: PrometheusTracing(endpoint="otel:4317", headers={"Host": "x"}),
        "DEF016",
        "header `Host` is set by the server itself",
        "use the option made for it, such as `authorization` or `basic_auth`",
    ),
    "batches that are none": (
        lambda: WebhookOutput(url=URL, batch_max_events=10),
        "DEF018",
        "`batch_max_events` needs `batch`",
        "add `batch=…`, or remove `batch_max_events`",
    ),
    "an event recorder's address, which has no file": (
        lambda: WebhookOutput(url=secret("EVENTS_URL")),
        "DEF019",
        "there is no `url_file`: `url` would stand in the file in clear text",
        "write the address without its token, and the token in `http_config`",
    ),
    "a broker without a port": (
        lambda: KafkaOutput(brokers=("kafka",), topic="alerts"),
        "DEF012",
        "`kafka` is no host and port",
        "write `host:port`, such as `smtp.example.com:587`",
    ),
    "two ways to slack": (
        lambda: AlertmanagerGlobal(slack_api_url=secret("X"), slack_app_token=secret("Y")),
        "DEF017",
        "`slack_api_url` and `slack_app_token` exclude each other",
        "keep one and remove `slack_app_token`",
    ),
}


@pytest.mark.parametrize(("make", "code", "headline", "mend"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_says_what_to_write_instead(
    make: Callable[[], object], code: str, headline: str, mend: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        make()

    assert [(found.code, found.headline, found.help) for found in caught.value.diagnostics] == [(code, headline, mend)]


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (mebibytes(10), "10MiB"),
        (gibibytes(1.5), "1536MiB"),
        (bytes_(1025), "1025B"),
        (bytes_(0), "0B"),
        (gibibytes(1024**3), "1EiB"),
        ("0", "0"),
        ("1.5GB", "1.5GB"),
        ("1GiB512MiB", "1GiB512MiB"),
    ],
)
def test_size_is_a_text_that_the_server_reads(size: str | Quantity, text: str) -> None:
    assert PrometheusServer(body_size_limit=size).wire() == {"body_size_limit": text}


def test_the_apps_address_for_all_may_stand_beside_its_token() -> None:
    # A transition that upstream supports: https://github.com/prometheus/alertmanager/issues/2513
    app = "https://slack.com/api/chat.postMessage"

    assert AlertmanagerGlobal(slack_api_url=app, slack_app_token=secret("X")).wire()["slack_api_url"] == app


def test_defaults_that_are_written_out_are_no_options_of_ones_own() -> None:
    found = KubernetesDiscovery(role="pod", follow_redirects=True, enable_http2=True)

    assert found.wire() == {"role": "pod", "follow_redirects": True, "enable_http2": True}


def test_options_are_passed_through_with_secrets_as_files_and_settings_as_values() -> None:
    found = PassThroughDiscovery(
        kind="scaleway_sd_configs",
        options={
            "role": "instance",
            "secret_key": secret("SCALEWAY"),
            "api_url": env("SCALEWAY_URL", default="https://api.scaleway.com"),
            "tags_filter": ["vtt", {"nested": None}],
            "tls_config": {"cert": "PEM", "key": secret("TLS_KEY")},
        },
    )

    assert found.list_key == "scaleway_sd_configs"
    assert found.wire() == {
        "role": "instance",
        "secret_key_file": "/run/secrets/SCALEWAY",
        "api_url": "https://api.scaleway.com",
        "tags_filter": ["vtt", {"nested": None}],
        "tls_config": {"cert": "PEM", "key_file": "/run/secrets/TLS_KEY"},
    }


WRONG_CLASS: Final[dict[str, tuple[Callable[[], object], str]]] = {
    "alertmanager's tracing": (
        lambda: Platform(name="vtt", tracing=PrometheusTracing(endpoint="otel:4317")),  # type: ignore[arg-type]
        "Platform can't take this `tracing`",
    ),
    "prometheus's tracing": (
        lambda: PrometheusServer(tracing=AlertmanagerTracing(endpoint="otel:4317")),  # type: ignore[arg-type]
        "PrometheusServer can't take this `tracing`",
    ),
    "a section that is another": (
        lambda: PrometheusServer(storage=Retention()),  # type: ignore[arg-type]
        "PrometheusServer can't take this `storage`",
    ),
    "a server to write to": (
        lambda: PrometheusServer(remote_write=(RemoteRead(url=URL),)),  # type: ignore[arg-type]
        "PrometheusServer can't take this `remote_write[0]`",
    ),
}


@pytest.mark.parametrize(("make", "headline"), WRONG_CLASS.values(), ids=WRONG_CLASS.keys())
def test_a_section_of_another_kind_is_refused(make: Callable[[], object], headline: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        make()

    assert [found.headline for found in caught.value.diagnostics] == [headline]


def test_a_section_is_loaded_by_those_who_use_it() -> None:
    code = """
        import sys
        from vttalerts import Platform, PrometheusServer, ScrapeJob, Static, Targets
        ScrapeJob(job_name="x", discoveries=(Static(targets=("x:80",)),))
        Platform(name="x", prometheus=PrometheusServer(), targets=Targets())
        print(*(name for name in sys.modules if name.startswith("vttalerts.model.")))
    """
    ended = subprocess.run([sys.executable, "-c", dedent(code)], capture_output=True, text=True, check=True)
    sections = (
        "alerting azuread event_recorder kubernetes otlp passthrough probers remote sigv4 storage tracing".split()
    )

    assert {f"vttalerts.model.{name}" for name in sections} & set(ended.stdout.split()) == set()
    assert not re.search(r"model\.integrations\.", ended.stdout)
