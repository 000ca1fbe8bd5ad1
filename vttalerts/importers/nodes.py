"""A file from outside as it is written: mappings, lists and texts, each of which knows its place in the file.

Decision: a place is two counts of characters, and a line and a column only when a diagnostic asks: a file of 10,000
rules has 260,000 values, and nearly none of them is ever pointed at.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import Final, TypeAlias

from vttalerts.diagnostics import Span

_NULLS: Final = frozenset({"", "~", "null", "Null", "NULL"})
"""What a plain scalar is nothing as (go-yaml resolve.go)."""


SECRET_TAG: Final = "!secret"  # noqa: S105  no password
"""The tag of a text that is no value, but the name of a secret."""


class Source:
    """The text of one file.

    Attributes:
        file: Its absolute path.
        text: What it holds.
    """

    __slots__ = ("__dict__", "file", "text")

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text

    @cached_property
    def _starts(self) -> list[int]:
        """Where each line begins; lines end as the reports of findings count them."""
        text, starts, at = self.text, [0], 0
        if "\r" not in text:
            while (at := text.find("\n", at) + 1) > 0:
                starts.append(at)
            return starts
        for at, character in enumerate(text, 1):
            if character == "\n" or (character == "\r" and text[at : at + 1] != "\n"):
                starts.append(at)
        return starts

    def place(self, index: int) -> tuple[int, int]:
        """Return the line and the column, both from 1, of a character counted from 0."""
        line = bisect_right(self._starts, index)
        return line, index - self._starts[line - 1] + 1

    def line(self, number: int) -> str:
        """Return a line, counted from 1."""
        starts = self._starts
        if not 1 <= number <= len(starts):
            return ""
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end]

    def span(self, start: int, end: int) -> Span:
        """Return the place of the characters from `start` to before `end`."""
        line, column = self.place(start)
        end_line, end_column = self.place(max(start, end))
        return Span(self.file, line, column, end_line, end_column)


class Scalar:
    """A text, a number, a flag or nothing: what it is, depends on the field that reads it.

    Attributes:
        text: What is written, without quotes and escapes.
        start: Where it begins, in characters from 0.
        end: The character after it.
        style: How it is written: `None` or empty for plain, else the quote, `|` or `>`.
        tag: Its explicit tag.
    """

    __slots__ = ("end", "start", "style", "tag", "text")

    def __init__(self, text: str, start: int, end: int, style: str | None = None, tag: str | None = None) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.style = style
        self.tag = tag

    @property
    def is_plain(self) -> bool:
        """Whether it may be a number, a flag or nothing."""
        return not self.style and self.tag in (None, "!")

    @property
    def is_null(self) -> bool:
        """Whether it is nothing."""
        if self.tag == "tag:yaml.org,2002:null":
            return True
        return self.text in _NULLS and not self.style and self.tag is None


class Seq:
    """A list.

    Attributes:
        items: What it holds.
        start: Where it begins, in characters from 0.
        end: The character after it.
    """

    __slots__ = ("end", "items", "start")

    def __init__(self, start: int) -> None:
        self.items: list[Node] = []
        self.start = start
        self.end = start


class Map:
    """A mapping with texts as keys.

    Attributes:
        values: What it holds.
        keys: Where each key is written; a key that came by a merge is where it was merged from.
        source: The file.
        start: Where it begins, in characters from 0.
        end: The character after it.
    """

    __slots__ = ("end", "keys", "source", "start", "values")

    def __init__(self, source: Source, start: int) -> None:
        self.values: dict[str, Node] = {}
        self.keys: dict[str, Scalar] = {}
        self.source = source
        self.start = start
        self.end = start

    def get(self, key: str) -> Node | None:
        """Return a value; `None` where there is no such key, and where nothing is written behind it."""
        found = self.values.get(key)
        return None if type(found) is Scalar and found.is_null else found

    def text(self, key: str) -> str:
        """Return a text; empty where there is none."""
        found = self.values.get(key)
        return found.text if type(found) is Scalar else ""

    def span(self, path: str = "", *, part: str = "", snippet: str = "") -> Span:
        """Return where a value is written.

        Args:
            path: The keys that lead to it, with dots between them; as far as there is something.
            part: `name` is the last key itself.
            snippet: Narrows it to the first place where this text stands in it.
        """
        node: Node = self
        key: Scalar | None = next(iter(self.keys.values()), None)
        for step in path.split(".") if path else ():
            if not isinstance(node, Map) or step not in node.values:
                break
            key, node = node.keys[step], node.values[step]
        if key is not None and (part == "name" or node is self):
            return self.source.span(key.start, key.end)
        return span_of(self.source, node, snippet)

    def whole(self) -> Span:
        """Return the lines of the whole mapping."""
        return self.source.span(self.start, last(self.source.text, self.start, self.end))


Node: TypeAlias = Scalar | Seq | Map


def span_of(source: Source, node: Node, snippet: str = "") -> Span:
    """Return where a node is written, or a text in it; containers are shown by their first line."""
    start, end = node.start, last(source.text, node.start, node.end)
    if snippet:
        at = source.text.find(snippet, start, end)
        if at >= 0:
            return source.span(at, at + len(snippet))
    if isinstance(node, Scalar) and node.style in ("|", ">"):
        start = _after_header(source.text, start, end)
    if not isinstance(node, Scalar) or "\n" in source.text[start:end]:
        line_end = source.text.find("\n", start, end)
        if line_end > start:
            return source.span(start, line_end)
    return source.span(start, end)


def _after_header(text: str, start: int, end: int) -> int:
    """Return where the first line of a block begins, behind its `|` or `>`."""
    at = text.find("\n", start, end) + 1
    while 0 < at < end and text[at] in " \n":
        at += 1
    return at if 0 < at < end else start


def last(text: str, start: int, end: int) -> int:
    """Return the end of what is written, without the empty lines that YAML counts to a block."""
    while end > start and text[end - 1 : end] in (" ", "\n", "\r", "\t"):
        end -= 1
    return end


def plain(node: Node) -> object:
    """Return a node as mappings, lists and texts; nothing is `None`, and all else is the text that was written."""
    match node:
        case Scalar():
            return None if node.is_null else node.text
        case Seq():
            return [plain(item) for item in node.items]
        case Map():
            return {key: plain(value) for key, value in node.values.items()}


def scalars(node: Node) -> Iterator[Scalar]:
    """Yield all texts of a node."""
    match node:
        case Scalar():
            yield node
        case Seq():
            for item in node.items:
                yield from scalars(item)
        case Map():
            for value in node.values.values():
                yield from scalars(value)
