"""Turns annotations into functions that check values; a class pays for it with its first object."""

from __future__ import annotations

import enum
import re
import types
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any, Final, Literal, TypeVar, Union, get_args, get_origin

from vttalerts.diagnostics import Fault
from vttalerts.model.kinds import in_words
from vttalerts.model.schema import (
    AfterValidator,
    BeforeValidator,
    Convert,
    FieldInfo,
    Mismatch,
    PlainValidator,
    WithJsonSchema,
)


def accepted(info: FieldInfo) -> frozenset[type]:
    """Return the types whose values a field takes as they are; values of others go through its converter."""
    return frozenset() if _limits(info) else frozenset(_as_they_are(info.annotation))


def _as_they_are(kind: Any) -> Iterator[type]:
    origin = get_origin(kind)
    if origin in {Union, types.UnionType}:
        for option in get_args(kind):
            yield from _as_they_are(option)
    elif kind is float:
        yield from (float, int)
    elif isinstance(kind, type) and origin is None:
        yield kind
        if kind not in _SIMPLE:
            yield from kind.__subclasses__()


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
            convert = _judge_of(next(iter(_as_they_are(inner)), None), convert, marker.func)
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


def _judge_of(kind: type | None, convert: Convert | None, func: Convert) -> Convert:
    """Return a function that checks a value's kind, at once if it is the usual one, and then judges it."""
    if convert is None:
        return _judge(func)

    def judge(value: Any) -> Any:
        if type(value) is not kind:
            value = convert(value)
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
    plain = keys is _text and values in (None, _text)
    expected = in_words(kind)

    def convert(value: Any) -> Any:
        if type(value) is dict:
            if plain and _TEXT.issuperset(map(type, value)) and _TEXT.issuperset(map(type, value.values())):
                return value.copy()
        elif not isinstance(value, Mapping):
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
            # A member of a StrEnum is its text; True is no 1.
            if one == value and (type(one) is type(value) or isinstance(value, str)):
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


_TEXT: Final = frozenset({str})
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


def _limits(info: FieldInfo) -> list[Callable[[Any], None]]:
    made: list[Callable[[Any], None]] = []
    for name, holds, words in (
        ("ge", lambda value, limit: value >= limit, "at least {}"),
        ("gt", lambda value, limit: value > limit, "more than {}"),
        ("le", lambda value, limit: value <= limit, "at most {}"),
        ("lt", lambda value, limit: value < limit, "less than {}"),
        ("min_length", lambda value, limit: len(value) >= limit, "a value of length {} or more"),
        ("max_length", lambda value, limit: len(value) <= limit, "a value of length {} or less"),
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
