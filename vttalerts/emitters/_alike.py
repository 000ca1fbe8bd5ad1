"""Writes dashboards, whose panels have most of their JSON alike: that part's text is made once, not for each panel.

The text is that of `_json.dump`, byte for byte; for 200 dashboards it takes a quarter of the time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from json.encoder import encode_basestring
from typing import Any

from vttalerts.emitters import _json
from vttalerts.emitters._unwritable import UnwritableError
from vttalerts.model.frames import Frame, Framed


class Writer:
    """Remembers the text of frames; one for all dashboards of a build."""

    def __init__(self) -> None:
        # The frame itself is kept too, or another could get its address.
        self._templates: dict[tuple[int, str], tuple[Frame, _Template]] = {}

    def dump(self, board: Mapping[str, Any]) -> str:
        """Return the JSON text of a dashboard.

        Raises:
            UnwritableError: A value has no form in JSON; it names the path.
        """
        try:
            return f"{self._with_panels(board, chr(10))}\n"
        except UnwritableError:
            return _json.dump(board)  # which knows the whole path

    def _with_panels(self, tree: Mapping[str, Any], new_line: str) -> str:
        """Write a dashboard or a row; they never fit on one line."""
        inner = f"{new_line}  "
        parts = [
            f"{_text(key, inner)}: "
            + (
                self._panels(value, inner)
                if key == "panels" and value and isinstance(value, list)
                else _text(value, inner)
            )
            for key, value in tree.items()
        ]
        return f"{{{inner}{f',{inner}'.join(parts)}{new_line}}}"

    def _panels(self, panels: Sequence[Mapping[str, Any]], new_line: str) -> str:
        if not any(type(panel) is Framed or _holds_panels(panel) for panel in panels):
            return _text(panels, new_line)  # so small, perhaps, that they fit on one line
        inner = f"{new_line}  "
        texts = [
            self._framed(panel, inner)
            if type(panel) is Framed
            else self._with_panels(panel, inner)
            if _holds_panels(panel)
            else _text(panel, inner)
            for panel in panels
        ]
        return f"[{inner}{f',{inner}'.join(texts)}{new_line}]"

    def _framed(self, panel: Framed, new_line: str) -> str:
        frame = panel.frame
        known = self._templates.get((id(frame), new_line))
        if known is None:
            known = self._templates[id(frame), new_line] = frame, _Template(frame, new_line)
        return known[1].fill(panel)


class _Template:
    """The text of a frame, and which values stand in its gaps."""

    def __init__(self, frame: Frame, new_line: str) -> None:
        self._inner = f"{new_line}  "
        self._pieces = [""]
        self._gaps: list[tuple[int, tuple[str, int | None]]] = []
        self._add(frame, new_line)

    def fill(self, panel: Mapping[str, Any]) -> str:
        """Return the text of a panel."""
        targets: Sequence[Mapping[str, Any]] = panel.get("targets", ())
        texts = list(self._pieces)
        for position, (key, index) in self._gaps:
            value = panel[key] if index is None else targets[index][key]
            if type(value) is str and value.isascii():
                texts[position] = encode_basestring(value)
            else:
                texts[position] = _text(value, self._inner)
        return "".join(texts)

    def _add(self, frame: Frame, new_line: str, index: int | None = None) -> None:
        """Add a frame's text, which takes several lines, and its gaps."""
        inner = f"{new_line}  "
        self._pieces[-1] += "{"
        for number, (key, value) in enumerate(frame.items()):
            self._pieces[-1] += f"{',' if number else ''}{inner}{_text(key, inner)}: "
            if key == "targets" and frame.targets:
                self._add_targets(frame.targets, inner)
            elif key in frame.varying:
                self._gaps.append((len(self._pieces), (key, index)))
                self._pieces += ("", "")
            else:
                self._pieces[-1] += _text(value, inner)
        self._pieces[-1] += f"{new_line}}}"

    def _add_targets(self, targets: Iterable[Frame], new_line: str) -> None:
        inner = f"{new_line}  "
        self._pieces[-1] += "["
        for index, target in enumerate(targets):
            self._pieces[-1] += f"{',' if index else ''}{inner}"
            self._add(target, inner, index)
        self._pieces[-1] += f"{new_line}]"


def _holds_panels(panel: object) -> bool:
    """Tell whether it is a row that is shut; what Grafana saved may be anything."""
    return isinstance(panel, Mapping) and bool(panel.get("panels"))


def _text(value: object, new_line: str) -> str:
    if type(value) is int:
        return str(value)
    # A newline in a text is escaped, so every one here begins a line.
    return _json.dump(value)[:-1].replace("\n", new_line)
