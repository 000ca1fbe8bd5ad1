"""One of everything: platforms that use every field of every integration, server section and prober.

`tests/model/test_everything.py` proves that no field is left out; the judges read what is made of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Final

from vttalerts import (
    OTLP,
    SNS,
    TLS,
    TSDB,
    AlertGroup,
    AlertmanagerConfig,
    AlertmanagerGlobal,
    AlertmanagerHTTP,
    AlertmanagerTracing,
    Authorization,
    AzureAD,
    AzureCertificate,
    AzureManagedIdentity,
    AzureSDK,
    AzureWorkloadIdentity,
    BasicAuth,
    ChunkEncoding,
    Discord,
    DNSDiscovery,
    DNSProbe,
    Email,
    EventRecorder,
    Exemplars,
    FileDiscovery,
    FileOutput,
    GoogleIAM,
    GRPCProbe,
    Header,
    HeaderMatch,
    HTTPDiscovery,
    HTTPProbe,
    ICMPProbe,
    IncidentIO,
    Inhibition,
    Jira,
    JiraField,
    KafkaOutput,
    KubernetesDiscovery,
    KubernetesNamespaces,
    KubernetesSelector,
    Mattermost,
    MattermostAttachment,
    MattermostField,
    MattermostPriority,
    MattermostProps,
    MetadataConfig,
    Module,
    MSTeams,
    MSTeamsV2,
    OAuth2,
    Opsgenie,
    OpsgenieResponder,
    PagerDuty,
    PagerDutyImage,
    PagerDutyLink,
    PassThroughDiscovery,
    Platform,
    Probe,
    PrometheusServer,
    PrometheusTracing,
    Pushover,
    QueueConfig,
    Receiver,
    RecordingGroup,
    Relabel,
    RelabelAction,
    RemoteRead,
    RemoteWrite,
    Retention,
    RocketChat,
    RocketChatAction,
    RocketChatField,
    Route,
    RRValidator,
    Runtime,
    ScrapeJob,
    SigV4,
    Slack,
    SlackAction,
    SlackConfirmation,
    SlackField,
    Static,
    StdoutOutput,
    Storage,
    Targets,
    TCPLabel,
    TCPProbe,
    TCPStep,
    Telegram,
    UnixProbe,
    VictorOps,
    Webex,
    Webhook,
    WebhookOutput,
    WeChat,
    env,
    gibibytes,
    hours,
    match,
    mebibytes,
    milliseconds,
    minutes,
    seconds,
    secret,
)
from vttalerts.model.integrations.email import Threading
from vttalerts.model.receivers import Integration

Words = dict[str, Any]
"""Keywords of a class: checkers can't follow them, the classes do."""
ID: Final = "a7b3c1d2-0000-4000-8000-1234567890ab"
URL: Final = "https://vtt.example.com/api"
LOGIN: Final = "https://login.example.com/token"
TEXT: Final = '{{ template "slack.default.title" . }}'
JWT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"


def tls() -> TLS:
    return TLS(
        ca_file="/etc/tls/ca.pem",
        cert_file="/etc/tls/client.pem",
        key_file="/etc/tls/client.key",
        server_name="vtt",
        insecure_skip_verify=False,
        min_version="TLS12",
        max_version="TLS13",
    )


def inline_tls() -> TLS:
    return TLS(ca="-----BEGIN CERTIFICATE-----", cert="-----BEGIN CERTIFICATE-----", key=secret("TLS_KEY"))


def oauth2() -> OAuth2:
    """All of OAuth 2 but what Prometheus 3.5.3 does not read."""
    return OAuth2(
        client_id="vtt",
        client_secret=secret("OAUTH"),
        token_url=LOGIN,
        scopes=("alerts", "metrics"),
        endpoint_params={"audience": "vtt"},
        tls_config=tls(),
        proxy_url="http://proxy.example.com:3128",
        no_proxy="localhost",
        proxy_connect_header={"X-Site": ("north",)},
    )


def signed_oauth2() -> OAuth2:
    return OAuth2(
        client_id="vtt",
        client_certificate_key_id="1",
        client_certificate_key=secret("JWT_KEY"),
        grant_type=JWT,
        signature_algorithm="RS384",
        iss="vtt",
        audience="https://login.example.com",
        claims={"role": "monitoring", "sites": ["north", 2, True, None]},
        token_url=LOGIN,
        proxy_from_environment=True,
    )


