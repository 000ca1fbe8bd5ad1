"""Alerts for incident.io (alertmanager `IncidentioConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import URL, GoDuration, Whole
from vttalerts.model.http import contradiction
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.schema import Field, model_validator
from vttalerts.model.settings import Secret


class IncidentIO(HTTPIntegration):
    """An alert source of incident.io.

    Attributes:
        url: The source's address.
        alert_source_token: The source's token; or it stands in `http_config.authorization`.
        max_alerts: The most alerts in one request; 0 for all.
        timeout: How long one attempt may take.
    """

    key: ClassVar[str] = "incidentio_configs"
    since: ClassVar[Mapping[str, str]] = {"": "0.29"}

    url: Secret | URL
    alert_source_token: Secret | None = None
    max_alerts: Whole | None = Field(default=None, ge=0)
    timeout: GoDuration | None = None

    @model_validator(mode="after")
    def _one_token(self) -> Self:
        authorized = self.http_config is not None and self.http_config.authorization is not None
        if authorized and self.alert_source_token is not None:
            raise contradiction("alert_source_token", "http_config.authorization")
        if not authorized and self.alert_source_token is None:
            # Upstream misses it where there is no `http_config` at all, and every notification fails.
            raise Fault(
                "RCV030",
                "incident.io gets no token",
                why="incident.io refuses every notification",
                help='add alert_source_token=secret("INCIDENTIO_TOKEN")',
            )
        return self
