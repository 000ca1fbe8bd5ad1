"""Notifications as JSON to any address (alertmanager `WebhookConfig`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from vttalerts.model.documents import TemplateValue
from vttalerts.model.fields import GoDuration, TemplateURL, Whole
from vttalerts.model.gates import Newer
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
    max_alerts: Whole | None = Field(default=None, ge=0)
    timeout: GoDuration | None = None
    payload: TemplateValue | None = None

    def newer(self) -> Iterator[Newer]:
        """Yield an address that is a template, which came later."""
        if isinstance(self.url, str) and "{{" in self.url:
            yield Newer("url", "a template as `url`", "0.31")
