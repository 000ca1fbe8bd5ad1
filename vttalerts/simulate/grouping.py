"""What makes one notification, and whether it is worth sending: group keys and the notification log.

The rules are those of alertmanager dispatch/dispatch.go, dispatch/route.go, notify/dedup_stage.go and nflog/nflog.go.
"""

from __future__ import annotations

import enum
import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from vttalerts.model.matchers import Matcher, Operator
from vttalerts.model.routing import Route
from vttalerts.simulate.inhibition import Identity, LabelSet
from vttalerts.simulate.routing import Step
from vttalerts.units import SECONDS, Quantity

RETENTION: Final = timedelta(hours=120)
"""How long the log keeps an entry at most (cmd/alertmanager `--data.retention`)."""
ALERTS_CLEANED_EVERY: Final = timedelta(minutes=30)
"""How often alerts that are over are forgotten (cmd/alertmanager `--alerts.gc-interval`)."""
LOG_CLEANED_EVERY: Final = timedelta(minutes=15)
"""How often expired entries of the log are (cmd/alertmanager `--data.maintenance-interval`)."""

_FIRST_LABELS: Final = ("job", "instance")
_OPERATORS: Final = (Operator.EQUAL, Operator.NOT_EQUAL, Operator.REGEX, Operator.NOT_REGEX)
"""In the order of pkg/labels `MatchType`."""


class Reason(enum.StrEnum):
    """Why a notification is sent, in upstream's words (notify/notify.go `NotifyReason`)."""

    FIRST = "first notification"
    NEW_ALERTS = "new alerts added"
    SOME_RESOLVED = "some alerts resolved"
    ALL_RESOLVED = "all alerts resolved"
    REPEAT = "repeat interval elapsed"


class Entry(NamedTuple):
    """What the log says of the last notification of a group through one integration (nflog `Entry`).

    Attributes:
        at: When it was sent.
        firing: The alerts that fired then.
        resolved: The alerts that it said were over.
        expires: When it may be forgotten.
    """

    at: datetime
    firing: frozenset[Identity]
    resolved: frozenset[Identity]
    expires: datetime


def entry(at: datetime, firing: frozenset[Identity], resolved: frozenset[Identity], repeat: timedelta) -> Entry:
    """Return what is logged, which lasts two repeat intervals of the group that says it (`SetNotifiesStage`)."""
    return Entry(at, firing, resolved, at + min(RETENTION, 2 * repeat))


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert as the server knows it.

    Attributes:
        labels: Its labels, none of them empty.
        identity: The same as a value to compare by.
        starts: Since when it fires.
        ends: When it is over, past or future.
        by_timeout: Whether nobody said when.
        annotations: What is known about it; the newest counts.
        generator_url: Where its expression can be looked at.
    """

    labels: LabelSet
    identity: Identity
    starts: datetime
    ends: datetime
    by_timeout: bool
    annotations: LabelSet = field(default_factory=dict[str, str])
    generator_url: str = ""

    def merge(self, newer: Alert, now: datetime) -> Alert:
        """Return both as one, where their times overlap (provider/mem `Put`, alert `Alert.Merge`)."""
        if not (self.starts < newer.ends < self.ends or self.starts < newer.starts < self.ends):
            return newer
        ends = newer.ends
        if self.ends > newer.ends and (self.ends <= now if newer.ends <= now else not self.by_timeout):
            ends = self.ends
        return replace(newer, starts=min(self.starts, newer.starts), ends=ends)


@dataclass(slots=True)
class Group:
    """Alerts that one notification tells of.

    Attributes:
        step: The node that took them.
        key: The group's key.
        interval: How long from flush to flush.
        repeat: How long until the same is said again.
        watched: Whether every flush must be looked at.
        next: The flush to come.
        flushed: The last one.
        alerts: The alerts.
    """

    step: Step
    key: str
    interval: timedelta
    repeat: timedelta
    watched: bool
    next: datetime
    flushed: datetime | None = None
    alerts: dict[Identity, Alert] = field(default_factory=dict)

    def flush_at(self, at: datetime) -> datetime:
        """Return the first flush that is no earlier than a moment, and later than the last one."""
        last = self.flushed or self.next
        return last + max(1, -((last - at) // self.interval)) * self.interval


def reason(
    last: Entry | None,
    firing: frozenset[Identity],
    resolved: frozenset[Identity],
    *,
    sends_resolved: bool,
    repeat: timedelta,
    now: datetime,
) -> Reason | None:
    """Return why a group is to be notified now, or `None` (notify/dedup_stage.go `needsUpdate`).

    A repetition needs more than the repeat interval since the last notification, so one that is a multiple of the
    group interval comes a group interval later.

    Args:
        last: The last notification; `None` if the log knows none.
        firing: The group's alerts that fire.
        resolved: The group's alerts that are over.
        sends_resolved: Whether the integration says so.
        repeat: The repeat interval.
        now: When the group is flushed.
    """
    if last is None:
        return Reason.FIRST if firing else None
    if not firing <= last.firing:
        return Reason.NEW_ALERTS if last.firing else Reason.FIRST
    if not firing:
        # Also where the integration does not say so: the log must forget what fired.
        return Reason.ALL_RESOLVED if last.firing else None
    if sends_resolved and not resolved <= last.resolved:
        return Reason.SOME_RESOLVED
    return Reason.REPEAT if last.at < now - repeat else None


def identity(labels: LabelSet) -> Identity:
    """Return an alert's labels as a value to compare by."""
    return frozenset(labels.items())