def http(**more: object) -> Words:
    """Options that go together; those that exclude each other are given by the callers."""
    return {
        "tls_config": tls(),
        "follow_redirects": False,
        "enable_http2": False,
        "proxy_url": "http://proxy.example.com:3128",
        "no_proxy": "localhost,10.0.0.0/8",
        "proxy_connect_header": {"X-Site": ("north",)},
        "http_headers": {"X-Tenant": Header(values=("vtt",), secrets=(secret("TENANT"),))},
        **more,
    }


def http_configs() -> tuple[AlertmanagerHTTP, ...]:
    return (
        AlertmanagerHTTP(**http(basic_auth=BasicAuth(username="vtt", password=secret("PASSWORD")))),
        AlertmanagerHTTP(basic_auth=BasicAuth(username=secret("USER")), proxy_from_environment=True),
        AlertmanagerHTTP(authorization=Authorization(type="Token", credentials=secret("TOKEN"))),
        AlertmanagerHTTP(oauth2=oauth2(), tls_config=inline_tls()),
        AlertmanagerHTTP(oauth2=signed_oauth2()),
    )


def bearer() -> AlertmanagerHTTP:
    return AlertmanagerHTTP(authorization=Authorization(credentials=secret("TOKEN")))


def own(**more: object) -> Words:
    return {"send_resolved": True, "http_config": bearer(), **more}


def chats() -> tuple[Integration, ...]:
    """Kinds that write messages to people."""
    return (
        Discord(
            **own(),
            webhook_url=secret("DISCORD"),
            content=TEXT,
            title=TEXT,
            message=TEXT,
            username="vtt",
            avatar_url=URL,
        ),
        Discord(webhook_url=URL),
        MSTeams(**own(), webhook_url=secret("TEAMS"), title=TEXT, summary=TEXT, text=TEXT),
        MSTeamsV2(**own(), webhook_url=secret("TEAMS"), title=TEXT, text=TEXT),
        _mattermost(),
        _rocketchat(),
        _slack(),
        Slack(send_resolved=True, app_token=secret("SLACK_APP"), app_url=URL),
        Telegram(
            **own(),
            api_url=URL,
            bot_token=secret("TELEGRAM"),
            chat_id=-1001234567890,
            message_thread_id=3,
            message=TEXT,
            disable_notifications=True,
            parse_mode="MarkdownV2",
        ),
        Telegram(chat_id=secret("CHAT"), bot_token=secret("TELEGRAM"), parse_mode=""),
        Webex(**own(), api_url=URL, message=TEXT, room_id="vtt"),
        WeChat(
            **own(),
            api_secret=secret("WECHAT"),
            corp_id="vtt",
            message=TEXT,
            api_url=URL,
            to_user="@all",
            to_party="1",
            to_tag="2",
            agent_id="3",
            message_type="markdown",
        ),
    )


def _mattermost() -> Mattermost:
    fields = (MattermostField(title=TEXT, value=TEXT, short=True),)
    texts: Words = dict.fromkeys(
        """fallback color pretext author_name author_link author_icon title title_link thumb_url footer footer_icon
        image_url text""".split(),
        TEXT,
    )
    return Mattermost(
        **own(),
        **texts,
        webhook_url=secret("MATTERMOST"),
        channel="#vtt",
        username=TEXT,
        fields=fields,
        icon_url=URL,
        icon_emoji=":fire:",
        attachments=(MattermostAttachment(**texts, fields=fields),),
        type="custom_vtt",
        props=MattermostProps(card=TEXT),
        priority=MattermostPriority(priority="urgent", requested_ack=True, persistent_notifications=True),
    )


def _rocketchat() -> RocketChat:
    return RocketChat(
        **own(),
        api_url=URL,
        token_id=secret("ROCKET_ID"),
        token=secret("ROCKET"),
        channel="#vtt",
        color="red",
        title=TEXT,
        title_link=URL,
        text=TEXT,
        fields=(RocketChatField(title=TEXT, value=TEXT, short=True),),
        short_fields=True,
        emoji=":fire:",
        icon_url=URL,
        image_url=URL,
        thumb_url=URL,
        link_names=True,
        actions=(
            RocketChatAction(
                type="button",
                text=TEXT,
                url=URL,
                imageurl=URL,
                iswebview=True,
                webviewheightratio="full",
                msg=TEXT,
                msginchatwindow=True,
                msgprocessingtype="sendMessage",
            ),
        ),
    )


def _slack() -> Slack:
    texts: Words = dict.fromkeys(
        """channel username color title title_link pretext text message_text footer fallback callback_id icon_emoji
        icon_url image_url thumb_url""".split(),
        TEXT,
    )
    confirm = SlackConfirmation(text=TEXT, title=TEXT, ok_text=TEXT, dismiss_text=TEXT)
    return Slack(
        **own(),
        **texts,
        api_url="https://slack.com/api/chat.postMessage",
        fields=(SlackField(title=TEXT, value=TEXT, short=True),),
        short_fields=True,
        link_names=True,
        mrkdwn_in=("text", "pretext"),
        actions=(
            SlackAction(type="button", text=TEXT, style="danger", url=URL),
            SlackAction(type="button", text=TEXT, name="ack", value=TEXT, confirm=confirm),
        ),
        update_message=True,
        timeout=seconds(5),
    )


