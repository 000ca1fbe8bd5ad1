"""How a value of a file becomes the value of a field: one function an annotation, made when a class is first read."""

from __future__ import annotations

import enum
import sys
import types
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, NamedTuple, Union, get_args, get_origin

from vttalerts.importers import _words
from vttalerts.importers.nodes import SECRET_TAG, Map, Node, Scalar, Seq
from vttalerts.model.fields import go_duration, labels
from vttalerts.model.kinds import in_words
from vttalerts.model.settings import EnvText, Secret
from vttalerts.model.sizes import size
from vttalerts.model.spec import Spec
from vttalerts.units import Quantity

if TYPE_CHECKING:
    from vttalerts.importers.reading import Reading

Read = Callable[["Reading", Node, str], Any]
LOST: Final = object()
"""What a value is that could not be read; it has its diagnostic."""


class Field(NamedTuple):
    """How one key of a mapping is read.

    Attributes:
        attribute: The field's name in Python.
        key: The key.
        read: What makes the field's value of what stands behind the key.
        empties: Whether an empty text is none, as it is of secrets.
    """

    attribute: str
    key: str
    read: Read
    empties: bool = False

    def is_given(self, value: Node) -> bool:
        """Tell whether a value says anything."""
        return not isinstance(value, Scalar) or not (value.is_null or (self.empties and not value.text))


_PLANS: Final[dict[type[Spec], Mapping[str, Field]]] = {}


def plan(kind: type[Spec]) -> Mapping[str, Field]:
    """Return how the keys of a class's mappings are read; made once."""
    known = _PLANS.get(kind)
    if known is None:
        known = _PLANS[kind] = _plan(kind)
    return known


def _plan(kind: type[Spec]) -> Mapping[str, Field]:
    made: dict[str, Field] = {}
    secrets: dict[str, Field] = {}
    for name, info in kind.model_fields.items():
        if info.exclude:
            continue
        key = info.serialization_alias or name
        made[key] = Field(name, key, _reader(info.annotation))
        if _takes_secret(info.annotation):
            alone = made[key].read is _secret
            made[key] = Field(name, key, _named_secret(made[key].read), empties=alone)
            secrets[f"{key}_file"] = Field(name, key, _secret_file, empties=True)
    return secrets | made


_REQUIRED: Final[dict[type[Spec], tuple[tuple[str, str], ...]]] = {}


def required(kind: type[Spec]) -> tuple[tuple[str, str], ...]:
    """Return the fields without which no object can be made, and their keys."""
    known = _REQUIRED.get(kind)
    if known is None:
        known = _REQUIRED[kind] = tuple(
            (name, info.serialization_alias or name) for name, info in kind.model_fields.items() if info.is_required()
        )
    return known


def _takes_secret(kind: Any) -> bool:
    return kind is Secret or (
        get_origin(kind) in (Union, types.UnionType, Annotated) and any(map(_takes_secret, get_args(kind)))
    )


def _reader(kind: Any) -> Read:  # noqa: PLR0911  one a kind
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Annotated:
        return _annotated(arguments)
    if origin in (Union, types.UnionType):
        return _union(arguments)
    if origin is Literal:
        return _literal(arguments)
    if origin in (tuple, frozenset):
        return _list(_reader(arguments[0]))
    if origin is dict:
        return _dict(_reader(arguments[1]))
    if kind in _SIMPLE:
        return _SIMPLE[kind]
    if kind is Any:
        return anything
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return _enum(kind)
    if isinstance(kind, type) and issubclass(kind, Spec):
        return _spec(kind)
    return _unreadable


def _annotated(arguments: tuple[Any, ...]) -> Read:
    functions = [getattr(marker, "func", None) for marker in arguments[1:]]
    if go_duration in functions:
        return _go_duration
    if size in functions:
        return _text
    if labels in functions:
        return _dict(_text)
    return _reader(arguments[0])


def _union(options: tuple[Any, ...]) -> Read:
    others = [one for one in options if one not in (type(None), EnvText)]
    if len(others) > 1:
        # A field that takes an address or a text as well gets what is written.
        others = [one for one in others if one is not Secret]
    if len(others) == 1:
        return _reader(others[0])
    texts = [_reader(one) for one in others if not _is_container(one)]
    maps = [_reader(one) for one in others if _is_mapping(one)]
    lists = [_reader(one) for one in others if _is_container(one) and not _is_mapping(one)]
    expected = " or ".join(dict.fromkeys(map(in_words, others)))

    def read(reading: Reading, node: Node, key: str) -> Any:
        for kind, readers in ((Scalar, texts), (Map, maps), (Seq, lists)):
            if isinstance(node, kind) and readers:
                return readers[0](reading, node, key)
        reading.wrong(node, key, expected)
        return LOST

    return read


def _is_mapping(kind: Any) -> bool:
    kind = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    return get_origin(kind) is dict or (isinstance(kind, type) and issubclass(kind, Spec))


def _is_container(kind: Any) -> bool:
    kind = get_args(kind)[0] if get_origin(kind) is Annotated else kind
    return _is_mapping(kind) or get_origin(kind) in (tuple, frozenset)


