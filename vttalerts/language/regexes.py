"""Which texts several regular expressions tell apart: an example of each kind that there is, and no kind left out.

Decision: all expressions become one automaton without output, whose states say which of them match (Thompson's
construction, subsets made on demand). Every reachable combination of verdicts is a kind of text, and every kind is
reachable, so the answer is exact. The automaton may be exponentially large; then there is an error, and no answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypeAlias

from vttalerts.language._regex_characters import MOST, SURROGATES, Ranges, UnreadableError
from vttalerts.language._regex_parser import Chain, Choice, Edge, Repeat, Set, Tree, parse

__all__ = ["Kinds", "UnreadableError", "kinds"]

_MOST_PLACES: Final = 5000
"""How many places the expressions may have together; counted repeats are copies."""
_MOST_STATES: Final = 3000
_MOST_ARROWS: Final = 60_000
_NICE: Final = "xyzabcdefghijklmnopqrstuvwXYZABC0123456789-_./: "
"""Characters that read well in an example."""

Verdicts: TypeAlias = frozenset[int]
"""The numbers of the expressions that match a text."""


class _Arrow(NamedTuple):
    """Where some characters lead."""

    low: int
    high: int
    target: int


class Kinds:
    """The kinds of texts that some expressions tell apart.

    Attributes:
        verdicts: For each kind, the numbers of the expressions that match its texts.
    """

    def __init__(self, arrows: list[list[_Arrow]], matching: list[Verdicts]) -> None:
        self._arrows = arrows
        self._matching = matching
        self.verdicts = tuple(dict.fromkeys(matching))

    def texts(self, verdicts: Verdicts) -> Iterator[str]:
        """Yield every text of a kind once, shorter ones first; there may be infinitely many."""
        ends: list[set[int]] = [{state for state, mine in enumerate(self._matching) if mine == verdicts}]
        while ends[-1]:
            if 0 in ends[-1]:
                yield from self._of_length(ends)
            last = ends[-1]
            ends.append(
                {state for state, arrows in enumerate(self._arrows) if any(arrow.target in last for arrow in arrows)}
            )

    def _of_length(self, ends: list[set[int]]) -> Iterator[str]:
        """Yield the texts that get from the start to an end in so many steps as there are sets of states."""
        length = len(ends) - 1
        text: list[str] = []
        ways = [self._steps(0, ends[length - 1])] if length else []
        if not length:
            yield ""
        while ways:
            step = next(ways[-1], None)
            if step is None:
                ways.pop()
                if text:
                    text.pop()
                continue
            character, state = step
            if len(ways) == length:
                yield "".join((*text, character))
            else:
                text.append(character)
                ways.append(self._steps(state, ends[length - len(ways) - 1]))

    def _steps(self, state: int, towards: set[int]) -> Iterator[tuple[str, int]]:
        useful = [arrow for arrow in self._arrows[state] if arrow.target in towards]
        nice = [
            (character, arrow.target)
            for character in _NICE
            for arrow in useful
            if arrow.low <= ord(character) <= arrow.high
        ]
        yield from nice
        given = {character for character, _ in nice}
        for low, high, target in useful:
            for point in range(low, high + 1):
                character = chr(point)
                if character not in given:
                    yield character, target


def kinds(patterns: Sequence[str]) -> Kinds:
    """Return the kinds of texts that anchored expressions tell apart.

    Args:
        patterns: Expressions that RE2 takes.

    Raises:
        UnreadableError: One says what cannot be read here, or all together are too much.
    """
    places = _Places()
    starts = [places.add(parse(pattern), places.accept(number)) for number, pattern in enumerate(patterns)]
    arrows: list[list[_Arrow]] = []
    matching: list[Verdicts] = [places.verdicts(starts, begin=True)]
    first = places.reach(starts, begin=True)
    # The start is a state of its own: `^` holds nowhere else.
    numbers: dict[frozenset[int], int] = {}
    waiting = [first]
    total = 0
    while len(arrows) < len(waiting):
        mine: list[_Arrow] = []
        for low, high in places.stretches(waiting[len(arrows)]):
            following = places.after(waiting[len(arrows)], low)
            if following not in numbers:
                numbers[following] = len(waiting)
                waiting.append(following)
                matching.append(places.verdicts(following, begin=False))
            mine.append(_Arrow(low, high, numbers[following]))
        arrows.append(mine)
        total += len(mine)
        if len(waiting) > _MOST_STATES or total > _MOST_ARROWS:
            raise UnreadableError("too many expressions that overlap")
    return Kinds(arrows, matching)


class _Places:
    """The expressions as a network of places: some take a character, the others lead on at once."""

    def __init__(self) -> None:
        self._takes: dict[int, tuple[Ranges, int]] = {}
        self._leads: dict[int, list[int]] = {}
        self._edges: dict[int, tuple[bool, int]] = {}
        self._accepts: dict[int, int] = {}
        self._count = 0

    def _new(self) -> int:
        self._count += 1
        if self._count > _MOST_PLACES:
            raise UnreadableError("expressions that are too long")
        return self._count

    def accept(self, number: int) -> int:
        place = self._new()
        self._accepts[place] = number
        return place

    def add(self, tree: Tree, then: int) -> int:
        """Add what leads through a tree to a place, and return where it begins."""
        if isinstance(tree, Chain):
            for part in reversed(tree.parts):
                then = self.add(part, then)
            return then
        if isinstance(tree, Repeat):
            return self._repeat(tree, then)
        place = self._new()
        if isinstance(tree, Set):
            self._takes[place] = (tree.ranges, then)
        elif isinstance(tree, Edge):
            self._edges[place] = (tree.begin, then)
        elif isinstance(tree, Choice):
            self._leads[place] = [self.add(part, then) for part in tree.parts]
        return place

    def _repeat(self, tree: Repeat, then: int) -> int:
        if tree.most is None:
            loop = self._new()
            self._leads[loop] = [then, self.add(tree.part, loop)]
            then = loop
        else:
            for _ in range(tree.most - tree.least):
                place = self._new()
                self._leads[place] = [self.add(tree.part, then), then]
                then = place
        for _ in range(tree.least):
            then = self.add(tree.part, then)
        return then

    def reach(self, places: Sequence[int] | frozenset[int], *, begin: bool, end: bool = False) -> frozenset[int]:
        """Return the places that wait for a character, or for the end, once those that lead on have led on."""
        found: set[int] = set()
        seen: set[int] = set()
        todo = list(places)
        while todo:
            place = todo.pop()
            if place in seen:
                continue
            seen.add(place)
            if place in self._leads:
                todo += self._leads[place]
            elif place in self._edges:
                at_begin, then = self._edges[place]
                if (begin and at_begin) or (end and not at_begin):
                    todo.append(then)
                elif not at_begin:
                    found.add(place)
            else:
                found.add(place)
        return frozenset(found)

    def verdicts(self, places: Sequence[int] | frozenset[int], *, begin: bool) -> Verdicts:
        """Return which expressions match a text that ends here."""
        ended = self.reach(places, begin=begin, end=True)
        return frozenset(self._accepts[place] for place in ended if place in self._accepts)

    def after(self, places: frozenset[int], point: int) -> frozenset[int]:
        """Return where a character leads."""
        taken = [
            then
            for place in places
            if place in self._takes
            for ranges, then in (self._takes[place],)
            if any(low <= point <= high for low, high in ranges)
        ]
        return self.reach(taken, begin=False)

    def stretches(self, places: frozenset[int]) -> Iterator[tuple[int, int]]:
        """Yield all characters in stretches of which none leads two ways."""
        starts = {0, SURROGATES[1] + 1}
        for place in places:
            for low, high in self._takes[place][0] if place in self._takes else ():
                starts |= {low, high + 1}
        first, last = SURROGATES
        ordered = sorted(start for start in starts if start <= MOST and not first <= start <= last)
        for low, following in zip(ordered, (*ordered[1:], MOST + 1), strict=True):
            yield low, (first - 1 if low < first < following else following - 1)
