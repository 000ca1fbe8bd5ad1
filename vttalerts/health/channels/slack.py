"""Tells Slack by an incoming webhook: the notification as one message of text."""

from __future__ import annotations

import json
from collections.abc import Mapping

import httpx

from vttalerts.health.channels._post import post, read
from vttalerts.health.channels.words import lines, subject
from vttalerts.health.config import Channel
from vttalerts.health.events import Notification


def text(notification: Notification) -> str:
    """Return the message; what servers said can neither mention people nor make links in it."""
    head, *rest = (_escape(line) for line in (subject(notification), *lines(notification)))
    return "\n".join((f"*{head}*", *rest))


async def send(
    notification: Notification, channel: Channel, environment: Mapping[str, str], client: httpx.AsyncClient
) -> None:
    """Send a notification once.

    Raises:
        UndeliveredError: It was not taken.
    """
    body = json.dumps({"text": text(notification)}).encode()
    await post(client, read(channel.url, environment), body, {})


def _escape(line: str) -> str:
    """Slack's three control characters as entities (docs.slack.dev, formatting message text)."""
    return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