def pagers() -> tuple[Integration, ...]:
    """Kinds that wake people, or remember what is wrong."""
    return (
        PagerDuty(**own(), routing_key=secret("PAGERDUTY"), **_pagerduty()),
        PagerDuty(service_key=secret("PAGERDUTY_1")),
        Opsgenie(
            **own(),
            api_key=secret("OPSGENIE"),
            api_url=URL,
            message=TEXT,
            description=TEXT,
            source=TEXT,
            details={"runbook": TEXT},
            entity=TEXT,
            responders=(
                OpsgenieResponder(id="1", type="Team"),
                OpsgenieResponder(name="vtt", type="schedule"),
                OpsgenieResponder(username="vtt", type='{{ if eq .Status "firing" }}user{{ end }}'),
            ),
            actions="restart",
            tags="vtt",
            note=TEXT,
            priority="P1",
            update_alerts=True,
        ),
        VictorOps(
            **own(),
            api_key=secret("VICTOROPS"),
            api_url=URL,
            routing_key="vtt",
            message_type="WARNING",
            state_message=TEXT,
            entity_display_name=TEXT,
            monitoring_tool=TEXT,
            custom_fields={"site": TEXT},
        ),
        _pushover(html=True),
        _pushover(monospace=True),
        IncidentIO(
            send_resolved=False,
            url=URL,
            alert_source_token=secret("INCIDENTIO"),
            max_alerts=10,
            timeout=seconds(5),
        ),
        IncidentIO(url=secret("INCIDENTIO_URL"), http_config=bearer()),
        Jira(
            **own(),
            api_url=URL,
            api_type="cloud",
            project="VTT",
            summary=JiraField(template=TEXT, enable_update=False),
            description=TEXT,
            labels=("vtt", TEXT),
            priority=TEXT,
            issue_type="Bug",
            reopen_transition="Reopen",
            resolve_transition="Done",
            wont_fix_resolution="Won't fix",
            reopen_duration=hours(24),
            fields={"components": [{"name": TEXT}], "points": 3},
        ),
    )


def _pagerduty() -> Words:
    texts = "client client_url description source severity class_ component group".split()
    return {
        **dict.fromkeys(texts, TEXT),
        "url": URL,
        "details": {"site": TEXT, "nested": {"list": [TEXT, 1]}},
        "images": (PagerDutyImage(href=URL, src=URL, alt=TEXT),),
        "links": (PagerDutyLink(href=URL, text=TEXT),),
        "timeout": milliseconds(1500),
    }


def _pushover(*, html: bool | None = None, monospace: bool | None = None) -> Pushover:
    return Pushover(
        **own(),
        html=html,
        monospace=monospace,
        user_key=secret("PUSHOVER_USER"),
        token=secret("PUSHOVER"),
        title=TEXT,
        message=TEXT,
        url=URL,
        url_title=TEXT,
        device="phone",
        sound="siren",
        priority="1",
        retry=minutes(2),
        expire=hours(2),
        ttl=hours(36),
    )


def carriers() -> tuple[Integration, ...]:
    """Kinds that carry a notification to anything else, with every way to reach it."""
    signed = SigV4(
        region="eu-north-1",
        profile="vtt",
        role_arn="arn:aws:iam::123456789012:role/vtt",
        use_fips_sts_endpoint=True,
        service_name="sns",
    )
    topic = "arn:aws:sns:eu-north-1:123456789012:vtt"
    mail: Words = {
        "send_resolved": True,
        "to": "on-call@example.com, {{ .CommonLabels.team }}@example.com",
        "from_": "vtt@example.com",
        "hello": "vtt.example.com",
        "smarthost": env("SMTP", default="smtp.example.com") + ":587",
        "auth_username": "vtt",
        "auth_password": secret("SMTP"),
        "auth_secret": secret("SMTP_MD5"),
        "auth_identity": "vtt",
        "html": TEXT,
        "text": TEXT,
        "require_tls": True,
        "tls_config": tls(),
        "force_implicit_tls": False,
    }
    return (
        Email(**mail, headers={"Subject": TEXT}, threading=Threading(enabled=True, thread_by_date="daily")),
        SNS(
            **own(),
            api_url="https://sns.eu-north-1.amazonaws.com",
            sigv4=signed,
            topic_arn=topic,
            subject=TEXT,
            message=TEXT,
            attributes={"site": TEXT},
            use_aws_http_client=True,
        ),
        SNS(phone_number="+358401234567"),
        SNS(target_arn=topic),
        Webhook(**own(), url=secret("WEBHOOK"), max_alerts=0, timeout=minutes(90), payload={"text": TEXT, "n": [1]}),
        Webhook(url="https://{{ .CommonLabels.site }}.example.com/"),
        *(Webhook(url=URL, http_config=config) for config in http_configs()),
    )


