"""What the person who was woken does: impact, investigation, resolution, and whom to call next."""

from __future__ import annotations

from vttalerts.model.fields import Slug
from vttalerts.model.schema import Field
from vttalerts.model.spec import Spec


class Contact(Spec):
    """Somebody to turn to when the runbook is not enough.

    Attributes:
        team: The team, not a person: people change.
        reach: How to reach it, such as a channel or a rota.
        after: When to turn to it, such as `15 minutes without progress`.
    """

    team: str = Field(min_length=1)
    reach: str = Field(min_length=1)
    after: str = ""


class Runbook(Spec):
    """One page of the on-call handbook; written to `docs/runbooks/<slug>.md`.

    Attributes:
        slug: The last part of its address, such as `api-down`.
        title: Its heading.
        impact: What users notice, and how bad it is; Markdown.
        investigation: Steps that find the cause, in order; Markdown, of one line or several.
        resolution: Steps that end the problem; as above.
        escalation: Whom to turn to, in order.
    """

    slug: Slug
    title: str = Field(min_length=1)
    impact: str = Field(min_length=1)
    investigation: tuple[str, ...] = Field(min_length=1)
    resolution: tuple[str, ...] = Field(min_length=1)
    escalation: tuple[Contact, ...] = Field(min_length=1)
