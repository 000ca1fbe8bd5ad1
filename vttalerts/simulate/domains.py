"""Which values a label may have: some that are known, or any that meet some conditions; the empty text is no label."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final, NamedTuple

from vttalerts.model.matchers import Matcher, Operator
from vttalerts.simulate.siblings import literals


class Domain(NamedTuple):
    """The values that a label may have.

    Attributes:
        values: All of them, the empty text among them where the label may be missing; `None` for any value.
        where: What every value meets, where any is possible; the label's name in it says nothing.
    """

    values: frozenset[str] | None
    where: frozenset[Matcher] = frozenset()

    @property
    def empty(self) -> bool:
        """Whether no value is left; of conditions, whether they contradict each other is not looked at."""
        return self.values is not None and not self.values

    def only(self, operator: Operator, value: str) -> Domain:
        """Return the values that also meet a condition."""
        condition = Matcher("", operator, value)
        if self.values is not None:
            return Domain(frozenset(one for one in self.values if condition.matches(one)))
        named = literals(condition)
        if named:
            return Domain(frozenset(one for one in named if self.may_be(one)))
        return Domain(None, self.where | {condition})

    def both(self, other: Domain) -> Domain:
        """Return the values that are in both."""
        if self.values is None and other.values is None:
            return Domain(None, self.where | other.where)
        given, against = (self, other) if self.values is not None else (other, self)
        return Domain(frozenset(value for value in given.values or () if against.may_be(value)))

    def either(self, other: Domain) -> Domain:
        """Return the values that are in one of the two; perhaps more, where any value is possible."""
        if self.values is not None and other.values is not None:
            return Domain(self.values | other.values)
        if self.values is None and other.values is None:
            return Domain(None, self.where & other.where)
        open_, closed = (self, other) if self.values is None else (other, self)
        values = closed.values or frozenset()
        return Domain(None, frozenset(one for one in open_.where if all(map(one.matches, values))))

    def may_be(self, value: str) -> bool:
        """Tell whether a value is among them."""
        if self.values is not None:
            return value in self.values
        return all(condition.matches(value) for condition in self.where)


ANY: Final = Domain(None)
MISSING: Final = Domain(frozenset({""}))
_PRESENT: Final = frozenset({Matcher("", Operator.NOT_EQUAL, "")})
PRESENT: Final = Domain(None, _PRESENT)


def of(*values: str) -> Domain:
    """Return some known values."""
    return Domain(frozenset(values))


class Box(NamedTuple):
    """Sets of labels: each label may have any value of its own, whatever the others have but those that are copies.

    Attributes:
        labels: The values of labels by their names.
        rest: The values of every other label: none, or any.
        same: Names of labels that have one value, because some are copies of another.
    """

    labels: dict[str, Domain]
    rest: Domain = MISSING
    same: tuple[frozenset[str], ...] = ()

    def get(self, name: str) -> Domain:
        """Return the values of a label."""
        return self.labels.get(name, self.rest)

    def put(self, name: str, domain: Domain) -> Box:
        """Return the sets with other values of one label."""
        return Box({**self.labels, name: domain}, self.rest, self._same_but({name}))

    def copy(self, name: str, source: str) -> Box:
        """Return the sets with one label's value for another too."""
        made = self.put(name, self.get(source))
        mine = next((group for group in made.same if source in group), frozenset({source}))
        others = tuple(group for group in made.same if group is not mine)
        return made._replace(same=(*others, mine | {name})) if name != source else self

    def only(self, name: str, operator: Operator, value: str) -> Box | None:
        """Return the sets whose label meets a condition; `None` if there are none."""
        domain = self.get(name).only(operator, value)
        if domain.empty:
            return None
        copies = next((group for group in self.same if name in group), (name,))
        return self._replace(labels={**self.labels, **dict.fromkeys(copies, domain)})

    def keep(self, names: Iterable[str]) -> Box:
        """Return the sets without all labels but some."""
        kept = {name: self.get(name) for name in names}
        return Box(kept, same=self._same_but(frozenset[str]().union(*self.same) - kept.keys()))

    def drop(self, names: Iterable[str]) -> Box:
        """Return the sets without some labels."""
        dropped = dict.fromkeys(names, MISSING)
        return Box({**self.labels, **dropped}, self.rest, self._same_but(dropped.keys()))

    def forget(self, names: Collection[str]) -> Box:
        """Return the sets as if some labels had never been looked at."""
        if not names:
            return self
        left = {name: domain for name, domain in self.labels.items() if name not in names}
        return Box(left, self.rest, self._same_but(names))

    def both(self, other: Box, names: frozenset[str] | None, but: frozenset[str] = frozenset()) -> Box | None:
        """Return these sets where some labels have the same value as in others; `None` if they never do.

        Args:
            other: The other sets; their other labels are not looked at.
            names: The labels to compare; without it all.
            but: Labels that are not compared.
        """
        labels = dict(self.labels)
        compared = (self.labels.keys() | other.labels.keys() if names is None else names) - but
        for name in compared:
            domain = labels[name] = self.get(name).both(other.get(name))
            if domain.empty:
                return None
        if names is not None:
            return Box(labels, self.rest, self.same)
        for name in but:
            labels[name] = self.get(name)
        return Box(labels, self.rest.both(other.rest), self.same)

    def either(self, other: Box) -> Box:
        """Return one box around two; it may hold more than they do."""
        names = self.labels.keys() | other.labels.keys()
        same = tuple(group for group in self.same if group in other.same)
        return Box({name: self.get(name).either(other.get(name)) for name in names}, self.rest.either(other.rest), same)

    def _same_but(self, names: Collection[str]) -> tuple[frozenset[str], ...]:
        """Return which labels are still copies of each other when some are no more."""
        if not self.same:
            return ()
        left = (group.difference(names) for group in self.same)
        return tuple(group for group in left if len(group) > 1)


def prometheus_regex(pattern: str) -> str:
    """Return an expression as Prometheus means it: its `.` takes a newline too (model/labels/regexp.go)."""
    return f"(?s:{pattern})" if "." in pattern else pattern


MOST_BOXES: Final = 48
"""How many boxes are kept apart before they become one around all."""


def few(boxes: Iterable[Box | None]) -> tuple[Box, ...]:
    """Return boxes without those that are empty or doubles, and one around all where they are too many."""
    kept: list[Box] = []
    for box in boxes:
        if box is not None and box not in kept:
            kept.append(box)
    if len(kept) <= MOST_BOXES:
        return tuple(kept)
    around = kept[0]
    for box in kept[1:]:
        around = around.either(box)
    return (around,)
