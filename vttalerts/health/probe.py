"""Asks one endpoint over HTTP, and says how it looks; nothing that a server sends can hold or fill the monitor.

Bounds: one deadline for the whole exchange (redirects and body too), 1 MiB of body, 3 redirects and none from https
to http, TLS always verified, no cookies, no proxies, and no compressed bodies, because those grow when read.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Final

import httpx

from vttalerts.health import body
from vttalerts.health.body import Finding, printable
from vttalerts.health.config import Endpoint, Thresholds
from vttalerts.health.events import Reading
from vttalerts.health.judge import Level

LARGEST_BODY: Final = 1024 * 1024
MOST_REDIRECTS: Final = 3
AT_ONCE: Final = 256
"""Requests at the same time: with their sockets well below the usual limit of 1024 open files."""

_FIRST_PAUSE: Final = 0.1
_LONGEST_PAUSE: Final = 1.0
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_HEADERS: Final = {
    "Accept": "application/json, */*;q=0.5",
    "Accept-Encoding": "identity",
    "User-Agent": "vttalerts-health",
}


class RefusedError(Exception):
    """An answer that is not read any further; the message says why."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said, and in how many seconds."""

    status: int
    is_json: bool
    content: bytes
    seconds: float


def make_context() -> ssl.SSLContext:
    """Return how servers are verified, for all clients.

    Decision: the system's certificate authorities, which a company's own are part of, and not those of `certifi`.
    """
    return ssl.create_default_context()


def make_client(context: ssl.SSLContext) -> httpx.AsyncClient:
    """Return the client for one endpoint.

    Decision: a client each, because httpx looks through all connections of a client for each request: with three
    hundred in one client, the monitor took seconds of its own and blamed them on VTT. And a new connection for each
    look: the next user's is new too, and idle ones would use up the open files.
    """
    return httpx.AsyncClient(
        headers=_HEADERS,
        verify=context,
        trust_env=False,
        timeout=None,  # noqa: S113  each exchange as a whole has a deadline, which httpx has no word for
        limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),
    )


async def probe(client: httpx.AsyncClient, endpoint: Endpoint, thresholds: Thresholds, *, retries: int) -> Reading:
    """Ask an endpoint, again while it fails and retries are left, and say how it looks."""
    pause = _FIRST_PAUSE
    for _ in range(retries):
        reading = await _once(client, endpoint, thresholds)
        if reading.level is not Level.UNHEALTHY:
            return reading
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
    return await _once(client, endpoint, thresholds)


def look(answer: Answer, endpoint: Endpoint, thresholds: Thresholds) -> Reading:
    """Say how an endpoint looks by its answer."""
    memory: float | None = None
    findings = list(_envelope(answer, endpoint, thresholds))
    if endpoint.expected or (answer.is_json and answer.content.strip()):
        try:
            document = body.parse(answer.content)
        except body.UnreadableError as error:
            findings.append(Finding(Level.UNHEALTHY, str(error)))
        else:
            memory = body.memory_usage(document)
            findings += body.read(document, endpoint.expected, memory=thresholds.memory)
    level = max((one.level for one in findings), default=Level.HEALTHY)
    return Reading(level, tuple(one.reason for one in findings), answer.seconds, answer.status, memory)


def _envelope(answer: Answer, endpoint: Endpoint, thresholds: Thresholds) -> Iterator[Finding]:
    if answer.status != endpoint.status:
        yield Finding(Level.UNHEALTHY, f"HTTP {answer.status}, not {endpoint.status}")
    if answer.seconds > thresholds.response_time:
        limit = f"{thresholds.response_time:g} s"
        yield Finding(Level.DEGRADED, f"answers in {answer.seconds:.2g} s, slower than {limit}")


async def _once(client: httpx.AsyncClient, endpoint: Endpoint, thresholds: Thresholds) -> Reading:
    began = time.perf_counter()
    try:
        async with asyncio.timeout(endpoint.timeout):
            status, is_json, content = await _fetch(client, endpoint)
        return look(Answer(status, is_json, content, time.perf_counter() - began), endpoint, thresholds)
    except TimeoutError:
        reason = f"no whole answer within {endpoint.timeout:g} s"
    except RefusedError as error:
        reason = str(error)
    except Exception as error:  # noqa: BLE001  what one server provokes must not end the watch over the others
        reason = _failure(error)
    return Reading(Level.UNHEALTHY, (reason,), time.perf_counter() - began)


async def _fetch(client: httpx.AsyncClient, endpoint: Endpoint) -> tuple[int, bool, bytes]:
    url = httpx.URL(endpoint.url)
    for _ in range(MOST_REDIRECTS + 1):
        async with client.stream("GET", url) as response:
            goal = response.headers.get("Location")
            if response.status_code == endpoint.status or response.status_code not in _REDIRECTS or goal is None:
                kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
                is_json = kind == "application/json" or kind.endswith("+json")
                return response.status_code, is_json, await _content(response)
            url = _next(url, goal)
    raise RefusedError(f"is redirected more than {MOST_REDIRECTS} times")


def _next(url: httpx.URL, goal: str) -> httpx.URL:
    """Where a redirect leads, if one may go there."""
    following = url.join(goal)
    if following.scheme not in {"http", "https"} or not following.host:
        raise RefusedError("is redirected to what is no web address")
    if url.scheme == "https" and following.scheme == "http":
        raise RefusedError("is redirected from https to http")
    return following


async def _content(response: httpx.Response) -> bytes:
    if response.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise RefusedError("the body is compressed, though nobody asked for that")
    content = bytearray()
    async for chunk in response.aiter_raw():
        content += chunk
        if len(content) > LARGEST_BODY:
            raise RefusedError("the body is larger than 1 MiB")
    return bytes(content)


def _failure(error: Exception) -> str:
    """Why there was no answer, without the address, which may hold a password."""
    text = str(error)
    if "CERTIFICATE_VERIFY_FAILED" in text:
        why = text.partition("certificate verify failed: ")[2].partition(" (_ssl")[0]
        return printable(f"TLS certificate is not valid: {why}", 160)
    match error:
        case httpx.ConnectError():
            return "no connection: refused, unreachable, no such name, or no TLS"
        case httpx.RemoteProtocolError():
            return printable(f"no HTTP: {text}", 160)
        case _:
            return f"no answer: {type(error).__name__}"
