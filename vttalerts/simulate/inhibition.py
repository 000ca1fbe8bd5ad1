"""Who is silenced by whom: an alert that follows from another one that fires (alertmanager inhibit/inhibit.go)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from vttalerts.model.inhibition import Inhibition
from vttalerts.model.matchers import Matcher

LabelSet = Mapping[str, str]
Identity = frozenset[tuple[str, str]]
"""An alert's labels as a value to compare by; upstream's fingerprint is their hash."""

CLEANED_EVERY: Final = timedelta(minutes=15)
"""How often an inhibition forgets sources that are over (inhibit/inhibit.go `Inhibitor.Run`)."""

_Equal = tuple[str, ...]


class Inhibited(NamedTuple):
    """Why an alert is silenced.

    Attributes:
        rule: The first rule that silences it.
        source: The labels of the alert that does.
    """

    rule: Inhibition
    source: LabelSet


def inhibited(rules: Sequence[Inhibition], firing: Sequence[LabelSet]) -> list[Inhibited | None]:
    """Return for each of the alerts that fire at once why it is silenced, or `None`.

    A source counts when it has the same values for all `equal` labels, where missing is empty; for an alert that
    matches both sides of a rule, itself included, sources that match both do not count (`InhibitRule.hasEqual`).
    Any source will do here; `Inhibitor` says which one the server happens to remember.
    """
    prepared = [_by_equal(rule, firing) for rule in rules]
    return [
        next((found for rule, sources in prepared if (found := _why(rule, sources, labels)) is not None), None)
        for labels in firing
    ]


class _Source(NamedTuple):
    """A source as a rule remembers it: until when it fires, and its labels."""

    labels: LabelSet
    ends: datetime


class Inhibitor:
    """The inhibitions of a server that runs: what each rule remembers of the alerts that it was sent.

    Since 0.30 a rule keeps one source for each combination of `equal` values: the first, until one comes that ends
    no earlier. While that one is over, or does not count for a two-sided target, others that fire do not silence,
    until they are sent again (`InhibitRule.updateIndex` and `findEqualSourceAlert`).
    """

    def __init__(self, rules: Iterable[Inhibition], started: datetime) -> None:
        self._memories = [_Memory(rule) for rule in rules]
        self._started = started
        self._cleaned = 0

    def update(self, labels: LabelSet, identity: Identity, ends: datetime, now: datetime) -> None:
        """Take note of an alert as it arrives (`Inhibitor.processAlert`)."""
        self._clean(now)
        for memory in self._memories:
            if matches(memory.rule.source_matchers, labels):
                memory.update(identity, _Source(labels, ends))

    def concerns(self, labels: LabelSet) -> bool:
        """Tell whether some rule could silence such an alert."""
        return any(matches(memory.rule.target_matchers, labels) for memory in self._memories)

    def why(self, labels: LabelSet, now: datetime) -> Inhibited | None:
        """Return why an alert is silenced now, or `None` (`Inhibitor.Mutes`)."""
        self._clean(now)
        for memory in self._memories:
            found = memory.why(labels, now)
            if found is not None:
                return found
        return None

    def _clean(self, now: datetime) -> None:
        """Forget what the periodic cleaning would have forgotten by now; only the last one can matter."""
        passed = (now - self._started) // CLEANED_EVERY
        if passed > self._cleaned:
            self._cleaned = passed
            for memory in self._memories:
                memory.clean(self._started + passed * CLEANED_EVERY)


class _Memory:
    """What one rule remembers: the sources, and the one that stands for each combination of `equal` values."""

    def __init__(self, rule: Inhibition) -> None:
        self.rule = rule
        self._sources: dict[Identity, _Source] = {}
        self._index: dict[_Equal, Identity] = {}

    def update(self, identity: Identity, source: _Source) -> None:
        self._sources[identity] = source
        key = _equal(self.rule, source.labels)
        indexed = self._index.get(key)
        if indexed == identity:
            return
        existing = self._sources.get(indexed) if indexed is not None else None
        if existing is None or existing.ends <= source.ends:
            self._index[key] = identity

    def why(self, labels: LabelSet, now: datetime) -> Inhibited | None:
        if not matches(self.rule.target_matchers, labels):
            return None
        indexed = self._index.get(_equal(self.rule, labels))
        source = self._sources.get(indexed) if indexed is not None else None
        if source is None or source.ends <= now:
            return None
        if matches(self.rule.source_matchers, labels) and matches(self.rule.target_matchers, source.labels):
            return None
        return Inhibited(self.rule, source.labels)

    def clean(self, now: datetime) -> None:
        """Forget sources that are over; with each goes what stands for its `equal` values (`gcCallback`)."""
        over = [identity for identity, source in self._sources.items() if source.ends <= now]
        for identity in over:
            self._index.pop(_equal(self.rule, self._sources.pop(identity).labels), None)


def matches(matchers: Iterable[Matcher], labels: LabelSet) -> bool:
    """Tell whether an alert with these labels is meant by all matchers."""
    return all(matcher.matches(labels.get(matcher.label, "")) for matcher in matchers)


def _equal(rule: Inhibition, labels: LabelSet) -> _Equal:
    return tuple(labels.get(label, "") for label in rule.equal)


def _by_equal(rule: Inhibition, firing: Sequence[LabelSet]) -> tuple[Inhibition, dict[_Equal, list[LabelSet]]]:
    found: dict[_Equal, list[LabelSet]] = {}
    for labels in firing:
        if matches(rule.source_matchers, labels):
            found.setdefault(_equal(rule, labels), []).append(labels)
    return rule, found


def _why(rule: Inhibition, sources: Mapping[_Equal, list[LabelSet]], labels: LabelSet) -> Inhibited | None:
    if not matches(rule.target_matchers, labels):
        return None
    two_sided = matches(rule.source_matchers, labels)
    for source in sources.get(_equal(rule, labels), ()):
        if not (two_sided and matches(rule.target_matchers, source)):
            return Inhibited(rule, source)
    return None
