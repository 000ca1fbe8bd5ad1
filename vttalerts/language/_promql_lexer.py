"""PromQL's words, cut exactly as Prometheus cuts them (promql/parser/lex.go of 3.14, which knows all of 3.5's).

It serves the few expressions that promql-parser can't be trusted with, and finds where a refused one goes wrong.
"""

from __future__ import annotations

import re
from typing import Final

from vttalerts.language._promql_functions import AGGREGATIONS
from vttalerts.language._promql_literals import Refusal, Token, escape_end, is_alpha, is_digit, scan_number

OPERATORS: Final = frozenset({"and", "or", "unless", "atan2"})
MODIFIERS: Final = frozenset(
    {"offset", "smoothed", "anchored", "by", "without", "on", "ignoring", "group_left", "group_right", "bool"}
)
FILLS: Final = frozenset({"fill", "fill_left", "fill_right"})
PREPROCESSORS: Final = frozenset({"start", "end"})
DURATION_WORDS: Final = frozenset({"step", "range", "max_of", "min_of"})
_KEYWORDS: Final = OPERATORS | MODIFIERS | FILLS | PREPROCESSORS | DURATION_WORDS | AGGREGATIONS

_SPACES: Final = " \t\n\r"
_WORD: Final = re.compile(r"[A-Za-z_:][A-Za-z0-9_:]*")
_LABEL: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_LETTERS: Final = re.compile(r"[A-Za-z_]*")
_COMMENT: Final = re.compile(r"#[^\r\n]*")
_DURATION_REST: Final = re.compile(r"[smhdwy]s?(?:[0-9]+[smhdw]s?)*(?![A-Za-z0-9_])")
_FOLLOWING_PAREN: Final = re.compile(r"[ \t\n\r]*\(")
_BRACE_PUNCTUATION: Final = ("=~", "!~", "!=", "=", ",", "}")
_PUNCTUATION: Final = (
    "==",
    "!=",
    "<=",
    "</",
    ">=",
    ">/",
    "<",
    ">",
    "=",
    ",",
    "*",
    "/",
    "%",
    "+",
    "-",
    "^",
    "@",
)


