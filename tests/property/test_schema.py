"""Fields: every verdict of our engine is pydantic's, where pydantic is told to be as strict as we are."""

from __future__ import annotations

import enum
from types import GenericAlias
from typing import Annotated, Any, Literal, get_args, get_origin

import pydantic
from hypothesis import given, settings
from hypothesis import strategies as st

from vttalerts.model import conversion
from vttalerts.model.schema import FieldInfo, Mismatch


class Colour(enum.StrEnum):
    """Some members."""

    RED = "red"
    BLUE = "blue"


class Thing:
    """Some class."""


THING = Thing()
LEAVES: list[Any] = [str, int, bool, float, Colour, Thing, Any, Literal["red", 5], Literal["x"]]
VALUES = st.recursive(
    st.sampled_from([None, True, False, 0, 1, 5, 1.0, 2.5, "", "x", "red", Colour.RED, THING, object, b"x"]),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(st.sampled_from(["x", "red", 1, True]), inner, max_size=2),
    ),
    max_leaves=6,
)


def kinds() -> st.SearchStrategy[Any]:
    def grow(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
        return st.one_of(
            inner.map(lambda kind: GenericAlias(tuple, (kind, ...))),
            inner.map(lambda kind: kind | None if kind is not Any else kind),
            st.tuples(st.sampled_from([str, int]), inner).map(lambda pair: GenericAlias(dict, pair)),
            st.tuples(inner, inner).map(lambda pair: pair[0] | pair[1] if Any not in pair else Any),
        )

    return st.recursive(st.sampled_from(LEAVES), grow, max_leaves=4)


def strict(kind: Any) -> Any:
    """The same kind for pydantic: scalars are strict, containers and members take what our definitions may write."""
    origin, arguments = get_origin(kind), get_args(kind)
    if kind in (str, int, bool, float):
        return Annotated[kind, pydantic.Strict()]
    if origin is tuple:
        return GenericAlias(tuple, (strict(arguments[0]), ...))
    if origin is dict:
        return GenericAlias(dict, (strict(arguments[0]), strict(arguments[1])))
    if origin is Literal or not arguments:
        return kind
    made = strict(arguments[0])
    for argument in arguments[1:]:
        made = made | strict(argument)
    return made


def ours(kind: Any, value: object) -> bool:
    info = FieldInfo()
    info.annotation = kind
    convert = conversion.converter(info)
    try:
        _ = value if convert is None else convert(value)
    except Mismatch:
        return False
    return True


def theirs(kind: Any, value: object) -> bool:
    adapter = pydantic.TypeAdapter(strict(kind), config=pydantic.ConfigDict(arbitrary_types_allowed=True))
    try:
        adapter.validate_python(value)
    except pydantic.ValidationError:
        return False
    return True


@settings(max_examples=400, deadline=None)
@given(kinds(), VALUES)
def test_both_accept_the_same_values(kind: Any, value: object) -> None:
    assert ours(kind, value) == theirs(kind, value)


@given(st.lists(st.sampled_from(["a", "b"])))
def test_a_list_becomes_the_tuple_that_the_field_promises(values: list[str]) -> None:
    info = FieldInfo()
    info.annotation = tuple[str, ...]
    convert = conversion.converter(info)
    assert convert is not None
    assert convert(values) == tuple(values)


LIMITS = st.fixed_dictionaries(
    {}, optional={name: st.integers(-2, 2) for name in ("ge", "gt", "le", "lt")}
)  # fmt: skip


@given(LIMITS, st.integers(-3, 3))
def test_limits_of_numbers_are_pydantics(limits: dict[str, int], value: int) -> None:
    info = FieldInfo(**limits)
    info.annotation = int
    convert = conversion.converter(info)
    assert convert is not None
    adapter = pydantic.TypeAdapter(Annotated[int, pydantic.Field(**limits)])
    try:
        adapter.validate_python(value)
        good = True
    except pydantic.ValidationError:
        good = False
    try:
        convert(value)
    except Mismatch:
        assert not good
    else:
        assert good
