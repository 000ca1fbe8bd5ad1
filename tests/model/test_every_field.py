"""Every field: what upstream's structs read is what our classes write, and the versions are those of upstream's tags.

`upstream_fields.json` says which release of a server reads a key for the first time. It was read from the struct tags
of the releases themselves, and knows nothing of our classes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, get_args

import pytest

import vttalerts
from vttalerts.model.integrations.email import Threading
from vttalerts.model.passthrough import KINDS
from vttalerts.model.recording import RecordingGroup
from vttalerts.model.settings import Secret
from vttalerts.model.spec import Spec

UPSTREAM: Final[dict[str, dict[str, dict[str, str]]]] = {
    server: structs
    for server, structs in json.loads(
        Path(__file__).with_name("upstream_fields.json").read_text(encoding="utf-8")
    ).items()
    if server != "about"
}
OLDEST: Final = {"alertmanager": "0.25", "blackbox": "0.24", "prometheus": "2.42"}

# Our class: upstream's struct. What is inlined upstream is inherited here.
CLASSES: Final = {
    "alertmanager": """
        AlertmanagerGlobal:GlobalConfig AlertmanagerTracing:TracingConfig Authorization BasicAuth
        Discord:DiscordConfig,NotifierConfig Email:EmailConfig,NotifierConfig EventRecorder FileOutput:FileOutputConfig
        Header IncidentIO:IncidentioConfig,NotifierConfig Inhibition:InhibitRule Jira:JiraConfig,NotifierConfig
        JiraField:JiraFieldConfig KafkaOutput:KafkaOutputConfig MSTeams:MSTeamsConfig,NotifierConfig
        MSTeamsV2:MSTeamsV2Config,NotifierConfig Mattermost:MattermostConfig,NotifierConfig MattermostAttachment
        MattermostField MattermostPriority MattermostProps OAuth2:OAuth2,ProxyConfig
        Opsgenie:OpsGenieConfig,NotifierConfig OpsgenieResponder:OpsGenieConfigResponder
        PagerDuty:PagerdutyConfig,NotifierConfig PagerDutyImage:PagerdutyImage PagerDutyLink:PagerdutyLink
        Pushover:PushoverConfig,NotifierConfig RocketChat:RocketchatConfig,NotifierConfig
        RocketChatAction:RocketchatAttachmentAction RocketChatField:RocketchatAttachmentField Route
        SNS:SNSConfig,NotifierConfig SigV4:SigV4Config Slack:SlackConfig,NotifierConfig SlackAction
        SlackConfirmation:SlackConfirmationField SlackField TLS:TLSConfig Telegram:TelegramConfig,NotifierConfig
        VictorOps:VictorOpsConfig,NotifierConfig WeChat:WechatConfig,NotifierConfig Webex:WebexConfig,NotifierConfig
        Webhook:WebhookConfig,NotifierConfig WebhookOutput:WebhookOutputConfig Threading:ThreadingConfig
        AlertmanagerHTTP:HTTPClientConfig,ProxyConfig
    """,
    "prometheus": """
        AlertmanagerConfig:AlertmanagerConfig,HTTPClientConfig,ProxyConfig AzureAD:AzureADConfig
        AzureCertificate:CertificateConfig AzureManagedIdentity:ManagedIdentityConfig AzureOAuth:OAuthConfig
        AzureSDK:SDKConfig AzureWorkloadIdentity:WorkloadIdentityConfig BasicAuth ChunkEncoding:ChunkEncodingConfig
        DNSDiscovery:DNSSDConfig Exemplars:ExemplarsConfig FileDiscovery:FileSDConfig GoogleIAM
        HTTPDiscovery:HTTPSDConfig,HTTPClientConfig,ProxyConfig KubernetesNamespaces:NamespaceDiscovery
        KubernetesDiscovery:KubernetesSDConfig,HTTPClientConfig,ProxyConfig KubernetesSelector:SelectorConfig
        MetadataConfig OAuth2:OAuth2,ProxyConfig OTLP:OTLPConfig PrometheusServer:GlobalConfig
        PrometheusTracing:TracingConfig QueueConfig Relabel RemoteRead:RemoteReadConfig,HTTPClientConfig,ProxyConfig
        RemoteWrite:RemoteWriteConfig,HTTPClientConfig,ProxyConfig Retention:TSDBRetentionConfig Runtime:RuntimeConfig
        ScrapeJob:ScrapeConfig,HTTPClientConfig,ProxyConfig SigV4:SigV4Config Storage:StorageConfig TLS:TLSConfig
        TSDB:TSDBConfig RecordingGroup:RuleGroup
    """,
    "blackbox": """
        BasicAuth DNSProbe GRPCProbe HTTPProbe:HTTPProbe,HTTPClientConfig,ProxyConfig HeaderMatch ICMPProbe
        OAuth2:OAuth2,ProxyConfig RRValidator:DNSRRValidator TCPLabel:Label TCPProbe TCPStep:QueryResponse TLS:TLSConfig
        UnixProbe
    """,
}
# Upstream reads it, and nobody writes it from here.
NOT_WRITTEN: Final = {
    "bearer_token": "deprecated: `authorization` says the same",
    "bearer_token_file": "deprecated: `authorization` says the same",
    "http_client_config": "no key: a tag beside `inline`, which wins",
    "match": "deprecated: `matchers`",
    "match_re": "deprecated: `matchers`",
    "mute_time_intervals": "a name at the route, which is written; a deprecated list at the root",
    "no_follow_redirects": "deprecated: `follow_redirects`",
    "scrape_classic_histograms": "2.45 to 2.55 only: `always_scrape_classic_histograms`",
    "secrets": "credentials in clear text: `files`",
    "source_match": "deprecated: `source_matchers`",
    "source_match_re": "deprecated: `source_matchers`",
    "target_match": "deprecated: `target_matchers`",
    "target_match_re": "deprecated: `target_matchers`",
    **{
        f"{key}_ref": "neither server has a secret manager to look it up in"
        for key in "ca cert key username password credentials client_secret client_certificate_key".split()
    },
}
# Written by the class itself or beside its fields, and not one of them.
BESIDE: Final = {
    "Route": {"mute_time_intervals"},
    "RecordingGroup": {"rules"},
    "AlertmanagerConfig": {"http_headers"},
}
# A credential without a file form: the field is there to say so.
REFUSED: Final = {"secret_key", "client_secret", "certificate_password", "access_key", "url"}
# Another release than the first one that reads the key, for a reason.
OTHERWISE: Final = {
    ("alertmanager", "SigV4", "external_id"): "0.34",  # read from 0.31 on, and used from 0.34 on
    ("alertmanager", "EventRecorder", "stdout_outputs"): "0.33",  # the gate is that of the class in it
    ("prometheus", "AzureAD", "workload_identity"): "2.45",  # the gates are those of the classes in it
    ("prometheus", "AzureAD", "oauth"): "2.45",
    ("prometheus", "AzureAD", "sdk"): "2.45",
    ("prometheus", "AzureAD", "certificate"): "2.45",
    ("prometheus", "RecordingGroup", "labels"): "2.42",  # the emitter writes them with each rule where it must
}
# What stands only in something that is gated: since when that is read.
HOLDERS: Final = {
    "AzureAD": "2.45",
    "AzureManagedIdentity": "2.45",
    "ChunkEncoding": "3.13",
    "FileOutput": "0.33",
    "KafkaOutput": "0.33",
    "Retention": "3.8",
    "WebhookOutput": "0.33",
}


def classes() -> Iterator[tuple[str, type[Spec], tuple[str, ...]]]:
    private = {"Threading": Threading, "RecordingGroup": RecordingGroup}
    for server, words in CLASSES.items():
        for word in words.split():
            name, _, structs = word.partition(":")
            yield server, private.get(name) or getattr(vttalerts, name), tuple((structs or name).split(","))


def kinds(annotation: Any) -> Iterator[Any]:  # noqa: ANN401  any annotation
    parts = get_args(annotation)
    if not parts:
        yield annotation
    for part in parts:
        yield from kinds(part)


def written(kind: type[Spec]) -> dict[str, str]:
    """Return the keys that a class may write, with the fields that write them."""
    found: dict[str, str] = {}
    for attribute, key, file_key in kind._wire_plan():
        annotation = kind.model_fields[attribute].annotation
        secret = annotation is not None and Secret in set(kinds(annotation)) and key != "files"
        others = set(kinds(annotation)) - {Secret, type(None)}
        if secret and attribute != "proxy_connect_header":
            found[file_key] = attribute
        if not secret or others:
            found[key] = attribute
    return found


EVERY: Final = tuple(classes())
each_class = pytest.mark.parametrize(
    ("server", "kind", "structs"), EVERY, ids=[f"{server}-{kind.__name__}" for server, kind, _ in EVERY]
)


@each_class
def test_class_writes_what_the_server_reads(server: str, kind: type[Spec], structs: tuple[str, ...]) -> None:
    read = {key for struct in structs for key in UPSTREAM[server][struct]}
    ours = set(written(kind))
    clear_text = {key for key in read if f"{key}_file" in read and f"{key}_file" in ours}

    assert {key for key in ours - read if key.removesuffix("_file") not in REFUSED} == set()
    assert {
        key for key in read - ours - clear_text - BESIDE.get(kind.__name__, set()) - NOT_WRITTEN.keys()
        if key not in REFUSED or f"{key}_file" not in ours
    } == set()  # fmt: skip


@each_class
def test_gate_is_the_release_that_reads_it_first(server: str, kind: type[Spec], structs: tuple[str, ...]) -> None:
    since = kind.since if kind.server else getattr(kind, "since_of", {}).get(server)
    if since is None:
        return  # A part of a class that has the gate.
    first: dict[str, str] = {}
    for struct in structs:
        for key, version in UPSTREAM[server][struct].items():
            first[key] = min(first.get(key, version), version, key=number)
    whole = since.get("") or HOLDERS.get(kind.__name__, OLDEST[server])
    gates = {key: max(whole, since.get(key, whole), key=number) for key in written(kind) if key in first}
    expected = {key: OTHERWISE.get((server, kind.__name__, key), max(whole, first[key], key=number)) for key in gates}

    assert whole == min((UPSTREAM[server][structs[0]][key] for key in UPSTREAM[server][structs[0]]), key=number)
    assert gates == expected


def test_receiver_has_every_kind_of_integration() -> None:
    lists = {key: version for key, version in UPSTREAM["alertmanager"]["Receiver"].items() if key.endswith("_configs")}
    ours = {
        kind.__dict__["key"]: kind.since.get("", OLDEST["alertmanager"])
        for _, kind, _ in EVERY
        if "key" in kind.__dict__ and kind.server == "alertmanager"
    }

    assert ours == lists


def test_service_discovery_is_modelled_or_passed_through() -> None:
    modelled = {"dns", "file", "http", "kubernetes", "static"}
    known = {name: version or OLDEST["prometheus"] for name, version in KINDS.items()}

    assert known == {name: v for name, v in UPSTREAM["prometheus"]["discovery"].items() if name not in modelled}


def number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))
