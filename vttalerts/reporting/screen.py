"""Text as a terminal shows it: how many columns it takes, with nothing in it that the terminal would obey.

A file or a message may hold escape sequences, bidirectional overrides or invisible characters, by accident or
by malice; a reader must see them and the terminal must not act on them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import Final

_TAB: Final = 4
"""Columns between tab stops: Python's own indent, so that a file with tabs reads as its neighbours do."""

_NON_JOINER: Final = "\u200c"
_JOINER: Final = "\u200d"
_EMOJI_PRESENTATION: Final = "\ufe0f"
_SKIN_TONES: Final = "\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"

_OBEYED: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
"""Unicode categories that a terminal obeys or hides: controls, formats, surrogates, separators of lines."""


def visible(text: str) -> str:
    r"""Return one line that is safe to show: what a terminal would obey or hide reads as `\x1b`, `\u202e`."""
    if _is_plain(text):
        return text
    return "".join(map(_visible, text))


def columns_of(text: str) -> int:
    """Return how many columns `text` takes at the start of a line."""
    return lay_out(text)[1][-1]


def lay_out(line: str) -> tuple[Sequence[str], Sequence[int]]:
    """Return what each character shows as, and the column (from 0) where it begins.

    The columns have one element more than the characters: the width of the whole. Widths are Unicode's: wide
    characters take two columns, combining ones none, an emoji joined of several two. Terminals that draw
    joined emoji side by side differ.
    """
    if _is_plain(line):
        return line, range(len(line) + 1)
    shown: list[str] = []
    columns = [0]
    previous = ""
    taken = 0
    for character in line:
        column = columns[-1]
        piece = " " * (_TAB - column % _TAB) if character == "\t" else _visible(character)
        taken = len(piece) if piece != character else _columns(character, previous, taken)
        shown.append(piece)
        columns.append(column + taken)
        previous = character
    return shown, columns


def _is_plain(text: str) -> bool:
    """Tell whether every character shows as itself in one column: almost every line does."""
    return text.isascii() and (text.isprintable() or not text)


def _visible(character: str) -> str:
    # The joiners are format characters too, but without them emoji and several scripts fall apart.
    if unicodedata.category(character) not in _OBEYED or character in {_JOINER, _NON_JOINER}:
        return character
    return character.encode("unicode_escape").decode("ascii")


def _columns(character: str, previous: str, taken: int) -> int:
    """Count the columns that `character` adds after `previous`, which took `taken`."""
    if character == _EMOJI_PRESENTATION:
        return 1 if taken == 1 else 0  # it makes the narrow sign before it a wide emoji
    category = unicodedata.category(character)
    continues_emoji = (previous == _JOINER and category == "So") or (character in _SKIN_TONES and taken > 1)
    if continues_emoji or category in {"Mn", "Me", "Cf"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