def span(quantity: Quantity) -> timedelta:
    """Return a duration of the model as Python's."""
    return timedelta(seconds=quantity.in_(SECONDS))


def forgotten(expires: datetime, now: datetime, started: datetime, every: timedelta) -> bool:
    """Tell whether a periodic cleaning has come by since something expired; the first is one period after start."""
    rounds = -((started - expires) // every)
    return expires <= now and started + max(1, rounds) * every <= now


def group_labels(step: Step, labels: LabelSet) -> dict[str, str]:
    """Return the labels whose values an alert's group shares; those that it lacks are left out (`getGroupLabels`)."""
    if step.group_by == ("...",):
        return dict(labels)
    return {name: labels[name] for name in step.group_by if name in labels}


def group_key(step: Step, labels: LabelSet) -> str:
    """Return a group's key as webhooks carry it (`aggrGroup.GroupKey`), given an alert's labels.

    Two nodes with the same matchers on their ways have the same keys: with the same receiver they share the log.
    """
    shared = sorted(group_labels(step, labels).items())
    return f"{route_key(step.path)}:{{{', '.join(f'{name}={_go_quoted(value)}' for name, value in shared)}}}"


def route_key(path: Iterable[Route]) -> str:
    """Return the key of a node (dispatch/route.go `Route.Key`): the matchers on its way, sorted in each node."""
    return "/".join(f"{{{','.join(map(str, sorted(route.matchers, key=_matcher_order)))}}}" for route in path)


def in_order(alerts: Iterable[LabelSet]) -> list[LabelSet]:
    """Return alerts in a notification's order: by job, by instance, then by all labels (alert `AlertSlice.Less`)."""
    return sorted(alerts, key=order)


def _matcher_order(matcher: Matcher) -> tuple[str, str, int]:
    return matcher.label, matcher.value, _OPERATORS.index(matcher.operator)


def _compare(left: LabelSet, right: LabelSet) -> int:
    for name in _FIRST_LABELS:
        if left.get(name) != right.get(name):
            if name not in left or name not in right:
                return 1 if name not in left else -1
            return -1 if left[name] < right[name] else 1
    # LabelSet.Before of prometheus/common: fewer labels first, then name by name.
    if len(left) != len(right):
        return len(left) - len(right)
    for name in sorted({*left, *right}):
        if name not in left or name not in right:
            return -1 if name not in left else 1
        if left[name] != right[name]:
            return -1 if left[name] < right[name] else 1
    return 0


order = functools.cmp_to_key(_compare)
"""What to sort labels of alerts by, to have them in a notification's order."""


def _go_quoted(text: str) -> str:
    """Return a text as Go's `strconv.Quote` does, as far as printable characters go."""
    return json.dumps(text, ensure_ascii=False)