class Lexer:
    """Cuts one expression into words, one at a time, so that whatever is wrong first is said first."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.pos = 0
        self.parens: list[int] = []
        self.bracket: int | None = None
        self.brace: int | None = None
        self.in_duration = False
        self.got_colon = False
        self.got_duration = False

    def next(self) -> Token:
        """Return the next word; at the end, `EOF` for ever.

        Raises:
            Refusal: No word of PromQL stands there.
        """
        text = self.text
        while True:
            while self.pos < len(text) and text[self.pos] in _SPACES:
                self.pos += 1
            if self.pos < len(text) and text[self.pos] == "#" and not self.in_duration:
                self.pos = _match(_COMMENT, text, self.pos)
                continue
            break
        if self.brace is not None:
            return self._inside_braces()
        if self.in_duration:
            return self._inside_brackets()
        return self._statement()

    def _emit(self, kind: str, end: int) -> Token:
        token = Token(kind, self.text[self.pos : end], self.pos, end)
        self.pos = end
        return token

    def _statement(self) -> Token:  # noqa: PLR0911  one line a kind of word
        text, pos = self.text, self.pos
        if pos >= len(text):
            return self._end()
        char = text[pos]
        if is_digit(char) or (char == "." and is_digit(text[pos + 1 : pos + 2])):
            return self._number_or_duration()
        if char in "\"'`":
            return self._string()
        if char == ":" or is_alpha(char):
            return self._word_in_brackets() if self.bracket is not None else self._word()
        if char in "()":
            return self._paren()
        if char == "{":
            self.brace = pos
            return self._emit("{", pos + 1)
        if char in "[]":
            return self._square()
        return self._punctuation(_PUNCTUATION, "unexpected character `{}`")

    def _end(self) -> Token:
        if self.parens:
            raise Refusal("unclosed left parenthesis", self.parens[-1], self.parens[-1] + 1, "close it with `)`")
        if self.bracket is not None:
            raise Refusal("unclosed left bracket", self.bracket, self.bracket + 1, "close it with `]`")
        return self._emit("EOF", self.pos)

    def _punctuation(self, known: tuple[str, ...], message: str) -> Token:
        text, pos = self.text, self.pos
        for mark in known:
            if text.startswith(mark, pos):
                if mark == "=" and text.startswith("=~", pos):
                    break
                return self._emit(mark, pos + len(mark))
        wrong = text[pos : pos + 2] if text[pos] in "=!&|" else text[pos]
        mend = {"&&": "write `and`", "||": "write `or`", "=~": 'match labels inside braces: `{label=~"…"}`'}
        raise Refusal(message.format(wrong), pos, pos + len(wrong), mend.get(wrong, ""))

    def _paren(self) -> Token:
        pos = self.pos
        if self.text[pos] == "(":
            self.parens.append(pos)
            return self._emit("(", pos + 1)
        if not self.parens:
            raise Refusal("unexpected right parenthesis", pos, pos + 1, "remove it")
        self.parens.pop()
        return self._emit(")", pos + 1)

    def _square(self) -> Token:
        pos = self.pos
        if self.text[pos] == "[":
            if self.bracket is not None:
                raise Refusal("unexpected left bracket", pos, pos + 1)
            self.bracket, self.in_duration = pos, True
            # gotDuration is never reset upstream: after one range, `x[:5m]` is refused by the grammar instead.
            self.got_colon = False
            return self._emit("[", pos + 1)
        if self.bracket is None:
            raise Refusal("unexpected right bracket", pos, pos + 1, "remove it")
        self.bracket, self.in_duration = None, False
        return self._emit("]", pos + 1)

    def _inside_brackets(self) -> Token:
        text, pos = self.text, self.pos
        if pos >= len(text):
            raise Refusal("unclosed left bracket", self.bracket or 0, (self.bracket or 0) + 1, "close it with `]`")
        char = text[pos]
        if is_digit(char) or (char == "." and is_digit(text[pos + 1 : pos + 2])):
            # Upstream leaves the state of durations here; what follows a number is cut like a statement.
            self.in_duration, self.got_duration = False, True
            return self._number_or_duration()
        if char == "]":
            return self._square()
        if char in "()":
            return self._paren()
        if char == ":":
            if not self.got_duration:
                raise Refusal("unexpected colon before duration in duration expression", pos, pos + 1)
            if self.got_colon:
                raise Refusal("unexpected repeated colon in duration expression", pos, pos + 1)
            self.got_colon = True
            return self._emit(":", pos + 1)
        if char in "+-*/%^,":
            return self._emit(char, pos + 1)
        return self._duration_word(f"unexpected character in duration expression: `{char}`")

    def _word_in_brackets(self) -> Token:
        if self.text[self.pos] == ":":
            if self.got_colon:
                raise Refusal("unexpected colon", self.pos, self.pos + 1)
            self.got_colon = True
            return self._emit(":", self.pos + 1)
        return self._duration_word(f"unexpected character `{self.text[self.pos]}` in a duration, expected `:`")

    def _duration_word(self, message: str) -> Token:
        pos = self.pos
        if self.text[pos].lower() in "smr":
            end = _match(_LETTERS, self.text, pos)
            word = self.text[pos:end].lower()
            if word in DURATION_WORDS:
                return self._emit(word, end)
        raise Refusal(message, pos, pos + 1, "write a duration, such as `5m`")

    def _word(self) -> Token:
        end = _match(_WORD, self.text, self.pos)
        word = self.text[self.pos : end]
        lower = word.lower()
        if lower in {"inf", "nan"}:
            return self._emit("NUMBER", end)
        if lower in _KEYWORDS and (lower not in FILLS or _FOLLOWING_PAREN.match(self.text, end)):
            return self._emit(lower, end)
        return self._emit("METRIC" if ":" in word else "IDENTIFIER", end)

    def _inside_braces(self) -> Token:
        text, pos = self.text, self.pos
        if pos >= len(text):
            start = self.brace or 0
            raise Refusal("unexpected end of input inside braces", start, start + 1, "close it with `}`")
        char = text[pos]
        if is_alpha(char):
            return self._emit("IDENTIFIER", _match(_LABEL, text, pos))
        if char in "\"'`":
            return self._string()
        if char == "{":
            raise Refusal("unexpected left brace", pos, pos + 1)
        token = self._punctuation(_BRACE_PUNCTUATION, "unexpected character inside braces: `{}`")
        if token.kind == "}":
            self.brace = None
        return token

    def _number_or_duration(self) -> Token:
        text, pos = self.text, self.pos
        end, is_number = scan_number(text, pos)
        if is_number:
            return self._emit("NUMBER", end)
        rest = _DURATION_REST.match(text, end)
        if rest is not None:
            return self._emit("DURATION", rest.end())
        end = max(_match(_LABEL, text, end) if is_alpha(text[end : end + 1]) else end, pos + 1)
        raise Refusal(f"bad number or duration syntax: `{text[pos:end]}`", pos, end)

    def _string(self) -> Token:
        text, pos = self.text, self.pos
        quote = text[pos]
        if quote == "`":
            end = text.find("`", pos + 1)
            if end < 0:
                raise Refusal("unterminated raw string", pos, len(text), "close it with a backtick")
            self._no_replacement(pos, end)
            return self._emit("STRING", end + 1)
        at = pos + 1
        while at < len(text) and text[at] not in {quote, "\n"}:
            at = escape_end(text, at, quote) if text[at] == "\\" else at + 1
        if at >= len(text) or text[at] == "\n":
            raise Refusal("unterminated quoted string", pos, min(at, len(text)), f"close it with `{quote}`")
        self._no_replacement(pos, at)
        return self._emit("STRING", at + 1)

    def _no_replacement(self, start: int, end: int) -> None:
        """Refuse U+FFFD: upstream takes it for its decoder's mark of broken UTF-8 (lex.go, lexString)."""
        at = self.text.find("\ufffd", start, end)
        if at >= 0:
            raise Refusal("invalid UTF-8 rune", at, at + 1)


def _match(pattern: re.Pattern[str], text: str, pos: int) -> int:
    found = pattern.match(text, pos)
    return found.end() if found is not None else pos
