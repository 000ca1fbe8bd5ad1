"""Writes Grafana's dashboards and the health monitor's configuration: JSON that people review line by line.

Two spaces of indentation, all letters as they are, keys in the caller's order, a newline at the end. What
fits into 80 characters stays on one line: a panel's place in the grid, a threshold's colour.

Decision: a writer of our own around the standard library's encoder of strings. `json.dumps` with an
indentation is Python too, takes more than twice as long, and gives every number its own line; its fast
encoder cannot indent. `orjson` is one more dependency, and costs more to import than it saves on VTT's few
dashboards.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from vttalerts.emitters._unwritable import UnwritableError

# Characters between the brackets of a line of 80.
_LONGEST_INSIDE = 78
# So many pairs never fit: ten keys of one character take 78 with the shortest values, and only one key is empty.
_PAIRS_TOO_LONG = 11
# Long strings are rarely repeated. A memo is emptied when it is full: memory must not grow with the input.
_LONGEST_REMEMBERED = 32
_MOST_REMEMBERED = 2048

_encode = json.JSONEncoder(ensure_ascii=False).encode
_surrogate = re.compile(r"[\ud800-\udfff]").search


def dump(tree: object) -> str:
    """The JSON text of a tree.

    Args:
        tree: Mappings with text as keys, lists, tuples, text, `bool`, `int`, finite `float` and `None`.

    Raises:
        UnwritableError: A value has another type, or is a number or text that JSON lacks; it names the path.
    """
    return f"{_WRITERS[type(tree)](tree, _NEW_LINE)}\n"


class _Strings(dict[str, str]):
    """Gives the text of a string in its quotes: `strings[text]`. Short ones are remembered."""

    __slots__ = ()

    def __missing__(self, text: str) -> str:
        if not text.isascii() and (found := _surrogate(text)):
            code = f"U+{ord(found[0]):04X}"
            raise UnwritableError(f"a lone surrogate ({code}) is no character, and no file can hold it")
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


_NEW_LINE = "\n"
_STRINGS = _Strings()
_KEYS = _Keys()


def _mapping(pairs: Mapping[object, object], new_line: str) -> str:
    """A mapping whose first line is indented as `new_line` is."""
    strings, keys, writers = _STRINGS, _KEYS, _WRITERS
    inner = f"{new_line}  "
    parts: list[str] = []
    key: object = None
    try:
        for key, value in pairs.items():
            if type(value) is str:
                parts.append(keys[key] + strings[value])
            else:
                parts.append(keys[key] + writers[type(value)](value, inner))
    except UnwritableError as error:
        raise error.under(key) from None
    # `_list` ends like this too: a function for it would be called so often that all takes a tenth longer.
    if len(parts) < _PAIRS_TOO_LONG and len(line := ", ".join(parts)) <= _LONGEST_INSIDE:
        return f"{{{line}}}"
    return f"{{{inner}{f',{inner}'.join(parts)}{new_line}}}"


def _list(items: Iterable[object], new_line: str) -> str:
    """A list whose first line is indented as `new_line` is."""
    inner = f"{new_line}  "
    parts: list[str] = []
    try:
        for item in items:
            parts.append(_WRITERS[type(item)](item, inner))  # noqa: PERF401  its length is the index of a failure
    except UnwritableError as error:
        raise error.under(len(parts)) from None
    line = ", ".join(parts)
    # What takes several lines is longer than this by itself, and so is all around it.
    if len(line) <= _LONGEST_INSIDE:
        return f"[{line}]"
    return f"[{inner}{f',{inner}'.join(parts)}{new_line}]"


def _string(value: str, _: str) -> str:
    # Enumerations of text are written as their text.
    return _STRINGS[str.__str__(value)]


def _int(value: int, _: str) -> str:
    return int.__repr__(value)


def _float(value: float, _: str) -> str:
    if not math.isfinite(value):
        raise UnwritableError(f"JSON has no {value}")
    return float.__repr__(value)


def _bool(value: bool, _: str) -> str:  # noqa: FBT001  the value is what it writes
    return "true" if value else "false"


def _null(_value: None, _: str) -> str:
    return "null"


class _Writers(dict[type, Callable[[Any, str], str]]):
    """Gives the function that writes a type: looking it up is faster than asking for each kind in turn."""

    __slots__ = ()

    def __missing__(self, kind: type) -> Callable[[Any, str], str]:
        for base, writer in _BASES:
            if issubclass(kind, base):
                self[kind] = writer
                return writer
        raise UnwritableError(f"JSON has no {kind.__name__}")


_BASES: tuple[tuple[type, Callable[[Any, str], str]], ...] = (
    (str, _string),
    (Mapping, _mapping),
    (list, _list),
    (tuple, _list),
    (bool, _bool),
    (int, _int),
    (float, _float),
    (type(None), _null),
)
_WRITERS = _Writers()
