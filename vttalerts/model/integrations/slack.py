"""Notifications in Slack (alertmanager `SlackConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import URL, Flag, GoDuration, Template
from vttalerts.model.http import exclusive
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.schema import Field, model_validator
from vttalerts.model.settings import Secret
from vttalerts.model.spec import Spec

POST_MESSAGE: Final = "https://slack.com/api/chat.postMessage"
"""The one address at which Slack lets a message be updated (alertmanager notify/slack)."""


class SlackField(Spec):
    """A titled value in a Slack message.

    Attributes:
        title: Its title; a template.
        value: Its value; a template.
        short: Whether it may stand beside another one.
    """

    title: Template = Field(min_length=1)
    value: Template = Field(min_length=1)
    short: Flag | None = None


class SlackConfirmation(Spec):
    """The question before an action."""

    text: Template = Field(min_length=1)
    title: Template | None = None
    ok_text: Template | None = None
    dismiss_text: Template | None = None


class SlackAction(Spec):
    """A button in a Slack message: a link (`url`), or a named value.

    Attributes:
        type: `button` for all that Slack still supports.
        text: What stands on it.
        url: Where it leads; excludes `name`, `value` and `confirm`, which Alertmanager would drop.
        style: `primary` or `danger`.
        name: What is sent to the app.
        value: What is sent to the app.
        confirm: A question before it happens.
    """

    type: Template = Field(min_length=1)
    text: Template = Field(min_length=1)
    url: Template | None = None
    style: Template | None = None
    name: Template | None = None
    value: Template | None = None
    confirm: SlackConfirmation | None = None

    @model_validator(mode="after")
    def _target(self) -> Self:
        exclusive(self, "url", "name")
        exclusive(self, "url", "value")
        exclusive(self, "url", "confirm")
        if self.url is None and self.name is None:
            raise Fault(
                "RCV010",
                "a Slack action leads nowhere",
                why="Alertmanager refuses the file",
                help="add `url=…`, or `name=…` for an app",
            )
        return self


class Slack(HTTPIntegration):
    """A Slack channel or user.

    Attributes:
        api_url: The incoming webhook; without it the global one.
        app_token: The token of a Slack app, instead of `api_url`.
        app_url: The address of the app's API.
        channel: `#channel` or `@user`; a webhook bound to a channel ignores it.
        update_message: Update the first message instead of sending more; needs `api_url` to be
            `chat.postMessage`.
        timeout: How long one attempt may take.
    """

    key: ClassVar[str] = "slack_configs"
    resolved_by_default: ClassVar[bool] = False
    since: ClassVar[Mapping[str, str]] = {
        "app_token_file": "0.30",
        "app_url": "0.30",
        "timeout": "0.30",
        "message_text": "0.31",
        "update_message": "0.32",
    }

    api_url: Secret | URL | None = None
    app_token: Secret | None = None
    app_url: URL | None = None
    channel: Template | None = None
    username: Template | None = None
    color: Template | None = None
    title: Template | None = None
    title_link: Template | None = None
    pretext: Template | None = None
    text: Template | None = None
    message_text: Template | None = None
    fields: tuple[SlackField, ...] = ()
    short_fields: Flag | None = None
    footer: Template | None = None
    fallback: Template | None = None
    callback_id: Template | None = None
    icon_emoji: Template | None = None
    icon_url: Template | None = None
    image_url: Template | None = None
    thumb_url: Template | None = None
    link_names: Flag | None = None
    mrkdwn_in: tuple[str, ...] = ()
    actions: tuple[SlackAction, ...] = ()
    update_message: Flag | None = None
    timeout: GoDuration | None = None

    @model_validator(mode="after")
    def _credentials(self) -> Self:
        if self.app_token is not None:
            exclusive(self, "api_url", "app_token")
            if self.http_config is not None and self.http_config.authorization is not None:
                raise Fault(
                    "RCV011",
                    "`app_token` and `http_config.authorization` exclude each other",
                    why="Alertmanager refuses the file",
                    help="remove the authorization; the token is sent as one",
                )
        if self.update_message and str(self.api_url) != POST_MESSAGE:
            raise Fault(
                "RCV012",
                "`update_message` needs `api_url` to be Slack's chat.postMessage",
                why="Alertmanager refuses the file, and 0.33 crashes on it where only a token is given",
                help=f'write api_url="{POST_MESSAGE}"',
            )
        return self
