"""Writes every YAML file of the stack: a small part of the language that all readers understand alike.

The part: block mappings and sequences, plain, quoted and literal scalars, `{}` and `[]`. No anchors, tags, folding
or flow collections. Order is the caller's.

Decision: an emitter of our own, because PyYAML's C dumper writes 4,500 alerts a second and ruamel.yaml's 500, both
by YAML 1.1 or 1.2 but never by both, and both keep the whole tree (see reference/performance.md, section 2).
Rejected: Rust emitters (they leave `=`, `1_000` or dates bare), JSON as YAML (unreadable for people).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeGuard

from vttalerts.emitters._scalars import Values, keys_after, values_at
from vttalerts.emitters._unwritable import UnwritableError

_STEP = 2


def dump(tree: object, *, header: str = "") -> str:
    """The YAML text of a tree.

    Args:
        tree: Mappings with text as keys, lists, tuples, iterators (written as lists), text, `bool`, `int`, `float`
            and `None`, to any depth.
        header: Lines for the top of the file, without `#`.

    Raises:
        UnwritableError: A value has another type, or is text that no file can hold; it names the path.
    """
    return "".join(stream(tree, header=header))


def stream(tree: object, *, header: str = "") -> Iterator[str]:
    """The YAML text of a tree, a piece at a time, so that 100,000 alerts need the memory of one group.

    Args:
        tree: As for `dump`. A list or iterator at the root, or in a mapping at the root, is taken item by item:
            `{"groups": (group.wire() for group in groups)}`.
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
                    yield from _items(value, keys_after("")[key], "  -")
                except UnwritableError as error:
                    raise error.under(key) from None
            else:
                out: list[str] = []
                _mapping({key: value}, 0, "", out)
                yield "".join((*out, "\n"))
    elif _is_list(tree):
        yield from _items(tree, "", "-")
    else:
        yield f"{_leaf(tree, values_at(_STEP))[1:]}\n"


def _items(items: Iterable[object], key: str, dash: str) -> Iterator[str]:
    """The items of a list, each as one piece of text; the first piece starts with the key's own line."""
    lead = f"{key}\n{dash}" if key else dash
    index = -1
    for index, item in enumerate(items):
        out = [lead]
        lead = dash
        try:
            _item(item, len(dash) - 1, out)
        except UnwritableError as error:
            raise error.under(index) from None
        out.append("\n")
        yield "".join(out)
    if index < 0:
        yield f"{key} []\n" if key else "[]\n"


def _mapping(pairs: Mapping[object, object], indent: int, lead: str, out: list[str]) -> None:
    """Append a mapping that has keys, without its last newline.

    Args:
        pairs: The mapping.
        indent: The column of its keys.
        lead: What stands before the first key, after what `out` holds already.
        out: Pieces of text.
    """
    new_line = "\n" + " " * indent
    keys, keys_below, values = keys_after(lead), keys_after(new_line), values_at(indent + _STEP)
    key: object = None
    try:
        for key, value in pairs.items():
            out.append(keys[key])
            if type(value) is str:
                out.append(values[value])
            elif _is_mapping(value) and value:
                _mapping(value, indent + _STEP, f"{new_line}  ", out)
            elif _is_list(value):
                _sequence(value, indent + _STEP, f"{new_line}  -", out)
            else:
                out.append(_leaf(value, values))
            keys = keys_below
    except UnwritableError as error:
        raise error.under(key) from None


def _sequence(items: Iterable[object], indent: int, lead: str, out: list[str]) -> None:
    """Append a list, without its last newline.

    Args:
        items: The list, or an iterator.
        indent: The column of its dashes.
        lead: What stands before the first item, after what `out` holds already: it ends with the dash.
        out: Pieces of text.
    """
    index = -1
    try:
        for index, item in enumerate(items):
            out.append(lead)
            _item(item, indent, out)
            lead = "\n" + " " * indent + "-"
    except UnwritableError as error:
        raise error.under(index) from None
    if index < 0:
        out.append(" []")


def _item(item: object, indent: int, out: list[str]) -> None:
    """Append an item of a list whose dashes stand at a column, after its dash and without its last newline."""
    if _is_mapping(item) and item:
        _mapping(item, indent + _STEP, " ", out)
    elif _is_list(item):
        _sequence(item, indent + _STEP, " -", out)
    else:
        out.append(_leaf(item, values_at(indent + _STEP)))


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
