"""The functions that Prometheus's templates call in alerts, as far as no server is needed for an answer.

From template/template.go of Prometheus, and helpers/templates of prometheus/common.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote_plus

from vttalerts.language._template_calls import COMMON, number, shifted, significant, special
from vttalerts.language._template_times import Moment

_KILO, _KIBI = 1000, 1024
_LARGE: Final = ("k", "M", "G", "T", "P", "E", "Z", "Y")


def humanize(value: object) -> str:
    """Return a number with a decimal prefix."""
    size = number(value)
    if size == 0 or not math.isfinite(size):
        return special(size) if size else "0"
    return shifted(size) if abs(size) < 1 else _scaled(size, _KILO, _LARGE)


def humanize_1024(value: object) -> str:
    """Return a number with a binary prefix."""
    size = number(value)
    if not math.isfinite(size):
        return special(size)
    return significant(size) if abs(size) <= 1 else _scaled(size, _KIBI, tuple(f"{one}i" for one in ("k", *_LARGE[1:])))


def _scaled(size: float, base: int, prefixes: tuple[str, ...]) -> str:
    prefix = ""
    for candidate in prefixes:
        if abs(size) < base:
            break
        prefix = candidate
        size /= base
    return f"{significant(size)}{prefix}"


def humanize_percentage(value: object) -> str:
    """Return a ratio in percent."""
    return f"{significant(number(value) * 100)}%"


def humanize_timestamp(value: object) -> str:
    """Return a Unix time as a moment."""
    at = number(value)
    if not math.isfinite(at):
        return special(at)
    return str(Moment.at(datetime.fromtimestamp(at, UTC)))


def alert_functions(external_url: str) -> dict[str, Callable[..., Any]]:
    """Return what annotations and labels of alerts call.

    Args:
        external_url: Where people reach Prometheus.
    """
    return {
        **COMMON,
        "humanize": humanize,
        "humanize1024": humanize_1024,
        "humanizePercentage": humanize_percentage,
        "humanizeTimestamp": humanize_timestamp,
        "stripPort": _strip_port,
        "stripDomain": _strip_domain,
        "externalURL": lambda: external_url,
        "pathPrefix": lambda: re.sub(r"^[a-z]+://[^/]*", "", external_url),
        "graphLink": lambda query: f"/graph?g0.expr={quote_plus(query)}&g0.tab=0",
        "tableLink": lambda query: f"/graph?g0.expr={quote_plus(query)}&g0.tab=1",
        "args": lambda *values: {f"arg{at}": value for at, value in enumerate(values)},
        "toTime": lambda value: Moment.at(datetime.fromtimestamp(number(value), UTC)),
        "urlQueryEscape": quote_plus,
        **dict.fromkeys(("query", "first", "label", "value", "strvalue", "sortByLabel"), _needs_a_server),
        **dict.fromkeys(("parseDuration", "toDuration", "now", "tmpl"), _needs_a_server),
    }


def _needs_a_server(*_: object) -> object:
    raise ValueError("only a server that runs can tell")


def _strip_port(address: str) -> str:
    host, colon, port = address.rpartition(":")
    return host.strip("[]") if colon and port.isdecimal() and (":" not in host or host.startswith("[")) else address


def _strip_domain(address: str) -> str:
    host = _strip_port(address)
    if re.fullmatch(r"[0-9.]+|.*:.*", host):
        return address
    return host.partition(".")[0] + address[len(host) :]