def alertmanager_global() -> AlertmanagerGlobal:
    return AlertmanagerGlobal(
        resolve_timeout=minutes(5),
        http_config=AlertmanagerHTTP(follow_redirects=True),
        jira_api_url=URL,
        smtp_from="vtt@example.com",
        smtp_hello="vtt.example.com",
        smtp_smarthost="smtp.example.com:587",
        smtp_auth_username="vtt",
        smtp_auth_password=secret("SMTP"),
        smtp_auth_secret=secret("SMTP_MD5"),
        smtp_auth_identity="vtt",
        smtp_require_tls=True,
        smtp_tls_config=tls(),
        smtp_force_implicit_tls=False,
        slack_api_url="https://slack.com/api/chat.postMessage",
        slack_app_token=secret("SLACK_APP"),
        slack_app_url="https://slack.com/api/chat.postMessage",
        pagerduty_url=URL,
        opsgenie_api_url=URL,
        opsgenie_api_key=secret("OPSGENIE"),
        wechat_api_url=URL,
        wechat_api_secret=secret("WECHAT"),
        wechat_api_corp_id="vtt",
        victorops_api_url=URL,
        victorops_api_key=secret("VICTOROPS"),
        telegram_api_url=URL,
        telegram_bot_token=secret("TELEGRAM"),
        webex_api_url=URL,
        rocketchat_api_url=URL,
        rocketchat_token=secret("ROCKET"),
        rocketchat_token_id=secret("ROCKET_ID"),
        mattermost_webhook_url=secret("MATTERMOST"),
    )


def from_global() -> tuple[Integration, ...]:
    """What says nothing of its own where the global section says it."""
    return (
        Email(to="on-call@example.com", headers={"References": "<vtt>"}),
        Opsgenie(),
        VictorOps(routing_key="vtt"),
        WeChat(),
        Telegram(chat_id=1),
        RocketChat(),
        Mattermost(),
        Jira(project="VTT", issue_type="Bug"),
    )


def event_recorder(*, batches: bool) -> EventRecorder:
    standard_output: Words = {"stdout_outputs": (StdoutOutput(),)} if batches else {}
    later: Words = (
        {
            "batch": True,
            "batch_max_events": 10,
            "batch_max_bytes": 1024,
            "batch_flush_interval": milliseconds(100),
        }
        if batches
        else {}
    )
    return EventRecorder(
        file_outputs=(FileOutput(path="/alertmanager/events.jsonl"),),
        webhook_outputs=(
            WebhookOutput(
                url=URL,
                http_config=bearer(),
                timeout=seconds(5),
                workers=2,
                max_retries=5,
                retry_backoff=milliseconds(250),
                **later,
            ),
        ),
        kafka_outputs=(
            KafkaOutput(
                brokers=("kafka-1.example.com:9092", "kafka-2.example.com:9092"),
                topic="alerts",
                client_id="vtt",
                format="protobuf",
                acks="all",
                compression="zstd",
                buffer_size=64,
                tls_config=tls(),
            ),
        ),
        **standard_output,
    )


def alertmanager_tracing() -> AlertmanagerTracing:
    return AlertmanagerTracing(
        client_type="http",
        endpoint="otel.example.com:4318",
        sampling_fraction=0.25,
        insecure=False,
        tls_config=tls(),
        headers={"X-Tenant": Header(values=("vtt",), secrets=(secret("TENANT"),))},
        compression="gzip",
        timeout=seconds(5),
    )


