"""Which variables the parts of a dashboard refer to, and where.

Grafana puts a variable's value wherever a text has `$name`, `${name}` or `[[name]]`; names that begin with two
underscores are its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple
from weakref import WeakKeyDictionary

from vttalerts.graph import Graph
from vttalerts.model.dashboards import Dashboard
from vttalerts.model.drawing import Datasource
from vttalerts.model.metrics import Metric
from vttalerts.model.recording import RecordingRule
from vttalerts.model.spec import Spec

_REFERENCE: Final = re.compile(r"\$([A-Za-z]\w*)|\$\{([A-Za-z]\w*)[^}]*\}|\[\[([A-Za-z]\w*)(?::\w+)?\]\]")
_OPAQUE: Final = "SDKPanel"


class Mention(NamedTuple):
    """A variable that a text refers to.

    Attributes:
        name: The variable's name.
        spec: The object whose text it is.
        keyword: The field that holds the text.
        words: The reference as it is written.
        text: The text.
    """

    name: str
    spec: Spec
    keyword: str
    words: str
    text: str


class Board:
    """One dashboard and what its texts refer to.

    Attributes:
        board: The dashboard.
        mentions: The references in its texts.
        opaque: Whether it has a part of which nobody knows what it refers to.
        names: What its variables are called, those in carried JSON too.
        repeats: The variables for whose values a row or a panel repeats.
    """

    def __init__(self, board: Dashboard) -> None:
        self.board = board
        self.opaque = any(type(panel).__name__ == _OPAQUE for row in board.rows for panel in row.panels)
        self.mentions = tuple(_mentions(board))
        self.names = tuple(dict.fromkeys((*(variable.name for variable in board.variables), *_saved_names(board))))
        repeats = [row.repeat for row in board.rows] + [panel.repeat for row in board.rows for panel in row.panels]
        self.repeats = frozenset(name for name in repeats if name is not None)


def _saved_names(board: Dashboard) -> Iterator[str]:
    """Yield the names of variables in a dashboard's JSON that no object stands for."""
    saved: Any = board.__dict__.get("saved") or {}
    templating: Any = saved.get("templating") if isinstance(saved, dict) else None  # pyright: ignore[reportUnknownMemberType]
    for one in templating.get("list", ()) if isinstance(templating, dict) else ():  # pyright: ignore[reportUnknownVariableType, reportUnknownMemberType]
        if isinstance(one, dict) and isinstance(name := one.get("name"), str):  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
            yield name


def _mentions(board: Dashboard) -> Iterator[Mention]:
    seen: set[int] = set()
    stack: list[Spec] = [board]
    while stack:
        spec = stack.pop()
        if id(spec) in seen:
            continue
        seen.add(id(spec))
        for keyword, value in spec.__dict__.items():
            for found in _parts(value):
                if isinstance(found, Spec):
                    if not isinstance(found, Metric | RecordingRule):
                        stack.append(found)
                elif "$" in found or "[[" in found:
                    for match in _REFERENCE.finditer(found):
                        name = match[1] or match[2] or match[3]
                        yield Mention(name, spec, keyword, match[0], found)


def _parts(value: Any) -> Iterator[Spec | str]:  # noqa: ANN401  any field's value
    if isinstance(value, Spec | str):
        yield value
    elif isinstance(value, Datasource):
        yield value.uid
    elif isinstance(value, tuple | list):
        for one in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _parts(one)
    elif isinstance(value, dict):
        for one in value.values():  # pyright: ignore[reportUnknownVariableType]
            yield from _parts(one)


_BOARDS: WeakKeyDictionary[Graph, tuple[Board, ...]] = WeakKeyDictionary()


def boards(graph: Graph) -> tuple[Board, ...]:
    """Return the dashboards of a graph with what they refer to; read once."""
    found = _BOARDS.get(graph)
    if found is None:
        found = _BOARDS[graph] = tuple(map(Board, graph.dashboards))
    return found
