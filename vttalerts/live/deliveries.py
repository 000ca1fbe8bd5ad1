"""Watches an Alertmanager's counters until everybody has been told of an alert, or can't be any more.

Decision: what counts as delivered is a request that the service accepted (`alertmanager_notification_requests_total`
less those that failed), by receiver where Alertmanager says so (`--enable-feature=receiver-name-in-metrics`) and by
integration otherwise. `alertmanager_notifications_total` counts what was begun. Another alert that is told to the same
receiver at the same time can't be told apart: nothing that Alertmanager shows names the alerts of a notification.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from vttalerts.live.alertmanager import Alertmanager
from vttalerts.live.exposition import samples

LABEL: Final = "drill"
"""The label by which everybody can tell such an alert apart."""

_PAUSE: Final = 0.25
_REQUESTS: Final = "alertmanager_notification_requests_total"
_FAILED_REQUESTS: Final = "alertmanager_notification_requests_failed_total"
_FAILED: Final = "alertmanager_notifications_failed_total"


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


def held(server: Alertmanager, mark: str) -> dict[str, Any] | None:
    """Return the alert with a mark, if an Alertmanager has it."""
    return next((one for one in server.alerts() if one.get("labels", {}).get(LABEL) == mark), None)


class _Counts(NamedTuple):
    """Counters of one way: requests, those that failed, notifications that were given up with their reasons."""

    requests: float
    failed: float
    given_up: Mapping[str, float]

    @property
    def accepted(self) -> float:
        return self.requests - self.failed


class Watch:
    """What the counters said before, and what they say now."""

    def __init__(self, ways: tuple[Way, ...], mark: str, servers: Sequence[Alertmanager]) -> None:
        self._ways = ways
        self._mark = mark
        self._servers = servers
        self._before = self._counts()
        self._began = time.monotonic()
        self._times: dict[Way, float] = {}

    def until(self, end: float) -> tuple[Verdict, ...]:
        """Watch until every way has succeeded or can't any more, or the time is over."""
        while True:
            now = self._counts()
            suppressed = self._suppressed()
            verdicts = tuple(self._verdict(way, now, suppressed) for way in self._ways)
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
        alerts = [one for server in self._servers if (one := held(server, self._mark)) is not None]
        for key, words in (("silencedBy", "silenced by"), ("inhibitedBy", "inhibited by")):
            names = sorted({str(name) for one in alerts for name in one.get("status", {}).get(key) or ()})
            if names:
                return f"{words} {', '.join(names)}"
        return ""

    def _counts(self) -> dict[Way, _Counts]:
        found = [
            one for server in self._servers for one in samples(server.metrics(), _REQUESTS, _FAILED_REQUESTS, _FAILED)
        ]
        counted: dict[Way, _Counts] = {}
        for way in self._ways:
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
