"""Notifications in Discord (alertmanager `DiscordConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from vttalerts.model.fields import URL, Template
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.settings import Secret


class Discord(HTTPIntegration):
    """A Discord channel.

    Attributes:
        webhook_url: The channel's webhook; whoever knows it can write there.
        content: The message before the box, where people can be mentioned; without it none.
        title: The box's title; without it upstream's.
        message: The box's text; without it upstream's.
        username: Who writes; without it the webhook's name.
        avatar_url: The picture of who writes.
    """

    key: ClassVar[str] = "discord_configs"
    since: ClassVar[Mapping[str, str]] = {
        "webhook_url_file": "0.27",
        "content": "0.28",
        "username": "0.28",
        "avatar_url": "0.28",
    }

    webhook_url: Secret | URL
    content: Template | None = None
    title: Template | None = None
    message: Template | None = None
    username: str | None = None
    avatar_url: str | None = None
