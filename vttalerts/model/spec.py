"""The base of every definition: frozen, strict about its fields, and aware of the line that made it.

Decision: objects are compared by identity. Two receivers with the same fields are two receivers; whoever wants to
compare meanings compares `wire()`. The call site is kept in slots beside the fields.
"""

from __future__ import annotations

import enum
import sys
from collections.abc import Generator, Iterator, Mapping
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from types import CodeType, FrameType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from typing_extensions import dataclass_transform, override

from vttalerts.diagnostics import Diagnostic, Fault, Label, Span
from vttalerts.model import conversion, mistakes, schema
from vttalerts.model.schema import FieldInfo, LackingError, Mismatch, Problem, UnknownError
from vttalerts.model.settings import DEFAULTS, EnvText, Secret, Settings
from vttalerts.model.sites import Place, extent_of, position, span_of
from vttalerts.units import Quantity

if TYPE_CHECKING:
    from vttalerts.model.allowing import Allowance


class DefinitionError(ValueError):
    """Definitions that can't be used; carries its diagnostics."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__("\n".join(f"[{found.code}] {found.headline}" for found in diagnostics))
        self.diagnostics = diagnostics


class Tree(dict[str, Any]):
    """A mapping on its way to YAML that remembers which object it came from, for `where` and for drifts."""

    __slots__ = ("keywords", "spec")

    def __init__(self, spec: Spec | None = None) -> None:
        super().__init__()
        self.spec = spec
        self.keywords: dict[str, str] = {}


class _Fields:
    """What a class says of its fields; worked out when somebody asks for the first time."""

    def __get__(self, instance: object, owner: type[Spec]) -> dict[str, FieldInfo]:
        found = owner.__dict__.get("_described")
        if found is None:
            found = owner._described = schema.describe(owner)  # noqa: SLF001  kept on the class that it describes
        return found


@dataclass_transform(kw_only_default=True, frozen_default=True, eq_default=False, field_specifiers=(schema.Field,))
class _Described:
    """What makes type checkers read annotations as fields; those of this class itself they would pass over."""

    __slots__ = ()


class Spec(_Described):
    """One thing that a definition describes: frozen, and made of the fields that its class annotates.

    Attributes:
        model_fields: What the class says of its fields, by name.
        model_fields_set: The names of the fields that were given.
        allow: The findings at this object, and at what is written inside it, that somebody accepts.

    Class attributes:
        server: The server whose configuration the object becomes part of (`alertmanager`, `prometheus`, …).
        since: The first version of `server` that reads a wire key; `""` is the object as a whole.
        wire_last: Inherited fields that upstream writes after the object's own.
    """

    __slots__ = ("__dict__", "__weakref__", "_code", "_instruction", "model_fields_set")

    server: ClassVar[str] = ""
    since: ClassVar[Mapping[str, str]] = {}
    wire_last: ClassVar[frozenset[str]] = frozenset()
    model_fields: ClassVar[_Fields] = _Fields()
    _described: ClassVar[dict[str, FieldInfo] | None] = None
    _making: ClassVar[_Making | None]
    _plan: ClassVar[tuple[tuple[str, str, str], ...] | None] = None
    # Slots of each object; as fields, type checkers would ask for them.
    _code: ClassVar[CodeType | Place]
    _instruction: ClassVar[int]
    model_fields_set: ClassVar[AbstractSet[str]]
    # No field: it is never compiled, and an object pays for it only where it is given.
    if TYPE_CHECKING:
        allow: tuple[Allowance, ...] | Allowance = schema.Field(default=())
    else:
        allow = ()

    def __init__(self, /, **fields: Any) -> None:
        frame = sys._getframe(1)  # noqa: SLF001  the call site is the point
        while frame.f_code is _INIT and frame.f_back is not None:
            frame = frame.f_back
        self._make(frame.f_code, frame.f_lasti, fields)

    @classmethod
    def made_at(cls, place: Place, fields: dict[str, Any]) -> Self:
        """Return an object that a file describes, checked as one that Python code makes.

        Args:
            place: Where the file describes it.
            fields: Its fields by their names in Python; kept, so make a new dictionary for each object.
        """
        made = cls.__new__(cls)
        made._make(place, 0, fields)
        return made

    def _make(self, code: CodeType | Place, instruction: int, fields: dict[str, Any]) -> None:
        put = object.__setattr__
        put(self, "_code", code)
        put(self, "_instruction", instruction)
        put(self, "model_fields_set", fields.keys())
        cls = type(self)
        making = cls._making or _making_of(cls)
        problems = making.fill(self.__dict__, fields)
        if not problems and making.validators:
            problems = making.judge(self)
        if problems:
            found = tuple(mistakes.diagnose(self, problems))
            if _collected is None:
                raise DefinitionError(found)
            _collected.extend(found)
            for name, info in cls.model_fields.items():
                if name not in self.__dict__:
                    # A stand-in lets the other mistakes be found in the same run.
                    self.__dict__[name] = fields.get(name, _PLACEHOLDER if info.is_required() else info.get_default())

    @override
    def __init_subclass__(cls) -> None:
        cls._making = None

    @override
    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} is frozen; make another one with copy_with({name}=…)")

    @override
    def __eq__(self, other: object) -> bool:
        return self is other

    @override
    def __hash__(self) -> int:
        return id(self) >> 4

    @override
    def __repr__(self) -> str:
        name = self.__dict__.get("name")
        return f"{type(self).__name__}({name!r})" if name is not None else f"{type(self).__name__}(…)"

    __str__ = __repr__

    def extent(self) -> Span:
        """Return the whole call that made this object, from its first character to its last."""
        if isinstance(self._code, Place):
            return self._code.whole()
        return extent_of(self._code, self._instruction)

    @property
    def read_from(self) -> Place | None:
        """Where a file describes this object; `None` if Python code made it."""
        return self._code if isinstance(self._code, Place) else None

    @property
    def source_file(self) -> str:
        """The absolute path of the file that made this object."""
        return self._code.file if isinstance(self._code, Place) else self._code.co_filename

    def span(
        self, keyword: str | None = None, *, part: str = "", snippet: str = "", fault: Fault | None = None
    ) -> Span:
        """Return where this object, or one of its keywords, is written; see `sites.span_of` and `sites.Place`."""
        if isinstance(self._code, Place):
            return self._code.span(type(self), keyword, part=part, snippet=snippet, fault=fault)
        return span_of(self._code, self._instruction, keyword, part=part, snippet=snippet)

    def whole(self) -> Span:
        """Return the lines of the whole call that made this object."""
        if isinstance(self._code, Place):
            return self._code.whole()
        line, end_line, _, _ = position(self._code, self._instruction)
        return Span(self._code.co_filename, line or self._code.co_firstlineno, end_line=end_line)

    def at(self, text: str = "", keyword: str | None = None, *, part: str = "", snippet: str = "") -> Label:
        """Return a diagnostic's label at this object, or at one of its keywords."""
        name = self.__dict__.get("name", "")
        return Label(self.span(keyword, part=part, snippet=snippet), text, name if isinstance(name, str) else "")

    def wire(self, settings: Settings = DEFAULTS) -> Tree:
        """Return the object in upstream's shape: upstream's keys, in upstream's order, unset ones left out."""
        tree = Tree(self)
        values = self.__dict__
        for attribute, key, file_key in self._wire_plan():
            value = values[attribute]
            if value is None or (value in _EMPTY and attribute not in self.model_fields_set):
                continue
            if isinstance(value, Secret):
                tree[file_key] = value.path(settings)
                tree.keywords[file_key] = attribute
            else:
                tree[key] = to_wire(value, settings)
                tree.keywords[key] = attribute
        return tree

    def copy_with(self, **changes: Any) -> Self:
        """Return a copy with some fields changed, checked as a new object is; its place is the original's."""
        made = type(self)(**{name: self.__dict__[name] for name in self.model_fields_set} | changes)
        object.__setattr__(made, "_code", self._code)
        object.__setattr__(made, "_instruction", self._instruction)
        return made

    @classmethod
    def _wire_plan(cls) -> tuple[tuple[str, str, str], ...]:
        """Return (attribute, wire key, wire key of a secret's file) of each field, in upstream's order."""
        if cls.__dict__.get("_plan") is None:
            fields = sorted(cls.model_fields.items(), key=lambda entry: entry[0] in cls.wire_last)
            cls._plan = tuple(
                (name, key, f"{key}_file")
                for name, info in fields
                if not info.exclude
                for key in (info.serialization_alias or name,)
            )
        return cls._plan or ()


