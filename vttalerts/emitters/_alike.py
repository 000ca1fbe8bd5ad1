"""Writes dashboards, whose panels have most of their JSON alike: that part's text is made once, not for each panel.

The text is that of `_json.dump`, byte for byte; of 200 dashboards it takes half the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from vttalerts.emitters import _json
from vttalerts.emitters._unwritable import UnwritableError
from vttalerts.model.drawing import Shared


class Writer:
    """Remembers the text of shared parts; one for all dashboards of a build."""

    def __init__(self) -> None:
        # The part itself is kept too, or another could get its address.
        self._texts: dict[tuple[int, str], tuple[Shared, str]] = {}
        self._keys: dict[str, str] = {}

    def dump(self, board: Mapping[str, Any]) -> str:
        """Return the JSON text of a dashboard.

        Raises:
            UnwritableError: A value has no form in JSON; it names the path.
        """
        try:
            return f"{self._mapping(board, chr(10))}\n"
        except UnwritableError:
            return _json.dump(board)  # which knows the whole path

    def _mapping(self, tree: Mapping[str, Any], new_line: str) -> str:
        """Write a dashboard, a row, a panel or a target: they never fit on one line."""
        inner = f"{new_line}  "
        keys, dump = self._keys, _json.dump
        parts: list[str] = []
        for key, value in tree.items():
            kind = type(value)
            if kind is str or kind is int:
                text = dump(value)[:-1]
            elif kind is Shared:
                text = self._shared(value, inner)
            elif value and (key == "panels" or (key == "targets" and tree.get("fieldConfig").__class__ is Shared)):
                text = self._list(value, inner)
            else:
                text = _text(value, inner)
            parts.append((keys.get(key) or self._key(key)) + text)
        return f"{{{inner}{f',{inner}'.join(parts)}{new_line}}}"

    def _list(self, items: Iterable[Mapping[str, Any]], new_line: str) -> str:
        inner = f"{new_line}  "
        # A panel that shares nothing may be so small that it fits on one line.
        texts = [
            self._mapping(item, inner)
            if type(item.get("fieldConfig")) is Shared or "expr" in item or item.get("panels")
            else _text(item, inner)
            for item in items
        ]
        return f"[{inner}{f',{inner}'.join(texts)}{new_line}]"

    def _shared(self, part: Shared, new_line: str) -> str:
        found = self._texts.get((id(part), new_line))
        if found is None:
            found = self._texts[id(part), new_line] = part, _text(part, new_line)
        return found[1]

    def _key(self, key: str) -> str:
        found = self._keys[key] = f"{_json.dump(key)[:-1]}: "
        return found


def _text(value: object, new_line: str) -> str:
    # A newline in a text is escaped, so every one here begins a line.
    return _json.dump(value)[:-1].replace("\n", new_line)
