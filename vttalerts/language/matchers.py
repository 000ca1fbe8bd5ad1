"""Reads label matchers as Alertmanager does: by its newer grammar, by its classic one, or by both.

Decision: both grammars, written after upstream's (matcher/parse, pkg/labels/parse.go, matcher/compat). A text that
only one of them takes is read by that one, and where both take it and differ, the classic one wins: an alert must
go where the server sends it, not where the text looks as if it went.
"""

from __future__ import annotations

import json
import re
from typing import Final, Literal, NamedTuple, TypeAlias

from vttalerts.diagnostics import Fault

Mode: TypeAlias = Literal["fallback", "classic", "utf8-strict"]
"""How Alertmanager is started: with neither or one of `--enable-feature=classic-mode` and `utf8-strict-mode`."""

_CLASSIC: Final = re.compile(r"\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|=|!=|!~)\s*(.*?)\s*\Z", re.ASCII | re.DOTALL)
_RESERVED: Final = "{}!=~,\\\\\"'`"
_TOKEN: Final = re.compile(
    rf"""\s*(?:(?P<mark>[{{}},]|=~|!=|!~|=)|(?P<quoted>"(?:[^"\\]|\\.)*")|(?P<bare>[^\s{_RESERVED}]+))""", re.DOTALL
)
_ESCAPE: Final = re.compile(
    r"\\(?:([abfnrtv\\\"])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.?))", re.DOTALL
)
_SHORT: Final = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v", "\\": "\\", '"': '"'}
_OPERATORS: Final = frozenset({"=", "!=", "=~", "!~"})
_LAST_CHARACTER: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)
_LAST_BYTE: Final = 0xFF


class Parsed(NamedTuple):
    """One matcher of a text.

    Attributes:
        label: The label's name.
        operator: `=`, `!=`, `=~` or `!~`.
        value: The value, or the expression.
    """

    label: str
    operator: str
    value: str


class Reading(NamedTuple):
    """What a text says.

    Attributes:
        matchers: The matchers in it.
        doubt: What differs between the two grammars, in words; empty where both agree.
    """

    matchers: tuple[Parsed, ...]
    doubt: str = ""


def parse(text: str, mode: Mode = "fallback") -> Reading:
    """Return the matchers in a text.

    Raises:
        Fault: Alertmanager in this mode refuses it (RTE030).
    """
    if mode == "classic":
        return Reading(_classic(text))
    if mode == "utf8-strict":
        return Reading(_utf8(text))
    try:
        newer = _utf8(text)
    except Fault as fault:
        refused: Fault | None = fault
        newer = ()
    else:
        refused = None
    try:
        classic = _classic(text)
    except Fault:
        if refused is not None:
            raise
        return Reading(newer)
    if refused is not None:
        return Reading(classic, "only Alertmanager's classic grammar reads this, which will be removed")
    if classic != newer:
        return Reading(classic, "Alertmanager's two grammars read this differently, and today the classic one wins")
    return Reading(newer)


def _refuse(text: str, reason: str, offset: int | None = None, length: int = 1) -> Fault:
    fault = Fault(
        "RTE030",
        f"not a matcher: {reason}",
        why="Alertmanager refuses the whole file",
        help='write `name="value"`, with `=`, `!=`, `=~` or `!~`',
        offset=offset,
        length=length,
    )
    fault.subject = text
    return fault


def _classic(text: str) -> tuple[Parsed, ...]:
    """pkg/labels/parse.go `ParseMatchers`."""
    tokens: list[str] = []
    token: list[str] = []
    inside = escaped = False
    for character in text.removeprefix("{").removesuffix("}"):
        if character == "," and not inside:
            tokens.append("".join(token))
            token = []
            continue
        if character == '"':
            if not escaped:
                inside = not inside
            escaped = False
        elif character == "\\":
            escaped = not escaped
        elif character != ",":
            escaped = False
        token.append(character)
    rest = "".join(token).strip()
    if rest:
        tokens.append(rest)
    return tuple(_classic_matcher(text, part) for part in tokens)


