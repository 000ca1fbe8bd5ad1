"""Where in the definitions a value was written: file, line and column, worked out only when somebody asks.

An object remembers its call site as a code object and an instruction (about a third of a microsecond);
`ast` finds the keyword and the part of it when a diagnostic needs the place.
"""

from __future__ import annotations

import ast
import functools
from abc import ABC, abstractmethod
from itertools import accumulate, islice
from pathlib import Path
from types import CodeType
from typing import Final

from vttalerts.diagnostics import Edit, Fault, Span

Position = tuple[int | None, int | None, int | None, int | None]

_FAR: Final = 4096
"""Instructions that are counted each time; a file of thousands of alerts has hundreds of thousands."""
_MOST: Final = 8
_positions: dict[int, tuple[CodeType, list[Position]]] = {}


class Place(ABC):
    """Where an object is written that no Python code made: a mapping in a file that somebody else wrote.

    Attributes:
        file: The file's absolute path.
    """

    __slots__ = ()

    @property
    @abstractmethod
    def file(self) -> str:
        """The file's absolute path."""

    @abstractmethod
    def key(self, kind: type, keyword: str) -> str:
        """Return what the file calls a field of a class."""

    @abstractmethod
    def span(
        self, kind: type, keyword: str | None, *, part: str = "", snippet: str = "", fault: Fault | None = None
    ) -> Span:
        """Return the place of the object, or of one of its fields; see `span_of`.

        Args:
            kind: The object's class.
            keyword: The field.
            part: `name` is the field's own name.
            snippet: Narrows the field to the first place where this text stands in its value.
            fault: Narrows it to what a fault is about.
        """

    @abstractmethod
    def whole(self) -> Span:
        """Return the lines of the whole object."""

    def replaced(self, kind: type, keyword: str, old: str, new: str) -> tuple[Edit, ...]:
        """Return the edit that replaces a word of a field, if it stands there exactly once; here there is none."""
        del kind, keyword, old, new
        return ()


def position(code: CodeType, instruction: int) -> Position:
    """Return the first and last line, and the first and last column, of what a code object's instruction is."""
    index = instruction // 2
    if index < _FAR:
        return next(islice(code.co_positions(), index, None))
    known = _positions.get(id(code))
    if known is None or known[0] is not code:
        if len(_positions) >= _MOST:
            _positions.clear()
        # By identity: a code object's hash is worked out from all that is in it, each time.
        known = _positions[id(code)] = code, list(code.co_positions())
    return known[1][index]


def span_of(code: CodeType, instruction: int, keyword: str | None = None, *, part: str = "", snippet: str = "") -> Span:
    """Return the place of a call, or of one of its keywords.

    Args:
        code: The caller's code object.
        instruction: The caller's `f_lasti`.
        keyword: The argument to point at; without it, or where the call does not have it, the callee's name.
        part: `name` is the keyword's own name, `quantity` the right side of the comparison in its value.
        snippet: Narrows the keyword to the first place where this text stands in its source.
    """
    file = code.co_filename
    line, end_line, column, end_column = position(code, instruction)
    if line is None or column is None or end_line is None or end_column is None:
        return Span(file, line or code.co_firstlineno)
    module = _module(file)
    if module is None:
        return Span(file, line)
    call = module.calls.get((line, column, end_line, end_column))
    if call is None:
        return module.span(file, line, column, end_line, end_column)
    entry = next((entry for entry in call.keywords if entry.arg == keyword), None) if keyword is not None else None
    if entry is None:
        return module.span_of(file, call.func)
    if part == "name":
        end = entry.col_offset + len((keyword or "").encode())
        return module.span(file, entry.lineno, entry.col_offset, entry.lineno, end)
    node = _quantity(entry.value) if part == "quantity" else entry.value
    return (module.search(file, node, snippet) if snippet else None) or module.span_of(file, node)


def extent_of(code: CodeType, instruction: int) -> Span:
    """Return the place of a whole call, from the first character of the callee to the closing parenthesis."""
    file = code.co_filename
    line, end_line, column, end_column = position(code, instruction)
    module = _module(file) if column is not None else None
    if module is None or line is None or end_line is None or column is None or end_column is None:
        return Span(file, line or code.co_firstlineno, end_line=end_line)
    return module.span(file, line, column, end_line, end_column)


def call_of(code: CodeType, instruction: int) -> tuple[SourceFile, ast.Call] | None:
    """Return the file that made a call, and the call in its syntax tree, where both can be read."""
    line, end_line, column, end_column = position(code, instruction)
    module = _module(code.co_filename) if column is not None else None
    if module is None or line is None or end_line is None or column is None or end_column is None:
        return None
    call = module.calls.get((line, column, end_line, end_column))
    return (module, call) if call is not None else None


def forget() -> None:
    """Read files again that were read before: they may have been edited since."""
    _module.cache_clear()


def _quantity(node: ast.expr) -> ast.expr:
    for inner in ast.walk(node):
        if isinstance(inner, ast.Compare):
            return inner.comparators[0]
        if isinstance(inner, ast.Call) and isinstance(inner.func, ast.Attribute) and inner.func.attr == "equals":
            return inner.args[0] if inner.args else inner
    return node


class SourceFile:
    """The syntax tree of one file, indexed by the positions of its calls.

    Attributes:
        text: The file's text; its lines end with a newline, whatever they end with in the file.
        lines: Its lines.
        calls: Its calls, by their first line and column in bytes, and their last.
    """

    def __init__(self, source: str) -> None:
        self.text = source
        # As the interpreter counts them: a form feed or a line separator in a text ends no line.
        self.lines = source.split("\n")
        self.calls = {
            (node.lineno, node.col_offset, node.end_lineno or node.lineno, node.end_col_offset or 0): node
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Call)
        }

    @functools.cached_property
    def starts(self) -> tuple[int, ...]:
        """Where each line begins in the text."""
        return (0, *accumulate(len(line) + 1 for line in self.lines))

    def span(self, file: str, line: int, column: int, end_line: int, end_column: int) -> Span:
        """Return a place as people count it, of one in lines and bytes."""
        return Span(file, line, self._characters(line, column), end_line, self._characters(end_line, end_column))

    def span_of(self, file: str, node: ast.expr) -> Span:
        """Return the place of a node."""
        line = node.lineno
        return self.span(file, line, node.col_offset, node.end_lineno or line, node.end_col_offset or 0)

    def search(self, file: str, node: ast.expr, snippet: str) -> Span | None:
        """Return the first place of a text in a node, within one line."""
        whole = self.span_of(file, node)
        for number in range(whole.line, (whole.end_line or whole.line) + 1):
            text = self.lines[number - 1]
            start = (whole.column or 1) - 1 if number == whole.line else 0
            stop = (whole.end_column or 1) - 1 if number == whole.end_line else len(text)
            at = text.find(snippet, start, stop)
            if at >= 0:
                return Span(file, number, at + 1, number, at + 1 + len(snippet))
        return None

    def _characters(self, line: int, column: int) -> int:
        """CPython counts columns in UTF-8 bytes from 0; people count characters from 1."""
        return len(self.lines[line - 1].encode()[:column].decode(errors="replace")) + 1


@functools.lru_cache(maxsize=256)
def _module(file: str) -> SourceFile | None:
    try:
        return SourceFile(Path(file).read_text(encoding="utf-8"))
    except (OSError, SyntaxError, UnicodeDecodeError, ValueError):
        return None
