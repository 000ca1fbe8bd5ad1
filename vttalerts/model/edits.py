"""The one right edit of a definition, as text in its file: a misspelt word, a label that is never compared.

Decision: only what stands in the source as a literal is edited, and only where the word stands there once. A text that
is put together by an f-string, a helper or a constant elsewhere is left to its author: nobody can tell what else it
is used for.
"""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from types import CodeType
from typing import Final, TypeAlias, cast

from vttalerts.diagnostics import Edit, Span
from vttalerts.model.sites import SourceFile, call_of
from vttalerts.model.spec import Spec

_ALIKE: Final = 0.8
"""How much of two words must agree before one is surely the other, misspelt."""

# Compiled where they are used: every `check` loads this module, and few make an edit.
_COMMA_AFTER: Final = r"\s*,"
_CLOSES: Final = r"\s*[)\]]"


def meant(word: str, words: Iterable[str]) -> str | None:
    """Return the word that a misspelt one surely stands for; `None` where there is none, or a second as near."""
    near = difflib.get_close_matches(word, list(dict.fromkeys(words)), n=2, cutoff=_ALIKE)
    if len(near) == 1 or (len(near) > 1 and _alike(word, near[0]) > _alike(word, near[1])):
        return near[0]
    return None


def _alike(word: str, other: str) -> float:
    return difflib.SequenceMatcher(None, other, word).ratio()


def respelt(spec: Spec, keyword: str, word: str, words: Iterable[str]) -> tuple[Edit, ...]:
    """Return the edit that writes the word that is meant instead of a misspelt one, in the texts of a keyword."""
    other = meant(word, words)
    return replaced(spec, keyword, word, other) if other is not None else ()


def replaced(spec: Spec, keyword: str, old: str, new: str) -> tuple[Edit, ...]:
    """Return the edit that replaces a word in the texts of a keyword, if it stands there exactly once."""
    if spec.read_from is not None:
        return spec.read_from.replaced(type(spec), keyword, old, new)
    source = _source(spec)
    value = source.value(keyword) if source is not None else None
    if source is None or value is None or not old:
        return ()
    before, after = (r"(?<![\w:])" if _is_word(old[0]) else "", r"(?![\w:])" if _is_word(old[-1]) else "")
    pattern = re.compile(f"{before}{re.escape(old)}{after}")
    found = [match.span() for text in _texts(value) for match in pattern.finditer(source.text, *source.ends(text))]
    return (source.edit(*found[0], new),) if len(found) == 1 else ()


def without_item(spec: Spec, keyword: str, item: str) -> tuple[Edit, ...]:
    """Return the edit that takes a text out of the tuple that a keyword is given."""
    source = _source(spec)
    value = source.value(keyword) if source is not None else None
    if source is None or not isinstance(value, ast.Tuple | ast.List):
        return ()
    found = [part for part in value.elts if isinstance(part, ast.Constant) and part.value == item]
    return source.without(found[0], value.elts, is_tuple=isinstance(value, ast.Tuple)) if len(found) == 1 else ()


def without_keyword(spec: Spec, keyword: str) -> tuple[Edit, ...]:
    """Return the edit that takes a keyword and its value out of the call."""
    source = _source(spec)
    if source is None:
        return ()
    found = [one for one in source.call.keywords if one.arg == keyword]
    return source.without(found[0], [*source.call.args, *source.call.keywords]) if len(found) == 1 else ()


def without_allowance(holder: Spec, allowance: Spec) -> tuple[Edit, ...]:
    """Return the edit that takes an `allow(…)` out of the object that it stands in."""
    source = _source(holder)
    value = source.value("allow") if source is not None else None
    if source is None or value is None:
        return ()
    place = allowance.extent()
    if isinstance(value, ast.Tuple | ast.List) and len(value.elts) > 1:
        found = [part for part in value.elts if source.span(*source.ends(part)) == place]
        return source.without(found[0], value.elts, is_tuple=isinstance(value, ast.Tuple)) if len(found) == 1 else ()
    only = value.elts[0] if isinstance(value, ast.Tuple | ast.List) and value.elts else value
    return without_keyword(holder, "allow") if source.span(*source.ends(only)) == place else ()