def _classic_matcher(text: str, token: str) -> Parsed:
    found = _CLASSIC.match(token)
    if found is None:
        at = text.find(token)
        raise _refuse(
            text,
            f"`{token}` has no label, operator and value" if token.strip() else "nothing before a comma",
            max(at, 0),
            len(token),
        )
    name, operator, raw = found.groups()
    opened = raw.startswith('"')
    raw = raw[1:] if opened else raw
    made: list[str] = []
    escaped = False
    for index, character in enumerate(raw):
        is_last = index == len(raw) - 1
        if escaped:
            escaped = False
            made.append({"n": "\n", '"': '"', "\\": "\\"}.get(character, f"\\{character}"))
        elif character == "\\" and not is_last:
            escaped = True
        elif character == '"':
            if not opened or not is_last:
                raise _refuse(text, "a double quote inside the value", text.find(token), len(token))
            opened = False
        else:
            made.append(character)
    if opened:
        raise _refuse(text, "the value's double quote is not closed", text.find(token), len(token))
    return Parsed(name, operator, "".join(made))


class _Tokens:
    """The tokens of the newer grammar (matcher/parse/lexer.go)."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.found: list[tuple[str, str, int]] = []
        at, end = 0, len(text.rstrip())
        while at < end:
            token = _TOKEN.match(text, at)
            if token is None:
                start = at + len(text[at:]) - len(text[at:].lstrip())
                raise _refuse(text, f"`{text[start]}` can't stand here without double quotes around it", start)
            kind = token.lastgroup or ""
            self.found.append((kind if kind != "mark" else token[kind], token[kind], token.start(kind)))
            at = token.end()

    def take(self, index: int, *kinds: str, what: str) -> str:
        """Return the text of a token that must be there."""
        if index >= len(self.found):
            raise _refuse(self.text, f"it ends where {what} is expected", max(len(self.text) - 1, 0))
        kind, text, at = self.found[index]
        if kind not in kinds:
            raise _refuse(self.text, f"`{text}` stands where {what} is expected", at, len(text))
        return _unquoted(self.text, text, at) if kind == "quoted" else text

    def is_at(self, index: int, kind: str) -> bool:
        """Tell whether there is a token of a kind."""
        return index < len(self.found) and self.found[index][0] == kind


def _utf8(text: str) -> tuple[Parsed, ...]:
    """matcher/parse/parse.go."""
    tokens = _Tokens(text)
    made: list[Parsed] = []
    braced = tokens.is_at(0, "{")
    at = int(braced)
    while at < len(tokens.found) and not tokens.is_at(at, "}"):
        name = tokens.take(at, "bare", "quoted", what="a label's name")
        operator = tokens.take(at + 1, *_OPERATORS, what="an operator")
        value = tokens.take(at + 2, "bare", "quoted", what="a value")
        made.append(Parsed(name, operator, value))
        at += 3
        if at < len(tokens.found) and not tokens.is_at(at, "}"):
            tokens.take(at, ",", what="a comma")
            at += 1
    if braced:
        tokens.take(at, "}", what="a closing brace")
        at += 1
    if at < len(tokens.found):
        _, token, start = tokens.found[at]
        raise _refuse(text, f"`{token}` follows the last matcher", start, len(token))
    return tuple(made)


def _unquoted(text: str, literal: str, at: int) -> str:
    """Go's `strconv.Unquote` of a double-quoted text."""
    inner = literal[1:-1]
    if "\n" in inner:
        raise _refuse(text, "a line break in double quotes", at, len(literal))
    if "\\" not in inner:
        return inner
    raw: list[bytes] = []
    last = 0
    for found in _ESCAPE.finditer(inner):
        raw.append(inner[last : found.start()].encode())
        last = found.end()
        short, byte, four, eight, octal, wrong = found.groups()
        code = int(four or eight or "0", 16)
        if wrong is not None or code > _LAST_CHARACTER or code in _SURROGATES or int(octal or "0", 8) > _LAST_BYTE:
            raise _refuse(text, f"`{found[0]}` is no escape", at + 1 + found.start(), len(found[0]))
        if short:
            raw.append(_SHORT[short].encode())
        elif byte or octal:
            raw.append(bytes((int(byte, 16) if byte else int(octal, 8),)))
        else:
            raw.append(chr(code).encode())
    raw.append(inner[last:].encode())
    try:
        return b"".join(raw).decode()
    except UnicodeDecodeError:
        raise _refuse(text, f"{json.dumps(inner)} is no valid UTF-8", at, len(literal)) from None
