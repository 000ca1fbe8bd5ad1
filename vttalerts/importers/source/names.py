"""Names for things that had none, or none that Python takes: short, of their own meaning, and never the same twice."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Iterable
from typing import Final

_WORD: Final = re.compile(r"[A-Z]+(?![a-z])\d*|[A-Z]?[a-z]+(?:\d+[a-z]*)?|\d+[a-z]*|[A-Z]")
_LONGEST: Final = 60
RESERVED: Final = frozenset({*keyword.kwlist, *keyword.softkwlist, *dir(builtins)})


def words_of(text: str) -> list[str]:
    """Return the words of a name in any style, in lower case: `VTTHighMemory` and `vtt-high memory` alike."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return [word.lower() for part in re.split(r"[^A-Za-z0-9]+", plain) for word in _WORD.findall(part)]


def slug(text: str, fallback: str) -> str:
    """Return a name for an address or a file: `node-exporter-full`."""
    return _short(words_of(text), "-") or fallback


def identifier(text: str, fallback: str, *, constant: bool = False) -> str:
    """Return a Python name made of a text; `fallback` where nothing of it can be used."""
    made = _short(words_of(text), "_") or fallback
    if made[0].isdigit():
        made = f"{fallback}_{made}"
    return made.upper() if constant else made


def _short(words: Iterable[str], joint: str) -> str:
    made = ""
    for word in words:
        longer = f"{made}{joint}{word}" if made else word
        if made and len(longer) > _LONGEST:
            break
        made = longer[:_LONGEST]
    return made


class Names:
    """Gives names, each once."""

    def __init__(self, taken: Iterable[str] = RESERVED, joint: str = "_") -> None:
        self._taken = set(taken)
        self._joint = joint

    def give(self, wanted: str) -> str:
        """Return the name, or with a number after it if it is taken already."""
        made, number = wanted, 2
        while made in self._taken:
            made = f"{wanted}{self._joint}{number}"
            number += 1
        self._taken.add(made)
        return made
