"""What a text in a file is, for the field that reads it: a flag, a number, a duration; as go-yaml and the servers say.

Sources: go-yaml `resolve.go`; prometheus/common `model.ParseDuration`; Go `time.ParseDuration`.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from vttalerts.units import DAYS, HOURS, MILLISECONDS, MINUTES, NANOSECONDS, SECONDS, Quantity, Unit

FLAGS: Final = {
    **dict.fromkeys("y Y yes Yes YES on On ON true True TRUE".split(), True),
    **dict.fromkeys("n N no No NO off Off OFF false False FALSE".split(), False),
}
_INTEGER: Final = re.compile(r"[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)\Z")
_FLOAT: Final = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?\Z")
_SPECIAL: Final = {
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"), float("inf")),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), float("-inf")),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_DURATION: Final = re.compile(
    r"(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?\Z", re.ASCII
)
_STEPS: Final = (365 * 86_400_000, 7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000, 1)
_GO: Final = re.compile(r"[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+\Z", re.ASCII)
_GO_PART: Final = re.compile(r"(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)", re.ASCII)
_GO_UNITS: Final = {
    "ns": 1,
    "us": 1000,
    "µs": 1000,
    "μs": 1000,
    "ms": 1_000_000,
    "s": 1_000_000_000,
    "m": 60_000_000_000,
    "h": 3_600_000_000_000,
}
_MOST: Final = (1 << 63) - 1
"""Nanoseconds of Go's longest duration: 292 years."""
_NANOS: Final = 1_000_000
_READABLE: Final[tuple[tuple[int, Unit], ...]] = (
    (86_400_000, DAYS),
    (3_600_000, HOURS),
    (60_000, MINUTES),
    (1000, SECONDS),
    (1, MILLISECONDS),
)


def integer(text: str) -> int | None:
    """Return what a plain scalar is as a whole number; `None` if it is none."""
    text = text.replace("_", "")
    if not _INTEGER.match(text):
        return None
    digits = text.lstrip("+-")
    base = 8 if digits[0] == "0" and digits[1:].isdigit() else 0
    return int(text, base)


def decimal(text: str) -> float | None:
    """Return what a plain scalar is as a number; `None` if it is none."""
    whole = integer(text)
    if whole is not None:
        return whole
    text = text.replace("_", "")
    return float(text) if _FLOAT.match(text) else _SPECIAL.get(text)


def duration(text: str) -> Quantity | None:
    """Return a Prometheus duration in the largest unit that leaves it whole; `None` if it is none."""
    if text == "0":
        return Quantity(0, SECONDS)
    found = _DURATION.match(text)
    if found is None or not text:
        return None
    millis = sum(int(count) * size for count, size in zip(found.groups(), _STEPS, strict=True) if count)
    return readable(millis) if millis * _NANOS <= _MOST else None


def readable(millis: int) -> Quantity:
    """Return a time as a person writes it: 90 s stay 90 s, and 120 s are 2 min."""
    if not millis:
        return Quantity(0, SECONDS)
    size, unit = next((size, unit) for size, unit in _READABLE if not millis % size)
    return Quantity(millis // size, unit)


def go_nanoseconds(text: str) -> int | None:
    """Return a Go duration in nanoseconds; `None` if it is none."""
    if text in ("0", "+0", "-0"):
        return 0
    if not _GO.match(text):
        return None
    total = sum(int(Fraction(number) * _GO_UNITS[unit]) for number, unit in _GO_PART.findall(text))
    total = -total if text[0] == "-" else total
    return total if -_MOST - 1 <= total <= _MOST else None


def nanoseconds(value: int) -> Quantity:
    """Return a time given in nanoseconds in the largest unit that leaves it whole."""
    return readable(value // _NANOS) if not value % _NANOS else Quantity(value, NANOSECONDS)
