"""How the fields of a definition are described and checked: kinds of values, defaults, limits.

Decision: an engine of our own for the few kinds of annotations that definitions use, with pydantic's vocabulary.
Importing pydantic and building the 41 models that VTT's definitions need takes six times as long as promtool takes
for all of VTT's rules; this takes a tenth of it, because a class costs nothing until its first object, and then
only closures. Rejected: dataclasses (slower to define, and no checks), msgspec and attrs (an import of 85 ms, and
messages without the edit that mends them). `tests/property/test_schema.py` compares every verdict with pydantic's.
"""

from __future__ import annotations

import enum
import re
import sys
import types
from collections.abc import Callable, Mapping
from typing import Annotated, Any, ClassVar, Final, Literal, TypeVar, Union, get_args, get_origin, overload

from vttalerts.diagnostics import Fault

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


# --- from annotations to functions


def field_names(cls: type) -> tuple[str, ...]:
    """Return the names of the fields of a class, without working out their kinds."""
    return tuple(
        dict.fromkeys(
            name
            for base in reversed(cls.__mro__)
            for name, annotation in base.__dict__.get("__annotations__", {}).items()
            if not name.startswith("_") and not str(annotation).startswith("ClassVar")
        )
    )


def describe(cls: type) -> dict[str, FieldInfo]:
    """Return the fields of a class, inherited ones first, in the order in which they were written."""
    found: dict[str, FieldInfo] = {}
    for base in reversed(cls.__mro__):
        namespace = vars(sys.modules[base.__module__])
        for name, annotation in base.__dict__.get("__annotations__", {}).items():
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


def converter(info: FieldInfo) -> Convert | None:
    """Return the function that checks a field's values; `None` where anything goes."""
    convert = _kind(info.annotation)
    limits = _limits(info)
    if not limits:
        return convert

    def limited(value: Any) -> Any:
        value = value if convert is None else convert(value)
        if value is not None:
            for limit in limits:
                limit(value)
        return value

    return limited


def _kind(kind: Any) -> Convert | None:
    if kind is Any or isinstance(kind, TypeVar):
        return None
    simple = _SIMPLE.get(kind)
    if simple is not None:
        return simple
    origin = get_origin(kind)
    if origin is None:
        return _members(kind) if isinstance(kind, type) and issubclass(kind, enum.Enum) else _instance(kind)
    return _COMPOUND[origin](kind)


def _annotated(kind: Any) -> Convert | None:
    inner, *markers = get_args(kind)
    convert: Convert | None = _kind(inner)
    for marker in markers:
        if type(marker) is PlainValidator:
            convert = _judge(marker.func)
        elif type(marker) is BeforeValidator:
            convert = _chain(_judge(marker.func), convert)
        elif type(marker) is AfterValidator:
            convert = _chain(convert, _judge(marker.func))
        elif type(marker) is not WithJsonSchema:
            raise TypeError(f"{marker!r} means nothing in a field's annotation; see vttalerts.model.schema")
    return convert


def _judge(func: Convert) -> Convert:
    def judge(value: Any) -> Any:
        try:
            return func(value)
        except Fault as fault:
            if fault.subject is None:
                fault.subject = value
            raise

    return judge


def _chain(first: Convert | None, second: Convert | None) -> Convert | None:
    if first is None or second is None:
        return first or second
    return lambda value: second(first(value))


def _union(kind: Any) -> Convert | None:
    options = get_args(kind)
    others = [option for option in options if option is not type(None)]
    nullable = len(others) < len(options)
    if len(others) == 1:
        only = _kind(others[0])
        if only is None:
            return None
        return (lambda value: None if value is None else only(value)) if nullable else only
    converts = [(found if found is not None else (lambda value: value)) for found in map(_kind, others)]
    expected = " or ".join(dict.fromkeys(map(in_words, others)))

    def convert(value: Any) -> Any:
        if value is None and nullable:
            return None
        for one in converts:
            try:
                return one(value)
            except Mismatch:
                continue
        raise Mismatch(expected)

    return convert


def _tuple(kind: Any) -> Convert:
    arguments = get_args(kind)
    inner = _kind(arguments[0]) if arguments else None
    expected = in_words(kind)

    def convert(value: Any) -> Any:
        if not isinstance(value, tuple | list):
            raise Mismatch(expected)
        if inner is None:
            return tuple(value)
        made = []
        for index, item in enumerate(value):
            try:
                made.append(inner(item))
            except Mismatch as wrong:
                raise Mismatch(wrong.expected, f"[{index}]{wrong.path}") from None
        return tuple(made)

    return convert


def _frozenset(kind: Any) -> Convert:
    inner = _tuple(types.GenericAlias(tuple, (get_args(kind)[0], ...)))

    def convert(value: Any) -> Any:
        if not isinstance(value, frozenset | set | tuple | list):
            raise Mismatch(in_words(kind))
        return frozenset(inner(tuple(value)))

    return convert


