"""Every object that a platform reaches, by its kind, and every text in them: walked once for all checks."""

from __future__ import annotations

import enum
from typing import Any, Final, get_args
from weakref import WeakKeyDictionary

from vttalerts.graph import Graph
from vttalerts.model.expr import Condition
from vttalerts.model.settings import EnvText, Secret
from vttalerts.model.spec import Spec
from vttalerts.units import Quantity, Unit

_PLAIN: Final = (bool, int, float, Quantity, Unit, Secret, Condition, enum.Enum, type(None))
"""What holds neither another object nor a text that somebody wrote; indicators are reached by the graph."""


class Inventory:
    """A platform's objects and texts.

    Attributes:
        kinds: The objects, by their class and by the server that reads them: their own, or their holder's.
        texts: Every text, with the object and the keyword that hold it.
    """

    def __init__(self, graph: Graph) -> None:
        self.kinds: dict[tuple[type[Spec], str], list[Spec]] = {}
        self.texts: list[tuple[Spec, str, str]] = []
        self._seen: dict[int, set[str]] = {}
        self._holders: dict[type[Spec], tuple[str, ...]] = {}
        self._server = ""
        self._left: list[tuple[Spec, str]] = [(one, "") for one in (graph.platform, *graph.indicators)]
        while self._left:
            self._look_into(*self._left.pop())

    def _look_into(self, spec: Spec, server: str) -> None:
        kind = type(spec)
        self._server = server = kind.server or server
        seen = self._seen.get(id(spec))
        if seen is not None and server in seen:
            return
        self.kinds.setdefault((kind, server), []).append(spec)
        if seen is not None:
            seen.add(server)  # its texts are known; what it holds has the same reader, and the same age
            return
        self._seen[id(spec)] = {server}
        fields = self._holders.get(kind)
        if fields is None:
            fields = self._holders[kind] = _holders(kind)
        values = spec.__dict__
        for keyword in fields:
            value = values[keyword]
            kind_of_value = type(value)
            if kind_of_value is str:
                self.texts.append((spec, keyword, value))
            elif value is None or ((kind_of_value is tuple or kind_of_value is dict) and not value):
                continue
            else:
                self._take(spec, keyword, value)

    def _take(self, spec: Spec, keyword: str, value: Any) -> None:  # noqa: ANN401  any value of a field
        if isinstance(value, Spec):
            self._left.append((value, self._server))
        elif isinstance(value, str):
            self.texts.append((spec, keyword, str(value)))
        elif isinstance(value, EnvText):
            self.texts.append((spec, keyword, f"{value.prefix}{value.default}{value.suffix}"))
        elif isinstance(value, tuple | list):
            for item in value:
                self._take(spec, keyword, item)
        elif isinstance(value, dict):
            for item in value.values():
                self._take(spec, keyword, item)


_INVENTORIES: WeakKeyDictionary[Graph, Inventory] = WeakKeyDictionary()


def inventory(graph: Graph) -> Inventory:
    """Return what a graph's platform consists of; walked once."""
    found = _INVENTORIES.get(graph)
    if found is None:
        found = _INVENTORIES[graph] = Inventory(graph)
    return found


def _holders(kind: type[Spec]) -> tuple[str, ...]:
    """Return the fields of a class that may hold objects or texts."""
    return tuple(name for name, info in kind.model_fields.items() if _may_hold(info.annotation))


def _may_hold(annotation: Any) -> bool:  # noqa: ANN401  any annotation
    parts = get_args(annotation)
    if parts:
        return any(_may_hold(part) for part in parts)
    return not (isinstance(annotation, type) and issubclass(annotation, _PLAIN))
