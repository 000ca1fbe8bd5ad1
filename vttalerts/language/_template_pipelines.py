"""The pipelines of Go templates, as text/template/parse reads them (parse.go of Go 1.26)."""

from __future__ import annotations

from collections.abc import Collection
from difflib import get_close_matches
from typing import Final, NoReturn

from vttalerts.language._template_names import Mode, Names
from vttalerts.language._template_words import KEYWORDS, OPERANDS, Refused, Token, unquoted

_NOT_EXECUTABLE: Final = frozenset({"bool", "dot", "nil", "number", "string"})


class Pipelines:
    """Reads the pipelines of one action after another.

    Attributes:
        names: What the template uses.
        functions: The functions that it calls.
        tokens: The words of the action that is being read.
        at: Which of them is next.
        variables: The variables that are declared where the action stands.
    """

    def __init__(self, mode: Mode, functions: Collection[str]) -> None:
        self.names = Names(mode)
        self.known = functions
        self.functions: set[str] = set()
        self.tokens: list[Token] = []
        self.at = 0
        self.variables = ["$", *list(self.names.variables)[1:]]

    def unexpected(self, context: str, help: str = "") -> NoReturn:  # noqa: A002
        """Refuse the next word."""
        token = self.tokens[self.at]
        what = "`}}`" if token.kind == "close" else f"`{token.text}`"
        start = token.end - 2 if token.kind == "close" else token.start
        raise Refused(f"unexpected {what} in {context}", start, token.end, help)

    def pipeline(self, context: str, closing: str) -> None:
        """Read a pipeline up to its closing word, which it leaves."""
        self.declarations(context)
        stage = 0
        while True:
            token = self.tokens[self.at]
            if token.kind == closing:
                if not stage:
                    end = token.end
                    raise Refused(f"missing value for {context}", end - len(token.text.strip()), end)
                return
            if token.kind not in OPERANDS:
                self.unexpected(context)
            first = self.command()
            stage += 1
            if stage > 1 and first in _NOT_EXECUTABLE:
                raise Refused(
                    f"non executable command in pipeline stage {stage}",
                    token.start,
                    token.end,
                    "put a function after `|`",
                )

    def declarations(self, context: str) -> None:
        """Read `$x :=`, and before a range `$i, $x :=`."""
        tokens, at = self.tokens, self.at
        if tokens[at].kind != "variable":
            return
        following = tokens[at + 1].kind
        if following in {"declare", "assign"}:
            self.declare()
        elif following == "comma":
            self.declare()
            token = tokens[self.at]
            if context != "range":
                raise Refused(f"too many declarations in {context}", token.start, token.end)
            if token.kind == "variable":
                following = tokens[self.at + 1].kind
                if following == "comma":
                    raise Refused("too many declarations in range", token.start, token.end)
                if following in {"declare", "assign"}:
                    self.declare()
            elif token.kind not in {"close", "right"}:
                raise Refused("range can only initialize variables", token.start, token.end)

    def declare(self) -> None:
        """Make a variable known; upstream does so for `=` too, and before it reads the value (parse.go, pipeline)."""
        name = self.tokens[self.at].text
        self.variables.append(name)
        self.names.variables.pop(name, None)
        self.at += 2

    def command(self) -> str:
        """Read operands up to a pipe, which it takes, or the end, which it leaves; return the first one's kind."""
        tokens = self.tokens
        begin = self.at
        first = ""
        count = 0
        while True:
            token = tokens[self.at]
            kind = token.kind
            if kind in OPERANDS:
                if count and not token.spaced:
                    self.unexpected("operand", "put a space before it")
                operand = self.operand(token)
                count += 1
                first = first or operand
                continue
            if kind == "pipe":
                self.at += 1
            elif kind not in {"close", "right"}:
                self.unexpected("operand")
            break
        if tokens[begin].kind == "word" and tokens[begin].text == "index":
            self.names.indexed(tokens, begin + 1)
        elif tokens[begin].kind == "word" and tokens[begin].text == "query" and tokens[begin + 1].kind == "string":
            text = tokens[begin + 1]
            self.names.note("queries", unquoted(text.text), text.start, text.end)
        return first

    def operand(self, token: Token) -> str:
        """Read a term and the fields after it; return its kind."""
        tokens = self.tokens
        kind = token.kind
        self.at += 1
        if kind == "left":
            self.pipeline("parenthesized pipeline", "right")
            self.at += 1
        elif kind == "word":
            kind = self.word(token)
        elif kind == "variable" and token.text not in self.variables:
            near = get_close_matches(token.text, self.variables[1:], 1)
            raise Refused(
                f"undefined variable `{token.text}`", token.start, token.end, f"write `{near[0]}`" if near else ""
            )
        first = self.at
        while tokens[self.at].kind == "field" and not tokens[self.at].spaced:
            self.at += 1
        if self.at > first and (kind in _NOT_EXECUTABLE or kind == "char"):
            raise Refused(f"unexpected . after term `{token.text}`", tokens[first].start, tokens[first].end)
        if kind in {"field", "variable", "left"}:
            parts = tokens[first if kind == "left" else first - 1 : self.at]
            if parts:
                self.names.chain(parts)
        return "number" if kind == "char" else kind

    def word(self, token: Token) -> str:
        """Return the kind of a bare word: a constant, or a function."""
        text = token.text
        if text in {"true", "false"}:
            return "bool"
        if text == "nil":
            return "nil"
        if text in KEYWORDS:
            self.at -= 1
            self.unexpected("operand")
        if text not in self.known:
            near = get_close_matches(text, self.known, 1)
            raise Refused(
                f"function `{text}` not defined", token.start, token.end, f"write `{near[0]}`" if near else ""
            )
        self.functions.add(text)
        return "word"