def _dict(kind: Any) -> Convert:
    key_kind, value_kind = get_args(kind)
    keys, values = _kind(key_kind), _kind(value_kind)
    expected = in_words(kind)

    def convert(value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise Mismatch(expected)
        made = {}
        for key, item in value.items():
            try:
                made[key if keys is None else keys(key)] = item if values is None else values(item)
            except Mismatch as wrong:
                raise Mismatch(wrong.expected, f"[{key!r}]{wrong.path}") from None
        return made

    return convert


def _literal(kind: Any) -> Convert:
    allowed = get_args(kind)

    def convert(value: Any) -> Any:
        for one in allowed:
            if one == value and type(one) is type(value):
                return one
        raise Mismatch(in_words(kind))

    return convert


def _members(kind: type[enum.Enum]) -> Convert:
    def convert(value: Any) -> Any:
        if isinstance(value, kind):
            return value
        try:
            return kind(value)
        except ValueError:
            raise Mismatch(in_words(kind)) from None

    return convert


def _instance(kind: Any) -> Convert:
    expected = in_words(kind)

    def convert(value: Any) -> Any:
        if isinstance(value, kind):
            return value
        raise Mismatch(expected)

    return convert


def _class(kind: Any) -> Convert:
    (base,) = get_args(kind)

    def convert(value: Any) -> Any:
        if isinstance(value, type) and issubclass(value, base):
            return value
        raise Mismatch(in_words(kind))

    return convert


def _text(value: Any) -> Any:
    if isinstance(value, str):
        return value
    raise Mismatch("a text")


def _flag(value: Any) -> Any:
    if value is True or value is False:
        return value
    raise Mismatch("True or False")


def _whole(value: Any) -> Any:
    if isinstance(value, int) and value is not True and value is not False:
        return value
    raise Mismatch("a whole number")


def _number(value: Any) -> Any:
    if isinstance(value, int | float) and value is not True and value is not False:
        return value
    raise Mismatch("a number")


def _nothing(value: Any) -> Any:
    if value is None:
        return value
    raise Mismatch("None")


_SIMPLE: Final[dict[Any, Convert]] = {
    str: _text,
    bool: _flag,
    int: _whole,
    float: _number,
    type(None): _nothing,
}
_COMPOUND: Final[dict[Any, Callable[[Any], Convert | None]]] = {
    Annotated: _annotated,
    Union: _union,
    types.UnionType: _union,
    tuple: _tuple,
    frozenset: _frozenset,
    dict: _dict,
    Literal: _literal,
    type: _class,
}
_WORDS: Final[dict[Any, str]] = {
    str: "a text",
    bool: "True or False",
    int: "a whole number",
    float: "a number",
    type(None): "None",
    Any: "anything",
}


def in_words(kind: Any) -> str:
    """Return what an annotation takes, as a diagnostic says it."""
    if kind in _WORDS:
        return _WORDS[kind]
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return in_words(arguments[0])
    if origin in (Union, types.UnionType):
        return " or ".join(dict.fromkeys(in_words(one) for one in arguments if one is not type(None)))
    if origin is Literal:
        return " or ".join(f"{one!r}" for one in arguments)
    if origin in (tuple, frozenset):
        return f"a tuple of {_plural(in_words(arguments[0]))}" if arguments else "a tuple"
    if origin is dict:
        return f"a mapping of {_plural(in_words(arguments[0]))} to {_plural(in_words(arguments[1]))}"
    if origin is type:
        return f"a class of {in_words(arguments[0])}"
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return " or ".join(f"{kind.__name__}.{one.name}" for one in kind)
    name = getattr(kind, "__name__", str(kind))
    return f"{'an' if name[:1] in 'AEIOU' else 'a'} {name}"


def _plural(words: str) -> str:
    article, _, rest = words.partition(" ")
    return f"{rest}s" if article in ("a", "an") and " or " not in rest else words


def _limits(info: FieldInfo) -> list[Callable[[Any], None]]:
    made: list[Callable[[Any], None]] = []
    for name, holds, words in (
        ("ge", lambda value, limit: value >= limit, "at least {}"),
        ("gt", lambda value, limit: value > limit, "more than {}"),
        ("le", lambda value, limit: value <= limit, "at most {}"),
        ("lt", lambda value, limit: value < limit, "less than {}"),
        ("min_length", lambda value, limit: len(value) >= limit, "of length {} or more"),
        ("max_length", lambda value, limit: len(value) <= limit, "of length {} or less"),
        ("pattern", lambda value, limit: re.search(limit, value) is not None, "a text like {}"),
    ):
        limit = getattr(info, name)
        if limit is not None:
            made.append(_limit(holds, limit, words.format(limit)))
    return made


def _limit(holds: Callable[[Any, Any], bool], limit: Any, words: str) -> Callable[[Any], None]:
    def check(value: Any) -> None:
        if not holds(value, limit):
            raise Mismatch(words)

    return check
