"""Python as a person would have it formatted: on one line where it fits, otherwise one argument a line.

The layout is that of `ruff format` with lines of 120 characters; a test lets the real one look at it.

Decision: a printer of our own for the few shapes that definitions have. ruff is a tool for developers and no library,
and whoever imports a dashboard need not have it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from vttalerts.importers.source.literals import pieces, quoted

WIDTH: Final = 120
STEP: Final = 4


@dataclass(frozen=True, slots=True)
class Words:
    """A text that may be written in pieces, if it is too long for a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Block:
    """A text whose common indentation does not count: in triple quotes, if it is too long for a line."""

    text: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A long text of many lines, which stands as it is between triple quotes."""

    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """One argument, or one entry.

    Attributes:
        label: What stands before the value, such as `name=` or `"name": `.
        value: The value.
        comments: Lines above it, without `#`.
    """

    label: str
    value: Code
    comments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Something in brackets.

    Attributes:
        opening: Everything up to the bracket that opens, such as `Route(`.
        items: What is inside.
        closing: The bracket that closes.
        single: One item needs a comma, as in `(1,)`.
    """

    opening: str
    items: tuple[Item, ...]
    closing: str
    single: bool = False
    _flat: list[str | None] = field(default_factory=list[str | None], compare=False, repr=False)


Code: TypeAlias = str | Words | Block | Verbatim | Group


def group(opening: str, items: Sequence[Item], closing: str, *, single: bool = False) -> Group:
    """Return something in brackets."""
    return Group(opening, tuple(items), closing, single)


def written(label: str, value: Code, indent: int = 0, after: str = "") -> str:
    """Return `label` and a value as lines without the first line's indentation.

    Args:
        label: What stands before it on the first line.
        value: The value.
        indent: The columns before the label.
        after: What follows on the last line, such as a comma.
    """
    return "".join(_lines(label, value, indent, after))


def _lines(label: str, value: Code, indent: int, after: str) -> Iterator[str]:
    line = flat(value)
    room = WIDTH - indent - len(label) - len(after)
    if line is not None and len(line) <= room:
        yield f"{label}{line}{after}"
    elif isinstance(value, Group):
        yield from _spread(label, value, indent, after)
    elif isinstance(value, Words):
        yield from _in_pieces(label, value, indent, after)
    elif isinstance(value, Block):
        yield from _block(label, value, indent, after)
    elif isinstance(value, Verbatim):
        yield f'{label}"""\\\n{value.text}"""{after}'
    else:
        yield f"{label}{value}{after}"


def _spread(label: str, value: Group, indent: int, after: str) -> Iterator[str]:
    inner = indent + STEP
    pad, end = "\n" + " " * inner, "\n" + " " * indent
    yield f"{label}{value.opening}"
    # One text of several lines alone takes no comma (ruff's own way).
    alone = len(value.items) == 1 and isinstance(value.items[0].value, Block) and not value.items[0].label
    for item in value.items:
        for comment in item.comments:
            yield f"{pad}# {comment}".rstrip(" ")
        yield pad
        yield from _lines(item.label, item.value, inner, "" if alone else ",")
    yield f"{end}{value.closing}{after}"


def _in_pieces(label: str, value: Words, indent: int, after: str) -> Iterator[str]:
    inner = indent + STEP
    parts = pieces(value.text, WIDTH - inner)
    if len(parts) == 1 and len(parts[0]) > WIDTH - inner:
        yield f"{label}{parts[0]}{after}"
        return
    yield f"{label}("
    for part in parts:
        yield f"\n{' ' * inner}{part}"
    yield f"\n{' ' * indent}){after}"


def _block(label: str, value: Block, indent: int, after: str) -> Iterator[str]:
    inner = indent + STEP if label else indent
    prefix = "r" if "\\" in value.text else ""
    yield f'{label}{prefix}"""'
    for line in value.text.split("\n"):
        yield f"\n{' ' * inner}{line}" if line else "\n"
    yield f'\n{" " * indent}"""{after}'


def flat(value: Code) -> str | None:
    """Return a value on one line; `None` if it can't be, or is too long for any."""
    if isinstance(value, str):
        return value
    if isinstance(value, Words):
        return quoted(value.text)
    if isinstance(value, Verbatim):
        return None
    if isinstance(value, Block):
        return None if "\n" in value.text else quoted(value.text)
    if not value._flat:  # noqa: SLF001  its own memory
        value._flat.append(_flat(value))  # noqa: SLF001
    return value._flat[0]  # noqa: SLF001


def _flat(value: Group) -> str | None:
    parts: list[str] = []
    total = len(value.opening)
    for item in value.items:
        line = None if item.comments else flat(item.value)
        if line is None:
            return None
        total += len(item.label) + len(line) + 2
        if total > WIDTH + STEP:
            return None
        parts.append(item.label + line)
    comma = "," if value.single and len(parts) == 1 else ""
    return f"{value.opening}{', '.join(parts)}{comma}{value.closing}"
