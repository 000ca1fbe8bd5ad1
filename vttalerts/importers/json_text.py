"""Reads JSON from outside: bounded, and with the line and column of what is wrong with it."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Final

from vttalerts.diagnostics import Diagnostic, Label, Span

MAX_LENGTH: Final = 64 * 1024 * 1024
"""Characters; the largest dashboards have some millions."""
MAX_DEPTH: Final = 200
"""Brackets in brackets; Grafana's own deepest have about 15."""
_BRACKETS: Final = re.compile(r'[\[{\]}]|"(?:[^"\\]|\\.)*(?:"|\Z)', re.DOTALL)
"""Brackets, and strings, whose brackets do not count."""
_HALF: Final = re.compile(
    r"(?<!\\)(?:\\\\)*(?:\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2})"
)
"""An escape of one half of a surrogate pair without the other one, which no file can hold."""
_DUPLICATE: Final = "the key `{}` stands twice in one object"


class BadJSONError(ValueError):
    """A text that is no JSON, or none that is looked at; carries its diagnostic."""

    def __init__(self, diagnostic: Diagnostic) -> None:
        super().__init__(diagnostic.headline)
        self.diagnostic = diagnostic


class _DuplicateError(ValueError):
    """One key of an object hides another."""


def parse(text: str, file: str) -> Any:
    """Return what a JSON text says.

    Raises:
        BadJSONError: It is no JSON (DEF120), or too long or nested too deep to be looked at (DEF121).
    """
    if len(text) > MAX_LENGTH:
        raise _bad("DEF121", f"JSON of more than {MAX_LENGTH // 1024 // 1024} MiB is not looked at", file, "split it")
    text = text.removeprefix("\ufeff")
    place = _too_deep(text)
    if place is not None:
        headline = f"JSON that is nested deeper than {MAX_DEPTH} is not looked at"
        raise _bad("DEF121", headline, file, "make it flatter", *place)
    half = _HALF.search(text)
    if half is not None:
        place = text.count("\n", 0, half.start()) + 1, half.start() - text.rfind("\n", 0, half.start())
        raise _bad("DEF120", f"no JSON: `{half[0]}` is half of a character", file, "write all of it", *place)
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        what = error.msg[0].lower() + error.msg[1:]
        raise _bad("DEF120", f"no JSON: {what}", file, "mend it here", error.lineno, error.colno) from None
    except _DuplicateError as error:
        key = error.args[0]
        raise _bad("DEF120", _DUPLICATE.format(key), file, "remove one", *_second(text, key)) from None
    except ValueError as error:
        # A number with thousands of digits, or one that is none.
        raise _bad("DEF120", f"no JSON: {error}", file, "write a number that JSON has") from None


def _too_deep(text: str) -> tuple[int, int] | None:
    """Return the line and column of the bracket that is one too many."""
    if text.count("{") + text.count("[") <= MAX_DEPTH:
        return None
    depth = 0
    for found in _BRACKETS.finditer(text):
        if found[0] in "[{":
            depth += 1
        elif found[0] in "]}":
            depth -= 1
        if depth > MAX_DEPTH:
            at = found.start()
            return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    return None


def _second(text: str, key: str) -> tuple[int, int]:
    """Return where a key stands for the second time in the text, which is near enough to be found."""
    needle = json.dumps(key, ensure_ascii=False)
    at = max(text.find(needle, text.find(needle) + 1), 0)
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _bad(code: str, headline: str, file: str, mend: str, *place: int) -> BadJSONError:
    line, column = place or (1, 1)
    span = Span(file, line, column, line, column + 1)
    return BadJSONError(
        Diagnostic(code, headline, (Label(span),), why="nothing of this file can be imported", help=mend)
    )


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _DuplicateError(next(key for index, key in enumerate(keys) if key in keys[:index]))
    return made


def _constant(name: str) -> float:
    raise ValueError(f"`{name}` is no number in JSON")


def _float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ValueError(f"`{digits}` is larger than any number")
    return value


_DECODER: Final = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant, parse_float=_float)
