"""Which alerts an inhibition silences while which others fire, if it ever can (alertmanager inhibit/inhibit.go).

Decision: a source and a target silence each other's kin as far as their labels may agree, each label by itself. Where
an alert is on both sides, sources that are too silence no targets that are too (`InhibitRule.hasEqual`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TypeAlias

from vttalerts.graph import Graph, PlacedAlert
from vttalerts.model.inhibition import Inhibition
from vttalerts.model.matchers import Matcher, Operator
from vttalerts.simulate.alert_space import alert_spaces
from vttalerts.simulate.cells import possible, real
from vttalerts.simulate.domains import MISSING, Box, Domain

_OPPOSITE = {
    Operator.EQUAL: Operator.NOT_EQUAL,
    Operator.NOT_EQUAL: Operator.EQUAL,
    Operator.REGEX: Operator.NOT_REGEX,
    Operator.NOT_REGEX: Operator.REGEX,
}

Alerts: TypeAlias = tuple[PlacedAlert, ...]
_Side: TypeAlias = "dict[tuple[bool, tuple[Domain, ...]], dict[int, PlacedAlert]]"
"""The alerts of a side, by whether they are on the other side too, and by their values of the `equal` labels."""


class Pairing(NamedTuple):
    """Sources each of which silences each of some targets.

    Attributes:
        sources: The alerts that silence.
        targets: The alerts that are silenced.
        unrelated: Whether both lack every `equal` label, so that they need have nothing in common.
    """

    sources: Alerts
    targets: Alerts
    unrelated: bool


class Suppression(NamedTuple):
    """What an inhibition does to the alerts of a platform.

    Attributes:
        rule: The inhibition.
        sources: The alerts that the source matchers may mean.
        targets: The alerts that the target matchers may mean.
        pairings: Which of them silence which.
        apart: The `equal` labels that no source has in common with any target.
    """

    rule: Inhibition
    sources: Alerts
    targets: Alerts
    pairings: tuple[Pairing, ...]
    apart: tuple[str, ...]

    def silencing(self, target: PlacedAlert) -> Alerts:
        """Return the alerts that silence one."""
        found = (one.sources for one in self.pairings if any(mine is target for mine in one.targets))
        return tuple({id(one): one for sources in found for one in sources}.values())


def suppressions(graph: Graph) -> Iterator[Suppression]:
    """Yield what each inhibition of a platform does."""
    if not graph.inhibitions:
        return
    spaces = alert_spaces(graph)
    alerts = [(placed, spaces.of(placed).kept) for placed in graph.alerts]
    for rule in graph.inhibitions:
        sources = _side(rule, alerts, rule.source_matchers, rule.target_matchers)
        targets = _side(rule, alerts, rule.target_matchers, rule.source_matchers)
        pairings = tuple(_pairings(sources, targets))
        apart = () if pairings else tuple(_apart(rule, sources, targets))
        yield Suppression(rule, _all(sources), _all(targets), pairings, apart)


def _side(
    rule: Inhibition,
    alerts: Iterable[tuple[PlacedAlert, tuple[Box, ...]]],
    mine: tuple[Matcher, ...],
    other: tuple[Matcher, ...],
) -> _Side:
    found: _Side = {}
    for placed, boxes in alerts:
        for box in boxes:
            for inside in real(_inside(box, mine)):
                for both, part in _parts(inside, other):
                    key = both, tuple(part.get(label) for label in rule.equal)
                    found.setdefault(key, {})[id(placed)] = placed
    return found


def _inside(box: Box, matchers: Iterable[Matcher]) -> Iterator[Box | None]:
    left: Box | None = box
    for one in matchers:
        left = left.only(one.label, one.operator, one.value) if left is not None else None
    yield left


def _parts(box: Box, matchers: Iterable[Matcher]) -> Iterator[tuple[bool, Box]]:
    """Yield the labels that some matchers mean, and those that they do not."""
    left: Box | None = box
    for one in matchers:
        if left is None:
            return
        yield from ((False, part) for part in real((left.only(one.label, _OPPOSITE[one.operator], one.value),)))
        left = left.only(one.label, one.operator, one.value)
    yield from ((True, part) for part in real((left,)))


def _pairings(sources: _Side, targets: _Side) -> Iterator[Pairing]:
    index: dict[tuple[Domain, ...], list[tuple[bool, tuple[Domain, ...]]]] = {}
    wide: list[tuple[bool, tuple[Domain, ...]]] = []
    for key in targets:
        (index.setdefault(key[1], []) if _single(key[1]) else wide).append(key)
    for two_sided, values in sources:
        candidates = [*index.get(values, ()), *wide] if _single(values) else list(targets)
        for other, theirs in candidates:
            if not (two_sided and other) and all(map(_agree, values, theirs)):
                mine = sources[two_sided, values]
                unrelated = bool(values) and all(one == MISSING for one in (*values, *theirs))
                yield Pairing(tuple(mine.values()), tuple(targets[other, theirs].values()), unrelated)


def _single(values: tuple[Domain, ...]) -> bool:
    return all(one.values is not None and len(one.values) == 1 for one in values)


def _agree(one: Domain, other: Domain) -> bool:
    return possible(one.both(other))


def _apart(rule: Inhibition, sources: _Side, targets: _Side) -> Iterator[str]:
    for at, label in enumerate(rule.equal):
        mine = {values[at] for _, values in sources}
        theirs = {values[at] for _, values in targets}
        if not any(_agree(one, other) for one in mine for other in theirs):
            yield label


def _all(side: _Side) -> Alerts:
    return tuple({number: placed for some in side.values() for number, placed in some.items()}.values())
