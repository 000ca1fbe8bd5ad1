"""Writes every YAML file of the stack: a small part of the language that all readers understand alike.

The part: block mappings and sequences, plain, quoted and literal scalars, `{}` and `[]`. No anchors, tags,
folding or flow collections. Keys keep the caller's order.

Decision: an emitter of our own. PyYAML's C dumper takes 15 times and ruamel.yaml 150 times as long, each is
right for one version of YAML only, and both hold the whole tree; Rust emitters leave `=`, `1_000` or dates
bare; JSON, which is YAML too, is unreadable where an expression has several lines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeGuard

from vttalerts.emitters._scalars import STEP, Keys, Levels, Values
from vttalerts.emitters._unwritable import UnwritableError

_LEVELS = Levels()
_FIRST_KEY = Keys("")


def dump(tree: object, *, header: str = "") -> str:
    """The YAML text of a tree.

    Args:
        tree: Mappings with text as keys, lists, tuples, iterators (written as lists), text, `bool`, `int`,
            `float` and `None`, nested as one likes.
        header: Lines for the top of the file, without `#`.

    Raises:
        UnwritableError: A value has another type, or is text that no file can hold; it names the path.
    """
    return "".join(stream(tree, header=header))


def stream(tree: object, *, header: str = "") -> Iterator[str]:
    """The YAML text of a tree, a piece at a time, so that 100,000 alerts need the memory of one group.

    Args:
        tree: As for `dump`. A list or iterator at the root, or in a mapping at the root, is taken item by
            item: `{"groups": (group.wire() for group in groups)}`.
        header: Lines for the top of the file, without `#`.

    Yields:
        Whole lines: the header, a key of the root, or an item of a list in it.

    Raises:
        UnwritableError: A value has another type, or is text that no file can hold; it names the path.
    """
    for line in header.splitlines():
        yield f"# {line}\n" if line else "#\n"
    if _is_mapping(tree) and tree:
        for key, value in tree.items():
            if _is_list(value):
                try:
                    yield from _items(value, _FIRST_KEY[key], STEP)
                except UnwritableError as error:
                    raise error.under(key) from None
            else:
                out: list[str] = []
                _mapping({key: value}, 0, _FIRST_KEY, out)
                yield "".join((*out, "\n"))
    elif _is_list(tree):
        yield from _items(tree, "", 0)
    else:
        yield f"{_leaf(tree, _LEVELS[0].values)[1:]}\n"


def _items(items: Iterable[object], key: str, column: int) -> Iterator[str]:
    """The items of a list, each as one piece of text; the first piece starts with the key's own line."""
    dash = _LEVELS[column].dash
    lead = f"{key}{dash}" if key else dash[1:]
    index = -1
    for index, item in enumerate(items):
        out = [lead]
        lead = dash[1:]
        try:
            _item(item, column, out)
        except UnwritableError as error:
            raise error.under(index) from None
        out.append("\n")
        yield "".join(out)
    if index < 0:
        yield f"{key} []\n" if key else "[]\n"


def _mapping(pairs: Mapping[object, object], column: int, first: Keys, out: list[str]) -> None:
    """Append a mapping that has keys, without its last newline.

    Args:
        pairs: The mapping.
        column: Where its keys stand.
        first: How its first key is written: after a dash, or on a new line as the others.
        out: Pieces of text.
    """
    level = _LEVELS[column]
    keys, below, values = first, level.keys, level.values
    key: object = None
    try:
        for key, value in pairs.items():
            out.append(keys[key])
            keys = below
            if type(value) is str:
                out.append(values[value])
            elif _is_mapping(value) and value:
                _mapping(value, column + STEP, _LEVELS[column + STEP].keys, out)
            elif _is_list(value):
                _sequence(value, column + STEP, _LEVELS[column + STEP].dash, out)
            else:
                out.append(_leaf(value, values))
    except UnwritableError as error:
        raise error.under(key) from None


def _sequence(items: Iterable[object], column: int, first: str, out: list[str]) -> None:
    """Append a list, without its last newline.

    Args:
        items: The list, or an iterator.
        column: Where its dashes stand.
        first: How its first dash is written: after another dash, or on a new line as the others.
        out: Pieces of text.
    """
    dash = _LEVELS[column].dash
    index = -1
    try:
        for index, item in enumerate(items):
            out.append(dash if index else first)
            _item(item, column, out)
    except UnwritableError as error:
        raise error.under(index) from None
    if index < 0:
        out.append(" []")


def _item(item: object, column: int, out: list[str]) -> None:
    """Append what follows a dash at a column, without its last newline."""
    if _is_mapping(item) and item:
        _mapping(item, column + STEP, _LEVELS[column + STEP].key_after_dash, out)
    elif _is_list(item):
        _sequence(item, column + STEP, " -", out)
    else:
        out.append(_leaf(item, _LEVELS[column].values))


def _leaf(value: object, values: Values) -> str:
    """The text, after one space, of a value that is no list, and no mapping with keys."""
    if isinstance(value, str):
        # Enumerations of text are written as their text.
        return values[str.__str__(value)]
    if value is None:
        return " null"
    if isinstance(value, bool):
        return " true" if value else " false"
    if isinstance(value, int):
        return f" {int.__repr__(value)}"
    if isinstance(value, float):
        return f" {_float(value)}"
    if _is_mapping(value):
        return " {}"
    raise UnwritableError(f"YAML here has no {type(value).__name__}")


def _float(value: float) -> str:
    """A number that YAML 1.1 takes for a float as well: it wants a dot, even before an exponent."""
    text = float.__repr__(value)
    if "n" in text:
        return ".nan" if text == "nan" else text.replace("inf", ".inf")
    return text if "." in text else text.replace("e", ".0e")


def _is_mapping(value: object) -> TypeGuard[Mapping[object, object]]:
    return isinstance(value, (dict, Mapping))


def _is_list(value: object) -> TypeGuard[Iterable[object]]:
    return isinstance(value, (list, tuple, Iterator))
