"""How the fields of a definition are described and checked: kinds of values, defaults, limits.

Decision: an engine of our own for the few kinds of annotations that definitions use, with pydantic's vocabulary.
Importing pydantic and building the 41 models that VTT's definitions need takes six times as long as promtool takes
for all of VTT's rules; this takes a tenth of it, because a class costs nothing until its first object, and then
only closures. Rejected: dataclasses (slower to define, and no checks), msgspec and attrs (an import of 85 ms, and
messages without the edit that mends them). `tests/property/test_schema.py` compares every verdict with pydantic's.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, Literal, TypeVar, get_origin, overload

Convert = Callable[[Any], Any]
MISSING: Final = object()
"""What a field has for a default that has none."""


class Mismatch(Exception):  # noqa: N818  a verdict, turned into a diagnostic where the field is known
    """A value of another kind than the field takes.

    Attributes:
        expected: What the field takes, in words.
        path: Where in the value, such as `[2]`.
    """

    def __init__(self, expected: str, path: str = "") -> None:
        super().__init__(expected)
        self.expected = expected
        self.path = path


class LackingError(Exception):
    """A required field was not given."""


class UnknownError(Exception):
    """A field was given that there is not."""


Problem = tuple[str | None, Exception]
"""A field, or `None` for the object as a whole, and what is wrong with it."""


class AfterValidator:
    """In `Annotated`: a function that checks a value of the right kind, and may return another one."""

    __slots__ = ("func",)

    def __init__(self, func: Convert) -> None:
        self.func = func


class BeforeValidator(AfterValidator):
    """In `Annotated`: a function that may change a value before its kind is checked."""


class PlainValidator(AfterValidator):
    """In `Annotated`: a function that checks a value instead of its kind."""


class WithJsonSchema:
    """In `Annotated`: what the JSON Schema says of a value."""

    __slots__ = ("json_schema",)

    def __init__(self, json_schema: Mapping[str, Any]) -> None:
        self.json_schema = json_schema


class FieldInfo:
    """What a class says of one of its fields.

    Attributes:
        annotation: The kind of its values, without `Annotated`'s further words where there are none.
        default: What it has where nothing is given; `MISSING` for a required field.
        default_factory: Makes the default, where it must be a new object each time.
        serialization_alias: Its name on the wire, where that differs.
        exclude: Whether it stays off the wire.
    """

    __slots__ = (
        "annotation", "default", "default_factory", "exclude", "ge", "gt", "le", "lt", "max_length", "min_length",
        "pattern", "serialization_alias",
    )  # fmt: skip

    annotation: Any
    default: Any
    default_factory: Callable[[], Any] | None
    exclude: bool | None
    ge: float | None
    gt: float | None
    le: float | None
    lt: float | None
    max_length: int | None
    min_length: int | None
    pattern: str | None
    serialization_alias: str | None

    def __init__(self, default: Any = MISSING, **words: Any) -> None:
        self.default = default
        self.annotation = Any
        for name in self.__slots__:
            if name not in ("default", "annotation"):
                setattr(self, name, words.get(name))

    def is_required(self) -> bool:
        """Tell whether a value must be given."""
        return self.default is MISSING and self.default_factory is None

    def get_default(self) -> Any:
        """Return what the field has where nothing is given."""
        return self.default_factory() if self.default_factory is not None else self.default


_T = TypeVar("_T")


@overload
def Field(
    *, serialization_alias: str | None = ..., exclude: bool | None = ..., min_length: int | None = ...,
    max_length: int | None = ..., ge: float | None = ..., gt: float | None = ..., le: float | None = ...,
    lt: float | None = ..., pattern: str | None = ...,
) -> Any: ...  # fmt: skip
@overload
def Field(
    *, default: _T, serialization_alias: str | None = ..., exclude: bool | None = ..., min_length: int | None = ...,
    max_length: int | None = ..., ge: float | None = ..., gt: float | None = ..., le: float | None = ...,
    lt: float | None = ..., pattern: str | None = ...,
) -> _T: ...  # fmt: skip
@overload
def Field(
    *, default_factory: Callable[[], _T], serialization_alias: str | None = ..., exclude: bool | None = ...,
    min_length: int | None = ..., max_length: int | None = ...,
) -> _T: ...  # fmt: skip
def Field(**words: Any) -> Any:  # noqa: N802  pydantic's name
    """Say more of a field than its annotation does; the words are pydantic's."""
    return FieldInfo(**words)


def model_validator(*, mode: Literal["after"]) -> Callable[[_T], _T]:
    """Make a method check the whole object after its fields; it raises a `Fault`."""
    del mode

    def mark(function: _T) -> _T:
        function.__validates__ = True  # type: ignore[attr-defined]
        return function

    return mark


def _annotations(cls: type) -> dict[str, Any]:
    """Return a class's own annotations as they are written; `inspect` would cost an import."""
    found: dict[str, Any] = cls.__dict__.get("__annotations__", {})  # noqa: RUF063
    return found


def field_names(cls: type) -> tuple[str, ...]:
    """Return the names of the fields of a class, without working out their kinds."""
    return tuple(
        dict.fromkeys(
            name
            for base in reversed(cls.__mro__)
            for name, annotation in _annotations(base).items()
            if not name.startswith("_") and not str(annotation).startswith("ClassVar")
        )
    )


def describe(cls: type) -> dict[str, FieldInfo]:
    """Return the fields of a class, inherited ones first, in the order in which they were written."""
    found: dict[str, FieldInfo] = {}
    for base in reversed(cls.__mro__):
        namespace = vars(sys.modules[base.__module__])
        for name, annotation in _annotations(base).items():
            if name.startswith("_") or str(annotation).startswith("ClassVar"):
                continue
            kind = eval(annotation, namespace) if isinstance(annotation, str) else annotation  # noqa: S307  our own
            if get_origin(kind) is ClassVar:
                continue
            default = base.__dict__.get(name, MISSING)
            if type(default).__name__ == "FieldInfo" and not isinstance(default, FieldInfo):
                raise TypeError(f"{base.__name__}.{name} is described by another library; see vttalerts.model.schema")
            info = default if isinstance(default, FieldInfo) else FieldInfo(default)
            info.annotation = kind
            found[name] = info
    return found
