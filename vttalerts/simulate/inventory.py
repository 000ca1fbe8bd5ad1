"""Every object that a platform reaches, by its kind, and every text in them: walked once for all checks.

Decision: the walk follows only fields that may hold objects, and texts are gathered kind by kind, because a platform
has a hundred thousand texts and most fields hold nothing else.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
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


class _Gathered(NamedTuple):
    """What a field of all objects of a class holds, as one text."""

    kind: type[Spec]
    keyword: str
    specs: list[Spec]
    together: str


class Inventory:
    """A platform's objects and texts.

    Attributes:
        kinds: The objects, by their class and by the server that reads them: their own, or their holder's.
    """

    def __init__(self, graph: Graph) -> None:
        self.kinds: dict[tuple[type[Spec], str], list[Spec]] = {}
        self._fields: dict[type[Spec], _Fields] = {}
        seen: set[tuple[int, str]] = set()
        left: dict[tuple[type[Spec], str], list[Spec]] = {}
        _sort_in([graph.platform, *graph.indicators], "", left)
        while left:
            # All of a kind at once: there are many objects, and few kinds.
            (kind, server), specs = left.popitem()
            new = {id(spec): spec for spec in specs if (id(spec), server) not in seen}
            seen.update([(number, server) for number in new])
            self.kinds.setdefault((kind, server), []).extend(new.values())
            fields = self._fields.get(kind) or self._fields.setdefault(kind, _fields(kind))
            for keyword in fields.objects:
                values = [value for spec in new.values() if (value := spec.__dict__[keyword])]
                if values:
                    _sort_in(_objects(values), server, left)

    def texts(self, hints: Iterable[str], of: type[Spec] = Spec) -> Iterator[Text]:
        """Yield every text of one class of objects with one of some parts in it, with the object and the keyword."""
        for gathered in self._gathered:
            # Nearly always none of all has any of them, and to find that out for all together takes no time.
            found = [hint for hint in hints if hint in gathered.together] if issubclass(gathered.kind, of) else ()
            if found:
                for spec in gathered.specs:
                    for text in _texts(spec.__dict__[gathered.keyword]):
                        if any(hint in text for hint in found):
                            yield spec, gathered.keyword, text

    @cached_property
    def _gathered(self) -> tuple[_Gathered, ...]:
        """The texts in each field of each class, once an object."""
        made: list[_Gathered] = []
        seen: set[int] = set()
        for (kind, _), specs in self.kinds.items():
            new = [spec for spec in specs if id(spec) not in seen]
            seen.update(map(id, new))
            for keyword in self._fields[kind].texts:
                values = [value for spec in new if (value := spec.__dict__[keyword])]
                texts = [value for value in values if type(value) is str]
                if len(texts) < len(values):
                    texts += [_together(value) for value in values if type(value) is not str]
                if texts:
                    made.append(_Gathered(kind, keyword, new, "\0".join(texts)))
        return tuple(made)

    def settings(self) -> Iterator[tuple[Spec, str, EnvText]]:
        """Yield every setting from the environment, with the object and the keyword that hold it."""
        seen: set[int] = set()
        for (kind, _), specs in self.kinds.items():
            keywords = [
                name for name in self._fields[kind].texts if _may_hold(kind.model_fields[name].annotation, EnvText)
            ]
            for spec in specs if keywords else ():
                if id(spec) not in seen:
                    seen.add(id(spec))
                    for keyword in keywords:
                        for setting in _settings(spec.__dict__[keyword]):
                            yield spec, keyword, setting


_INVENTORIES: WeakKeyDictionary[Graph, Inventory] = WeakKeyDictionary()


def inventory(graph: Graph) -> Inventory:
    """Return what a graph's platform consists of; walked once."""
    found = _INVENTORIES.get(graph)
    if found is None:
        found = _INVENTORIES[graph] = Inventory(graph)
    return found


def _sort_in(objects: Iterable[Spec], server: str, into: dict[tuple[type[Spec], str], list[Spec]]) -> None:
    """Put objects to those of their kind and of the server that reads them: their own, or their holder's."""
    for spec in objects:
        kind = type(spec)
        key = (kind, kind.server or server)
        if key in into:
            into[key].append(spec)
        else:
            into[key] = [spec]


def _objects(value: object) -> Iterator[Spec]:
    if isinstance(value, Spec):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _objects(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _objects(item)


def _together(value: object) -> str:
    """Return all texts in a value as one."""
    if type(value) is dict:
        try:
            return "\0".join(value.values())
        except TypeError:  # not only texts
            pass
    return "\0".join(_texts(value))


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str | EnvText):
        yield str(value)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)


def _settings(value: object) -> Iterator[EnvText]:
    if isinstance(value, EnvText):
        yield value
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _settings(item)
    elif isinstance(value, dict):
        for item in value.values():
            yield from _settings(item)


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
