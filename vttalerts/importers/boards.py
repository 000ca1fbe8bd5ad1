"""Dashboards in files and in ConfigMaps, as objects that know which file they are from."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from typing_extensions import override

from vttalerts.diagnostics import Diagnostic, Fault, Span
from vttalerts.importers import dashboard_files
from vttalerts.importers.nodes import Map, Node, Source, plain
from vttalerts.importers.places import TextPlace
from vttalerts.model.dashboards import Dashboard
from vttalerts.model.spec import DefinitionError, Spec, raising

_LIBRARY = str(Path(__file__).parents[1])
_TELLING = ("expr", "title", "name", "uid")
"""The fields whose texts tell best where in the JSON an object stands."""


class Boards(NamedTuple):
    """What a text holds.

    Attributes:
        boards: Its dashboard, or none.
        diagnostics: What is wrong with it.
    """

    boards: tuple[Dashboard, ...]
    diagnostics: tuple[Diagnostic, ...]


class _BoardPlace(TextPlace):
    """The place of an object of a dashboard: where a text of its own stands in the JSON."""

    __slots__ = ("anchor",)

    def __init__(self, source: Source, anchor: str) -> None:
        super().__init__(source)
        self.anchor = anchor

    @override
    def span(
        self, kind: type, keyword: str | None, *, part: str = "", snippet: str = "", fault: Fault | None = None
    ) -> Span:
        text = self.source.text
        start = max(text.find(self.anchor), 0) if self.anchor else 0
        for words in (json.dumps(snippet)[1:-1] if snippet else "", self.anchor):
            at = text.find(words, start) if words else -1
            if at >= 0:
                return self.source.span(at, at + len(words))
        return Span(self.file, 1)


def read(text: str, source: Source, name: str) -> Boards | None:
    """Return the dashboard that a text holds; `None` if it is meant as something else.

    Args:
        text: The JSON.
        source: The file that it stands in.
        name: What a dashboard is called that has no `uid`.
    """
    found = dashboard_files.read(text, source.file)
    if not found.is_dashboard:
        return None
    if found.saved is None:
        return Boards((), found.diagnostics)
    with raising():
        try:
            board = dashboard_files.board(found.saved, name)
        except DefinitionError as error:
            return Boards((), (*found.diagnostics, *(_rehomed(one, source) for one in error.diagnostics)))
    _rehome(board, source)
    return Boards((board,), found.diagnostics)


def in_configmaps(node: Node, source: Source, name: str) -> Iterator[Boards]:
    """Yield the dashboards in a ConfigMap, or in a list of them."""
    if not isinstance(node, Map):
        return
    for key, text in dashboard_files.configmaps(plain(node)):
        found = read(text, source, f"{name}-{Path(key).stem}"[:40].strip("-"))
        if found is not None:
            # Its lines are those of the text inside the file.
            yield Boards(found.boards, tuple(_rehomed(one, source, always=True) for one in found.diagnostics))


def _rehome(board: Dashboard, source: Source) -> None:
    """Let the objects of a dashboard say that they are from its file, and not from the code that made them."""
    seen: set[int] = set()
    left: list[Any] = [board]
    while left:
        one = left.pop()
        if isinstance(one, Spec) and id(one) not in seen:
            seen.add(id(one))
            if one.source_file.startswith(_LIBRARY):
                object.__setattr__(one, "_code", _BoardPlace(source, _anchor(one)))
            left.extend(one.__dict__.values())
        elif isinstance(one, tuple | list):
            left.extend(one)
        elif isinstance(one, dict):
            left.extend(one.values())


def _anchor(spec: Spec) -> str:
    for name in _TELLING:
        value = spec.__dict__.get(name)
        if isinstance(value, str) and value:
            return json.dumps(value)[1:-1]
    return ""


def _rehomed(found: Diagnostic, source: Source, *, always: bool = False) -> Diagnostic:
    labels = tuple(
        replace(label, span=Span(source.file, 1)) if always or label.span.file.startswith(_LIBRARY) else label
        for label in found.labels
    )
    return replace(found, labels=labels)
