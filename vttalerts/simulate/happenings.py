"""What happens to an Alertmanager, and what it does: alerts, silences, notifications, and what it keeps back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Final, NamedTuple

from vttalerts.model.matchers import Matcher
from vttalerts.model.receivers import Integration, Receiver
from vttalerts.simulate.grouping import Alert, Reason
from vttalerts.simulate.inhibition import Identity, Inhibited, LabelSet
from vttalerts.simulate.intervals import Muted
from vttalerts.simulate.routing import Step

_LATER: Final = timedelta(days=365)
_NOTHING: Final[LabelSet] = MappingProxyType({})


class Post(NamedTuple):
    """An alert as it is sent to Alertmanager's API.

    Attributes:
        at: When it arrives.
        labels: Its labels; empty ones are dropped.
        starts: Since when it fires; without it since it arrives, or since `ends`.
        ends: When it is over, past or future; without it, when it is not sent again in time.
        annotations: What is said about it.
        generator_url: Where its expression can be looked at.
    """

    at: datetime
    labels: LabelSet
    starts: datetime | None = None
    ends: datetime | None = None
    annotations: LabelSet = _NOTHING
    generator_url: str = ""


class Outage(NamedTuple):
    """An alert that fires for a while, and is sent when it begins and when it is over.

    Attributes:
        labels: Its labels.
        starts: When it begins to fire.
        ends: When it is over; `None` if it lasts longer than anybody looks.
        annotations: What is said about it.
        generator_url: Where its expression can be looked at.
    """

    labels: LabelSet
    starts: datetime
    ends: datetime | None = None
    annotations: LabelSet = _NOTHING
    generator_url: str = ""

    def posts(self) -> Iterator[Post]:
        """Yield what Alertmanager hears of it."""
        said = (self.annotations, self.generator_url)
        yield Post(self.starts, self.labels, self.starts, (self.ends or self.starts) + _LATER, *said)
        if self.ends is not None:
            yield Post(self.ends, self.labels, self.starts, self.ends, *said)


class Notification(NamedTuple):
    """What goes out through one integration.

    Attributes:
        at: When.
        receiver: Who is told.
        integration: By which of the receiver's integrations.
        group: The group's key.
        reason: Why.
        alerts: The labels of the alerts, in the order in which the message has them.
        resolved: Which of them are over.
        told: The alerts themselves, in the same order.
        shared: The labels that the group shares.
        step: The node that took them.
    """

    at: datetime
    receiver: Receiver
    integration: Integration
    group: str
    reason: Reason
    alerts: tuple[LabelSet, ...]
    resolved: frozenset[Identity]
    told: tuple[Alert, ...] = ()
    shared: LabelSet = _NOTHING
    step: Step | None = None

    @property
    def route_labels(self) -> dict[str, str]:
        """The labels of the routes on the way, the innermost counting (dispatch/route.go)."""
        found: dict[str, str] = {}
        for route in self.step.path if self.step is not None else ():
            found.update(route.labels or {})
        return found

    @property
    def firing(self) -> bool:
        """Whether anything in it still fires (template `Data.Status`)."""
        return len(self.resolved) < len(self.alerts)


class Silence(NamedTuple):
    """What somebody silences by hand (silence/silence.go).

    Attributes:
        matchers: Which alerts: those that all of them mean.
        starts: From when.
        ends: Until when.
        comment: Why.
    """

    matchers: tuple[Matcher, ...]
    starts: datetime
    ends: datetime
    comment: str = ""


Cause = Inhibited | Muted | Silence
"""Why an alert is kept back."""


class Held(NamedTuple):
    """An alert that a node kept back while it fired.

    Attributes:
        labels: Its labels.
        step: The node that took it.
        cause: Why, the last time.
        first: When first.
        last: When last.
    """

    labels: LabelSet
    step: Step
    cause: Cause
    first: datetime
    last: datetime
