"""Settings of the servers themselves: Prometheus's and Alertmanager's global sections, and notification templates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Self

from vttalerts.diagnostics import Fault
from vttalerts.language import templates
from vttalerts.model.fields import URL, Flag, HostPort, Labels, PositiveDuration, Text, Whole
from vttalerts.model.http import TLS, AlertmanagerHTTP, exclusive
from vttalerts.model.schema import AfterValidator, Field, model_validator
from vttalerts.model.settings import Secret
from vttalerts.model.spec import Spec


def _template_text(value: str) -> str:
    templates.parse_notification(value)
    return value


class NotificationTemplate(Spec):
    """A file of Go templates that receivers use by name.

    Attributes:
        name: The file's name, without `.tmpl`.
        text: The file's text: one or more `{{ define "…" }}` blocks.
    """

    server: ClassVar[str] = "alertmanager"

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9._-]*$")
    text: Annotated[str, AfterValidator(_template_text)]


class AlertmanagerGlobal(Spec):
    """Alertmanager's `global` section: what integrations use where they say nothing (config `GlobalConfig`).

    Attributes:
        resolve_timeout: When an alert that nobody repeats counts as resolved; without it 5 min.
        smtp_smarthost: `host:port` of the mail server.
        smtp_from: The sender of mails.
        smtp_auth_password: The password at the mail server.
        slack_api_url: The webhook of all Slack integrations that have none.
    """

    server: ClassVar[str] = "alertmanager"
    since: ClassVar[Mapping[str, str]] = {
        "smtp_auth_password_file": "0.25",
        "smtp_tls_config": "0.28",
        "slack_app_token_file": "0.30",
        "slack_app_url": "0.30",
        "smtp_auth_secret_file": "0.31",
        "smtp_force_implicit_tls": "0.31",
        "wechat_api_secret_file": "0.31",
        "telegram_bot_token_file": "0.31",
        "rocketchat_api_url": "0.28",
        "rocketchat_token_file": "0.28",
        "rocketchat_token_id_file": "0.28",
        "mattermost_webhook_url_file": "0.32",
    }

    resolve_timeout: PositiveDuration | None = None
    http_config: AlertmanagerHTTP | None = None
    smtp_from: Text | None = None
    smtp_hello: str | None = None
    smtp_smarthost: HostPort | None = None
    smtp_auth_username: Text | None = None
    smtp_auth_password: Secret | None = None
    smtp_auth_secret: Secret | None = None
    smtp_auth_identity: Text | None = None
    smtp_require_tls: Flag | None = None
    smtp_tls_config: TLS | None = None
    smtp_force_implicit_tls: Flag | None = None
    slack_api_url: Secret | URL | None = None
    slack_app_token: Secret | None = None
    slack_app_url: URL | None = None
    pagerduty_url: URL | None = None
    opsgenie_api_url: URL | None = None
    opsgenie_api_key: Secret | None = None
    wechat_api_url: URL | None = None
    wechat_api_secret: Secret | None = None
    wechat_api_corp_id: Text | None = None
    victorops_api_url: URL | None = None
    victorops_api_key: Secret | None = None
    telegram_api_url: URL | None = None
    telegram_bot_token: Secret | None = None
    webex_api_url: URL | None = None
    rocketchat_api_url: URL | None = None
    rocketchat_token: Secret | None = None
    rocketchat_token_id: Secret | None = None
    mattermost_webhook_url: Secret | URL | None = None
    jira_api_url: URL | None = None

    @model_validator(mode="after")
    def _one_slack(self) -> Self:
        exclusive(self, "slack_api_url", "slack_app_token")
        return self


class PrometheusServer(Spec):
    """Prometheus's `global` section and what belongs to the server as a whole (config `GlobalConfig`).

    Attributes:
        scrape_interval: How often jobs are scraped that say nothing.
        scrape_timeout: How long a scrape may take; at most the interval.
        evaluation_interval: How often rule groups are evaluated that say nothing.
        rule_query_offset: How far back rules look.
        external_labels: Labels of everything that leaves the server, alerts too.
        query_log_file: Where queries are logged.
        alertmanagers: `host:port` of each Alertmanager that gets the alerts.
        alertmanager_path_prefix: The path below which Alertmanager answers.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {
        "rule_query_offset": "2.53",
        "scrape_protocols": "2.49",
        "metric_name_validation_scheme": "3.0",
    }

    scrape_interval: PositiveDuration | None = None
    scrape_timeout: PositiveDuration | None = None
    scrape_protocols: tuple[str, ...] = ()
    evaluation_interval: PositiveDuration | None = None
    rule_query_offset: PositiveDuration | None = None
    query_log_file: str | None = None
    external_labels: Labels | None = None
    body_size_limit: str | None = None
    sample_limit: Whole | None = None
    target_limit: Whole | None = None
    label_limit: Whole | None = None
    metric_name_validation_scheme: str | None = None
    alertmanagers: tuple[Text, ...] = Field(default=(), exclude=True)
    alertmanager_path_prefix: str | None = Field(default=None, exclude=True)

    @model_validator(mode="after")
    def _timeout(self) -> Self:
        timeout, interval = self.scrape_timeout, self.scrape_interval
        if timeout is not None and interval is not None and timeout.in_(interval.unit) > interval.value:
            raise Fault(
                "SCR007",
                "the scrape's timeout is longer than its interval",
                why="Prometheus refuses the file",
                help="shorten `scrape_timeout`",
            )
        return self
