"""Alerts for Opsgenie (alertmanager `OpsGenieConfig`)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import URL, Flag, Template, notification_template
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.schema import AfterValidator, model_validator
from vttalerts.model.settings import Secret
from vttalerts.model.spec import Spec

_TYPES: Final = ("team", "teams", "user", "escalation", "schedule")


def _type(value: str) -> str:
    if "{{" in value:
        return notification_template(value)
    if value.lower() not in _TYPES:
        raise Fault(
            "RCV032",
            f"`{value}` is no type of responder",
            why="Alertmanager refuses the file",
            help=f"write one of: {', '.join(_TYPES)}",
        )
    return value


class OpsgenieResponder(Spec):
    """Who is responsible: by one of `id`, `name` and `username`.

    Attributes:
        id: Their identifier.
        name: Their name.
        username: Their user name.
        type: `team`, `teams`, `user`, `escalation` or `schedule`; a template.
    """

    id: Template | None = None
    name: Template | None = None
    username: Template | None = None
    type: Annotated[str, AfterValidator(_type)]

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if not (self.id or self.name or self.username):
            raise Fault(
                "RCV031",
                "an Opsgenie responder is nobody",
                why="Alertmanager refuses the file",
                help="add `name=…`, `username=…` or `id=…`",
            )
        return self


class Opsgenie(HTTPIntegration):
    """Opsgenie.

    Attributes:
        api_key: The key; without it the global one.
        api_url: The API's address; without it the global one.
        message: The alert's title; without it upstream's.
        description: The alert's text; without it upstream's.
        source: Who sends it; without it upstream's.
        details: Further values.
        entity: What is in trouble.
        responders: Who is responsible.
        actions: What can be done, separated by commas.
        tags: Words to search for, separated by commas.
        note: A note.
        priority: `P1` to `P5`.
        update_alerts: Change the title and the text of an open alert too.
    """

    key: ClassVar[str] = "opsgenie_configs"

    api_key: Secret | None = None
    api_url: URL | None = None
    message: Template | None = None
    description: Template | None = None
    source: Template | None = None
    details: dict[str, Template] | None = None
    entity: Template | None = None
    responders: tuple[OpsgenieResponder, ...] = ()
    actions: Template | None = None
    tags: Template | None = None
    note: Template | None = None
    priority: Template | None = None
    update_alerts: Flag | None = None
