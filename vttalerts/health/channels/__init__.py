"""The ways in which people are told: each takes a notification, or says why it did not.

A channel raises `UndeliveredError` and nothing else; whether and when to try again is the courier's business.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

import httpx

from vttalerts.health.config import Channel, Mail
from vttalerts.health.events import Notification

Send = Callable[[Notification], Awaitable[None]]
"""Tells people once."""


class UndeliveredError(Exception):
    """A channel did not take a notification; the message says why, and holds no secret.

    Attributes:
        refused: Whether the receiver understood and refused this message; later ones need not wait for it.
        retry_after: So many seconds the receiver asks to wait; `None` if it asks nothing.
    """

    def __init__(self, reason: str, *, refused: bool = False, retry_after: float | None = None) -> None:
        super().__init__(reason)
        self.refused = refused
        self.retry_after = retry_after


def sender(channel: Channel, mail: Mail | None, environment: Mapping[str, str], client: httpx.AsyncClient) -> Send:
    """Return how to tell people by a channel.

    Args:
        channel: The channel.
        mail: The mail server; every configuration with an e-mail channel has one.
        environment: Where secrets may be.
        client: What speaks HTTP.
    """
    from vttalerts.health.channels import email, slack, webhook

    async def send(notification: Notification) -> None:
        if channel.kind == "email":
            if mail is None:
                raise UndeliveredError("no mail server is configured")
            await email.send(notification, mail, channel.to or "", environment)
        elif channel.kind == "slack":
            await slack.send(notification, channel, environment, client)
        else:
            await webhook.send(notification, channel, environment, client)

    return send
