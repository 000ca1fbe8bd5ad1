"""PromQL's numbers, durations and regular expressions, read as Go reads them."""

from __future__ import annotations

import functools
import math
import re
from typing import Final

# model.ParseDuration of prometheus/common, big units before small ones.
_DURATION: Final = re.compile(
    r"(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?", re.ASCII
)
_UNIT_MILLISECONDS: Final = (365 * 86_400_000, 7 * 86_400_000, 86_400_000, 3_600_000, 60_000, 1000, 1)
_MOST: Final = 2**63 - 1
_MOST_DIGITS: Final = 100  # Python refuses to read integers of thousands of digits
# As Go's compiler computes `1<<63/1e9`: the longest time.Duration in seconds.
MOST_SECONDS: Final = 2**63 / 1e9

_HEXADECIMAL: Final = re.compile(r"0[xX](?:_?[0-9a-fA-F])+", re.ASCII)
_OCTAL: Final = re.compile(r"0(?:_?[0-7])+", re.ASCII)
_FLOAT: Final = re.compile(r"(?:\d(?:_?\d)*(?:\.(?:\d(?:_?\d)*)?)?|\.\d(?:_?\d)*)(?:[eE][+-]?\d(?:_?\d)*)?", re.ASCII)

# Regular expressions that RE2 takes without a doubt: no counted repeat, no repeat of a repeat, no flags, no ranges
# but the usual ones, groups in groups three deep.
_ATOM: Final = (
    r"(?:[A-Za-z0-9_\-:/,@#%&~!=<>;'\" .]|\\[.\-+*?()|\[\]{}^$\\/dwsDWS]"
    r"|\[\^?(?:0-9|a-z|A-Z|[A-Za-z0-9_./: ])(?:0-9|a-z|A-Z|[A-Za-z0-9_./: ])*-?\])"
)
_REPEAT: Final = r"(?:[*+?]\??)?"


def _grouped(inner: str) -> str:
    return rf"(?:{_ATOM}{_REPEAT}|\||\((?:\?:)?{inner}\){_REPEAT})*"


_SAFE: Final = re.compile(rf"\^?{_grouped(_grouped(_grouped('')))}\$?")


def number(text: str) -> float | None:
    """Return a number's value: Go's ParseInt of any base, else ParseFloat (parse.go, number); `None` if neither."""
    lower = text.lower()
    if lower in {"inf", "nan"}:
        return float(lower)
    if lower.startswith("0x"):
        value = int(text, 0) if _HEXADECIMAL.fullmatch(text) else _MOST + 1
        return None if value > _MOST else float(value)
    if _OCTAL.fullmatch(text) and (value := int(text.replace("_", ""), 8)) <= _MOST:
        return float(value)
    if not _FLOAT.fullmatch(text):
        return None
    value_or_infinity = float(text)
    return None if math.isinf(value_or_infinity) else value_or_infinity


def duration_seconds(text: str) -> float | str:
    """Return a duration in seconds, or why it is none."""
    found = _DURATION.fullmatch(text)
    if not text or found is None:
        return f"`{text}` is not a valid duration"
    if any(count is not None and len(count) > _MOST_DIGITS for count in found.groups()):
        return "duration out of range"
    nanoseconds = 1_000_000 * sum(
        int(count or 0) * size for count, size in zip(found.groups(), _UNIT_MILLISECONDS, strict=True)
    )
    return "duration out of range" if nanoseconds > _MOST else nanoseconds / 1e9


@functools.lru_cache(maxsize=4096)
def regex_problem(pattern: str) -> str:
    """Return why RE2 refuses a pattern; empty if it doesn't (labels/regexp.go compiles each matcher)."""
    if _SAFE.fullmatch(pattern):
        return ""
    try:
        _compiled(pattern)
    except ValueError as error:
        return str(error)
    return ""


@functools.lru_cache(maxsize=4096)
def matches_empty(pattern: str) -> bool:
    """Return whether a pattern that RE2 takes matches the empty string, fully anchored."""
    if not pattern or pattern == ".*":
        return True
    if pattern == ".+":
        return False
    return bool(_compiled(pattern).fullmatch(""))  # type: ignore[attr-defined]


def _compiled(pattern: str) -> object:
    import re2

    if re.search(r"(?<!\\)(?:\\\\)*\\C", pattern):
        raise ValueError("invalid escape sequence: `\\C`")  # RE2's C++ has it, Go's hasn't
    options = re2.Options()
    options.log_errors = False
    options.dot_nl = True
    try:
        return re2.compile(pattern, options)
    except UnicodeEncodeError:
        raise ValueError("invalid UTF-8") from None
    except re2.error as error:
        reason = error.args[0] if error.args else "refused by RE2"
        raise ValueError(reason.decode() if isinstance(reason, bytes) else str(reason)) from None
