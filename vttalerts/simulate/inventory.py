"""Every object that a platform reaches, by its kind, and every text in them: walked once for all checks.

Decision: the walk follows only fields that may hold objects, and texts are gathered kind by kind, because a platform
has a hundred thousand texts and most fields hold nothing else.
"""

from __future__ import annotations

import enum
from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple, get_args
from weakref import WeakKeyDictionary

from vttalerts.graph import Graph
from vttalerts.model.expr import Condition
from vttalerts.model.settings import EnvText
from vttalerts.model.spec import Spec

Text = tuple[Spec, str, str]


class _Fields(NamedTuple):
    """What the fields of a class may hold."""

    objects: tuple[str, ...]
    texts: tuple[str, ...]


class Inventory:
    """A platform's objects and texts.

    Attributes:
        kinds: The objects, by their class and by the server that reads them: their own, or their holder's.
    """

    def __init__(self, graph: Graph) -> None:
        self.kinds: dict[tuple[type[Spec], str], list[Spec]] = {}
        self._fields: dict[type[Spec], _Fields] = {}
        seen: set[tuple[int, str]] = set()
        left: list[tuple[Spec, str]] = [(one, "") for one in (graph.platform, *graph.indicators)]
        while left:
            spec, server = left.pop()
            kind = type(spec)
            server = kind.server or server
            if (id(spec), server) in seen:
                continue
            seen.add((id(spec), server))
            self.kinds.setdefault((kind, server), []).append(spec)
            fields = self._fields.get(kind) or self._fields.setdefault(kind, _fields(kind))
            values = spec.__dict__
            for keyword in fields.objects:
                value = values[keyword]
                if value is not None:
                    left += [(one, server) for one in _objects(value)]

    @cached_property
    def texts(self) -> list[Text]:
        """Every text, with the object and the keyword that hold it."""
        found: list[Text] = []
        seen: set[int] = set()
        for (kind, _), specs in self.kinds.items():
            new = [spec for spec in specs if id(spec) not in seen]
            seen.update(map(id, new))
            for keyword in self._fields[kind].texts:
                for spec in new:
                    value = spec.__dict__[keyword]
                    kind_of_value = type(value)
                    if kind_of_value is str:
                        found.append((spec, keyword, value))
                    elif value is not None and (value or kind_of_value not in (dict, tuple)):
                        found += [(spec, keyword, text) for text in _texts(value)]
        return found


_INVENTORIES: WeakKeyDictionary[Graph, Inventory] = WeakKeyDictionary()


def inventory(graph: Graph) -> Inventory:
    """Return what a graph's platform consists of; walked once."""
    found = _INVENTORIES.get(graph)
    if found is None:
        found = _INVENTORIES[graph] = Inventory(graph)
    return found


def _objects(value: object) -> Iterator[Spec]:
    if isinstance(value, Spec):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _objects(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _objects(item)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield str(value)
    elif isinstance(value, EnvText):
        yield f"{value.prefix}{value.default}{value.suffix}"
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)


def _fields(kind: type[Spec]) -> _Fields:
    annotations = {name: info.annotation for name, info in kind.model_fields.items()}
    return _Fields(
        tuple(name for name, annotation in annotations.items() if _may_hold(annotation, Spec)),
        tuple(name for name, annotation in annotations.items() if _may_hold(annotation, str, EnvText)),
    )


def _may_hold(annotation: Any, *kinds: type) -> bool:  # noqa: ANN401  any annotation
    """Tell whether a field of this type may hold, somewhere inside, an object of one of some classes."""
    parts = get_args(annotation)
    if parts:
        return any(_may_hold(part, *kinds) for part in parts)
    if not isinstance(annotation, type):
        return annotation is Any
    return issubclass(annotation, kinds) and not issubclass(annotation, Condition | enum.Enum)
