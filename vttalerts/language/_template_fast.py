"""Reads Go templates as text/template/parse does, and notes which names they use (parse.go of Go 1.26).

Nothing that is decided here has changed since Go 1.23, which brought `else with`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final, NamedTuple

from vttalerts.language._template_names import Mode, Reference
from vttalerts.language._template_pipelines import Pipelines
from vttalerts.language._template_words import (
    KEYWORDS,
    Refused,
    Token,
    TooDeepError,
    comment_end,
    cut,
    trimmed,
    unquoted,
)

_SIMPLE: Final = re.compile(
    r"\{\{(?:-[ \t\r\n])?[ \t\r\n]*"
    r"(?:([A-Za-z][A-Za-z0-9]*)[ \t]+(?:\"[^\"\\\n]*\"|`[^`]*`)[ \t]+)?"
    r"(\$labels\.([A-Za-z_][A-Za-z0-9_]*+)|(\$value)|\$externalURL"
    r"|\$externalLabels\.([A-Za-z_][A-Za-z0-9_]*+))(?![A-Za-z0-9_.,:()=\"'`])"
    r"((?:[ \t]*\|[ \t]*[A-Za-z][A-Za-z0-9]*)*+)[ \t\r\n]*(?:(?<=[ \t\r\n])-)?\}\}"
)
# Functions whose argument is a name or a query, which `Pipelines` notes.
_NAMING: Final = frozenset({"index", "query"})


class _Frame(NamedTuple):
    """What an `end` closes, and what it restores."""

    kind: str
    start: int
    end: int
    variables: list[str]
    kept: int
    holds: dict[str, str]
    at_data: bool
    ranges: int
    name: str


class Reader(Pipelines):
    """Reads one template.

    Attributes:
        odd: Literals of which gotpl must say whether they are valid.
        defines: The templates that it defines, and whether they are blank.
    """

    def __init__(self, text: str, mode: Mode, functions: Collection[str], most_nesting: int) -> None:
        super().__init__(mode, functions)
        self.text = text
        self.most_nesting = most_nesting
        self.odd: list[Token] = []
        self.defines: dict[str, bool] = {}
        self.frames: list[_Frame] = []
        # For each frame, whether its `else` has come, and whether it is empty of all but space.
        self.alternative: list[bool] = []
        self.blank: list[bool] = []
        self.ranges = 0

    def read(self) -> None:
        """Read it all.

        Raises:
            Refused: The server refuses it.
            TooDeepError: It nests too deep.
        """
        text = self.text
        pos = 0
        while True:
            start = text.find("{{", pos)
            if self.blank and text[pos : start if start >= 0 else None].strip():
                self.blank[-1] = False
            if start < 0:
                break
            pos = trimmed(text, start + 2)
            pos = comment_end(text, start, pos) if text.startswith("/*", pos) else self.action(start, pos)
        if self.frames:
            frame = self.frames[-1]
            raise Refused(f"`{frame.kind}` without an end", frame.start, frame.end, "close it with `{{ end }}`")

    def action(self, start: int, pos: int) -> int:
        self.tokens, pos = cut(self.text, start, pos, self.most_nesting)
        self.odd += [token for token in self.tokens if token.odd]
        self.at = 0
        first = self.tokens[0]
        if first.kind != "word" or first.text not in KEYWORDS:
            self.pipeline("command", "close")
            self.visible()
            return pos
        self.at = 1
        word = first.text
        if word in {"if", "with", "range"}:
            self.visible()
            self.open(word, start, pos)
        elif word == "end":
            self.expect_close("end")
            self.close(start, pos)
        elif word == "else":
            self.otherwise(start, pos)
        elif word == "template":
            self.visible()
            self.template()
        elif word == "block":
            self.visible()
            self.block(start, pos)
        elif word == "define":
            self.define(start, pos, first)
        else:
            self.visible()
            self.expect_close(f"{{{{{word}}}}}")
            if not self.ranges:
                raise Refused(f"{{{{{word}}}}} outside {{{{range}}}}", start, pos, "remove it")
        return pos

    def visible(self) -> None:
        """Note that the template being defined isn't blank: two definitions of one name that aren't are refused."""
        if self.blank:
            self.blank[-1] = False

    def push(self, kind: str, start: int, end: int, name: str = "") -> None:
        if len(self.frames) >= self.most_nesting:
            raise TooDeepError
        names = self.names
        frame = _Frame(
            kind,
            start,
            end,
            self.variables,
            len(self.variables),
            names.variables,
            names.at_data,
            self.ranges,
            name,
        )
        self.frames.append(frame)
        self.alternative.append(False)
        self.blank.append(True)

    def open(self, kind: str, start: int, end: int) -> None:
        self.push(kind, start, end)
        self.pipeline(kind, "close")
        if kind != "if":
            self.names.at_data = False
        if kind == "range":
            self.ranges += 1

    def otherwise(self, start: int, end: int) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame is None or frame.kind not in {"if", "with", "range"} or self.alternative[-1]:
            raise Refused("unexpected {{else}}", start, end, "remove it, or open an `if` before it")
        self.names.at_data, self.ranges = frame.at_data, frame.ranges
        token = self.tokens[self.at]
        if token.kind == "word" and token.text in {"if", "with"}:
            if token.text != frame.kind:
                self.unexpected("else")
            self.at += 1
            self.pipeline(token.text, "close")
            if token.text == "with":
                self.names.at_data = False
            return
        self.expect_close("else")
        self.alternative[-1] = True

    def close(self, start: int, end: int) -> None:
        if not self.frames:
            raise Refused("unexpected {{end}}", start, end, "remove it")
        frame = self.frames.pop()
        self.alternative.pop()
        blank = self.blank.pop()
        self.variables, self.ranges = frame.variables, frame.ranges
        self.names.variables, self.names.at_data = frame.holds, frame.at_data
        del self.variables[frame.kept :]
        if frame.kind in {"define", "block"}:
            if not blank and self.defines.get(frame.name) is False:
                raise Refused(
                    f"multiple definition of template `{frame.name}`", frame.start, frame.end, "give it another name"
                )
            # A blank definition never replaces one that says something.
            self.defines[frame.name] = blank and self.defines.get(frame.name, True)

    def template(self) -> None:
        self.call(self.name("template clause"))
        if self.tokens[self.at].kind != "close":
            self.pipeline("template clause", "close")

    def block(self, start: int, end: int) -> None:
        token = self.name("block clause")
        self.call(token)
        self.pipeline("block clause", "close")
        self.tree("block", start, end, token)

    def define(self, start: int, end: int, word: Token) -> None:
        if self.frames:
            raise Refused("unexpected `define`", word.start, word.end, "define templates outside of anything else")
        token = self.name("define clause")
        self.expect_close("define clause")
        self.tree("define", start, end, token)

    def tree(self, kind: str, start: int, end: int, name: Token) -> None:
        """Enter a template of its own: it sees no variable but `$`, and no range around it."""
        self.push(kind, start, end, unquoted(name.text))
        self.variables, self.ranges = ["$"], 0
        self.names.variables, self.names.at_data = {}, False

    def name(self, context: str) -> Token:
        token = self.tokens[self.at]
        if token.kind != "string":
            self.unexpected(context, "write its name in quotes")
        self.at += 1
        return token

    def call(self, token: Token) -> None:
        self.names.note("calls", unquoted(token.text), token.start, token.end)

    def expect_close(self, context: str) -> None:
        if self.tokens[self.at].kind != "close":
            self.unexpected(context)


class Simple(NamedTuple):
    """What a simple template of an alert uses."""

    labels: tuple[Reference, ...]
    external_labels: tuple[Reference, ...]
    uses_value: bool
    functions: frozenset[str]


def simple(text: str, functions: Collection[str]) -> Simple | None:
    """Read an alert's template that only prints labels and the value, in 2 µs an action; `None` if it does more."""
    labels: list[Reference] = []
    external_labels: list[Reference] = []
    used: list[str] = []
    uses_value = False
    pos = text.find("{{")
    while pos >= 0:
        found = _SIMPLE.match(text, pos)
        if found is None:
            return None
        function, operand, label, value, external, pipes = found.groups()
        if function:
            used.append(function)
        if pipes:
            used += [word.strip() for word in pipes.split("|")[1:]]
        if value:
            uses_value = True
        elif label:
            labels.append(Reference(label, found.start(2), len(operand)))
        elif external:
            external_labels.append(Reference(external, found.start(2), len(operand)))
        pos = text.find("{{", found.end())
    for word in used:
        if word not in functions or word in _NAMING:
            return None
    return Simple(tuple(labels), tuple(external_labels), uses_value, frozenset(used))
