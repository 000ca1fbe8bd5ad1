"""Texts and numbers as Python writes them, with the quotes and escapes that `ruff format` would choose."""

from __future__ import annotations

import math
import re
from typing import Final

_ESCAPES: Final = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_BREAKS: Final = re.compile(r"[^ \n]*(?:\n| +|\Z)")


def quoted(text: str) -> str:
    """Return a text as a literal: in double quotes, unless single ones need fewer escapes."""
    quote = "'" if text.count('"') > text.count("'") else '"'
    if text.isascii() and text.isprintable() and "\\" not in text and quote not in text:
        return f"{quote}{text}{quote}"
    return f"{quote}{''.join(_escaped(character, quote) for character in text)}{quote}"


def _escaped(character: str, quote: str) -> str:
    if character == quote:
        return f"\\{character}"
    found = _ESCAPES.get(character)
    if found is not None:
        return found
    if character.isprintable():
        return character
    code = ord(character)
    if code <= 0xFF:  # noqa: PLR2004  what two digits can say
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"  # noqa: PLR2004  what four digits can say


def pieces(text: str, width: int) -> list[str]:
    """Return literals that make the text together, each for a line: one if it fits, else broken between words."""
    whole = quoted(text)
    if len(whole) <= width:
        return [whole]
    parts: list[str] = []
    line = ""
    for word in _BREAKS.findall(text):
        if line and (line.endswith("\n") or len(quoted(line + word)) > width):
            parts.append(line)
            line = ""
        line += word
    if line:
        parts.append(line)
    return [quoted(part) for part in parts] or ['""']


def number(value: float) -> str:
    """Return a number as a literal.

    Raises:
        ValueError: It is infinite or not a number, and has none.
    """
    if not math.isfinite(value):
        raise ValueError(f"{value} has no literal")
    return repr(value)