class _Making:
    """How objects of one class are made: the functions that check its fields, and then the whole.

    Attributes:
        validators: The functions that check the whole.
    """

    __slots__ = ("_all", "_converters", "_factories", "_plans", "_required", "validators")

    def __init__(self, cls: type[Spec]) -> None:
        fields = cls.model_fields
        self._converters = {name: conversion.converter(info) for name, info in fields.items()}
        self._plans = {
            name: (conversion.accepted(info), convert or _as_it_is)
            for (name, info), convert in zip(fields.items(), self._converters.values(), strict=True)
        }
        # A copy of a dictionary with room for all is made at once; one that grows is made three times.
        self._all = {name: info.default for name, info in fields.items()}
        self._required = tuple(name for name, info in fields.items() if info.is_required())
        self._factories = [(name, info.default_factory) for name, info in fields.items() if info.default_factory]
        self.validators = tuple(
            function
            for base in reversed(cls.__mro__)
            for function in base.__dict__.values()
            if getattr(function, "__validates__", False)
        )

    def fill(self, values: dict[str, Any], fields: dict[str, Any]) -> list[Problem]:
        """Put checked values into an object's dictionary; return what is wrong."""
        values.update(self._all)
        for name, make in self._factories:
            if name not in fields:
                values[name] = make()
        plans = self._plans
        try:
            for name, value in fields.items():
                accepted, convert = plans[name]
                values[name] = value if type(value) in accepted else convert(value)
        except (KeyError, Mismatch, Fault):
            return list(self._problems(values, fields))
        for name in self._required:
            if name not in fields:
                return list(self._problems(values, fields))
        return []

    def _problems(self, values: dict[str, Any], fields: dict[str, Any]) -> Iterator[Problem]:
        """Put the values in that are right; yield what is wrong with each of the others."""
        for name, convert in self._converters.items():
            if name in fields:
                del values[name]
                try:
                    values[name] = fields[name] if convert is None else convert(fields[name])
                except (Mismatch, Fault) as wrong:
                    yield name, wrong
            elif name in self._required:
                del values[name]
                yield name, LackingError()
        for name in fields:
            if name == "allow":
                yield from self._allow(values, fields)
            elif name not in self._converters:
                yield name, UnknownError()

    @staticmethod
    def _allow(values: dict[str, Any], fields: dict[str, Any]) -> Iterator[Problem]:
        from vttalerts.model import allowing

        try:
            values["allow"] = allowing.checked(fields["allow"])
        except Mismatch as wrong:
            yield "allow", wrong

    def judge(self, spec: Spec) -> list[Problem]:
        """Check an object as a whole; return what is wrong."""
        for validate in self.validators:
            try:
                validate(spec)
            except Fault as wrong:
                return [(None, wrong)]
        return []


