"""Reads Go templates as text/template/parse does, and notes which names they use.

It decides on all that people write. Where it can't be sure (letters beyond ASCII in a name, complex numbers, rare
escapes), it says so, and `templates` asks gotpl, which costs 115 ms to import. Upstream: lex.go and parse.go of Go
1.26; nothing that is decided here has changed since Go 1.23, which brought `else with`.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import get_close_matches
from typing import Final, Literal, NamedTuple, NoReturn, TypeAlias

Mode: TypeAlias = Literal["alert", "notification"]

_SPACES: Final = " \t\r\n"
_TERMINATED: Final = r"(?=[ \t\r\n.,|:()]|\}\}|\Z)"
_TOKEN: Final = re.compile(
    r"(?P<close>[ \t\r\n]+-\}\}|[ \t\r\n]*\}\})|(?P<space>[ \t\r\n]+)"
    rf"|(?P<field>\.[A-Za-z_][A-Za-z0-9_]*+{_TERMINATED})"
    rf"|(?P<variable>\$[A-Za-z0-9_]*+{_TERMINATED})"
    rf"|(?P<word>[A-Za-z_][A-Za-z0-9_]*+{_TERMINATED})"
    r'|(?P<string>"(?:[^"\\\n]|\\[^\n])*+"|`[^`]*+`)'
    r"|(?P<pipe>\|)|(?P<left>\()|(?P<right>\))|(?P<declare>:=)|(?P<assign>=)|(?P<comma>,)"
    r"|(?P<number>(?:[+-]?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,17})?(?:[eE][+-]?[0-9]{1,2})?|0[xX][0-9a-fA-F]{1,15})"
    r"(?![A-Za-z0-9_.+-]))"
    rf"|(?P<dot>\.{_TERMINATED})|(?P<char>'(?:[^'\\\n]|\\[abfnrtv\\'])')"
    # Here gotpl decides.
    r"|(?P<rune>'(?:[^'\\\n]|\\[^\n])*+')|(?P<figure>[+-]?\.?[0-9][A-Za-z0-9_.+-]*+)"
    rf"|(?P<name>[.$]?(?=\w*[^\W\x00-\x7f])\w++{_TERMINATED})"
)
_SURE_STRING: Final = re.compile(
    r"\"(?:[^\"\\]|\\(?:[abfnrtv\\\"]|x[0-9a-fA-F]{2}|[0-3][0-7]{2}|u[0-9a-cA-CeEfF][0-9a-fA-F]{3}))*+\""
)
_ODD: Final = {"rune": "char", "figure": "number"}
_KEYWORDS: Final = frozenset({"block", "break", "continue", "define", "else", "end", "if", "range", "template", "with"})
_OPERANDS: Final = frozenset({"field", "variable", "word", "string", "left", "number", "dot", "char"})
_NOT_EXECUTABLE: Final = frozenset({"bool", "dot", "nil", "number", "string"})

_PREDECLARED: Final = {
    "$labels": "labels",
    "$externalLabels": "external_labels",
    "$externalURL": "",
    "$value": "value",
}
_ALERT_FIELDS: Final = {"Labels": "labels", "ExternalLabels": "external_labels", "Value": "value"}
_NOTIFICATION_FIELDS: Final = {
    "Labels": "labels",
    "Annotations": "annotations",
    "CommonLabels": "common_labels",
    "CommonAnnotations": "common_annotations",
    "GroupLabels": "group_labels",
}
# Methods of Alertmanager's KV (template/template.go).
_METHODS: Final = frozenset({"SortedPairs", "Remove", "Names", "Values", "String"})


class Reference(NamedTuple):
    """A name that a template uses, and where.

    Attributes:
        name: The name: of a label, an annotation, another template.
        offset: Where the words that use it begin (`$labels.instance`), in characters.
        length: How many characters they are.
    """

    name: str
    offset: int
    length: int


class Refused(Exception):  # noqa: N818  a verdict, as in `_promql_lexer`
    """Why the server refuses a template, and where."""

    def __init__(self, message: str, start: int, end: int, help: str = "") -> None:  # noqa: A002
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.help = help


class TooDeepError(Exception):
    """Control structures or parentheses nest deeper than anybody reads."""


class Token(NamedTuple):
    """One word of an action; `spaced` if a space is before it."""

    kind: str
    text: str
    start: int
    end: int
    spaced: bool


class _Frame(NamedTuple):
    """What an `end` closes, and what it restores."""

    kind: str
    start: int
    end: int
    variables: list[str]
    kept: int
    special: dict[str, str]
    root: bool
    ranges: int
    name: str


class Reader:
    """Reads one template.

    Attributes:
        unsure: Whether gotpl must decide.
        names: For each kind of name, where it is used.
        functions: The functions that it calls.
        defines: The templates that it defines.
    """

    def __init__(self, text: str, mode: Mode, functions: Collection[str], most_nesting: int) -> None:
        self.text = text
        self.mode = mode
        self.known = functions
        self.most_nesting = most_nesting
        self.unsure = False
        self.names: dict[str, list[Reference]] = {}
        self.functions: set[str] = set()
        self.defines: dict[str, bool] = {}
        self.tokens: list[Token] = []
        self.at = 0
        self.frames: list[_Frame] = []
        self.alternative: list[bool] = []
        self.blank: list[bool] = []
        self.variables = ["$", *_PREDECLARED] if mode == "alert" else ["$"]
        self.special = {"$": "data", **_PREDECLARED} if mode == "alert" else {}
        self.root = True
        self.ranges = 0

    def read(self) -> None:
        """Read it all.

        Raises:
            Refused: The server refuses it; no doubt remains unless `unsure`.
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
            pos = start + 2
            if text[pos : pos + 1] == "-" and text[pos + 1 : pos + 2] in {" ", "\t", "\r", "\n"}:
                pos += 2
            pos = self.comment(start, pos) if text.startswith("/*", pos) else self.action(start, pos)
        if self.frames:
            frame = self.frames[-1]
            raise Refused(f"`{frame.kind}` without an end", frame.start, frame.end, "close it with `{{ end }}`")

    def comment(self, start: int, pos: int) -> int:
        text = self.text
        end = text.find("*/", pos + 2)
        if end < 0:
            raise Refused("unclosed comment", start, len(text), "close it with `*/}}`")
        end += 2
        if text.startswith("}}", end):
            return end + 2
        if text[end : end + 1] in {" ", "\t", "\r", "\n"} and text.startswith("-}}", end + 1):
            return end + 4
        raise Refused("comment ends before closing delimiter", start, end, "write `*/}}`")

    def cut(self, start: int, pos: int) -> int:
        """Cut one action into words; return the place after it."""
        tokens = self.tokens = []
        self.at = 0
        depth = 0
        spaced = False
        match = _TOKEN.match
        while True:
            found = match(self.text, pos)
            if found is None:
                self.lost(start, pos)
            kind = str(found.lastgroup)
            end = found.end()
            if kind == "space":
                spaced = True
                pos = end
                continue
            word = found[0]
            if kind == "string" and "\\" in word and word[0] == '"' and not _SURE_STRING.fullmatch(word):
                self.unsure = True
            elif kind in {"rune", "figure", "name"}:
                self.unsure = True
                kind = _ODD.get(kind) or {".": "field", "$": "variable"}.get(word[0], "word")
            elif kind == "left":
                depth += 1
                if depth > self.most_nesting:
                    raise TooDeepError
            elif kind == "right":
                depth -= 1
                if depth < 0:
                    raise Refused("unexpected right paren", pos, end, "remove it")
            tokens.append(Token(kind, word, pos, end, spaced))
            spaced = False
            pos = end
            if kind == "close":
                if depth:
                    left = [token for token in tokens if token.kind == "left"][-1]
                    raise Refused("unclosed left paren", left.start, left.end, "close it with `)`")
                return pos

    def lost(self, start: int, pos: int) -> NoReturn:
        """Say why no word stands there."""
        text = self.text
        if pos >= len(text) or "}}" not in text[pos:]:
            raise Refused("unclosed action", start, min(len(text), start + 2), "close it with `}}`")
        char = text[pos]
        if char in "\"'`":
            raise Refused("unterminated quoted string", pos, pos + 1, f"close it with `{char}`")
        end = pos + 1
        while char in ".$_" or char.isalnum():
            if end >= len(text) or not (text[end].isalnum() or text[end] == "_"):
                break
            end += 1
        if end < len(text) and end > pos + 1:
            raise Refused(f"bad character `{text[end]}`", end, end + 1, "put a space before it")
        raise Refused(f"unexpected `{char}` in action", pos, pos + 1)

    # Actions

    def action(self, start: int, pos: int) -> int:
        pos = self.cut(start, pos)
        first = self.tokens[0]
        if first.kind != "word" or first.text not in _KEYWORDS:
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
        frame = _Frame(
            kind, start, end, self.variables, len(self.variables), self.special, self.root, self.ranges, name
        )
        self.frames.append(frame)
        self.alternative.append(False)
        self.blank.append(True)

    def open(self, kind: str, start: int, end: int) -> None:
        self.push(kind, start, end)
        self.pipeline(kind, "close")
        if kind != "if":
            self.root = False
        if kind == "range":
            self.ranges += 1

    def otherwise(self, start: int, end: int) -> None:
        frame = self.frames[-1] if self.frames else None
        if frame is None or frame.kind not in {"if", "with", "range"} or self.alternative[-1]:
            raise Refused("unexpected {{else}}", start, end, "remove it, or open an `if` before it")
        self.root, self.ranges = frame.root, frame.ranges
        token = self.tokens[self.at]
        if token.kind == "word" and token.text in {"if", "with"}:
            if token.text != frame.kind:
                self.unexpected("else")
            self.at += 1
            self.pipeline(token.text, "close")
            self.root = self.root and token.text == "if"
            return
        self.expect_close("else")
        self.alternative[-1] = True

    def close(self, start: int, end: int) -> None:
        if not self.frames:
            raise Refused("unexpected {{end}}", start, end, "remove it")
        frame = self.frames.pop()
        self.alternative.pop()
        blank = self.blank.pop()
        self.variables, self.special, self.root, self.ranges = (
            frame.variables,
            frame.special,
            frame.root,
            frame.ranges,
        )
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
        self.variables, self.special, self.root, self.ranges = ["$"], {}, False, 0

    def name(self, context: str) -> Token:
        token = self.tokens[self.at]
        if token.kind != "string":
            self.unexpected(context, "write its name in quotes")
        self.at += 1
        return token

    def call(self, token: Token) -> None:
        self.note("calls", unquoted(token.text), token.start, token.end)

    def note(self, kind: str, name: str, start: int, end: int) -> None:
        self.names.setdefault(kind, []).append(Reference(name, start, end - start))

    def expect_close(self, context: str) -> None:
        if self.tokens[self.at].kind != "close":
            self.unexpected(context)

    def unexpected(self, context: str, help: str = "") -> NoReturn:  # noqa: A002
        token = self.tokens[self.at]
        what = "`}}`" if token.kind == "close" else f"`{token.text}`"
        start = token.end - 2 if token.kind == "close" else token.start
        raise Refused(f"unexpected {what} in {context}", start, token.end, help)

    # Pipelines

    def pipeline(self, context: str, closing: str) -> None:
        self.declarations(context)
        stage = 0
        while True:
            token = self.tokens[self.at]
            if token.kind == closing:
                if not stage:
                    end = token.end
                    raise Refused(f"missing value for {context}", end - len(token.text.strip()), end)
                return
            if token.kind not in _OPERANDS:
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
        self.special.pop(name, None)
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
            if kind in _OPERANDS:
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
            self.indexed(begin + 1)
        elif tokens[begin].kind == "word" and tokens[begin].text == "query" and tokens[begin + 1].kind == "string":
            text = tokens[begin + 1]
            self.note("queries", unquoted(text.text), text.start, text.end)
        return first

    def operand(self, token: Token) -> str:
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
            begin = first - 1 if kind != "left" else first
            self.chain(tokens[begin : self.at], kind, token)
        return "number" if kind == "char" else kind

    def word(self, token: Token) -> str:
        text = token.text
        if text in {"true", "false"}:
            return "bool"
        if text == "nil":
            return "nil"
        if text in _KEYWORDS:
            self.at -= 1
            self.unexpected("operand")
        if text not in self.known:
            near = get_close_matches(text, self.known, 1)
            raise Refused(
                f"function `{text}` not defined", token.start, token.end, f"write `{near[0]}`" if near else ""
            )
        self.functions.add(text)
        return "word"

    # Names

    def chain(self, parts: list[Token], kind: str, token: Token) -> None:
        """Note the names that `$labels.instance`, `.CommonLabels.severity` and the like use."""
        container = self.container(parts, kind)
        if container is None:
            return
        what, used = container
        if what == "value":
            self.note("value", "", token.start, parts[used - 1].end)
        elif len(parts) > used:
            name = parts[used]
            if self.mode == "notification" and name.text[1:] in _METHODS:
                return
            start = parts[0].start
            self.note(what, name.text[1:], start, name.end)

    def container(self, parts: list[Token], kind: str) -> tuple[str, int] | None:
        """Return which map the beginning of a chain is, and how many of its parts say so."""
        if self.mode == "notification":
            for index, part in enumerate(parts):
                what = _NOTIFICATION_FIELDS.get(part.text[1:]) if part.kind == "field" else None
                if what is not None:
                    return what, index + 1
            return None
        at = 0
        if kind == "variable":
            what = self.special.get(parts[0].text, "")
            if what != "data":
                return (what, 1) if what else None
            at = 1
        elif kind != "field" or not self.root:
            return None
        what = _ALERT_FIELDS.get(parts[at].text[1:], "") if len(parts) > at else ""
        return (what, at + 1) if what else None

    def indexed(self, at: int) -> None:
        """Note the name in `index $labels "instance"`."""
        tokens = self.tokens
        end = at + 1
        while tokens[end - 1].kind != "close" and tokens[end].kind == "field" and not tokens[end].spaced:
            end += 1
        kind = tokens[at].kind
        if kind not in {"variable", "field"} or tokens[end].kind != "string":
            return
        container = self.container(tokens[at:end], kind)
        if container is not None and container[1] == end - at and container[0] != "value":
            self.note(container[0], unquoted(tokens[end].text), tokens[at].start, tokens[end].end)


