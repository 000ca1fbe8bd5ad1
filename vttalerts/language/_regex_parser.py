"""RE2's regular expressions as trees, for questions that matching one text cannot answer (google/re2 doc/syntax).

Decision: what is read here is read exactly, and everything else is refused: word boundaries, lines, Unicode's classes
and cases beyond ASCII. Whoever asks then knows that the answer is not known, and no wrong one is given.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple, TypeAlias

from vttalerts.language._regex_characters import (
    CLASSES,
    Ranges,
    UnreadableError,
    folded,
    inverse,
    named,
    normal,
    single,
)

_NESTING: Final = 50
_COUNTED: Final = re.compile(r"\{(\d{1,4})(?:(,)(\d{1,4})?)?\}", re.ASCII)
_FLAGS: Final = re.compile(r"\?([imsU]*)(?:-([imsU]+))?([:)])", re.ASCII)
_NAMED: Final = re.compile(r"\?P?<\w+>", re.ASCII)
_HEXADECIMAL: Final = re.compile(r"x(?:([0-9A-Fa-f]{2})|\{([0-9A-Fa-f]{1,6})\})")
_POSIX: Final = re.compile(r"\[:(\^?)(\w+):\]", re.ASCII)

_ESCAPES: Final = {"a": 7, "f": 12, "n": 10, "r": 13, "t": 9, "v": 11}


class Set(NamedTuple):
    """One character of some."""

    ranges: Ranges


class Edge(NamedTuple):
    """Nothing, where the text begins, or ends."""

    begin: bool


class Chain(NamedTuple):
    """One after the other."""

    parts: tuple[Tree, ...]


class Choice(NamedTuple):
    """One of several."""

    parts: tuple[Tree, ...]


class Repeat(NamedTuple):
    """The same again, so often; without `most`, any number of times."""

    part: Tree
    least: int
    most: int | None


Tree: TypeAlias = Set | Edge | Chain | Choice | Repeat


def parse(pattern: str) -> Tree:
    """Return what an expression that RE2 takes says.

    Raises:
        UnreadableError: It says something that is not read here.
    """
    reader = _Reader(pattern)
    tree = reader.choice(0, "")
    if reader.at < len(pattern):
        raise UnreadableError("a parenthesis too many")
    return tree


class _Reader:
    """Reads one expression from left to right."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0

    def choice(self, depth: int, flags: str) -> Tree:
        if depth > _NESTING:
            raise UnreadableError("groups nested too deep")
        branches: list[Tree] = []
        parts: list[Tree] = []
        while self.at < len(self.pattern) and self.pattern[self.at] != ")":
            if self._take("|"):
                branches.append(Chain(tuple(parts)))
                parts = []
            elif changed := self._flags():
                flags = _changed(flags, *changed)
            else:
                parts.append(self._repeated(self._atom(depth, flags)))
        branches.append(Chain(tuple(parts)))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _take(self, text: str) -> bool:
        found = self.pattern.startswith(text, self.at)
        self.at += len(text) if found else 0
        return found

    def _flags(self) -> tuple[str, str] | None:
        """Take flags that hold to the end of the group."""
        found = _FLAGS.match(self.pattern, self.at + 1) if self.pattern.startswith("(?", self.at) else None
        if found is None or found[3] != ")":
            return None
        self.at = found.end()
        return found[1], found[2] or ""

    def _repeated(self, part: Tree) -> Tree:
        while self.at < len(self.pattern):
            counted = _COUNTED.match(self.pattern, self.at)
            if self._take("*"):
                part = Repeat(part, 0, None)
            elif self._take("+"):
                part = Repeat(part, 1, None)
            elif self._take("?"):
                part = Repeat(part, 0, 1)
            elif counted is not None:
                self.at = counted.end()
                least = int(counted[1])
                most = least if counted[2] is None else None if counted[3] is None else int(counted[3])
                part = Repeat(part, least, most)
            else:
                break
            self._take("?")  # whether as few as possible changes no answer
        return part

    def _atom(self, depth: int, flags: str) -> Tree:
        character = self.pattern[self.at]
        if character == "(":
            return self._group(depth, flags)
        if character == "[":
            return self._bracket(flags)
        if character == "\\":
            return self._escape(flags)
        self.at += 1
        if character in "^$":
            if "m" in flags:
                raise UnreadableError("lines")
            return Edge(begin=character == "^")
        if character == ".":
            return Set(inverse(() if "s" in flags else ((10, 10),)))
        return Set(folded(((ord(character), ord(character)),), flags))

    def _group(self, depth: int, flags: str) -> Tree:
        self.at += 1
        if found := _NAMED.match(self.pattern, self.at):
            self.at = found.end()
        elif found := _FLAGS.match(self.pattern, self.at):
            self.at = found.end()
            flags = _changed(flags, found[1], found[2] or "")
        inner = self.choice(depth + 1, flags)
        if not self._take(")"):
            raise UnreadableError("an open group")
        return inner

    def _escape(self, flags: str) -> Tree:
        if self._take(r"\A"):
            return Edge(begin=True)
        if self._take(r"\z"):
            return Edge(begin=False)
        if self._take(r"\Q"):
            text, _, _ = self.pattern[self.at :].partition(r"\E")
            self.at = min(self.at + len(text) + 2, len(self.pattern))
            return Chain(tuple(Set(folded(((ord(one), ord(one)),), flags)) for one in text))
        return Set(folded(self._escaped(), flags))

    def _escaped(self) -> Ranges:
        """Take a backslash and what it means, in a class or outside."""
        character = self.pattern[self.at + 1 : self.at + 2]
        hexadecimal = _HEXADECIMAL.match(self.pattern, self.at + 1)
        if hexadecimal is not None:
            self.at = hexadecimal.end()
            point = int(hexadecimal[1] or hexadecimal[2], 16)
            return single(point)
        self.at += 2
        if character in _ESCAPES:
            return single(_ESCAPES[character])
        if character and character in "dws":
            return named(character)
        if character and character in "DWS":
            return inverse(named(character.lower()))
        if character.isascii() and not character.isalnum() and character:
            return single(ord(character))
        raise UnreadableError(f"`\\{character}`")

    def _bracket(self, flags: str) -> Set:
        self.at += 1
        inverted = self._take("^")
        ranges: list[tuple[int, int]] = []
        first = True
        while first or not self._take("]"):
            first = False
            if self.at >= len(self.pattern):
                raise UnreadableError("an open class")
            ranges += self._member()
        found = folded(normal(ranges), flags)
        return Set(inverse(found) if inverted else found)

    def _member(self) -> Ranges:
        posix = _POSIX.match(self.pattern, self.at)
        if posix is not None and posix[2] in CLASSES:
            self.at = posix.end()
            found = named(posix[2])
            return inverse(found) if posix[1] else found
        low = self._one()
        after = self.pattern[self.at + 1 : self.at + 2]
        if not self.pattern.startswith("-", self.at) or after in ("]", "") or len(low) != 1 or low[0][0] != low[0][1]:
            return low
        self.at += 1
        high = self._one()
        return ((low[0][0], high[0][1]),)

    def _one(self) -> Ranges:
        if self.pattern[self.at] == "\\":
            return self._escaped()
        point = ord(self.pattern[self.at])
        self.at += 1
        return single(point)


def _changed(flags: str, more: str, fewer: str) -> str:
    return "".join(sorted({*flags, *more} - {*fewer}))
