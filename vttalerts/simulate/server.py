"""A running Alertmanager: what it does with alerts that arrive, flush by flush (dispatch/dispatch.go, provider/mem).

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
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from vttalerts.model.inhibition import Inhibition
from vttalerts.model.routing import Route
from vttalerts.simulate import grouping
from vttalerts.simulate.grouping import ALERTS_CLEANED_EVERY, LOG_CLEANED_EVERY, Alert, Entry, Group
from vttalerts.simulate.happenings import Cause, Held, Notification, Post, Silence
from vttalerts.simulate.inhibition import Identity, Inhibitor, matches
from vttalerts.simulate.intervals import muted
from vttalerts.simulate.routing import Router, Step

MOMENT: Final = timedelta(microseconds=1)
"""The shortest time that there is."""

_Place = tuple[int, Identity]


class _Turn(NamedTuple):
    """A flush that waits for the replicas before this one."""

    place: _Place
    group: Group
    heard: list[Alert]
    flushed: datetime
    alerts: dict[Identity, Alert]


class Server:
    """A running Alertmanager: its alerts, groups and log.

    Attributes:
        sent: What it sent.
        held: What it kept back.
        silences: What people silence by hand.
        wait: How long each notification waits for the replicas before this one (notify/cluster_stages.go).
        log: The notification log.
    """

    def __init__(self, root: Route, rules: Sequence[Inhibition], started: datetime, resolve_timeout: timedelta) -> None:
        self.sent: list[Notification] = []
        self.held: dict[_Place, Held] = {}
        self.silences: tuple[Silence, ...] = ()
        self.wait = timedelta()
        self.log: dict[tuple[str, str, int], Entry] = {}
        self._router = Router(root)
        self._inhibitor = Inhibitor(rules, started)
        self._started = started
        self._resolve_timeout = resolve_timeout
        self._alerts: dict[Identity, Alert] = {}
        self._groups: dict[_Place, Group] = {}
        self._agenda: list[tuple[datetime, int, _Place | _Turn]] = []
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
            self.flush()

    def due(self) -> datetime | None:
        """Return when the next thing is to be done; `None` if nothing is."""
        return self._agenda[0][0] if self._agenda else None

    def flush(self) -> None:
        """Do the next thing that is to be done."""
        now, _, item = heapq.heappop(self._agenda)
        if isinstance(item, _Turn):
            self._tell(item.group, item.heard, item.flushed, now)
            self._forget(item.place, item.group, item.flushed, item.alerts)
            return
        group = self._groups.get(item)
        if group is not None and group.next == now:
            self._flush(item, group, now)

    def watch(self) -> None:
        """Look at every flush: others may write into the log."""
        self._watched = {id(one) for one in self._router.steps}

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
        self._push(at, place)

    def _push(self, at: datetime, item: _Place | _Turn) -> None:
        self._planned += 1
        heapq.heappush(self._agenda, (at, self._planned, item))

    def _flush(self, place: _Place, group: Group, now: datetime) -> None:
        """Tell of a group, and forget what is over (`aggrGroup.flush`); an empty group ends with its timer."""
        group.flushed = now
        heard = self._heard(group, now) if group.watched else list(group.alerts.values())
        # Where all is kept back, nobody gets as far as waiting.
        if self.wait and heard:
            self._plan(place, group, group.flush_at(now))
            self._push(now + self.wait, _Turn(place, group, heard, now, dict(group.alerts)))
            return
        self._tell(group, heard, now, now)
        if self._forget(place, group, now, group.alerts):
            self._plan(place, group, group.flush_at(now if group.watched else self._wake(group)))

    def _forget(self, place: _Place, group: Group, flushed: datetime, told: dict[Identity, Alert]) -> bool:
        """Forget what was over and has not begun again since; tell whether the group is left."""
        over = {key for key, one in told.items() if one.ends <= flushed}
        group.alerts = {key: one for key, one in group.alerts.items() if key not in over or one is not told.get(key)}
        if not group.alerts and self._groups.get(place) is group:
            del self._groups[place]
        return bool(group.alerts)

    def _wake(self, group: Group) -> datetime:
        """Return the earliest moment at which a flush could matter, if nothing arrives before."""
        moments = [alert.ends for alert in group.alerts.values()]
        for index, _ in enumerate(group.step.receiver.integrations):
            if entry := self.log.get((group.key, group.step.receiver.name, index)):
                moments += (entry.at + group.repeat + MOMENT, entry.expires)
        return min(moments)

    def _tell(self, group: Group, heard: list[Alert], flushed: datetime, now: datetime) -> None:
        """Take what nothing keeps back through the rest of the pipeline: log, send (notify/notify.go)."""
        if not heard:
            return
        firing = frozenset(one.identity for one in heard if one.ends > flushed)
        resolved = frozenset(one.identity for one in heard if one.ends <= flushed)
        for index, integration in enumerate(group.step.receiver.integrations):
            place = (group.key, group.step.receiver.name, index)
            last, says = self._entry(place, now), integration.sends_resolved
            why = grouping.reason(last, firing, resolved, sends_resolved=says, repeat=group.repeat, now=flushed)
            if why is None:
                continue
            self.log[place] = grouping.entry(now, firing, resolved, group.repeat)
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
        last = self.log.get(place)
        gone = last is None or grouping.forgotten(last.expires, now, self._started, LOG_CLEANED_EVERY)
        return None if gone else last
