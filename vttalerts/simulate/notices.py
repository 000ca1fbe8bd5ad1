"""What each receiver's notifications say, by the templates that they are made of, and which alerts they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final, NamedTuple
from weakref import WeakKeyDictionary

from vttalerts.diagnostics import Fault
from vttalerts.graph import Graph
from vttalerts.language.templates import Reference, Template, parse_notification
from vttalerts.model.receivers import Receiver
from vttalerts.model.routing import Route
from vttalerts.model.spec import Spec
from vttalerts.simulate.fleet import View
from vttalerts.simulate.reach import reach

_ACTION: Final = re.compile(
    r'\{\{-?\s*(?:(?P<define>define|block)\s+"(?P<name>[^"]+)"|(?P<open>if|range|with)\b|(?P<end>end)\b)?.*?\}\}',
    re.DOTALL,
)
_ASKS: Final = re.compile(r"-?\s*(?:else\s+)?(?:if|with|range)\b")


class Part(NamedTuple):
    """A template as it is written: a field of an integration, or a `define` in a file.

    Attributes:
        spec: The object that holds it.
        keyword: The field that holds it.
        text: The template.
        template: What it says.
        field: Whether it is a field, to which all data are given; else somebody calls it with something.
    """

    spec: Spec
    keyword: str
    text: str
    template: Template
    field: bool

    def words(self, reference: Reference) -> str:
        """Return the words of a reference."""
        return self.text[reference.offset : reference.offset + reference.length]

    def unguarded(self, references: tuple[Reference, ...]) -> Iterator[Reference]:
        """Yield those that no `if` and no `with` of the same template asks for, once a name."""
        asked = {one.name for one in references if self._asks(one)}
        yield from {one.name: one for one in reversed(references) if one.name not in asked}.values()

    def _asks(self, reference: Reference) -> bool:
        start = self.text.rfind("{{", 0, reference.offset)
        return start >= 0 and _ASKS.match(self.text, start + 2) is not None


class Notices:
    """The notifications of a platform."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._fields: dict[int, tuple[Part, ...]] = {}
        self._made_of: dict[int, tuple[Part, ...]] = {}

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The templates in the fields of all integrations."""
        return tuple(part for receiver in self._graph.receivers for part in self.fields(receiver))

    @cached_property
    def defined(self) -> dict[str, Part]:
        """The templates that files define, by name."""
        found: dict[str, Part] = {}
        for file in self._graph.templates:
            for name, body in _bodies(file.text):
                template = _parsed(body)
                if template is not None:
                    found[name] = Part(file, "text", body, template, field=False)
        return found

    def fields(self, receiver: Receiver) -> tuple[Part, ...]:
        """Return the templates in the fields of a receiver's integrations."""
        found = self._fields.get(id(receiver))
        if found is None:
            found = self._fields[id(receiver)] = tuple(self._read(receiver))
        return found

    def _read(self, receiver: Receiver) -> Iterator[Part]:
        stack: list[Spec] = list(receiver.integrations)
        while stack:
            spec = stack.pop()
            for keyword, value in spec.__dict__.items():
                for item in _items(value):
                    if isinstance(item, Spec):
                        stack.append(item)
                    elif "{{" in item and (template := _parsed(item)) is not None:
                        yield Part(spec, keyword, item, template, field=True)

    def of(self, receiver: Receiver) -> tuple[Part, ...]:
        """Return all that a receiver's notifications are made of: its fields, and what they call, and so on."""
        known = self._made_of.get(id(receiver))
        if known is not None:
            return known
        found = list(self.fields(receiver))
        called: dict[str, Part] = {}
        for part in found:
            for call in part.template.calls:
                if call.name in self.defined and call.name not in called:
                    called[call.name] = self.defined[call.name]
                    found.append(self.defined[call.name])
        made = self._made_of[id(receiver)] = tuple(found)
        return made

    @cached_property
    def heard(self) -> dict[int, list[View]]:
        """The alerts that surely reach a receiver, by the receiver's identity."""
        ways = reach(self._graph)
        found: dict[int, list[View]] = {}
        for view, steps in ways.certain if ways is not None else ():
            for receiver in {id(step.receiver) for step in steps}:
                found.setdefault(receiver, []).append(view)
        return found

    @cached_property
    def unsure(self) -> tuple[View, ...]:
        """The alerts of which nobody can tell whom they reach."""
        ways = reach(self._graph)
        return tuple(ways.uncertain) if ways is not None else ()

    def groupings(self, receiver: Receiver) -> Iterator[tuple[Route, tuple[str, ...]]]:
        """Yield the nodes that tell a receiver, each with the labels that it groups by."""
        ways = reach(self._graph)
        for step in ways.router.steps if ways is not None else ():
            if step.receiver is receiver:
                yield step.route, step.group_by


_NOTICES: WeakKeyDictionary[Graph, Notices] = WeakKeyDictionary()


def notices(graph: Graph) -> Notices:
    """Return a graph's notifications; each view is worked out once."""
    found = _NOTICES.get(graph)
    if found is None:
        found = _NOTICES[graph] = Notices(graph)
    return found


def _parsed(text: str) -> Template | None:
    try:
        return parse_notification(text)
    except Fault:  # it has its own diagnostic
        return None


def _items(value: object) -> Iterator[Spec | str]:
    if isinstance(value, Spec | str):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:  # pyright: ignore[reportUnknownVariableType]
            yield from _items(one)  # pyright: ignore[reportUnknownArgumentType]
    elif isinstance(value, dict):
        for one in value.values():  # pyright: ignore[reportUnknownVariableType]
            yield from _items(one)  # pyright: ignore[reportUnknownArgumentType]


def _bodies(text: str) -> Iterator[tuple[str, str]]:
    """Yield the templates that a file defines, each with its body."""
    depth = 0
    name, start = "", 0
    for action in _ACTION.finditer(text):
        if action["define"] and depth == 0:
            name, start = action["name"], action.end()
        if action["define"] or action["open"]:
            depth += 1
        elif action["end"]:
            depth -= 1
            if depth == 0 and name:
                yield name, text[start : action.start()]
                name = ""
