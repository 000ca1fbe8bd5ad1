"""Pages through PagerDuty (alertmanager `PagerdutyConfig`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.documents import TemplateDocument
from vttalerts.model.fields import URL, GoDuration, Template
from vttalerts.model.gates import Newer
from vttalerts.model.http import exclusive
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.schema import Field, model_validator
from vttalerts.model.settings import Secret
from vttalerts.model.spec import Spec


class PagerDutyImage(Spec):
    """A picture in the incident."""

    href: Template | None = None
    src: Template | None = None
    alt: Template | None = None


class PagerDutyLink(Spec):
    """A link in the incident."""

    href: Template | None = None
    text: Template | None = None


class PagerDuty(HTTPIntegration):
    """A PagerDuty service.

    Attributes:
        routing_key: The integration key of Events API v2.
        service_key: The integration key of Events API v1; excludes `routing_key`.
        url: The API's address; without it the global one.
        client: Who sends; a template.
        client_url: The sender's address; a template.
        description: The incident's title; a template.
        source: What is in trouble; without it `client`.
        severity: `critical`, `error`, `warning` or `info`; a template. Without it PagerDuty shows `error`.
        class_: The kind of trouble.
        component: The part in trouble.
        group: The group of parts.
        details: Further values; templates.
        images: Pictures.
        links: Links.
        timeout: How long one attempt may take.
    """

    key: ClassVar[str] = "pagerduty_configs"
    since: ClassVar[Mapping[str, str]] = {
        "routing_key_file": "0.25",
        "service_key_file": "0.25",
        "timeout": "0.30",
    }

    service_key: Secret | None = None
    routing_key: Secret | None = None
    url: URL | None = None
    client: Template | None = None
    client_url: Template | None = None
    description: Template | None = None
    details: TemplateDocument | None = None
    images: tuple[PagerDutyImage, ...] = ()
    links: tuple[PagerDutyLink, ...] = ()
    source: Template | None = None
    severity: Template | None = None
    class_: Template | None = Field(default=None, serialization_alias="class")
    component: Template | None = None
    group: Template | None = None
    timeout: GoDuration | None = None

    @model_validator(mode="after")
    def _one_key(self) -> Self:
        exclusive(self, "routing_key", "service_key")
        if self.routing_key is None and self.service_key is None:
            raise Fault(
                "RCV020",
                "PagerDuty has neither `routing_key` nor `service_key`",
                why="Alertmanager refuses the file",
                help='add routing_key=secret("PAGERDUTY_INTEGRATION_KEY")',
            )
        return self

    def newer(self) -> Iterator[Newer]:
        """Yield details that are more than one text each, which came later."""
        nested = next(
            (name for name, value in (self.details or {}).items() if isinstance(value, dict | list | tuple)), None
        )
        if nested is not None:
            yield Newer("details", f"lists and mappings in `details`, such as `{nested}`", "0.30")