def unquoted(literal: str) -> str:
    """Return what a string literal of Go says; of rare escapes, as they stand."""
    body = literal[1:-1]
    if literal[0] == "`":
        return body.replace("\r", "")
    if "\\" not in body:
        return body
    return _ESCAPE.sub(_unescaped, body)


_ESCAPE: Final = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{3})|(.))")
_LETTERS: Final = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def _unescaped(found: re.Match[str]) -> str:
    hexadecimal = found[1] or found[2]
    if hexadecimal:
        return chr(int(hexadecimal, 16))
    if found[3]:
        return chr(int(found[3], 8))
    return _LETTERS.get(found[4], found[4])


_SIMPLE: Final = re.compile(
    r"\{\{(?:-[ \t\r\n])?[ \t\r\n]*"
    r"(?:(?P<function>[A-Za-z][A-Za-z0-9]*)[ \t]+(?:\"[^\"\\\n]*\"|`[^`]*`)[ \t]+)?"
    r"(?P<operand>\$labels\.(?P<label>[A-Za-z_][A-Za-z0-9_]*+)|(?P<value>\$value)|\$externalURL"
    r"|\$externalLabels\.(?P<external>[A-Za-z_][A-Za-z0-9_]*+))(?![A-Za-z0-9_.,:()=\"'`])"
    r"(?P<pipes>(?:[ \t]*\|[ \t]*[A-Za-z][A-Za-z0-9]*)*+)[ \t\r\n]*(?:(?<=[ \t\r\n])-)?\}\}"
)


def simple(text: str, functions: Collection[str]) -> Reader | None:
    """Read an alert's template that only prints labels and the value, in 2 µs an action; `None` if it does more."""
    names: dict[str, list[Reference]] = {}
    used: set[str] = set()
    pos = text.find("{{")
    while pos >= 0:
        found = _SIMPLE.match(text, pos)
        if found is None:
            return None
        function, operand, label, value, external, pipes = found.groups()
        for word in (*([function] if function else ()), *_words(pipes)):
            if word not in functions:
                return None
            used.add(word)
        start = found.start("operand")
        if label:
            names.setdefault("labels", []).append(Reference(label, start, len(operand)))
        elif value:
            names.setdefault("value", []).append(Reference("", start, len(operand)))
        elif external:
            names.setdefault("external_labels", []).append(Reference(external, start, len(operand)))
        pos = text.find("{{", found.end())
    reader = Reader(text, "alert", functions, 0)
    reader.names, reader.functions = names, used
    return reader


def _words(pipes: str) -> list[str]:
    return [word.strip() for word in pipes.split("|")[1:]] if pipes else []
