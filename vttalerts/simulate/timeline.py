"""Who hears what when: Alertmanager's clock as a discrete-event simulation (dispatch/dispatch.go, provider/mem/mem.go).

Decision: time is exact and work takes none, and what is posted at the moment of a flush is in it. A real server's
timers run a little late and its webhooks take a while, so where a decision hangs on milliseconds it may go either way.
Every notification is delivered, and the server runs all the time.

Decision: flushes at which nothing can happen are skipped, because a group that fires for a month is flushed ten
thousand times and heard of two hundred times. Where that is not certain (a node with time intervals, an alert that
a rule may inhibit, two nodes that share the log), every flush is simulated.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from vttalerts.model.inhibition import Inhibition
from vttalerts.model.routing import Route
from vttalerts.simulate import grouping
from vttalerts.simulate.grouping import ALERTS_CLEANED_EVERY, LOG_CLEANED_EVERY, Alert, Entry, Group
from vttalerts.simulate.happenings import Cause, Held, Notification, Outage, Post, Silence
from vttalerts.simulate.inhibition import Identity, Inhibitor, matches
from vttalerts.simulate.intervals import muted
from vttalerts.simulate.routing import Router, Step

__all__ = ["RESOLVE_TIMEOUT", "Held", "Notification", "Outage", "Post", "Silence", "Story", "notifications", "tell"]

RESOLVE_TIMEOUT: Final = timedelta(minutes=5)
"""When an alert is over that nobody said the end of (config `DefaultGlobalConfig`)."""

_MOMENT: Final = timedelta(microseconds=1)


def notifications(
    root: Route,
    posts: Iterable[Post],
    until: datetime,
    *,
    inhibitions: Sequence[Inhibition] = (),
    resolve_timeout: timedelta = RESOLVE_TIMEOUT,
) -> list[Notification]:
    """Return all notifications in the order in which they are sent; the arguments are those of `tell`."""
    return tell(root, posts, until, inhibitions=inhibitions, resolve_timeout=resolve_timeout).sent


class Story(NamedTuple):
    """What a server did.

    Attributes:
        sent: All notifications in the order in which they are sent.
        held: What it kept back, by the node (its place in the tree, depth first) and the alert.
    """

    sent: list[Notification]
    held: dict[tuple[int, Identity], Held]


def tell(
    root: Route,
    posts: Iterable[Post],
    until: datetime,
    *,
    inhibitions: Sequence[Inhibition] = (),
    silences: Sequence[Silence] = (),
    resolve_timeout: timedelta = RESOLVE_TIMEOUT,
) -> Story:
    """Return what a server does.

    Args:
        root: The routing tree.
        posts: What the server is sent; the first is when it starts.
        until: When to stop looking; the flushes of that moment are in.
        inhibitions: The inhibitions.
        silences: What people silence by hand.
        resolve_timeout: The global `resolve_timeout`.
    """
    inbox = sorted((post for post in posts if post.at <= until), key=lambda post: post.at)
    if not inbox:
        return Story([], {})
    server = _Server(root, inhibitions, inbox[0].at, resolve_timeout)
    server.silences = tuple(silences)
    for post in inbox:
        server.flush_before(post.at)
        server.receive(post)
    server.flush_before(until + _MOMENT)
    return Story(server.sent, server.held)


_Place = tuple[int, Identity]


class _Server:
    """A running Alertmanager: its alerts, groups and log."""

    def __init__(self, root: Route, rules: Sequence[Inhibition], started: datetime, resolve_timeout: timedelta) -> None:
        self.sent: list[Notification] = []
        self.held: dict[_Place, Held] = {}
        self.silences: tuple[Silence, ...] = ()
        self._router = Router(root)
        self._inhibitor = Inhibitor(rules, started)
        self._started = started
        self._resolve_timeout = resolve_timeout
        self._alerts: dict[Identity, Alert] = {}
        self._groups: dict[_Place, Group] = {}
        self._log: dict[tuple[str, str, int], Entry] = {}
        self._agenda: list[tuple[datetime, int, _Place]] = []
        self._planned = 0
        steps = [(step, (grouping.route_key(step.path), step.receiver.name)) for step in self._router.steps]
        logs = Counter(key for _, key in steps)
        timed = (id(one) for one, _ in steps if one.route.mute_time_intervals or one.route.active_time_intervals)
        self._numbers = {id(one): number for number, one in enumerate(self._router.steps)}
        self._watched = {*timed, *(id(step) for step, key in steps if logs[key] > 1)}

    def receive(self, post: Post) -> None:
        """Take an alert (api/v2 `postAlertsHandler`, provider/mem `Put`, dispatch `routeAlert`)."""
        now = post.at
        labels = {name: value for name, value in post.labels.items() if value}
        ends = post.ends or now + self._resolve_timeout
        starts = post.starts or post.ends or now
        alert = Alert(
            labels, grouping.identity(labels), starts, ends, post.ends is None, post.annotations, post.generator_url
        )
        if alert.ends < alert.starts or not labels:
            return  # the API refuses it
        old = self._alerts.get(alert.identity)
        if old is not None and not grouping.forgotten(old.ends, now, self._started, ALERTS_CLEANED_EVERY):
            alert = old.merge(alert, now)
        self._alerts[alert.identity] = alert
        self._inhibitor.update(labels, alert.identity, alert.ends, now)
        for step in self._router.match(labels):
            self._group(step, alert, now)

    def flush_before(self, end: datetime) -> None:
        """Flush all groups whose time comes before a moment."""
        while self._agenda and self._agenda[0][0] < end:
            now, _, place = heapq.heappop(self._agenda)
            group = self._groups.get(place)
            if group is not None and group.next == now:
                self._flush(place, group, now)

    def _group(self, step: Step, alert: Alert, now: datetime) -> None:
        """Put an alert into its group, made where there is none (`Dispatcher.groupAlert`)."""
        place = (id(step), grouping.identity(grouping.group_labels(step, alert.labels)))
        group = self._groups.get(place)
        if group is None:
            wait = grouping.span(step.group_wait)
            # An alert that has waited elsewhere already is told at once.
            first = now if alert.starts + wait < now else now + wait
            key = grouping.group_key(step, alert.labels)
            group = Group(
                step,
                key,
                grouping.span(step.group_interval),
                grouping.span(step.repeat_interval),
                place[0] in self._watched,
                first,
            )
            self._groups[place] = group
            self._plan(place, group, first)
        elif group.flushed is not None:
            soonest = group.flush_at(now)
            if soonest < group.next:
                self._plan(place, group, soonest)
        group.alerts[alert.identity] = alert
        group.watched = (
            group.watched
            or self._inhibitor.concerns(alert.labels)
            or any(matches(silence.matchers, alert.labels) for silence in self.silences)
        )

    def _plan(self, place: _Place, group: Group, at: datetime) -> None:
        group.next = at
        self._planned += 1
        heapq.heappush(self._agenda, (at, self._planned, place))

    def _flush(self, place: _Place, group: Group, now: datetime) -> None:
        """Tell of a group, and forget what is over (`aggrGroup.flush`); an empty group ends with its timer."""
        group.flushed = now
        self._notify(group, now)
        group.alerts = {key: alert for key, alert in group.alerts.items() if alert.ends > now}
        if not group.alerts:
            del self._groups[place]
            return
        self._plan(place, group, group.flush_at(now if group.watched else self._wake(group)))

    def _wake(self, group: Group) -> datetime:
        """Return the earliest moment at which a flush could matter, if nothing arrives before."""
        moments = [alert.ends for alert in group.alerts.values()]
        for index, _ in enumerate(group.step.receiver.integrations):
            if entry := self._log.get((group.key, group.step.receiver.name, index)):
                moments += (entry.at + group.repeat + _MOMENT, entry.expires)
        return min(moments)

    def _notify(self, group: Group, now: datetime) -> None:
        """Take a group through the pipeline (notify/notify.go `PipelineBuilder.New`): what is kept back, log, send."""
        heard = self._heard(group, now) if group.watched else list(group.alerts.values())
        if not heard:
            return
        firing = frozenset(one.identity for one in heard if one.ends > now)
        resolved = frozenset(one.identity for one in heard if one.ends <= now)
        for index, integration in enumerate(group.step.receiver.integrations):
            place = (group.key, group.step.receiver.name, index)
            last, says = self._entry(place, now), integration.sends_resolved
            why = grouping.reason(last, firing, resolved, sends_resolved=says, repeat=group.repeat, now=now)
            if why is None:
                continue
            self._log[place] = grouping.entry(now, firing, resolved, group.repeat)
            # notify/retry_stage.go: without send_resolved the rest is sent, and nothing where nothing is left.
            told = [one for one in heard if says or one.identity in firing]
            if told:
                over: frozenset[Identity] = resolved if says else frozenset()
                told.sort(key=lambda one: grouping.order(one.labels))
                shared = grouping.group_labels(group.step, told[0].labels)
                alerts = tuple(one.labels for one in told)
                who = (group.step.receiver, integration, group.key)
                self.sent.append(Notification(now, *who, why, alerts, over, tuple(told), shared, group.step))

    def _heard(self, group: Group, now: datetime) -> list[Alert]:
        """Return the alerts that nothing keeps back: inhibitions, the route's intervals, silences, in this order."""
        number = self._numbers[id(group.step)]
        causes: dict[Identity, Cause] = {}
        for one in group.alerts.values():
            cause: Cause | None = self._inhibitor.why(one.labels, now) or muted(group.step.route, now)
            if cause is None:
                silent = (each for each in self.silences if each.starts <= now < each.ends)
                cause = next((each for each in silent if matches(each.matchers, one.labels)), None)
            if cause is not None:
                causes[one.identity] = cause
                before = self.held.get((number, one.identity))
                first = before.first if before is not None else now
                if one.ends > now:
                    self.held[number, one.identity] = Held(one.labels, group.step, cause, first, now)
        return [one for one in group.alerts.values() if one.identity not in causes]

    def _entry(self, place: tuple[str, str, int], now: datetime) -> Entry | None:
        last = self._log.get(place)
        gone = last is None or grouping.forgotten(last.expires, now, self._started, LOG_CLEANED_EVERY)
        return None if gone else last
