"""Notifications in Webex (alertmanager `WebexConfig`)."""

from __future__ import annotations

from typing import ClassVar, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import URL, Template
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.schema import Field, model_validator


class Webex(HTTPIntegration):
    """A room in Webex.

    Attributes:
        api_url: The API's address; without it the global one.
        message: The text; without it upstream's.
        room_id: The room; a template.
    """

    key: ClassVar[str] = "webex_configs"

    api_url: URL | None = None
    message: Template | None = None
    room_id: Template = Field(min_length=1)

    @model_validator(mode="after")
    def _authorized(self) -> Self:
        if self.http_config is None or self.http_config.authorization is None:
            raise Fault(
                "RCV036",
                "Webex has no `http_config` with an authorization of its own",
                why="Alertmanager refuses the file; the global `http_config` does not count",
                help='add http_config=AlertmanagerHTTP(authorization=Authorization(credentials=secret("WEBEX_TOKEN")))',
            )
        return self
