"""Notifications in Microsoft Teams by its old connectors (alertmanager `MSTeamsConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from vttalerts.model.fields import URL, Template
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.settings import Secret


class MSTeams(HTTPIntegration):
    """A channel in Microsoft Teams, by an Office 365 connector; Microsoft ends those, see `MSTeamsV2`.

    Attributes:
        webhook_url: The connector; whoever knows it can write there.
        title: The title; without it upstream's.
        summary: The line in notifications; without it upstream's.
        text: The text; without it upstream's.
    """

    key: ClassVar[str] = "msteams_configs"
    since: ClassVar[Mapping[str, str]] = {"": "0.26", "webhook_url_file": "0.27", "summary": "0.27"}

    webhook_url: Secret | URL
    title: Template | None = None
    summary: Template | None = None
    text: Template | None = None
