"""The simulation that skips flushes tells the same as one that goes through every minute and looks at everything."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from vttalerts import Inhibition, Receiver, Route, Webhook, match, minutes
from vttalerts.model.intervals import IntervalSpec, TimeInterval, TimeRange
from vttalerts.simulate.grouping import group_key
from vttalerts.simulate.inhibition import Identity
from vttalerts.simulate.intervals import muted
from vttalerts.simulate.routing import Router, Step
from vttalerts.simulate.timeline import Post, notifications
from vttalerts.units import MINUTES

START = datetime(2026, 1, 1, tzinfo=UTC)
UNTIL = 400
CLEANED_EVERY = 15
ALERTS_CLEANED_EVERY = 30
RESOLVE_TIMEOUT = 5
TEAM = Receiver(
    name="team",
    integrations=(Webhook(url="http://127.0.0.1/all"), Webhook(url="http://127.0.0.1/firing", send_resolved=False)),
)
OTHERS = Receiver(name="others", integrations=(Webhook(url="http://127.0.0.1/others"),))
QUIET = TimeInterval(
    name="quiet", time_intervals=(IntervalSpec(times=(TimeRange(start_time="00:40", end_time="02:10"),)),)
)


class Sent(NamedTuple):
    """A notification, in minutes."""

    at: int
    group: str
    integration: int
    receiver: str
    firing: frozenset[Identity]
    resolved: frozenset[Identity]


@dataclass
class Alert:
    """An alert as it is sent, in minutes."""

    labels: dict[str, str]
    starts: int
    ends: int
    timeout: bool

    @property
    def key(self) -> Identity:
        return frozenset(self.labels.items())


@dataclass
class Group:
    """A group that is flushed when its minute comes."""

    step: Step
    key: str
    next: int
    planned: int = 0
    """When its timer was set, as a number; of those that end together, the first to be set comes first."""
    alerts: dict[Identity, Alert] = field(default_factory=dict)


class Reference:
    """Alertmanager, minute by minute, in the order of its source, without any shortcut."""

    def __init__(self, root: Route, rules: tuple[Inhibition, ...]) -> None:
        self.router = Router(root)
        self.rules = rules
        self.sources: list[dict[Identity, Alert]] = [{} for _ in rules]
        self.index: list[dict[tuple[str, ...], Identity]] = [{} for _ in rules]
        self.alerts: dict[Identity, Alert] = {}
        self.groups: dict[tuple[int, Identity], Group] = {}
        self.log: dict[tuple[str, str, int], tuple[int, frozenset[Identity], frozenset[Identity], int]] = {}
        self.sent: list[Sent] = []
        self.plans = 0

    def run(self, posts: list[tuple[int, Alert]], begin: int) -> list[Sent]:
        for now in range(begin, UNTIL + 1):
            self.clean(now, begin)
            for at, alert in posts:
                if at == now:
                    self.put(alert, now)
            due = [(place, group) for place, group in self.groups.items() if group.next == now]
            for place, group in sorted(due, key=lambda one: one[1].planned):
                self.flush(place, group, now)
        return self.sent

    def clean(self, now: int, begin: int) -> None:
        if now > begin and (now - begin) % CLEANED_EVERY == 0:
            self.log = {place: entry for place, entry in self.log.items() if entry[3] > now}
            for rule, sources, index in zip(self.rules, self.sources, self.index, strict=True):
                for key in [key for key, one in sources.items() if one.ends <= now]:
                    index.pop(self.equal(rule, sources.pop(key).labels), None)
        if now > begin and (now - begin) % ALERTS_CLEANED_EVERY == 0:
            self.alerts = {key: one for key, one in self.alerts.items() if one.ends > now}

    @staticmethod
    def equal(rule: Inhibition, labels: dict[str, str]) -> tuple[str, ...]:
        return tuple(labels.get(label, "") for label in rule.equal)

    def put(self, new: Alert, now: int) -> None:
        old = self.alerts.get(new.key)
        if old is not None and (old.starts < new.ends < old.ends or old.starts < new.starts < old.ends):
            ends = new.ends
            if new.ends <= now:
                if old.ends <= now and old.ends > new.ends:
                    ends = old.ends
            elif old.ends > new.ends and not old.timeout:
                ends = old.ends
            new = Alert(new.labels, min(old.starts, new.starts), ends, new.timeout)
        self.alerts[new.key] = new
        for rule, sources, index in zip(self.rules, self.sources, self.index, strict=True):
            if all(one.matches(new.labels.get(one.label, "")) for one in rule.source_matchers):
                sources[new.key] = new
                key = self.equal(rule, new.labels)
                kept = sources.get(index.get(key, frozenset()))
                if kept is None or (kept.key != new.key and kept.ends <= new.ends):
                    index[key] = new.key
        for step in self.router.match(new.labels):
            shared = {name: value for name, value in new.labels.items() if name in step.group_by}
            place = (id(step.route), frozenset(shared.items()))
            group = self.groups.get(place)
            if group is None:
                wait = int(step.group_wait.in_(MINUTES))
                first = now if new.starts + wait < now else now + wait
                group = self.groups[place] = Group(step, group_key(step, new.labels), first, self.plan())
            group.alerts[new.key] = new

    def plan(self) -> int:
        self.plans += 1
        return self.plans

    def silenced(self, alert: Alert, now: int) -> bool:
        for rule, sources, index in zip(self.rules, self.sources, self.index, strict=True):
            if not all(one.matches(alert.labels.get(one.label, "")) for one in rule.target_matchers):
                continue
            source = sources.get(index.get(self.equal(rule, alert.labels), frozenset()))
            if source is None or source.ends <= now:
                continue
            both = all(one.matches(alert.labels.get(one.label, "")) for one in rule.source_matchers)
            if both and all(one.matches(source.labels.get(one.label, "")) for one in rule.target_matchers):
                continue
            return True
        return False

    def flush(self, place: tuple[int, Identity], group: Group, now: int) -> None:
        group.next = now + int(group.step.group_interval.in_(MINUTES))
        group.planned = self.plan()
        heard = [one for one in group.alerts.values() if not self.silenced(one, now)]
        if heard and muted(group.step.route, START + timedelta(minutes=now)) is None:
            firing = frozenset(one.key for one in heard if one.ends > now)
            resolved = frozenset(one.key for one in heard if one.ends <= now)
            for number, integration in enumerate(group.step.receiver.integrations):
                self.tell(group, number, firing, resolved, now, says=integration.sends_resolved)
        for key in [key for key, one in group.alerts.items() if one.ends <= now]:
            del group.alerts[key]
        if not group.alerts:
            del self.groups[place]

    def tell(
        self,
        group: Group,
        number: int,
        firing: frozenset[Identity],
        resolved: frozenset[Identity],
        now: int,
        *,
        says: bool,
    ) -> None:
        place = (group.key, group.step.receiver.name, number)
        repeat = int(group.step.repeat_interval.in_(MINUTES))
        entry = self.log.get(place)
        if entry is None:
            wanted = bool(firing)
        elif firing - entry[1]:
            wanted = True
        elif not firing:
            wanted = bool(entry[1])
        else:
            wanted = bool(says and resolved - entry[2]) or entry[0] < now - repeat
        if not wanted:
            return
        self.log[place] = (now, firing, resolved, now + 2 * repeat)
        shown = resolved if says else frozenset[frozenset[tuple[str, str]]]()
        if firing or shown:
            self.sent.append(Sent(now, group.key, number, group.step.receiver.name, firing, shown))


@st.composite
def routes(draw: st.DrawFn, depth: int = 1) -> Route:
    children = draw(st.lists(routes(depth=depth - 1), max_size=2)) if depth else []
    return Route(
        receiver=draw(st.sampled_from([TEAM, OTHERS])),
        matchers=() if depth else match(kind=draw(st.sampled_from("ab"))),
        continue_=not depth and draw(st.booleans()),
        group_by=draw(st.sampled_from([(), ("name",), ("name", "kind"), ("kind",)])),
        group_wait=minutes(draw(st.integers(0, 4))),
        group_interval=minutes(draw(st.integers(1, 9))),
        repeat_interval=minutes(draw(st.sampled_from([1, 4, 7, 20, 45, 300]))),
        mute_time_intervals=draw(st.sampled_from([(), (), (), (QUIET,)])),
        active_time_intervals=draw(st.sampled_from([(), (), (), (QUIET,)])),
        routes=tuple(children),
    )


@st.composite
def posts(draw: st.DrawFn) -> list[tuple[int, Alert]]:
    found: list[tuple[int, Alert]] = []
    for _ in range(draw(st.integers(1, 14))):
        labels = {label: draw(st.sampled_from("ab")) for label in ("name", "kind", "number")}
        at = draw(st.integers(0, 300))
        starts = max(0, at - draw(st.sampled_from([0, 0, 1, 3, 30])))
        ends = max(starts, at + draw(st.sampled_from([0, 0, -2, 5, 20, 150, 1000])))
        timeout = draw(st.integers(0, 5)) == 0
        found.append((at, Alert(labels, starts, at + RESOLVE_TIMEOUT if timeout else ends, timeout)))
    return sorted(found, key=lambda one: one[0])


RULES = (
    (),
    (Inhibition(source_matchers=match(kind="a"), target_matchers=match(kind="b"), equal=("name",)),),
    (
        Inhibition(source_matchers=match(kind="a"), target_matchers=match(name="a"), equal=("number",)),
        Inhibition(source_matchers=match(kind="b", name="b"), target_matchers=match(kind="a")),
    ),
)


@settings(deadline=None, max_examples=200)
@given(routes(), posts(), st.sampled_from(RULES))
def test_skipping_simulation_tells_what_the_minute_by_minute_one_does(
    root: Route, sent: list[tuple[int, Alert]], rules: tuple[Inhibition, ...]
) -> None:
    def moment(minute: int) -> datetime:
        return START + timedelta(minutes=minute)

    inbox = [
        Post(moment(at), one.labels, moment(one.starts), None if one.timeout else moment(one.ends)) for at, one in sent
    ]
    ours = [
        Sent(
            int((one.at - START).total_seconds()) // 60,
            one.group,
            next(number for number, each in enumerate(one.receiver.integrations) if each is one.integration),
            one.receiver.name,
            frozenset(frozenset(labels.items()) for labels in one.alerts) - one.resolved,
            one.resolved,
        )
        for one in notifications(root, inbox, moment(UNTIL), inhibitions=rules)
    ]

    def order(one: Sent) -> tuple[int, str, str, int, list[list[tuple[str, str]]]]:
        return one.at, one.group, one.receiver, one.integration, sorted(sorted(key) for key in one.firing)

    theirs = Reference(root, rules).run(sent, sent[0][0])
    assert sorted(ours, key=order) == sorted(theirs, key=order)
