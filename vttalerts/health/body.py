"""What the body of an answer says: VTT's own word on its health, its checks, and how full its memory is.

The shape is that of `/api/health`: `status`, `checks.*.status`, and `Memory usage: 45.2%` as the memory's message.

Decision: an endpoint that expects fields of single checks only (`checks.database.status`) asks about these, and
another check's failure is not its own. Every other JSON body is read as a whole.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn, cast

from vttalerts.health.judge import Level

_WORDS: Final = {
    **dict.fromkeys(("healthy", "pass", "ok", "up"), Level.HEALTHY),
    **dict.fromkeys(("degraded", "warn", "warning"), Level.DEGRADED),
    **dict.fromkeys(("unhealthy", "fail", "error", "down"), Level.UNHEALTHY),
}
_MEMORY: Final = re.compile(r"Memory usage:\s{0,8}(\d{1,3}(?:\.\d{1,6})?)\s{0,8}%")
_CHECKS: Final = "checks."
_LONGEST: Final = 80
_MOST_CHECKS: Final = 20
"""Failing checks that a reason names: a hostile body may have a hundred thousand."""


class UnreadableError(Exception):
    """The body is no JSON, or none that is safe to read; the message says why."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be."""

    level: Level
    reason: str


def parse(content: bytes) -> object:
    """Return the JSON value of a body.

    Raises:
        UnreadableError: It is no JSON, is nested too deep, or has a number that none of ours would send.
    """
    try:
        value: object = json.loads(content, parse_constant=_refuse)
    except RecursionError:
        raise UnreadableError("the body's JSON is nested too deep") from None
    except ValueError:
        # Also a number of more than 4300 digits, which Python does not convert.
        raise UnreadableError("the body is no JSON") from None
    return value


def memory_usage(document: object) -> float | None:
    """Return how full the memory is, in percent, where the body says it."""
    message = _inner(document, "checks.memory.message")
    found = _MEMORY.search(message[:_LONGEST]) if isinstance(message, str) else None
    return None if found is None else float(found[1])


def read(document: object, expected: Mapping[str, tuple[str, ...]], *, memory: float) -> Iterator[Finding]:
    """Yield what is wrong by the body.

    Args:
        document: The JSON value.
        expected: The good values by path.
        memory: More than so many percent of memory are too many.
    """
    for path, good in expected.items():
        value = _inner(document, path)
        text = _text(value)
        if value is _MISSING or text not in good:
            # VTT may say of itself that it is merely degraded; then it is.
            level = Level.DEGRADED if _WORDS.get(text) is Level.DEGRADED else Level.UNHEALTHY
            yield Finding(level, f"{path} is {printable(text)}, not {' or '.join(good)}")
    if expected and all(path.startswith(_CHECKS) for path in expected):
        if any(path.startswith("checks.memory.") for path in expected):
            yield from _memory(document, memory)
        return
    if "status" not in expected:
        yield from _word(document, "status")
    checks = _inner(document, "checks")
    failing = (
        finding
        for name in (cast("Mapping[str, Any]", checks) if isinstance(checks, dict) else ())
        if f"{_CHECKS}{name}.status" not in expected
        for finding in _word(checks, f"{name}.status")
    )
    for count, finding in enumerate(failing):
        if count < _MOST_CHECKS:
            yield finding
    yield from _memory(document, memory)


def printable(text: str, longest: int = _LONGEST) -> str:
    """Return text that a terminal or a mail header can hold: one line, nothing hidden, not too long."""
    plain = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text[: longest + 1])
    return plain if len(plain) <= longest else f"{plain[: longest - 1]}…"


_MISSING: Final = object()


def _word(document: object, path: str) -> Iterator[Finding]:
    value = _inner(document, path)
    level = _WORDS.get(value, Level.HEALTHY) if isinstance(value, str) else Level.HEALTHY
    if level is not Level.HEALTHY:
        yield Finding(level, f"{printable(path)} is {value}")


def _memory(document: object, limit: float) -> Iterator[Finding]:
    used = memory_usage(document)
    if used is not None and used > limit:
        yield Finding(Level.DEGRADED, f"memory is {used:g} % full, above {limit:g} %")


def _inner(document: object, path: str) -> object:
    """The value at a dotted path; where a key has dots itself, the longest such key wins."""
    if not isinstance(document, dict):
        return _MISSING
    fields = cast("dict[str, object]", document)
    if path in fields:
        return fields[path]
    head = path
    while "." in head:
        head = head.rpartition(".")[0]
        if head in fields:
            return _inner(fields[head], path[len(head) + 1 :])
    return _MISSING


def _text(value: object) -> str:
    """A JSON value as the configuration writes it: text as itself, `true`, `3`, `null`."""
    if value is _MISSING:
        return "missing"
    if isinstance(value, str):
        return value
    return "no single value" if isinstance(value, dict | list) else json.dumps(value)


def _refuse(_constant: str) -> NoReturn:
    raise ValueError
