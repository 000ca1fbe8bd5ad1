"""One POST of a notification to an address that is secret."""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Mapping
from typing import Final

import httpx

from vttalerts.health.channels import UndeliveredError
from vttalerts.health.secrets import MissingSecretError, Secret

DEADLINE: Final = 10.0
"""Seconds for a whole exchange."""

_SUCCESS: Final = 200
_NO_SUCCESS: Final = 300
_REFUSAL: Final = 400
_SERVER_ERROR: Final = 500
_LATER: Final = frozenset({408, 409, 425, 429})
"""Statuses of the client's kind that mean: try again (RFC 9110, RFC 6585, RFC 8470)."""


def make_client() -> httpx.AsyncClient:
    """Return the client for all channels.

    Decision: the proxies of the environment are used, because Slack is often reached through one; redirects are not
    followed, because whoever answers with one would choose who reads the message.
    """
    return httpx.AsyncClient(
        headers={"User-Agent": "vttalerts-health"},
        verify=ssl.create_default_context(),
        timeout=None,  # noqa: S113  each exchange as a whole has a deadline
        follow_redirects=False,
    )


def read(secret: Secret | None, environment: Mapping[str, str]) -> str:
    """Return a secret's value.

    Raises:
        UndeliveredError: It is missing.
    """
    try:
        return "" if secret is None else secret.read(environment)
    except MissingSecretError as error:
        raise UndeliveredError(f"the secret is missing: {error}") from None


async def post(client: httpx.AsyncClient, url: str, content: bytes, headers: Mapping[str, str]) -> None:
    """Send a JSON body, and read nothing of the answer but its status.

    Raises:
        UndeliveredError: It was not taken. The message never holds the address.
    """
    try:
        async with (
            asyncio.timeout(DEADLINE),
            client.stream(
                "POST", url, content=content, headers={"Content-Type": "application/json", **headers}
            ) as response,
        ):
            status, wait = response.status_code, response.headers.get("Retry-After")
    except TimeoutError:
        raise UndeliveredError(f"no answer within {DEADLINE:g} s") from None
    except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
        raise UndeliveredError(f"no answer: {type(error).__name__}") from None
    if not _SUCCESS <= status < _NO_SUCCESS:
        refused = _REFUSAL <= status < _SERVER_ERROR and status not in _LATER
        raise UndeliveredError(f"HTTP {status}", refused=refused, retry_after=_seconds(wait))


def _seconds(wait: str | None) -> float | None:
    """The header in its form with seconds; a date is as good as nothing, because our own waiting suffices."""
    with contextlib.suppress(ValueError):
        return float(int(wait)) if wait is not None and int(wait) >= 0 else None
    return None