def alertmanager(version: str = "0.33") -> Platform:
    """Everything that Alertmanager reads, with what came with 0.34 where it is declared."""
    newest = version != "0.33"
    labels: Words = {"labels": {"team": "{{ .CommonLabels.team }}"}} if newest else {}
    receivers = (
        Receiver(name="chats", integrations=chats(), labels={"owner": "vtt"}),
        Receiver(name="pagers", integrations=pagers()),
        Receiver(name="carriers", integrations=carriers()),
        Receiver(name="from-global", integrations=from_global()),
        Receiver(name="nobody"),
    )
    return Platform(
        name="everything",
        targets=Targets(alertmanager=version),
        routing=Route(
            receiver=receivers[0],
            group_by=("alertname",),
            group_wait=seconds(0),
            group_interval=minutes(5),
            repeat_interval=hours(4),
            routes=tuple(
                Route(
                    receiver=receiver,
                    matchers=match(kind=receiver.name),
                    continue_=True,
                    **labels,
                )
                for receiver in receivers[1:]
            ),
        ),
        inhibitions=(
            Inhibition(
                name="critical over warning",
                source_matchers=match(severity="critical"),
                target_matchers=match(severity="warning"),
                equal=("service",),
            ),
        ),
        alertmanager=alertmanager_global(),
        tracing=alertmanager_tracing(),
        event_recorder=event_recorder(batches=newest),
    )


# What upstream's Prometheus has and Debian's build of it leaves out, with the libraries that it would need: service
# discoveries, and two of the ways to sign for remote write. Its promtool does not know the keys.
LEFT_OUT_BY_DEBIAN: Final = ("azure", "consul", "kuma", "nomad", "openstack", "stackit", "azuread", "google_iam")

PASSED_THROUGH: Final[dict[str, Words]] = {
    "azure": {"subscription_id": ID, "authentication_method": "ManagedIdentity", "port": 80},
    "consul": {"server": "consul:8500", "services": ["vtt"], "authorization": {"credentials": secret("CONSUL")}},
    "digitalocean": {"authorization": {"credentials": secret("DIGITALOCEAN")}, "port": 80},
    "docker": {"host": "unix:///var/run/docker.sock", "filters": [{"name": "label", "values": ["vtt"]}]},
    "dockerswarm": {"host": "unix:///var/run/docker.sock", "role": "tasks"},
    "ec2": {"region": env("REGION", default="eu-north-1"), "profile": "vtt"},
    "eureka": {"server": "https://eureka.example.com/eureka"},
    "gce": {"project": "vtt", "zone": "europe-north1-a"},
    "hetzner": {"role": "hcloud", "authorization": {"credentials": secret("HETZNER")}},
    "ionos": {"datacenter_id": ID, "authorization": {"credentials": secret("IONOS")}},
    "kuma": {"server": "http://kuma:5676"},
    "lightsail": {"region": "eu-north-1"},
    "linode": {"authorization": {"credentials": secret("LINODE")}},
    "marathon": {"servers": ["https://marathon.example.com"], "auth_token": secret("MARATHON")},
    "nerve": {"servers": ["zookeeper:2181"], "paths": ["/nerve"]},
    "nomad": {"server": "http://nomad:4646", "tls_config": {"cert_file": "/c.pem", "key_file": "/k.pem"}},
    "openstack": {"role": "instance", "region": "north", "identity_endpoint": "https://keystone.example.com"},
    "puppetdb": {"url": "https://puppetdb.example.com", "query": "resources { type = 'Package' }"},
    "scaleway": {
        "role": "instance",
        "project_id": ID,
        "access_key": "SCWXXXXXXXXXXXXXXXXX",
        "secret_key": secret("SCALEWAY"),
    },
    "serverset": {"servers": ["zookeeper:2181"], "paths": ["/serverset"], "timeout": "10s"},
    "stackit": {"project": "vtt", "port": 80},
    "triton": {"account": "vtt", "dns_suffix": "vtt.example.com", "endpoint": "triton.example.com", "version": 1},
    "vultr": {"authorization": {"credentials": secret("VULTR")}},
}
"""Options of service discoveries without a model; `ovhcloud` and `uyuni` need a credential that has no file."""


