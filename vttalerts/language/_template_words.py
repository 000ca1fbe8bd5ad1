"""The words of a Go template's action, cut as text/template/parse cuts them (lex.go of Go 1.26).

Here is known what is surely a word. Rare literals (complex and binary numbers, characters and strings with rare
escapes) are marked as odd, and gotpl decides on them one by one.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple, NoReturn

KEYWORDS: Final = frozenset({"block", "break", "continue", "define", "else", "end", "if", "range", "template", "with"})
# Kinds of words that begin an operand.
OPERANDS: Final = frozenset({"field", "variable", "word", "string", "left", "number", "dot", "char"})

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
    # Odd ones, and names with letters beyond ASCII.
    r"|(?P<rune>'(?:[^'\\\n]|\\[^\n])*+')|(?P<figure>[+-]?\.?[0-9][A-Za-z0-9_.+-]*+)"
    rf"|(?P<name>[.$]?(?=\w*[^\W\x00-\x7f])\w++{_TERMINATED})"
)
_SURE_STRING: Final = re.compile(
    r"\"(?:[^\"\\]|\\(?:[abfnrtv\\\"]|x[0-9a-fA-F]{2}|[0-3][0-7]{2}|u[0-9a-cA-CeEfF][0-9a-fA-F]{3}))*+\""
)
_MEND: Final = {
    **dict.fromkeys("*+-/%", "a template can't calculate: do it in the expression"),
    **dict.fromkeys("<>!=", "compare with a function, such as `gt a b`"),
    **dict.fromkeys("&?", "write `and a b`, or `{{ if a }}…{{ else }}…{{ end }}`"),
}
_LITERALS: Final = {"rune": "char", "figure": "number"}
_NAMES: Final = {".": "field", "$": "variable"}
_SPACES: Final = frozenset(" \t\r\n")
_ESCAPE: Final = re.compile(r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|([0-7]{3})|(.))")
_LETTERS: Final = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


class Refused(Exception):  # noqa: N818  a verdict, as in `_promql_literals`
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
    """One word of an action.

    Attributes:
        kind: `field`, `variable`, `word`, `string`, `number`, `char`, `dot`, `left` and `right` (parentheses), `pipe`,
            `declare`, `assign`, `comma` or `close`.
        text: As it stands in the template.
        start: Its first character, from 0.
        end: The character after its last.
        spaced: Whether a space is before it.
        odd: Whether gotpl must say if it is valid.
    """

    kind: str
    text: str
    start: int
    end: int
    spaced: bool
    odd: bool


def cut(text: str, start: int, pos: int, most_nesting: int) -> tuple[list[Token], int]:
    """Cut one action into words.

    Args:
        text: The template.
        start: Where the action's `{{` is.
        pos: Where its first word may be.
        most_nesting: How deep parentheses may nest.

    Returns:
        Its words, of which the last is its end, and the place after it.

    Raises:
        Refused: Something in it is no word.
        TooDeepError: Parentheses nest too deep.
    """
    tokens: list[Token] = []
    open_parens: list[int] = []
    spaced = False
    match = _TOKEN.match
    while True:
        found = match(text, pos)
        if found is None:
            _lost(text, start, pos)
        kind = str(found.lastgroup)
        end = found.end()
        if kind == "space":
            spaced = True
            pos = end
            continue
        word = found[0]
        odd = kind in _LITERALS
        if odd:
            kind = _LITERALS[kind]
        elif kind == "name":
            kind = _name(word, pos)
        elif kind == "string":
            odd = "\\" in word and word[0] == '"' and not _SURE_STRING.fullmatch(word)
        elif kind in {"left", "right"}:
            _nest(kind, pos, open_parens, most_nesting)
        tokens.append(Token(kind, word, pos, end, spaced, odd))
        if kind == "close":
            break
        spaced = False
        pos = end
    if open_parens:
        raise Refused("unclosed left paren", open_parens[-1], open_parens[-1] + 1, "close it with `)`")
    return tokens, end


def _nest(kind: str, pos: int, open_parens: list[int], most_nesting: int) -> None:
    if kind == "left":
        open_parens.append(pos)
        if len(open_parens) > most_nesting:
            raise TooDeepError
    elif not open_parens:
        raise Refused("unexpected right paren", pos, pos + 1, "remove it")
    else:
        open_parens.pop()


def trimmed(text: str, pos: int) -> int:
    """Return the place after a trim marker, if there is one after `{{`."""
    return pos + 2 if text[pos : pos + 1] == "-" and text[pos + 1 : pos + 2] in _SPACES else pos


def comment_end(text: str, start: int, pos: int) -> int:
    """Return the place after a comment's action.

    Raises:
        Refused: It doesn't end, or not at once after `*/`.
    """
    end = text.find("*/", pos + 2)
    if end < 0:
        raise Refused("unclosed comment", start, len(text), "close it with `*/}}`")
    end += 2
    if text.startswith("}}", end):
        return end + 2
    if text[end : end + 1] in _SPACES and text.startswith("-}}", end + 1):
        return end + 4
    raise Refused("comment ends before closing delimiter", start, end, "write `*/}}`")


def unquoted(literal: str) -> str:
    """Return what a string literal of Go says; of rare escapes, the letters."""
    body = literal[1:-1]
    if literal[0] == "`":
        return body.replace("\r", "")
    return _ESCAPE.sub(_unescaped, body) if "\\" in body else body


def _unescaped(found: re.Match[str]) -> str:
    hexadecimal = found[1] or found[2]
    if hexadecimal:
        return chr(int(hexadecimal, 16))
    return chr(int(found[3], 8)) if found[3] else _LETTERS.get(found[4], found[4])


def _name(word: str, pos: int) -> str:
    """Return what kind a name with letters beyond ASCII is; Go's letters are fewer than Python's (isAlphaNumeric)."""
    kind = _NAMES.get(word[0], "word")
    for index, char in enumerate(word):
        if not (char == "_" or char.isalpha() or char.isdecimal() or (index == 0 and kind != "word")):
            raise Refused(f"bad character `{char}`", pos + index, pos + index + 1)
    return kind


def _lost(text: str, start: int, pos: int) -> NoReturn:
    """Say why no word stands there."""
    if pos >= len(text) or "}}" not in text[pos:]:
        raise Refused("unclosed action", start, min(len(text), start + 2), "close it with `}}`")
    char = text[pos]
    if char in "\"'`":
        raise Refused("unterminated quoted string", pos, pos + 1, f"close it with `{char}`")
    end = pos + 1
    while (char in ".$_" or char.isalnum()) and end < len(text) and (text[end].isalnum() or text[end] == "_"):
        end += 1
    if end < len(text) and (end > pos + 1 or char in ".$"):
        raise Refused(f"bad character `{text[end]}`", end, end + 1, _MEND.get(text[end], "put a space before it"))
    raise Refused(f"unexpected `{char}` in action", pos, pos + 1, _MEND.get(char, ""))
