"""Notifications in Microsoft Teams by its workflows (alertmanager `MSTeamsV2Config`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from vttalerts.model.fields import URL, Template
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.settings import Secret


class MSTeamsV2(HTTPIntegration):
    """A channel in Microsoft Teams, by a workflow.

    Attributes:
        webhook_url: The workflow; whoever knows it can write there.
        title: The title; without it upstream's.
        text: The text; without it upstream's.
    """

    key: ClassVar[str] = "msteamsv2_configs"
    since: ClassVar[Mapping[str, str]] = {"": "0.28"}

    webhook_url: Secret | URL
    title: Template | None = None
    text: Template | None = None
