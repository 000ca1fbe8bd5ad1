"""PromQL's numbers and strings as characters: where one ends, and what a string says (promql/parser/lex.go)."""

from __future__ import annotations

from typing import Final, NamedTuple

_ESCAPES: Final = {"a": 7, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11, "\\": 92}
_DIGITS: Final = {"x": (2, 16, 255), "u": (4, 16, 0x10FFFF), "U": (8, 16, 0x10FFFF)}
_DECIMAL: Final = "0123456789"


class Token(NamedTuple):
    """One word.

    Attributes:
        kind: `EOF`, `NUMBER`, `DURATION`, `STRING`, `IDENTIFIER`, `METRIC` (a name with a colon), or the keyword or
            the punctuation itself.
        text: As it stands in the source.
        start: Its first character, from 0.
        end: The character after its last.
    """

    kind: str
    text: str
    start: int
    end: int


class Refusal(Exception):  # noqa: N818  the grammar's word for what upstream answers
    """Why Prometheus refuses an expression, and where."""

    def __init__(self, message: str, start: int, end: int, help: str = "") -> None:  # noqa: A002
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end
        self.help = help


def is_digit(char: str) -> bool:
    return "0" <= char <= "9" if char else False


def is_alpha(char: str) -> bool:
    return char == "_" or "a" <= char <= "z" or "A" <= char <= "Z" if char else False


def _number_prefix(text: str, pos: int) -> tuple[str, int]:
    """Return the digits that a number has, and the place after its first characters."""
    digits = _DECIMAL
    if text.startswith("0", pos):
        pos += 1
        if text[pos : pos + 1] in {"x", "X"}:
            pos += 1
            digits += "abcdefABCDEF"
            pos += text.startswith("_", pos)
    pos += text.startswith(".", pos)
    return digits, pos + (text[pos : pos + 1] in set(digits))


def scan_number(text: str, pos: int) -> tuple[int, bool]:
    """Return where a number ends, and whether it is one (lex.go, scanNumber, step by step)."""
    digits, pos = _number_prefix(text, pos)
    dot = exponent = False
    while (char := text[pos : pos + 1]) and (char in digits or char in "._eE"):
        if (char == "." and dot) or (char in "eE" and exponent):
            return pos + 1, False
        if char not in "._eE":
            while text[pos : pos + 1] in digits and pos < len(text):
                pos += 1
            continue
        pos += 1
        if char in "eE":
            exponent = True
            pos += text[pos : pos + 1] in {"+", "-"}
        following = text[pos : pos + 1]
        if following and following in ("_." if char == "." else "._eE"):
            return pos + 1, False
        if char == ".":
            dot = True
            if len(digits) > len(_DECIMAL):
                return pos, False
        elif not following:
            return pos, False
    after = text[pos : pos + 1]
    return pos, not (is_alpha(after) or is_digit(after))


def escape_end(text: str, at: int, quote: str) -> int:
    """Return the place after an escape sequence (lex.go, lexEscape)."""
    char = text[at + 1 : at + 2]
    if char and (char in _ESCAPES or char == quote):
        return at + 2
    if char and char in "01234567":
        count, base, most, start = 3, 8, 255, at + 1
    elif char in _DIGITS:
        (count, base, most), start = _DIGITS[char], at + 2
    else:
        raise Refusal(f"unknown escape sequence `\\{char}`", at, at + 2, f"write `\\\\{char}` for a backslash")
    found = text[start : start + count]
    valid = "01234567" if base == 8 else "0123456789abcdefABCDEF"  # noqa: PLR2004  octal
    if len(found) < count or any(digit not in valid for digit in found):
        raise Refusal("illegal character in escape sequence", at, start + len(found))
    value = int(found, base)
    if value > most or 0xD800 <= value < 0xE000:  # noqa: PLR2004  surrogates
        raise Refusal("escape sequence is an invalid Unicode code point", at, start + count)
    return start + count


def unquote(token: Token) -> str:
    """Return what a string says; bytes that are no UTF-8 as lone surrogates (util/strutil/quote.go)."""
    body = token.text[1:-1]
    if token.text[0] == "`" or "\\" not in body:
        return body
    parts = bytearray()
    at = 0
    while at < len(body):
        if body[at] != "\\":
            parts += body[at].encode("utf-8", "surrogatepass")
            at += 1
            continue
        char = body[at + 1]
        end = escape_end(body, at, token.text[0])
        if char in _ESCAPES:
            parts.append(_ESCAPES[char])
        elif char in "uU":
            parts += chr(int(body[at + 2 : end], 16)).encode()
        elif char == "x":
            parts.append(int(body[at + 2 : end], 16))
        elif char in "01234567":
            parts.append(int(body[at + 1 : end], 8))
        else:
            parts += char.encode()
        at = end
    return parts.decode("utf-8", "surrogateescape")