def _is_word(character: str) -> bool:
    return character.isalnum() or character in "_:"


def _texts(value: ast.expr) -> Iterator[ast.Constant]:
    """Yield the literal texts in a value; none where one is put together at run time."""
    nodes = list(ast.walk(value))
    if not any(isinstance(node, ast.JoinedStr) for node in nodes):
        yield from (node for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


Node: TypeAlias = ast.expr | ast.keyword


def _source(spec: Spec) -> _Source | None:
    if spec.read_from is not None:
        return None
    code = cast("CodeType", spec._code)  # noqa: SLF001  the call site is the point
    found = call_of(code, spec._instruction)  # noqa: SLF001
    return _Source(code.co_filename, *found) if found is not None else None


class _Source:
    """A file, and the call in it that made an object."""

    def __init__(self, name: str, file: SourceFile, call: ast.Call) -> None:
        self.name = name
        self.text = file.text
        self.call = call
        self._lines = file.lines
        self._starts = file.starts

    def value(self, keyword: str) -> ast.expr | None:
        """Return what a keyword of the call is given."""
        return next((one.value for one in self.call.keywords if one.arg == keyword), None)

    def ends(self, node: Node) -> tuple[int, int]:
        """Return where a node begins and ends in the text."""
        return self._offset(node.lineno, node.col_offset), self._offset(node.end_lineno or 0, node.end_col_offset or 0)

    def _offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + len(self._lines[line - 1].encode()[:column].decode(errors="replace"))

    def span(self, start: int, end: int) -> Span:
        """Return a part of the text as a place in the file."""
        (line, column), (end_line, end_column) = self._place(start), self._place(end)
        return Span(self.name, line, column, end_line, end_column)

    def _place(self, offset: int) -> tuple[int, int]:
        import bisect

        line = bisect.bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def edit(self, start: int, end: int, text: str) -> Edit:
        """Return an edit of a part of the text."""
        return Edit(self.span(start, end), text)

    def without(self, node: Node, among: Sequence[Node], *, is_tuple: bool = False) -> tuple[Edit, ...]:
        """Return the edits that take a node and its comma out of a list of nodes, and its lines if nothing is left."""
        start, end = self.ends(node)
        after = self._follows(_COMMA_AFTER, end)
        others = [part for part in among if part is not node]
        if after is not None:
            return (self._taken(start, after.end()), *(self._comma(others[0]) if is_tuple and len(others) == 1 else ()))
        before = self.text[:start].rstrip()
        if not before.endswith(",") or not self._follows(_CLOSES, end):
            return (self.edit(start, end, ""),) if not others and self._follows(_CLOSES, end) else ()
        # A tuple of one keeps its comma.
        return (self.edit(len(before) - (0 if is_tuple and len(others) == 1 else 1), end, ""),)

    def _follows(self, pattern: str, end: int) -> re.Match[str] | None:
        return re.compile(pattern).match(self.text, end)

    def _taken(self, start: int, end: int) -> Edit:
        line_start = self.text.rfind("\n", 0, start) + 1
        line_end = self.text.find("\n", end)
        alone = not self.text[line_start:start].strip() and line_end >= 0 and not self.text[end:line_end].strip()
        if alone:
            return self.edit(line_start, line_end + 1, "")
        gap = len(self.text[end:]) - len(self.text[end:].lstrip(" "))
        return self.edit(start, end + gap, "")

    def _comma(self, left: Node) -> tuple[Edit, ...]:
        _, end = self.ends(left)
        return () if self._follows(_COMMA_AFTER, end) else (self.edit(end, end, ","),)