def _as_it_is(value: Any) -> Any:
    return value


def _making_of(cls: type[Spec]) -> _Making:
    made = cls._making = _Making(cls)
    return made


_INIT: Final = Spec.__init__.__code__
_EMPTY: Final[tuple[Any, ...]] = ((), {})
_PLACEHOLDER: Final = "?"
_collected: list[Diagnostic] | None = None


@contextmanager
def collecting() -> Generator[list[Diagnostic]]:
    """Gather the mistakes of all objects instead of raising the first; not for use in several threads at once."""
    global _collected  # noqa: PLW0603  a context variable costs an import, and loading has one thread
    before, _collected = _collected, []
    try:
        yield _collected
    finally:
        _collected = before


@contextmanager
def raising() -> Generator[None]:
    """Raise the mistakes of objects although somebody around gathers them: for code that tries whether one is right."""
    global _collected  # noqa: PLW0603  see `collecting`
    before, _collected = _collected, None
    try:
        yield
    finally:
        _collected = before


def fail(fault: Fault, frame: FrameType) -> None:
    """Record a fault at the line that a frame runs while definitions load; raise it otherwise."""
    if _collected is None:
        raise fault
    span = span_of(frame.f_code, frame.f_lasti)
    _collected.append(mistakes.from_fault(fault, span))


def to_wire(value: Any, settings: Settings = DEFAULTS) -> Any:  # noqa: PLR0911  one a kind
    """Return one value in upstream's shape."""
    match value:
        case Spec():
            return value.wire(settings)
        case Quantity():
            return value.duration()
        case EnvText():
            return value.resolve(settings)
        case Secret():
            return value.path(settings)
        case enum.Enum():
            return value.value
        case tuple() | list() | frozenset():
            return [to_wire(item, settings) for item in value]
        case dict():
            return {str(key): to_wire(item, settings) for key, item in value.items()}
        case None | bool() | int() | float() | str():
            return value
        case _:
            return str(value)
