"""The base of every definition: frozen, strict about its fields, and aware of the line that made it.

Decision: the objects are pydantic models, compared by identity. Two receivers with the same fields are two
receivers; whoever wants to compare meanings compares `wire()`. The call site is kept in slots beside the
fields, because a private attribute costs more than the whole construction and takes part in `==`.
"""

from __future__ import annotations

import difflib
import enum
import sys
from collections.abc import Generator, Iterator, Mapping
from contextlib import contextmanager
from itertools import islice
from types import CodeType, FrameType
from typing import Any, ClassVar, Final, Self

from pydantic import BaseModel, ConfigDict, ValidationError
from typing_extensions import override

from vttalerts.diagnostics import Diagnostic, Fault, Label, Span
from vttalerts.model.settings import DEFAULTS, EnvText, Secret, Settings
from vttalerts.model.sites import span_of
from vttalerts.units import Quantity


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


class Spec(BaseModel):
    """One thing that a definition describes.

    Class attributes:
        server: The server whose configuration the object becomes part of (`alertmanager`, `prometheus`, …).
        since: The first version of `server` that reads a wire key; `""` is the object as a whole.
        wire_last: Inherited fields that upstream writes after the object's own.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", defer_build=True, arbitrary_types_allowed=True, hide_input_in_errors=True
    )
    __slots__ = ("_code", "_instruction")

    server: ClassVar[str] = ""
    since: ClassVar[Mapping[str, str]] = {}
    wire_last: ClassVar[frozenset[str]] = frozenset()
    _plan: ClassVar[tuple[tuple[str, str, str], ...] | None] = None
    _code: ClassVar[CodeType]  # a slot of each object; as a field, type checkers would ask for it
    _instruction: ClassVar[int]

    def __init__(self, /, **fields: Any) -> None:
        frame = sys._getframe(1)
        while frame.f_code is _INIT and frame.f_back is not None:
            frame = frame.f_back
        object.__setattr__(self, "_code", frame.f_code)
        object.__setattr__(self, "_instruction", frame.f_lasti)
        try:
            super().__init__(**fields)
        except ValidationError as error:
            found = tuple(_diagnose(self, error))
            if _collected is None:
                raise DefinitionError(found) from None
            _collected.extend(found)
            self._poison(fields, error)

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

    def span(self, keyword: str | None = None, *, part: str = "", snippet: str = "") -> Span:
        """Return where this object, or one of its keywords, is written; see `sites.span_of`."""
        return span_of(self._code, self._instruction, keyword, part=part, snippet=snippet)

    def whole(self) -> Span:
        """Return the lines of the whole call that made this object."""
        line, end_line, _, _ = next(islice(self._code.co_positions(), self._instruction // 2, None))
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
            if type(value) is Secret:
                tree[file_key] = value.path(settings)
                tree.keywords[file_key] = attribute
            else:
                tree[key] = to_wire(value, settings)
                tree.keywords[key] = attribute
        return tree

    def copy_with(self, **changes: Any) -> Self:
        """Return a copy with some fields changed, checked as a new object is."""
        return type(self)(**{name: self.__dict__[name] for name in self.model_fields_set} | changes)

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

    def _poison(self, fields: dict[str, Any], error: ValidationError) -> None:
        """Stand in for the object that could not be made, so that the other mistakes are found in the same run."""
        wrong = {str(entry["loc"][0]) for entry in error.errors(include_url=False) if entry["loc"]}
        known = type(self).model_fields
        values = {
            name: fields[name] if name in fields and name not in wrong else info.get_default(call_default_factory=True)
            for name, info in known.items()
            if name in fields or not info.is_required()
        }
        for name, info in known.items():
            if name not in values or (name in wrong and info.is_required()):
                values[name] = fields.get(name, _PLACEHOLDER)
        object.__setattr__(self, "__dict__", values)
        object.__setattr__(self, "__pydantic_fields_set__", set(fields) & set(known))
        object.__setattr__(self, "__pydantic_extra__", None)
        object.__setattr__(self, "__pydantic_private__", None)


_INIT: Final = Spec.__init__.__code__
_EMPTY: Final[tuple[Any, ...]] = ((), {})
_PLACEHOLDER: Final = "?"
_NEAR: Final = 0.5
_collected: list[Diagnostic] | None = None


@contextmanager
def collecting() -> Generator[list[Diagnostic]]:
    """Gather the mistakes of all objects instead of raising the first; not for use in several threads at once."""
    global _collected
    before, _collected = _collected, []
    try:
        yield _collected
    finally:
        _collected = before


def fail(fault: Fault, frame: FrameType) -> None:
    """Record a fault at the line that a frame runs while definitions load; raise it otherwise."""
    if _collected is None:
        raise fault
    span = span_of(frame.f_code, frame.f_lasti)
    _collected.append(from_fault(fault, span))


def from_fault(fault: Fault, span: Span, *, name: str = "") -> Diagnostic:
    """Return a fault as a diagnostic, now that its place is known."""
    return Diagnostic(fault.code, fault.headline, (Label(span, fault.label, name),), why=fault.why, help=fault.help)


def to_wire(value: Any, settings: Settings = DEFAULTS) -> Any:
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


def _diagnose(spec: Spec, error: ValidationError) -> Iterator[Diagnostic]:
    entries = error.errors(include_url=False, include_input=True)
    unknown = [str(entry["loc"][0]) for entry in entries if entry["type"] == "extra_forbidden"]
    for entry in entries:
        where = entry["loc"]
        keyword = str(where[0]) if where else None
        cause = entry.get("ctx", {}).get("error")
        kind = type(spec).__name__
        name = spec.__dict__.get("name") if isinstance(spec.__dict__.get("name"), str) else ""
        if isinstance(cause, Fault):
            snippet = _snippet(entry.get("input"), cause)
            yield from_fault(cause, spec.span(keyword, snippet=snippet), name=name or "")
        elif entry["type"] == "extra_forbidden":
            yield _unknown_field(spec, str(keyword), kind)
        elif entry["type"] == "missing":
            if difflib.get_close_matches(str(keyword), unknown, n=1, cutoff=_NEAR):
                continue
            yield Diagnostic(
                "DEF003",
                f"{kind} lacks `{keyword}`",
                (Label(spec.span(), f"`{keyword}` is required"),),
                why="the object can't be compiled without it",
                help=f"add `{keyword}=…`",
            )
        else:
            inner = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in where[1:2])
            yield Diagnostic(
                "DEF002",
                f"{kind} can't take this `{keyword}{inner}`",
                (Label(spec.span(keyword), _plain(entry["msg"], entry.get("input"))),),
                why="what it would compile to is not defined",
                help=f"give `{keyword}` a value of the declared type: {_declared(type(spec), keyword)}",
            )


def _unknown_field(spec: Spec, keyword: str, kind: str) -> Diagnostic:
    fields = list(type(spec).model_fields)
    near = difflib.get_close_matches(keyword, fields, n=1, cutoff=_NEAR)
    span = spec.span(keyword, part="name")
    return Diagnostic(
        "DEF001",
        f"{kind} has no field `{keyword}`",
        (Label(span, f"did you mean `{near[0]}`?" if near else "no such field"),),
        why="a field that nobody reads would be lost without a word",
        help=f"write `{near[0]}=`" if near else f"remove it; {kind} has: {', '.join(sorted(fields))}",
    )


def _snippet(value: object, fault: Fault) -> str:
    if fault.offset is None or not isinstance(value, str):
        return ""
    return value[fault.offset : fault.offset + max(1, fault.length)]


def _plain(message: str, value: object) -> str:
    text = message[:1].lower() + message[1:]
    return f"{text}, not {type(value).__name__}" if "should be" in message and value is not None else text


def _declared(kind: type[Spec], keyword: str | None) -> str:
    info = kind.model_fields.get(keyword or "")
    if info is None or info.annotation is None:
        return "see its documentation"
    text = getattr(info.annotation, "__name__", None) if isinstance(info.annotation, type) else None
    return (text or str(info.annotation)).replace("vttalerts.model.", "").replace("typing.", "")
