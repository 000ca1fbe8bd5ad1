"""The values of one label in as few kinds as the matchers tell apart: each plain value, and what is left by pattern.

Decision: a set of values is an integer, one bit a kind, because a proof cuts sets thousands of times. Which patterns
can match one text together is worked out exactly (`language.regexes`); where that is too much, the kinds are only
those of which an example is known, and `doubt` says so.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Final

from vttalerts.language.regexes import Kinds, UnreadableError, Verdicts, kinds
from vttalerts.model.matchers import Matcher, Operator
from vttalerts.simulate.domains import PRESENT, Box, Domain
from vttalerts.simulate.siblings import literals

_TRIED: Final = 40
"""How many texts of each kind are tried on patterns that cannot be read."""
_MOST_NAMED: Final = 6
"""How many values are named before the rest is counted."""


class Cells:
    """The kinds of values that some matchers on a label tell apart.

    Attributes:
        label: The label.
        matchers: The matchers.
        examples: A value of each kind; the plain values come first.
        everything: All kinds.
        doubt: Why there may be kinds that nobody found; empty if there are none.
    """

    def __init__(self, label: str, matchers: Iterable[Matcher]) -> None:
        self.label = label
        self.matchers = tuple(matchers)
        self.doubt = ""
        plain: dict[str, int] = {"": 0}
        patterns: dict[str, Matcher] = {}
        for matcher in self.matchers:
            values = _named(matcher)
            if values is None:
                patterns.setdefault(matcher.value, Matcher(label, Operator.REGEX, matcher.value))
            for value in values or ():
                plain.setdefault(value, len(plain))
        self._plain = plain
        self._patterns = tuple(patterns.values())
        self._kinds: dict[Verdicts, int] = {}
        self.examples = list(plain)
        for verdicts, example in self._others(self._patterns):
            if verdicts not in self._kinds:
                self._kinds[verdicts] = len(self.examples)
                self.examples.append(example)
        self.everything = (1 << len(self.examples)) - 1
        self._masks: dict[Matcher, int] = {}
        self._domains: dict[Domain, int] = {}
        self._met: dict[tuple[Domain, int], str] = {}

    def mask(self, matcher: Matcher) -> int:
        """Return the kinds that a matcher takes."""
        found = self._masks.get(matcher)
        if found is None:
            found = self._masks[matcher] = self._mask(matcher)
        return found

    def _mask(self, matcher: Matcher) -> int:
        inverse = matcher.operator in {Operator.NOT_EQUAL, Operator.NOT_REGEX}
        values = _named(matcher)
        if values is not None:
            mask = sum(1 << self._plain[value] for value in dict.fromkeys(values))
        else:
            pattern = Matcher(self.label, Operator.REGEX, matcher.value)
            # A kind is one because all its values meet the same fate.
            mask = sum(1 << at for at, example in enumerate(self.examples) if pattern.matches(example))
        return self.everything & ~mask if inverse else mask

    def of_value(self, value: str) -> int:
        """Return the kind of a value."""
        at = self._plain.get(value)
        if at is None:
            verdicts = frozenset(number for number, one in enumerate(self._patterns) if one.matches(value))
            at = self._kinds.get(verdicts)
        # Only where there is doubt, a value can be of a kind that nobody found.
        return 1 << at if at is not None else 0

    def of(self, domain: Domain) -> int:
        """Return the kinds that some values are of."""
        found = self._domains.get(domain)
        if found is None:
            found = self._domains[domain] = self._of(domain)
        return found

    def _of(self, domain: Domain) -> int:
        mask = 0
        if domain.values is not None:
            for value in domain.values:
                mask |= self.of_value(value)
            return mask
        for value, at in self._plain.items():
            mask |= domain.may_be(value) << at
        if domain.where <= PRESENT.where:
            return mask | (self.everything & ~((1 << len(self._plain)) - 1))
        patterns = [one.value for one in domain.where if _named(one) is None]
        conditions = tuple(Matcher("", Operator.REGEX, pattern) for pattern in dict.fromkeys(patterns))
        count = len(self._patterns)
        for verdicts, example in self._others((*self._patterns, *conditions), domain):
            at_ = self._kinds.get(frozenset(one for one in verdicts if one < count))
            if at_ is not None and domain.may_be(example):
                mask |= 1 << at_
                self._met.setdefault((domain, at_), example)
        return mask

    def _others(self, patterns: tuple[Matcher, ...], within: Domain | None = None) -> Iterator[tuple[Verdicts, str]]:
        """Yield the kinds of values that are not plain, each with one of them."""
        texts = [one.value for one in patterns]
        try:
            found = kinds(texts)
        except UnreadableError as error:
            self.doubt = self.doubt or f"patterns on `{self.label}`: {error}"
            yield from self._tried(patterns)
            return
        named = {value for one in (within.where if within else ()) for value in _named(one) or ()}
        for verdicts in found.verdicts:
            example = next(
                (text for text in found.texts(verdicts) if text not in self._plain and text not in named), None
            )
            if example is not None:
                yield verdicts, example

    def _tried(self, patterns: tuple[Matcher, ...]) -> Iterator[tuple[Verdicts, str]]:
        """Yield kinds of which an example turns up among texts that one pattern or another tells apart."""
        texts: dict[str, None] = dict.fromkeys(("x", *self._plain))
        for one in patterns:
            texts.update(dict.fromkeys(_texts_of(one.value)))
        for text in texts:
            if text not in self._plain:
                yield frozenset(number for number, one in enumerate(patterns) if one.matches(text)), text

    def example(self, mask: int, domain: Domain) -> str:
        """Return a value of some kinds that is in a domain."""
        for value in sorted(domain.values or ()):
            if self.of_value(value) & mask:
                return value
        examples = (self._met.get((domain, at), self.examples[at]) for at in bits(mask))
        return next((one for one in examples if domain.may_be(one)), "")

    def words(self, mask: int, within: int) -> str:
        """Return what values of some kinds have in common, as matchers, beside all that are possible."""
        taken, left = self._covered(mask, within), self._covered(within & ~mask, within)
        if taken is not None and (left is None or len(taken) <= len(left)):
            return " or ".join(self._matcher(one, ("=", "=~")) for one in taken)
        if left is not None:
            return " ".join(self._matcher(one, ("!=", "!~")) for one in left)
        return f"{self.label} such as {self._listed([self.examples[at] for at in bits(mask)], ', ')}"

    def _covered(self, mask: int, within: int) -> list[list[str] | Matcher] | None:
        """Return plain values and patterns that take exactly some kinds; `None` if no such patterns do."""
        plain = (1 << len(self._plain)) - 1
        found: list[list[str] | Matcher] = []
        for pattern in self._patterns:
            taken = self.mask(pattern) & within
            if taken & ~plain & mask and not taken & ~mask:
                found.append(pattern)
                mask &= ~taken
        if mask & ~plain:
            return None
        return [[self.examples[at] for at in bits(mask)], *found] if mask else found

    def _matcher(self, part: list[str] | Matcher, signs: tuple[str, str]) -> str:
        if isinstance(part, Matcher):
            return f'{self.label}{signs[1]}"{part.value}"'
        if part == [""]:
            return f"no {self.label}" if signs[0] == "=" else f"some {self.label}"
        return f"{self.label}{signs[0]}{self._listed(part, '|')}"

    def _listed(self, values: list[str], sign: str) -> str:
        shown = [value or "(none)" for value in values[:_MOST_NAMED]]
        return sign.join((*shown, f"{len(values) - len(shown)} more") if len(values) > len(shown) else shown)


def of_matchers(matchers: Iterable[Matcher]) -> Mapping[str, Cells]:
    """Return the kinds that matchers tell apart, label by label."""
    found: dict[str, list[Matcher]] = {}
    for matcher in matchers:
        found.setdefault(matcher.label, []).append(matcher)
    return {label: Cells(label, mine) for label, mine in found.items()}


@functools.lru_cache(maxsize=4096)
def possible(domain: Domain) -> bool:
    """Tell whether a domain has a value; also where nobody can tell."""
    if domain.values is not None or not domain.where:
        return not domain.empty
    cells = Cells("", ())
    return cells.of(domain) != 0 or bool(cells.doubt)


def real(boxes: Iterable[Box | None]) -> Iterator[Box]:
    """Yield boxes without those whose conditions on a label contradict each other."""
    for box in boxes:
        if box is not None and all(possible(one) for one in box.labels.values() if one.where):
            yield box


def bits(mask: int) -> Iterator[int]:
    """Yield the positions of the bits that are set, lowest first."""
    while mask:
        low = mask & -mask
        yield low.bit_length() - 1
        mask ^= low


def _named(matcher: Matcher) -> tuple[str, ...] | None:
    """Return the only values that a matcher takes, or refuses; `None` if a pattern decides."""
    if matcher.operator in {Operator.EQUAL, Operator.NOT_EQUAL}:
        return (matcher.value,)
    return literals(Matcher(matcher.label, Operator.REGEX, matcher.value)) or None


def _texts_of(pattern: str) -> Iterator[str]:
    try:
        alone: Kinds = kinds((pattern,))
    except UnreadableError:
        return
    for verdicts in alone.verdicts:
        yield from islice(alone.texts(verdicts), _TRIED)