@dataclass(frozen=True)
class Prometheus:
    """What a Prometheus reads: the oldest that is supported, today's, or the newest."""

    version: str = "3.5"
    leave_out: tuple[str, ...] = ()
    newer: bool = field(default=False, kw_only=True)

    def platform(self) -> Platform:
        return Platform(
            name="everything",
            targets=Targets(prometheus=self.version),
            prometheus=self.server(),
            scrape=self.jobs(),
            groups=(AlertGroup(name="empty", alerts=(), labels={"site": "north"}, limit=5, query_offset=seconds(30)),),
            recording=(RecordingGroup(name="empty too", rules=(), interval=minutes(1), labels={"site": "north"}),),
        )

    def server(self) -> PrometheusServer:
        later: Words = {"scrape_native_histograms": True, "extra_scrape_metrics": True} if self.newer else {}
        return PrometheusServer(
            scrape_interval=seconds(30),
            scrape_timeout=seconds(10),
            scrape_protocols=("PrometheusProto", "OpenMetricsText1.0.0", "PrometheusText1.0.0"),
            evaluation_interval=seconds(15),
            rule_query_offset=seconds(5),
            query_log_file="queries.log",
            scrape_failure_log_file="failures.log",
            external_labels={"site": "north"},
            body_size_limit=mebibytes(10),
            sample_limit=1000,
            target_limit=100,
            label_limit=30,
            label_name_length_limit=200,
            label_value_length_limit=200,
            keep_dropped_targets=50,
            metric_name_validation_scheme="utf8",
            metric_name_escaping_scheme="underscores",
            convert_classic_histograms_to_nhcb=True,
            always_scrape_classic_histograms=True,
            runtime=Runtime(gogc=50),
            alert_relabel_configs=(Relabel(regex="replica", action=RelabelAction.LABELDROP),),
            alertmanagers=("alertmanager:9093", *self.alertmanagers()),
            alertmanager_path_prefix="/alerts",
            rule_files=("more/*.yml",),
            scrape_config_files=("jobs/*.yml",),
            storage=self.storage(),
            tracing=PrometheusTracing(
                client_type="grpc",
                endpoint="otel.example.com:4317",
                sampling_fraction=1,
                insecure=True,
                tls_config=tls(),
                headers={"X-Tenant": "vtt"},
                compression="gzip",
                timeout=seconds(5),
            ),
            remote_write=self.remote_write(),
            remote_read=(
                RemoteRead(
                    **http(basic_auth=BasicAuth(username="vtt", password=secret("PASSWORD"))),
                    url=URL,
                    remote_timeout=seconds(30),
                    chunked_read_limit=1000000,
                    headers={"X-Tenant": "vtt"},
                    read_recent=True,
                    name="archive",
                    required_matchers={"site": "north"},
                    filter_external_labels=False,
                ),
            ),
            otlp=self.otlp(),
            **later,
        )

    def storage(self) -> Storage:
        later: Words = (
            {
                "stale_series_compaction_threshold": 0.5,
                "chunk_encoding": ChunkEncoding(floats="xor2"),
                "retention": Retention(time=hours(360), size=gibibytes(20), percentage=80),
            }
            if self.newer
            else {}
        )
        return Storage(
            tsdb=TSDB(out_of_order_time_window=minutes(10), **later), exemplars=Exemplars(max_exemplars=1000)
        )

    def otlp(self) -> OTLP:
        later: Words = (
            {
                "promote_scope_metadata": True,
                "label_name_underscore_sanitization": False,
                "label_name_preserve_multiple_underscores": False,
                "promote_resource_attributes": ("service.name",),
            }
            if self.newer
            else {"promote_all_resource_attributes": True, "ignore_resource_attributes": ("host.name",)}
        )
        return OTLP(
            translation_strategy="NoTranslation",
            keep_identifying_resource_attributes=True,
            convert_histograms_to_nhcb=True,
            **later,
        )

    def alertmanagers(self) -> tuple[AlertmanagerConfig, ...]:
        one = AlertmanagerConfig(
            **http(authorization=Authorization(credentials=secret("TOKEN"))),
            discoveries=(Static(targets=("alertmanager-2:9093",)), DNSDiscovery(names=("am.example.com",))),
            scheme="https",
            path_prefix="/alerts",
            timeout=seconds(5),
            api_version="v2",
            relabel_configs=(Relabel(source_labels=("__address__",), target_label="instance"),),
            alert_relabel_configs=(Relabel(regex="site", action=RelabelAction.LABELKEEP),),
        )
        external: Words = {"external_id": "vtt"} if self.newer else {}
        signed = SigV4(
            region="eu-north-1", role_arn="arn:aws:iam::1:role/vtt", use_fips_sts_endpoint=True, service_name="aps",
            **external,
        )  # fmt: skip
        return (one, AlertmanagerConfig(discoveries=(Static(targets=("aps:443",)),), sigv4=signed))

    def remote_write(self) -> tuple[RemoteWrite, ...]:
        later: tuple[AzureAD, ...] = (
            AzureAD(
                workload_identity=AzureWorkloadIdentity(client_id=ID, tenant_id=ID, token_file_path=f"/var/run/{ID}")
            ),
            AzureAD(
                certificate=AzureCertificate(
                    client_id=ID,
                    tenant_id="vtt",
                    certificate_path="/etc/tls/azure.pem",
                    certificate_key_path="/etc/tls/azure.key",
                    send_certificate_chain=True,
                ),
                scope="https://monitor.azure.com/.default",
            ),
        )
        azure = (
            AzureAD(cloud="AzureGovernment", managed_identity=AzureManagedIdentity(client_id=ID)),
            AzureAD(managed_identity=AzureManagedIdentity()),
            AzureAD(sdk=AzureSDK(tenant_id="vtt")),
            *(later if self.newer else ()),
        )
        return (
            RemoteWrite(
                **http(oauth2=oauth2()),
                url=URL,
                remote_timeout=seconds(20),
                headers={"X-Tenant": "vtt"},
                write_relabel_configs=(Relabel(source_labels=("__name__",), regex="go_.*", action=RelabelAction.DROP),),
                name="archive",
                send_exemplars=True,
                send_native_histograms=True,
                round_robin_dns=True,
                protobuf_message="io.prometheus.write.v2.Request",
                queue_config=QueueConfig(
                    capacity=5000,
                    max_shards=20,
                    min_shards=2,
                    max_samples_per_send=1000,
                    batch_send_deadline=seconds(3),
                    min_backoff=milliseconds(50),
                    max_backoff=seconds(10),
                    retry_on_http_429=True,
                    sample_age_limit=hours(2),
                ),
                metadata_config=MetadataConfig(send=True, send_interval=minutes(2), max_samples_per_send=500),
            ),
            RemoteWrite(url=URL, name="signed", sigv4=SigV4(region="eu-north-1", profile="vtt")),
            *(
                (RemoteWrite(url=URL, google_iam=GoogleIAM(credentials_file="/etc/google.json")),)
                if "google_iam" not in self.leave_out
                else ()
            ),
            *(RemoteWrite(url=URL, azuread=one) for one in azure if "azuread" not in self.leave_out),
            *((RemoteWrite(url=URL, oauth2=signed_oauth2()),) if self.newer else ()),
        )

    def jobs(self) -> tuple[ScrapeJob, ...]:
        later: Words = {"scrape_native_histograms": True, "extra_scrape_metrics": True} if self.newer else {}
        job = ScrapeJob(
            **http(basic_auth=BasicAuth(username=secret("USER"), password=secret("PASSWORD"))),
            job_name="vtt",
            honor_labels=True,
            honor_timestamps=False,
            track_timestamps_staleness=True,
            params={"match[]": ('{job="vtt"}',)},
            scrape_interval=minutes(1),
            scrape_timeout=seconds(30),
            scrape_protocols=("OpenMetricsText0.0.1", "PrometheusText0.0.4"),
            fallback_scrape_protocol="PrometheusText1.0.0",
            always_scrape_classic_histograms=False,
            convert_classic_histograms_to_nhcb=False,
            scrape_failure_log_file="vtt.log",
            metrics_path="/api/metrics/prometheus",
            scheme="https",
            enable_compression=False,
            body_size_limit="10MB",
            sample_limit=1,
            target_limit=2,
            label_limit=3,
            label_name_length_limit=4,
            label_value_length_limit=5,
            native_histogram_bucket_limit=6,
            native_histogram_min_bucket_factor=1.1,
            keep_dropped_targets=7,
            metric_name_validation_scheme="legacy",
            metric_name_escaping_scheme="values",
            discoveries=(
                Static(targets=("vtt:8080",), labels={"site": "north"}),
                FileDiscovery(files=("targets/*.json",), refresh_interval=minutes(1)),
                DNSDiscovery(names=("vtt.example.com",), type="NS", port=80, refresh_interval=minutes(1)),
                HTTPDiscovery(**http(), url=URL, refresh_interval=minutes(1)),
                *(self.kubernetes() if "kubernetes" not in self.leave_out else ()),
            ),
            relabel_configs=self.relabeling(),
            metric_relabel_configs=(Relabel(source_labels=("__name__",), regex="go_.*", action=RelabelAction.DROP),),
            **later,
        )
        passed = ScrapeJob(
            job_name="passed through",
            proxy_from_environment=True,
            discoveries=tuple(
                PassThroughDiscovery(kind=kind, options=options)
                for kind, options in PASSED_THROUGH.items()
                if kind not in self.leave_out
            ),
        )
        return (job, passed)

    def kubernetes(self) -> tuple[KubernetesDiscovery, ...]:
        everything = {"node": True}
        if self.newer:
            everything |= dict.fromkeys(("namespace", "deployment", "job", "cronjob"), True)
        return (
            KubernetesDiscovery(
                **http(authorization=Authorization(credentials=secret("KUBERNETES"))),
                role="pod",
                api_server="https://kubernetes.example.com",
                namespaces=KubernetesNamespaces(names=("vtt",)),
                selectors=(KubernetesSelector(role="pod", label="app=vtt", field="status.phase=Running"),),
                attach_metadata=everything,
            ),
            KubernetesDiscovery(role="node", kubeconfig_file="/etc/kubeconfig"),
            KubernetesDiscovery(role="ingress", namespaces=KubernetesNamespaces(own_namespace=True)),
        )

    def relabeling(self) -> tuple[Relabel, ...]:
        two = ("a", "b")
        return (
            Relabel(source_labels=two, separator="/", regex="(.+)/x", target_label="c", replacement="$1"),
            Relabel(source_labels=two, regex="x", action=RelabelAction.KEEP),
            Relabel(source_labels=two, action=RelabelAction.KEEPEQUAL, target_label="c"),
            Relabel(source_labels=two, action=RelabelAction.DROPEQUAL, target_label="c"),
            Relabel(source_labels=two, modulus=4, target_label="shard", action=RelabelAction.HASHMOD),
            Relabel(regex="__meta_(.+)", replacement="$1", action=RelabelAction.LABELMAP),
            Relabel(source_labels=two, target_label="${1}_x", action=RelabelAction.REPLACE),
            Relabel(source_labels=two, target_label="d", action=RelabelAction.LOWERCASE),
            Relabel(source_labels=two, target_label="e", action=RelabelAction.UPPERCASE),
        )


