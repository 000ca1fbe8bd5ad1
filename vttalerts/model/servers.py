"""Settings of the servers themselves: Prometheus's and Alertmanager's global sections, and notification templates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Self

from typing_extensions import override

from vttalerts.language import templates
from vttalerts.model.fields import URL, Flag, HostPort, PositiveDuration, Text, notification_template
from vttalerts.model.http import TLS, AlertmanagerHTTP, exclusive
from vttalerts.model.prometheus_server import PrometheusServer
from vttalerts.model.schema import AfterValidator, Field, model_validator
from vttalerts.model.settings import DEFAULTS, EnvText, Secret, Settings
from vttalerts.model.spec import Spec, Tree

SLACK_APP_URL: Final = "https://slack.com/api/chat.postMessage"
"""Where Slack's apps write, if nothing else is said (alertmanager config `DefaultGlobalConfig`)."""

_LOOPBACK: Final = re.compile(r"(127\.\d+\.\d+\.\d+|localhost|\[::1\]):\d+\Z")

__all__ = ["AlertmanagerGlobal", "NotificationTemplate", "PrometheusServer"]


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


def _template(value: str | EnvText) -> str | EnvText:
    if isinstance(value, str):
        notification_template(value)
    return value


TemplateText = Annotated[Text, AfterValidator(_template)]


class AlertmanagerGlobal(Spec):
    """Alertmanager's `global` section: what integrations use where they say nothing (config `GlobalConfig`).

    Attributes:
        resolve_timeout: When an alert that nobody repeats counts as resolved; without it 5 min.
        http_config: How everything that speaks HTTP is reached.
        jira_api_url: Jira.
        smtp_from: The sender of mails; a template.
        smtp_hello: The name to greet the mail server with; without it `localhost`.
        smtp_smarthost: `host:port` of the mail server.
        smtp_auth_username: The user at the mail server.
        smtp_auth_password: The password at the mail server.
        smtp_auth_secret: The secret for CRAM-MD5.
        smtp_auth_identity: The identity for PLAIN.
        smtp_require_tls: Whether STARTTLS must succeed; without it, true.
        smtp_tls_config: TLS options.
        smtp_force_implicit_tls: TLS from the first byte; without it on port 465 only.
        slack_api_url: The webhook of all Slack integrations that have none.
        slack_app_token: The token of a Slack app, instead of `slack_api_url`.
        slack_app_url: The address of the app's API.
        pagerduty_url: PagerDuty's API.
        opsgenie_api_url: Opsgenie's API.
        opsgenie_api_key: The key to it.
        wechat_api_url: WeChat's API.
        wechat_api_secret: The secret for it.
        wechat_api_corp_id: The company there.
        victorops_api_url: VictorOps's API.
        victorops_api_key: The key to it.
        telegram_api_url: Telegram's API.
        telegram_bot_token: The bot that writes there.
        webex_api_url: Webex's API.
        rocketchat_api_url: The Rocket.Chat server.
        rocketchat_token: The token of the user that writes there.
        rocketchat_token_id: That user.
        mattermost_webhook_url: The webhook of all Mattermost integrations that have none.
    """

    server: ClassVar[str] = "alertmanager"
    since: ClassVar[Mapping[str, str]] = {
        "jira_api_url": "0.28",
        "smtp_tls_config": "0.28",
        "rocketchat_api_url": "0.28",
        "rocketchat_token_file": "0.28",
        "rocketchat_token_id_file": "0.28",
        "slack_app_token_file": "0.30",
        "slack_app_url": "0.30",
        "smtp_auth_secret_file": "0.31",
        "smtp_force_implicit_tls": "0.31",
        "wechat_api_secret_file": "0.31",
        "telegram_bot_token": "0.31",
        "telegram_bot_token_file": "0.31",
        "mattermost_webhook_url": "0.32",
        "mattermost_webhook_url_file": "0.32",
    }

    resolve_timeout: PositiveDuration | None = None
    http_config: AlertmanagerHTTP | None = None
    jira_api_url: URL | None = None
    smtp_from: TemplateText | None = None
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

    @override
    def wire(self, settings: Settings = DEFAULTS) -> Tree:
        tree = super().wire(settings)
        # Where a build moves the mail server to this machine, mails cross no wire to listen to.
        moved = not isinstance(self.smtp_smarthost, str) or not _LOOPBACK.match(self.smtp_smarthost)
        if self.smtp_require_tls is None and moved and _LOOPBACK.match(str(tree.get("smtp_smarthost", ""))):
            tree["smtp_require_tls"] = False
        return tree

    @model_validator(mode="after")
    def _one_slack(self) -> Self:
        # A token of each receiver and the app's address for all is how it was done before there were tokens.
        app = str(self.slack_app_url or SLACK_APP_URL)
        if str(self.slack_api_url) != app:
            exclusive(self, "slack_api_url", "slack_app_token")
        return self