def _literal(allowed: tuple[Any, ...]) -> Read:
    expected = " or ".join(f"`{one}`" for one in allowed)

    def read(reading: Reading, node: Node, key: str) -> Any:
        if isinstance(node, Scalar) and node.text in allowed:
            return node.text
        reading.wrong(node, key, expected)
        return LOST

    return read


def _enum(kind: type[enum.Enum]) -> Read:
    expected = " or ".join(f"`{one.value}`" for one in kind)

    def read(reading: Reading, node: Node, key: str) -> Any:
        if isinstance(node, Scalar):
            try:
                return kind(node.text.lower())
            except ValueError:
                pass
        reading.wrong(node, key, expected)
        return LOST

    return read


def _list(inner: Read) -> Read:
    def read(reading: Reading, node: Node, key: str) -> Any:
        if not isinstance(node, Seq):
            if isinstance(node, Scalar) and node.is_null:
                return ()
            reading.wrong(node, key, "a list")
            return LOST
        made = [inner(reading, item, f"{key}[{index}]") for index, item in enumerate(node.items)]
        return tuple(item for item in made if item is not LOST)

    return read


def _dict(inner: Read) -> Read:
    def read(reading: Reading, node: Node, key: str) -> Any:
        if not isinstance(node, Map):
            reading.wrong(node, key, "a mapping")
            return LOST
        made = {name: inner(reading, value, f"{key}.{name}") for name, value in node.values.items()}
        return {name: value for name, value in made.items() if value is not LOST}

    return read


def _spec(kind: type[Spec]) -> Read:
    home = getattr(kind, "home", None)
    if isinstance(home, str):
        kind = getattr(sys.modules.get(home) or import_module(home), kind.__name__)

    def read(reading: Reading, node: Node, key: str) -> Any:
        made = reading.spec(kind, node, key)
        return LOST if made is None else made

    return read


def _unreadable(reading: Reading, node: Node, key: str) -> Any:
    """What a shape reads; see `reading.Shape`."""
    reading.wrong(node, key, "nothing")
    return LOST


def _text(reading: Reading, node: Node, key: str) -> Any:
    if isinstance(node, Scalar):
        return "" if node.is_null else node.text
    reading.wrong(node, key, "a text")
    return LOST


def _flag(reading: Reading, node: Node, key: str) -> Any:
    if isinstance(node, Scalar) and not node.style and node.text in _words.FLAGS:
        return _words.FLAGS[node.text]
    reading.wrong(node, key, "true or false")
    return LOST


def _whole(reading: Reading, node: Node, key: str) -> Any:
    number = _words.decimal(node.text) if isinstance(node, Scalar) and not node.style else None
    if number is not None and number == number and abs(number) != float("inf") and number == int(number):  # noqa: PLR0124  NaN
        return int(number)
    reading.wrong(node, key, "a whole number")
    return LOST


def _decimal(reading: Reading, node: Node, key: str) -> Any:
    number = _words.decimal(node.text) if isinstance(node, Scalar) and not node.style else None
    if number is not None:
        return number
    reading.wrong(node, key, "a number")
    return LOST


def _duration(reading: Reading, node: Node, key: str) -> Any:
    found = _words.duration(node.text) if isinstance(node, Scalar) else None
    if found is not None:
        return found
    reading.wrong(node, key, "a duration, such as `30s`, `5m` or `1h30m`")
    return LOST


def _go_duration(reading: Reading, node: Node, key: str) -> Any:
    if isinstance(node, Scalar):
        number = _words.integer(node.text) if node.is_plain else None
        if number:
            reading.report(
                "DEF108",
                f"`{key}` of {number} is {number} nanoseconds",
                reading.span(node),
                "a number without a unit",
                why="the server takes the file, and gives up before it has begun",
                help=f"write the unit: `{key}: {number}s`",
            )
            return LOST
        nanos = 0 if number == 0 else _words.go_nanoseconds(node.text)
        if nanos is not None:
            return _words.nanoseconds(nanos)
    reading.wrong(node, key, "a duration in Go's format, such as `30s`, `1.5h` or `300ms`; days do not exist there")
    return LOST


def _secret(reading: Reading, node: Node, key: str) -> Any:
    return reading.secret(node, key)


def _named_secret(read: Read) -> Read:
    """Return a reader that also takes the name of a secret instead of a value."""

    def read_name(reading: Reading, node: Node, key: str) -> Any:
        if isinstance(node, Scalar) and node.tag == SECRET_TAG:
            return Secret(node.text)
        return read(reading, node, key)

    return read_name


def _secret_file(reading: Reading, node: Node, key: str) -> Any:
    return reading.secret_file(node, key)


def anything(reading: Reading, node: Node, key: str) -> Any:
    """Return a value whose shape upstream leaves to the user."""
    match node:
        case Map():
            return {name: anything(reading, value, f"{key}.{name}") for name, value in node.values.items()}
        case Seq():
            return [anything(reading, item, key) for item in node.items]
        case Scalar() if node.is_null:
            return None
        case Scalar() if node.is_plain:
            if node.text in _words.FLAGS:
                return _words.FLAGS[node.text]
            number = _words.decimal(node.text)
            return node.text if number is None else number
        case _:
            return node.text


_SIMPLE: Final[Mapping[Any, Read]] = {
    str: _text,
    bool: _flag,
    int: _whole,
    float: _decimal,
    Quantity: _duration,
    Secret: _secret,
}
