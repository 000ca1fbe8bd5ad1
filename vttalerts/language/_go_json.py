"""JSON as Go's encoding/json writes it, byte for byte: the order is the caller's, and markup is escaped."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final, cast

from vttalerts.language._template_times import Moment
from vttalerts.language._template_values import KV, Pair, Record

_SPECIAL: Final = re.compile(r'["\\\x00-\x1f<>&\u2028\u2029\ud800-\udfff]')
_SHORT: Final = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\b": "\\b", "\f": "\\f"}
# Go wrote these two as numbers until 1.22, with which Alertmanager is built since 0.28.
_LONG: Final = {**_SHORT, "\b": "\\u0008", "\f": "\\u000c"}
_SMALLEST_PLAIN: Final = 1e-6
_LARGEST_PLAIN: Final = 1e21


def go_json(value: object, *, short: bool = True) -> str:  # noqa: C901, PLR0911  one case a kind of value
    """Return a document; keys of mappings in their own order, those of sets of labels sorted.

    Args:
        value: Texts, numbers, flags, `None`, moments, records, lists and mappings of them.
        short: Whether backspace and form feed are written as Go 1.22 and newer do.

    Raises:
        ValueError: A number that JSON does not have.
    """
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value, _SHORT if short else _LONG)
        case int():
            return str(value)
        case float():
            return go_float(value)
        case Moment():
            return f'"{value.time.format(_RFC3339_NANO)}"'
        case Record():
            return go_json(value.tree(), short=short)
        case KV():
            return _mapping({name: value[name] for name in sorted(value)}, short=short)
        case Mapping():
            return _mapping(cast("Mapping[str, Any]", value), short=short)
        case Pair():
            return _mapping({"Name": value[0], "Value": value[1]}, short=short)
        case list() | tuple():
            return f"[{','.join(go_json(one, short=short) for one in cast('list[object]', value))}]"
        case _:
            return _text(str(value), _SHORT if short else _LONG)


_RFC3339_NANO: Final = "2006-01-02T15:04:05.999999999Z07:00"


def _mapping(value: Mapping[str, Any], *, short: bool) -> str:
    return f"{{{','.join(f'{go_json(key, short=short)}:{go_json(one, short=short)}' for key, one in value.items())}}}"


def _text(value: str, named: Mapping[str, str]) -> str:
    def escaped(match: re.Match[str]) -> str:
        character = match[0]
        if "\ud800" <= character <= "\udfff":
            return "\\ufffd"
        return named.get(character) or f"\\u{ord(character):04x}"

    return f'"{_SPECIAL.sub(escaped, value)}"'


def go_float(value: float) -> str:
    """Return a number as Go writes it in JSON.

    Raises:
        ValueError: It is infinite or none at all.
    """
    if not math.isfinite(value):
        raise ValueError(f"json: unsupported value: {value}")
    if value == 0:
        return "-0" if math.copysign(1, value) < 0 else "0"
    shortest = repr(value)
    if _SMALLEST_PLAIN <= abs(value) < _LARGEST_PLAIN:
        return f"{Decimal(shortest):f}".removesuffix(".0")
    digits, _, exponent = shortest.partition("e")
    power = int(exponent)
    # Go drops the zero of e-09, and keeps two digits of e+21.
    return f"{digits}e{'-' if power < 0 else '+'}{abs(power)}"
