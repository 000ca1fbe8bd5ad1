"""Notifications as JSON to any address (alertmanager `WebhookConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from vttalerts.model.fields import GoDuration, TemplateURL
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.schema import Field
from vttalerts.model.settings import Secret


class Webhook(HTTPIntegration):
    """An address that gets Alertmanager's JSON.

    Attributes:
        url: The address; a secret where it grants access.
        max_alerts: The most alerts in one request; 0 for all.
        timeout: How long one attempt may take.
        payload: Another JSON document than upstream's; its texts are templates.
    """

    key: ClassVar[str] = "webhook_configs"
    since: ClassVar[Mapping[str, str]] = {"url_file": "0.26", "timeout": "0.28", "payload": "0.32"}

    url: Secret | TemplateURL
    max_alerts: int | None = Field(default=None, ge=0)
    timeout: GoDuration | None = None
    payload: dict[str, Any] | None = None
