"""Tells a webhook: the notification as JSON, signed if there is a key.

The signature is in `X-VTT-Signature: sha256=<hex>`: the HMAC-SHA256 of the body's bytes. `Idempotency-Key` is the
notification's id, the same at each attempt. Against replay, the body holds the id and the time.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from typing import Final

import httpx

from vttalerts.health.channels._post import post, read
from vttalerts.health.config import Channel
from vttalerts.health.events import Notification, to_json

SIGNATURE: Final = "X-VTT-Signature"


def sign(body: bytes, key: str) -> str:
    """Return the signature of a body, as in the header."""
    return f"sha256={hmac.new(key.encode(), body, hashlib.sha256).hexdigest()}"


async def send(
    notification: Notification, channel: Channel, environment: Mapping[str, str], client: httpx.AsyncClient
) -> None:
    """Send a notification once.

    Raises:
        UndeliveredError: It was not taken.
    """
    body = to_json(notification).encode()
    headers = {"Idempotency-Key": notification.id}
    if channel.signing_key is not None:
        headers[SIGNATURE] = sign(body, read(channel.signing_key, environment))
    await post(client, read(channel.url, environment), body, headers)
