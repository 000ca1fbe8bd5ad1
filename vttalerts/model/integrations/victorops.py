"""Incidents in VictorOps, now Splunk On-Call (alertmanager `VictorOpsConfig`)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import URL, Template
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.schema import AfterValidator, Field
from vttalerts.model.settings import Secret

_RESERVED: Final = frozenset(
    """routing_key message_type state_message entity_display_name monitoring_tool entity_id entity_state""".split()
)


def _custom(value: dict[str, str]) -> dict[str, str]:
    taken = next((name for name in value if name in _RESERVED), None)
    if taken is not None:
        own = "" if taken.startswith("entity_") else f", and write `{taken}=…` beside it"
        raise Fault(
            "RCV033",
            f"`{taken}` is no custom field: Alertmanager sets it itself",
            why="Alertmanager refuses the file",
            help=f"remove it from `custom_fields`{own}",
        )
    return value


class VictorOps(HTTPIntegration):
    """A team in VictorOps.

    Attributes:
        api_key: The key; without it the global one.
        api_url: The API's address; without it the global one.
        routing_key: Who gets it; a template.
        message_type: `CRITICAL`, `WARNING` or `INFO`; without it `CRITICAL`.
        state_message: The text; without it upstream's.
        entity_display_name: What is in trouble; without it upstream's.
        monitoring_tool: Who sends it; without it upstream's.
        custom_fields: Further values; templates.
    """

    key: ClassVar[str] = "victorops_configs"

    api_key: Secret | None = None
    api_url: URL | None = None
    routing_key: Template = Field(min_length=1)
    message_type: Template | None = None
    state_message: Template | None = None
    entity_display_name: Template | None = None
    monitoring_tool: Template | None = None
    custom_fields: Annotated[dict[str, Template], AfterValidator(_custom)] | None = None
