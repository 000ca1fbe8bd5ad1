"""Sends an alert that nothing has caused through the real Alertmanager, and watches until everybody has been told.

The alert has the labels of the real one, so that it goes the real way, and a label `drill` with a value of its own,
so that everybody can tell it apart and no Alertmanager takes it for an alert that it has told before. It is over when
the watching is, however that ends; if even that can't be said, Alertmanager ends it by itself after the time that the
first message named.

Decision: what counts as delivered is a request that the service accepted (`alertmanager_notification_requests_total`
less those that failed), by receiver where Alertmanager says so (`--enable-feature=receiver-name-in-metrics`) and by
integration otherwise. `alertmanager_notifications_total` counts what was begun. Another alert that is told to the same
receiver at the same time can't be told apart: nothing that Alertmanager shows names the alerts of a notification.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

from vttalerts.graph import Graph, PlacedAlert
from vttalerts.live.alertmanager import Alertmanager
from vttalerts.live.exposition import samples
from vttalerts.live.http import LiveError
from vttalerts.simulate.inhibition import matches
from vttalerts.simulate.intervals import muted
from vttalerts.simulate.routing import Router, Step
from vttalerts.units import SECONDS, Quantity

LABEL: Final = "drill"

_PAUSE: Final = 0.25
_GRACE: Final = timedelta(minutes=1)
"""How long after the watching an alert ends by itself, where nobody could end it."""
_SLACK: Final = 30.0
"""Seconds for the delivery itself, after Alertmanager has waited for company."""
_REQUESTS: Final = "alertmanager_notification_requests_total"
_FAILED_REQUESTS: Final = "alertmanager_notification_requests_failed_total"
_FAILED: Final = "alertmanager_notifications_failed_total"
_TRIES_TO_END: Final = 5


class Way(NamedTuple):
    """One way in which a receiver is told.

    Attributes:
        receiver: The receiver.
        integration: What Alertmanager calls the way, such as `slack`.
        expected: How many of this kind the receiver has.
        muted: Why nobody is told now; empty where somebody is.
    """

    receiver: str
    integration: str
    expected: int
    muted: str = ""


class Verdict(NamedTuple):
    """What became of one way.

    Attributes:
        way: The way.
        delivered: How many deliveries were accepted.
        seconds: After how many seconds the last of them was; `None` where some is missing.
        reason: Why some is missing.
    """

    way: Way
    delivered: int
    seconds: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Drill:
    """An alert that is going to be sent.

    Attributes:
        labels: Its labels.
        annotations: Its annotations.
        ways: Who is going to be told.
        longest: The longest time in seconds that Alertmanager may wait by itself.
        silences: The alerts that are not heard while it fires.
    """

    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    ways: tuple[Way, ...]
    longest: float
    silences: tuple[str, ...]


def prepare(graph: Graph, placed: PlacedAlert, now: datetime) -> Drill:
    """Return the alert that would be sent.

    Raises:
        LiveError: The platform has no routing tree.
    """
    if graph.routing is None:
        raise LiveError("the platform has no routing tree", "give it a `routing`")
    given = {**graph.result_labels(placed).known, **placed.identity()}
    labels = {name: LABEL if "{{" in value else value for name, value in given.items() if name != "__name__"}
    labels[LABEL] = now.strftime("%Y%m%dT%H%M%S.%f")
    annotations = {
        name: text for name, text in graph.annotations(placed).items() if "{{" not in text and name != "description"
    }
    annotations["summary"] = f"DRILL, nothing is wrong: {placed.name}"
    annotations["description"] = "Somebody tests whether this alert reaches you. It ends by itself."
    steps = Router(graph.routing).match(labels)
    return Drill(
        labels,
        annotations,
        tuple(way for step in steps for way in _ways(step, now)),
        max((_seconds(one.group_wait) + _seconds(one.group_interval) for one in steps), default=0.0),
        tuple(
            f"{', '.join(map(str, rule.target_matchers))}"
            + (f" with the same {', '.join(rule.equal)}" if rule.equal else "")
            for rule in graph.inhibitions
            if matches(rule.source_matchers, labels)
        ),
    )


def _ways(step: Step, now: datetime) -> list[Way]:
    counted = Counter(type(one).key.removesuffix("_configs") for one in step.receiver.integrations)
    why = muted(step.route, now)
    words = "" if why is None else f"muted now, by {', '.join(interval.name for interval in why.intervals)}"
    return [Way(step.receiver.name, name, count, words) for name, count in counted.items()]


def _seconds(quantity: Quantity) -> float:
    return quantity.in_(SECONDS)


def carry_out(
    drill: Drill, servers: Sequence[Alertmanager], patience: float | None, report: Callable[[str], None]
) -> tuple[Verdict, ...]:
    """Send the alert, watch who is told, and end it.

    Args:
        drill: The alert.
        servers: The Alertmanagers; each of a cluster, as a Prometheus would.
        patience: The longest time to watch, in seconds; `None` for as long as the routing tree allows.
        report: Is told what happens.

    Raises:
        LiveError: An Alertmanager can't be asked; the alert is over.
        KeyboardInterrupt: Somebody stopped it; the alert is over.
    """
    lasting = drill.longest + _SLACK if patience is None else patience
    began = datetime.now(UTC)
    ends = began + timedelta(seconds=lasting) + _GRACE
    watch = _Watch(drill, servers)
    try:
        for server in servers:
            server.give([_wire(drill, began, ends)])
        report(f"sent; ends by itself at {ends:%H:%M:%S} UTC at the latest")
        return watch.until(time.monotonic() + lasting)
    finally:
        _end(drill, servers, began, ends, report)


def _wire(drill: Drill, starts: datetime, ends: datetime) -> dict[str, Any]:
    return {
        "labels": dict(drill.labels),
        "annotations": dict(drill.annotations),
        "startsAt": starts.isoformat(),
        "endsAt": ends.isoformat(),
    }


def _end(
    drill: Drill, servers: Sequence[Alertmanager], began: datetime, ends: datetime, report: Callable[[str], None]
) -> None:
    for server in servers:
        for _ in range(_TRIES_TO_END):
            with suppress(LiveError):
                server.give([_wire(drill, began, datetime.now(UTC))])
                if _held(drill, server) is None:
                    break
            time.sleep(_PAUSE)
        else:
            report(f"{server.url} could not be told that it is over; it ends by itself at {ends:%H:%M:%S} UTC")
            continue
        report(f"resolved at {server.url}; who is told of that hears it with the group's next news")


def _held(drill: Drill, server: Alertmanager) -> dict[str, Any] | None:
    mark = drill.labels[LABEL]
    return next((one for one in server.alerts() if one.get("labels", {}).get(LABEL) == mark), None)


class _Counts(NamedTuple):
    """Counters of one way: requests, those that failed, notifications that were given up with their reasons."""

    requests: float
    failed: float
    given_up: Mapping[str, float]

    @property
    def accepted(self) -> float:
        return self.requests - self.failed


class _Watch:
    """What the counters said before, and what they say now."""

    def __init__(self, drill: Drill, servers: Sequence[Alertmanager]) -> None:
        self._drill = drill
        self._servers = servers
        self._before = self._counts()
        self._began = time.monotonic()
        self._times: dict[Way, float] = {}

    def until(self, end: float) -> tuple[Verdict, ...]:
        """Watch until every way has succeeded or can't any more, or the time is over."""
        while True:
            now = self._counts()
            suppressed = self._suppressed()
            verdicts = tuple(self._verdict(way, now, suppressed) for way in self._drill.ways)
            settled = all(
                one.seconds is not None or one.way.muted or suppressed or self._gave_up(one.way, now)
                for one in verdicts
            )
            if settled or time.monotonic() > end:
                return verdicts
            time.sleep(_PAUSE)

    def _verdict(self, way: Way, now: Mapping[Way, _Counts], suppressed: str) -> Verdict:
        before = self._before[way]
        delivered = round(now[way].accepted - before.accepted)
        if delivered >= way.expected:
            return Verdict(way, way.expected, self._times.setdefault(way, time.monotonic() - self._began))
        failed = round(now[way].failed - before.failed)
        reasons = sorted(
            reason for reason, count in now[way].given_up.items() if count > before.given_up.get(reason, 0)
        )
        reason = way.muted or suppressed
        if not reason and failed:
            tries = f"{failed} request{'s' if failed > 1 else ''} failed"
            reason = f"{tries} ({', '.join(reasons)})" if reasons else tries
        return Verdict(way, max(delivered, 0), None, reason or "no request was made")

    def _gave_up(self, way: Way, now: Mapping[Way, _Counts]) -> bool:
        before, after = self._before[way], now[way]
        given_up = sum(after.given_up.values()) - sum(before.given_up.values())
        return given_up + after.accepted - before.accepted >= way.expected

    def _suppressed(self) -> str:
        """Return why no Alertmanager tells anybody."""
        held = [one for server in self._servers if (one := _held(self._drill, server)) is not None]
        for key, words in (("silencedBy", "silenced by"), ("inhibitedBy", "inhibited by")):
            names = sorted({str(name) for one in held for name in one.get("status", {}).get(key) or ()})
            if held and names:
                return f"{words} {', '.join(names)}"
        return ""

    def _counts(self) -> dict[Way, _Counts]:
        found = [
            one for server in self._servers for one in samples(server.metrics(), _REQUESTS, _FAILED_REQUESTS, _FAILED)
        ]
        counted: dict[Way, _Counts] = {}
        for way in self._drill.ways:
            mine = [
                one
                for one in found
                if one.labels.get("integration") == way.integration
                and one.labels.get("receiver_name", way.receiver) == way.receiver
            ]
            given_up: Counter[str] = Counter()
            for one in mine:
                if one.name == _FAILED:
                    given_up[one.labels.get("reason", "no reason given")] += int(one.value)
            counted[way] = _Counts(
                sum(one.value for one in mine if one.name == _REQUESTS),
                sum(one.value for one in mine if one.name == _FAILED_REQUESTS),
                given_up,
            )
        return counted
