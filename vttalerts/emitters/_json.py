"""Writes Grafana's dashboards and the health monitor's configuration: JSON that people can review line by line.

Two spaces of indentation, all letters as they are, keys in the caller's order, a newline at the end. What fits
into 80 characters stays on one line: a panel's place in the grid, a threshold's colour.

Decision: a writer of our own around the standard library's encoder of strings. `json.dumps` is as fast only
without indentation; with it, it takes THREE times as long and gives every number its own line. `orjson` costs
more to import than it saves on VTT's few dashboards, and is one more dependency.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeGuard

from vttalerts.emitters._unwritable import UnwritableError

_LONGEST_LINE = 80
_LONGEST_REMEMBERED = 32
_MOST_REMEMBERED = 2048

_encode = json.JSONEncoder(ensure_ascii=False).encode
_has_surrogate = re.compile(r"[\ud800-\udfff]").search


def dump(tree: object) -> str:
    """The JSON text of a tree.

    Args:
        tree: Mappings with text as keys, lists, tuples, text, `bool`, `int`, finite `float` and `None`.

    Raises:
        UnwritableError: A value has another type, or is a number or text that JSON lacks; it names the path.
    """
    return f"{_text(tree, chr(10))}\n"


def _float(value: float) -> str:
    if not math.isfinite(value):
        raise UnwritableError(f"JSON has no {value}")
    return float.__repr__(value)


# Looking a type up is faster than asking for each kind in turn.
_LITERALS: dict[type, Callable[[Any], str]] = {
    int: int.__repr__,
    bool: {False: "false", True: "true"}.__getitem__,
    type(None): lambda _: "null",
    float: _float,
}


class _Strings(dict[str, str]):
    """Gives the text of a string in its quotes: `strings[text]`. Short ones are remembered."""

    __slots__ = ()

    def __missing__(self, text: str) -> str:
        if not text.isascii() and (surrogate := _has_surrogate(text)):
            code = ord(surrogate[0])
            raise UnwritableError(f"a lone surrogate (U+{code:04X}) is no character, and no file can hold it")
        written = _encode(text)
        if len(text) <= _LONGEST_REMEMBERED:
            if len(self) >= _MOST_REMEMBERED:
                self.clear()
            self[text] = written
        return written


class _Keys(dict[object, str]):
    """Gives the text of a key, its colon and a space: `keys[key]`. They are few, and remembered."""

    __slots__ = ()

    def __missing__(self, key: object) -> str:
        if not isinstance(key, str):
            raise UnwritableError(f"the key {key!r} is of type {type(key).__name__}, and keys are text")
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        text = str.__str__(key)
        written = self[text] = f"{_STRINGS[text]}: "
        return written


_STRINGS = _Strings()
_KEYS = _Keys()


def _text(value: object, new_line: str) -> str:
    """Any value; `new_line` is a newline and the indentation of the line on which the value begins."""
    kind = type(value)
    if kind is str:
        return _STRINGS[value]
    if literal := _LITERALS.get(kind):
        return literal(value)
    if _is_mapping(value):
        return _mapping(value, new_line)
    if _is_list(value):
        return _list(value, new_line)
    # Enumerations of text or numbers are written as what they are made of.
    if isinstance(value, str):
        return _STRINGS[str.__str__(value)]
    if isinstance(value, (int, float)):
        return _text(value.real, new_line)
    raise UnwritableError(f"JSON has no {kind.__name__}")


def _mapping(pairs: Mapping[object, object], new_line: str) -> str:
    inner = f"{new_line}  "
    parts: list[str] = []
    key: object = None
    try:
        for key, value in pairs.items():
            parts.append(_KEYS[key] + (_STRINGS[value] if type(value) is str else _text(value, inner)))
    except UnwritableError as error:
        raise error.under(key) from None
    return _joined("{", parts, "}", new_line)


def _list(items: Sequence[object], new_line: str) -> str:
    inner = f"{new_line}  "
    parts: list[str] = []
    try:
        parts.extend(_text(item, inner) for item in items)
    except UnwritableError as error:
        raise error.under(len(parts)) from None
    return _joined("[", parts, "]", new_line)


def _joined(opening: str, parts: list[str], closing: str, new_line: str) -> str:
    line = ", ".join(parts)
    # Only what takes several lines has a newline: the strings in it have theirs escaped.
    if len(line) <= _LONGEST_LINE and "\n" not in line:
        return f"{opening}{line}{closing}"
    inner = f"{new_line}  "
    return f"{opening}{inner}{f',{inner}'.join(parts)}{new_line}{closing}"


def _is_mapping(value: object) -> TypeGuard[Mapping[object, object]]:
    return isinstance(value, (dict, Mapping))


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(value, (list, tuple))