def modules() -> tuple[Module, ...]:
    steps = (
        TCPStep(expect="^220 (.*)", labels=(TCPLabel(name="banner", value="${1}"),)),
        TCPStep(expect_bytes="OK"),
        TCPStep(send="QUIT\r\n", starttls=True),
    )
    records = RRValidator(
        fail_if_matches_regexp=("127",),
        fail_if_all_match_regexp=("127",),
        fail_if_not_matches_regexp=("10",),
        fail_if_none_matches_regexp=("10",),
    )
    both: Words = {"preferred_ip_protocol": "ip4", "ip_protocol_fallback": False}
    probes = {
        "http": HTTPProbe(
            **http(basic_auth=BasicAuth(username="vtt", password=secret("PASSWORD"))),
            **both,
            valid_status_codes=(200, 204),
            valid_http_versions=("HTTP/1.1", "HTTP/2.0"),
            skip_resolve_phase_with_proxy=True,
            fail_if_ssl=False,
            fail_if_not_ssl=True,
            method="POST",
            headers={"Accept-Encoding": "gzip;q=0.5, *;q=0"},
            fail_if_body_matches_regexp=("error",),
            fail_if_body_not_matches_regexp=(r'"status"\s*:\s*"healthy"',),
            fail_if_body_json_matches_cel="body.status == 'down'",
            fail_if_body_json_not_matches_cel="body.status == 'up'",
            fail_if_header_matches=(HeaderMatch(header="X-Error", regexp=".+", allow_missing=True),),
            fail_if_header_not_matches=(HeaderMatch(header="X-Site", regexp="north"),),
            body='{"probe": true}',
            compression="gzip",
            body_size_limit=mebibytes(1),
        ),
        "http3": HTTPProbe(
            enable_http3=True,
            enable_http2=False,
            valid_http_versions=("HTTP/3.0",),
            body_file="/etc/body.json",
            oauth2=signed_oauth2(),
        ),
        "http-token": HTTPProbe(
            authorization=Authorization(credentials=secret("TOKEN")), tls_config=inline_tls(),
            proxy_from_environment=True,
        ),
        "tcp": TCPProbe(**both, source_ip_address="10.0.0.1", query_response=steps, tls=True, tls_config=tls()),
        "unix": UnixProbe(query_response=steps, tls=True, tls_config=tls()),
        "icmp": ICMPProbe(**both, source_ip_address="10.0.0.1", payload_size=64, dont_fragment=True, ttl=32),
        "dns": DNSProbe(
            **both,
            dns_over_tls=True,
            tls_config=tls(),
            source_ip_address="10.0.0.1",
            transport_protocol="tcp",
            query_class="IN",
            query_name="vtt.example.com",
            query_type="AAAA",
            recursion_desired=False,
            valid_rcodes=("NOERROR", "NXDOMAIN"),
            validate_answer_rrs=records,
            validate_authority_rrs=records,
            validate_additional_rrs=records,
        ),
        "grpc": GRPCProbe(**both, service="vtt", tls=True, tls_config=tls(), metadata={"x-site": ("north",)}),
    }  # fmt: skip
    return tuple(Module(name=name, probe=probe, timeout=minutes(90)) for name, probe in probes.items())


def blackbox(version: str = "0.28") -> Platform:
    return Platform(
        name="everything",
        targets=Targets(blackbox=version),
        probes=tuple(
            Probe(name=module.name, module=module, targets=("https://vtt.example.com",), exporter="blackbox:9115")
            for module in modules()
        ),
    )
