"""Notifications on phones by Pushover (alertmanager `PushoverConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from vttalerts.model.fields import Flag, GoDuration, Template
from vttalerts.model.http import contradiction
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.schema import model_validator
from vttalerts.model.settings import Secret


class Pushover(HTTPIntegration):
    """A user of Pushover, or a group.

    Attributes:
        user_key: The user.
        token: The application that writes.
        title: The title; without it upstream's.
        message: The text; without it upstream's.
        url: A link; without it upstream's.
        url_title: What stands on the link.
        device: One of the user's devices; without it all.
        sound: What is heard.
        priority: `-2` to `2`; without it 2 while it fires and 0 when it is over.
        retry: How often priority 2 is heard until somebody confirms; without it 1 min.
        expire: How long; without it 1 h.
        ttl: When the message goes away by itself; without it never.
        html: The text is HTML; excludes `monospace`.
        monospace: The text is to be shown in a font of one width.
    """

    key: ClassVar[str] = "pushover_configs"
    since: ClassVar[Mapping[str, str]] = {
        "user_key_file": "0.26",
        "token_file": "0.26",
        "device": "0.26",
        "ttl": "0.27",
        "monospace": "0.29",
    }

    user_key: Secret
    token: Secret
    title: Template | None = None
    message: Template | None = None
    url: Template | None = None
    url_title: Template | None = None
    device: Template | None = None
    sound: Template | None = None
    priority: Template | None = None
    retry: GoDuration | None = None
    expire: GoDuration | None = None
    ttl: GoDuration | None = None
    html: Flag | None = None
    monospace: Flag | None = None

    @model_validator(mode="after")
    def _one_font(self) -> Self:
        if self.html and self.monospace:
            raise contradiction("html", "monospace")
        return self
