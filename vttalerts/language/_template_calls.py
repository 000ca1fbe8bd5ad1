"""The functions that Alertmanager's templates call (template/template.go, prometheus/common helpers/templates)."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from urllib.parse import unquote_to_bytes

from gotpl import HTML, URL, TypedMap

from vttalerts.language._go_json import go_json
from vttalerts.language._template_times import Moment, Span, moment_in
from vttalerts.language._template_values import KV, replaced

# Words as Unicode cuts them (UAX 29): a quote or a full stop between two letters is part of one.
_INSIDE: Final = ".:\u00b7'\u2018\u2019\u2024\ufe52"
_WORD: Final = re.compile(rf"\w+(?:(?:(?<=[^\W\d_])[{_INSIDE}](?=[^\W\d_])|(?<=\d)[.,;'](?=\d))\w+)*")
_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_KILO: Final = 1000
_SMALL: Final = ("m", "u", "n", "p", "f", "a", "z", "y")


def title(text: str) -> str:
    """Return a text with each word's first letter as a capital and its others small (x/text `cases.Title`)."""

    def one(match: re.Match[str]) -> str:
        word = match[0].lower()
        first = next((at for at, letter in enumerate(word) if letter.isalpha()), 0)
        return word[:first] + word[first : first + 1].title() + word[first + 1 :]

    return _WORD.sub(one, text)


def number(value: object) -> float:
    """Return a value as a number (`ConvertToFloat`)."""
    match value:
        case Span():
            return value.duration.total_seconds()
        case int() | float() | str():
            return float(value)
        case _:
            raise TypeError(f"can't convert {value!r} to float")


def significant(value: float) -> str:
    """Return a number's first four digits."""
    return f"{value:.4g}"


def humanize_duration(value: object) -> str:
    """Return a length in seconds as people read it."""
    length = number(value)
    if not math.isfinite(length):
        return special(length)
    if length == 0:
        return "0s"
    if abs(length) < 1:
        return f"{shifted(length)}s"
    sign, length = ("-", -length) if length < 0 else ("", length)
    whole = int(length)
    parts = [(whole // _DAY, "d"), (whole // _HOUR % 24, "h"), (whole // _MINUTE % 60, "m"), (whole % 60, "s")]
    first = next(at for at, (count, _) in enumerate(parts) if count)
    if first == len(parts) - 1:
        return f"{sign}{significant(length)}s"
    return sign + " ".join(f"{count}{unit}" for count, unit in parts[first:])


def special(value: float) -> str:
    """Return what Go calls a number that is infinite or none."""
    return "NaN" if math.isnan(value) else "+Inf" if value > 0 else "-Inf"


def shifted(value: float) -> str:
    """Return a number below one with a decimal prefix."""
    prefix = ""
    for candidate in _SMALL:
        if abs(value) >= 1:
            break
        prefix = candidate
        value *= _KILO
    return f"{significant(value)}{prefix}"


def _dict(*values: object) -> dict[str, object]:
    if len(values) % 2:
        raise ValueError("dict requires an even number of arguments")
    names = values[::2]
    if not all(isinstance(name, str) for name in names):
        raise TypeError("dict keys must be strings")
    return {str(name): value for name, value in zip(names, values[1::2], strict=True)}


def _match(pattern: str, text: str) -> bool:
    import re2

    return re2.search(pattern, text) is not None


def _query_unescape(text: str) -> str:
    if re.search(r"%(?![0-9A-Fa-f]{2})", text):
        raise ValueError(f"invalid URL escape in {text!r}")
    return unquote_to_bytes(text.replace("+", " ")).decode(errors="replace")


def _index(value: Any, *indexes: object) -> object:  # noqa: ANN401  whatever a template indexes
    for index in indexes:
        if isinstance(value, KV):
            value = value.get(str(index), "")
        elif isinstance(value, TypedMap):
            value = value.get(index, value.zero)
        elif isinstance(value, dict):
            value = value.get(index)
        elif isinstance(index, int) and not isinstance(index, bool) and isinstance(value, list | tuple | str):
            sequence: Any = value.encode() if isinstance(value, str) else value
            if not 0 <= index < len(sequence):
                raise IndexError(f"index out of range: {index}")
            value = sequence[index]
        else:
            raise TypeError(f"can't index item of type {type(value).__name__}")
    return value


def _trimmed(text: str) -> str:
    return text.strip(
        "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
        "\u2028\u2029\u202f\u205f\u3000"
    )


COMMON: Final[dict[str, Callable[..., Any]]] = {
    "toUpper": lambda text: _only_text(text).upper(),
    "toLower": lambda text: _only_text(text).lower(),
    "title": lambda text: title(_only_text(text)),
    "match": _match,
    "reReplaceAll": replaced,
    "safeHtml": lambda text: HTML(_only_text(text)),
    "humanizeDuration": humanize_duration,
    "index": _index,
}


def _only_text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"wrong type for value; expected string; got {type(value).__name__}")
    return value


def notification_functions(now: Callable[[], datetime]) -> dict[str, Callable[..., Any]]:
    """Return what notification templates call.

    Args:
        now: Returns what the clock says.
    """
    return {
        **COMMON,
        "trimSpace": _trimmed,
        "join": lambda separator, texts: _only_text(separator).join(texts),
        "safeUrl": lambda text: URL(_only_text(text)),
        "urlUnescape": _query_unescape,
        "stringSlice": lambda *texts: list(texts),
        "date": lambda layout, moment: moment.time.format(layout),
        "tz": moment_in,
        "now": lambda: Moment.at(now()),
        "since": lambda moment: Span(Moment.at(now()).time.subtract(moment.time)),
        "toJson": go_json,
        "list": lambda *values: list(values),
        "append": lambda values, *more: [*values, *more],
        "dict": _dict,
    }
