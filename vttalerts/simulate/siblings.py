"""Which children of a route may take an alert, without asking all of them: by a value, or by a pattern's verdict."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from vttalerts.model.matchers import Matcher, Operator

_PLAIN: Final = re.compile(r"[\w -]*", re.ASCII)
_GROUPING: Final = frozenset("\\()[]")
_LITERAL_BREAKERS: Final = frozenset("\\.+*?()[]{}^$")
REMEMBERED: Final = 4096
"""How many values an expression remembers its verdict on; more would be labels that never repeat."""


def literals(matcher: Matcher) -> tuple[str, ...]:
    """Return the only values that a matcher accepts: that of `=`, each of `=~"a|b"`; none if there are others."""
    if matcher.operator is Operator.EQUAL:
        return (matcher.value,)
    if matcher.operator is Operator.REGEX and not _LITERAL_BREAKERS.intersection(matcher.value):
        return tuple(dict.fromkeys(matcher.value.split("|")))
    return ()


def lookup_keys(siblings: Sequence[tuple[Matcher, ...]]) -> list[Matcher | None]:
    """Choose for each sibling the matcher that fewest of the others share, to be looked up by."""
    shared: dict[tuple[str, str], int] = {}
    known = [[(matcher, literals(matcher)) for matcher in matchers] for matchers in siblings]
    for sibling in known:
        for matcher, values in sibling:
            for value in values:
                shared[matcher.label, value] = shared.get((matcher.label, value), 0) + 1
    return [
        min(
            (
                (sum(shared[matcher.label, value] for value in values), at, matcher)
                for at, (matcher, values) in enumerate(sibling)
                if values
            ),
            default=(0, 0, None),
        )[2]
        for sibling in known
    ]


def pattern_key(matchers: tuple[Matcher, ...]) -> Matcher | None:
    """Choose the matcher without plain values that says most: one that takes something, before one that refuses it."""
    return min(matchers, key=lambda matcher: matcher.operator is not Operator.REGEX, default=None)


def beginnings(matcher: Matcher) -> tuple[str, ...]:
    """Return texts with one of which every value that a pattern takes begins, as far as that is plain; else none."""
    if matcher.operator is not Operator.REGEX or _GROUPING.intersection(matcher.value):
        return ()
    found: list[str] = []
    for branch in matcher.value.split("|"):
        plain = _PLAIN.match(branch)
        text = plain[0] if plain is not None else ""
        found.append(text[:-1] if branch[len(text) : len(text) + 1] in {"*", "?", "{"} else text)
    return () if "" in found else tuple(found)


class Patterns:
    """The children that patterns on one label decide on, and which of them took which values so far."""

    __slots__ = ("_children", "_known")

    def __init__(self) -> None:
        self._children: list[tuple[int, Matcher, tuple[str, ...]]] = []
        self._known: dict[str, list[int]] = {}

    def add(self, position: int, matcher: Matcher) -> None:
        """Add a child."""
        self._children.append((position, matcher, beginnings(matcher) or ("",)))

    def matching(self, value: str) -> list[int]:
        """Return the positions of the children whose pattern takes a value."""
        known = self._known.get(value)
        if known is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            known = [
                position
                for position, matcher, texts in self._children
                if value.startswith(texts) and matcher.matches(value)
            ]
            self._known[value] = known
        return known
