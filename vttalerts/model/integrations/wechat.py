"""Notifications in WeChat Work (alertmanager `WechatConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from vttalerts.model.fields import URL, Template, Text
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.settings import Secret


class WeChat(HTTPIntegration):
    """People of a company in WeChat Work.

    Attributes:
        api_secret: The secret; without it the global one.
        corp_id: The company; without it the global one.
        message: The text; without it upstream's.
        api_url: The API's address; without it the global one.
        to_user: Users, separated by `|`; `@all` for all.
        to_party: Departments, separated by `|`.
        to_tag: Tags, separated by `|`.
        agent_id: The application that writes.
        message_type: Without it `text`.
    """

    key: ClassVar[str] = "wechat_configs"
    resolved_by_default: ClassVar[bool] = False
    since: ClassVar[Mapping[str, str]] = {"api_secret_file": "0.31"}

    api_secret: Secret | None = None
    corp_id: Text | None = None
    message: Template | None = None
    api_url: URL | None = None
    to_user: Template | None = None
    to_party: Template | None = None
    to_tag: Template | None = None
    agent_id: Template | None = None
    message_type: Literal["text", "markdown"] | None = None
