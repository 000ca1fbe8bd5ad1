"""A real Alertmanager tells the same people of the same alerts as the simulator, in the same order, when it says.

Decision: all scenarios run at once in one server, each with a label, a route and a receiver of its own. A scenario
is generated, and taken only if its notifications stay the same when every moment in it is moved by up to a fifth of
a second: what hangs on milliseconds is luck in the real server too.
"""

from __future__ import annotations

import dataclasses
import json
import random
import sys
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from typing_extensions import override

sys.path.insert(0, str(Path(__file__).parent))  # pytest's importlib mode leaves a test's folder out

from servers import free_port, running

from vttalerts import Inhibition, Receiver, Route, Webhook, match, milliseconds
from vttalerts.model.intervals import IntervalSpec, TimeInterval, TimeRange
from vttalerts.simulate.timeline import Notification, Post, notifications

Shape = tuple[str, list[tuple[dict[str, str], str]]]

pytestmark = [pytest.mark.live, pytest.mark.slow]

SEEDS = 600
OF_EACH_KIND = 12
"""How many scenarios show each kind of thing, at least."""
LENGTH = 16.0
"""Seconds in which things happen."""
WATCHED = 24.0
"""Seconds after which nobody looks."""
TOLERANCE = 1.0
"""Seconds that a notification may be late on a busy machine."""
RESOLVE_TIMEOUT = 5
"""Seconds after which an alert is over that nobody sends again."""
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)

ALWAYS = TimeInterval(name="always", time_intervals=(IntervalSpec(years=("2000:2999",)),))
NEVER = TimeInterval(name="never", time_intervals=(IntervalSpec(years=("2000",)),))
ALL_DAY = TimeInterval(
    name="all-day",
    time_intervals=(
        IntervalSpec(
            times=(TimeRange(start_time="00:00", end_time="24:00"),),
            weekdays=("sunday:saturday",),
            days_of_month=("1:-1",),
            months=("january:december",),
            location="Europe/Helsinki",
        ),
        IntervalSpec(days_of_month=("31",), location="Europe/Helsinki"),
    ),
)


@dataclasses.dataclass(frozen=True)
class Event:
    """An alert that is sent: when, since when and until when, in seconds."""

    at: float
    labels: dict[str, str]
    starts: float
    ends: float | None

    def moved(self, chance: random.Random, most: float) -> Event:
        at = self.at + chance.uniform(-most, most)
        # What the client says of the times arrives as it is; only an end that is now stays now.
        if self.ends == self.at:
            return Event(at, self.labels, self.starts, at)
        over = self.ends is not None and self.ends < self.at
        return Event(max(at, self.ends) if over and self.ends else at, self.labels, self.starts, self.ends)

    def post(self) -> Post:
        at, starts, ends = (None if one is None else EPOCH + timedelta(seconds=one) for one in self.moments())
        assert at is not None
        return Post(at, self.labels, starts, ends)

    def moments(self) -> tuple[float, float, float | None]:
        return self.at, self.starts, self.ends


@dataclasses.dataclass(frozen=True)
class Scenario:
    """A route with its receiver, its rules, and what happens."""

    name: str
    route: Route
    rules: tuple[Inhibition, ...]
    events: tuple[Event, ...]

    def simulated(self) -> dict[tuple[str, str], list[Notification]]:
        """The notifications by address and group; only within these is there an order."""
        root = Route(receiver=Receiver(name="root"), routes=(self.route,))
        found: dict[tuple[str, str], list[Notification]] = {}
        for one in notifications(
            root,
            [event.post() for event in self.events],
            EPOCH + timedelta(seconds=WATCHED),
            inhibitions=self.rules,
            resolve_timeout=timedelta(seconds=RESOLVE_TIMEOUT),
        ):
            assert isinstance(one.integration, Webhook)
            found.setdefault((urlsplit(str(one.integration.url)).path, one.group), []).append(one)
        return found

    def said(self) -> dict[tuple[str, str], list[Shape]]:
        return {place: [shape(one) for one in found] for place, found in self.simulated().items()}

    def kinds(self) -> set[str]:
        """What there is to see in it."""
        found = {one.reason.value for told in self.simulated().values() for one in told}
        if dataclasses.replace(self, rules=()).said() != self.said():
            found.add("inhibited")
        if self.route.mute_time_intervals or self.route.active_time_intervals:
            found.add("intervals")
        return found

    def is_stable(self, chance: random.Random, most: float) -> bool:
        """Whether it stays the same, when its alerts arrive a little earlier or later."""
        return all(
            self.is_like(dataclasses.replace(self, events=tuple(one.moved(chance, most) for one in self.events)), most)
            for _ in range(16)
        )

    def is_like(self, other: Scenario, most: float) -> bool:
        ours, theirs = self.simulated(), other.simulated()
        return self.said() == other.said() and all(
            abs((one.at - another.at).total_seconds()) < most + 0.01
            for place in ours
            for one, another in zip(ours[place], theirs[place], strict=True)
        )


def shape(one: Notification) -> Shape:
    """What a notification says, as the webhook's document has it: its status, and each alert with its own."""
    told = [
        (dict(labels), "resolved" if frozenset(labels.items()) in one.resolved else "firing") for labels in one.alerts
    ]
    return "firing" if one.firing else "resolved", told


def scenario(name: str, chance: random.Random, port: int) -> Scenario:
    url = f"http://127.0.0.1:{port}/{name}"
    receiver = Receiver(
        name=name,
        integrations=(Webhook(url=f"{url}/all"), Webhook(url=f"{url}/firing", send_resolved=False)),
    )
    muting = chance.random()
    timing: dict[str, Any] = {
        "group_by": chance.choice([(), ("alertname",), ("alertname", "instance"), ("...",), ("absent",)]),
        "group_wait": milliseconds(chance.choice([0, 500, 1000, 2000])),
        "group_interval": milliseconds(chance.choice([1500, 2000, 3000])),
        # Just above a multiple of every interval: on a busy machine it takes a while until a message is logged.
        "repeat_interval": milliseconds(chance.choice([2200, 3200, 6200, 3_600_000])),
        "mute_time_intervals": (chance.choice([ALWAYS, NEVER, ALL_DAY]),) if muting < 0.15 else (),
        "active_time_intervals": (chance.choice([ALWAYS, NEVER, ALL_DAY]),) if muting > 0.85 else (),
    }
    children: tuple[Route, ...] = ()
    if chance.random() < 0.3:
        children = (
            Route(matchers=match(kind="target"), continue_=True),
            Route(matchers=match(scenario=name, kind="target"), continue_=chance.random() < 0.5),
            Route(matchers=match(scenario=name), group_by=("kind",)),
        )
    route = Route(matchers=match(scenario=name), receiver=receiver, routes=children, **timing)
    rules: tuple[Inhibition, ...] = ()
    if chance.random() < 0.5:
        equal = chance.choice([(), ("instance",), ("instance", "absent")])
        target = match(scenario=name) if chance.random() < 0.4 else match(scenario=name, kind="target")
        rules = (
            Inhibition(
                source_matchers=match(scenario=name, kind="source"),
                target_matchers=target,
                equal=equal,
            ),
        )
    return Scenario(name, route, rules, tuple(sorted(events(name, chance), key=lambda event: event.at)))


def events(name: str, chance: random.Random) -> Iterator[Event]:
    """Alerts that begin, are sent again, end, or are left to end by themselves."""
    for number in range(chance.randint(1, 5)):
        labels = {
            "scenario": name,
            "alertname": chance.choice(["Up", "Down"]),
            "instance": chance.choice(["a", "b"]),
            "kind": chance.choice(["source", "target"]),
            "number": str(number),
        }
        if chance.random() < 0.3:
            labels["job"] = chance.choice(["x", "y"])
        at = chance.uniform(0.3, LENGTH - 4)
        starts = at - 60 if chance.random() < 0.1 else at
        while at < LENGTH:
            kind = chance.random()
            yield Event(at, labels, starts, None if kind < 0.6 else at + chance.uniform(0.5, 6))
            at += chance.uniform(1, 7)
            if kind > 0.3:
                if at < LENGTH:
                    yield Event(at, labels, starts, at)
                at += chance.uniform(0.5, 4)
                starts = at


class Sink:
    """An address on loopback that keeps what is posted to it, with the moment."""

    def __init__(self) -> None:
        self.received: list[tuple[float, str, Any]] = []
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                now = time.time()
                body = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
                sink.received.append((now, self.path, body))
                self.send_response(200)
                self.end_headers()

            @override
            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port: int = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def configuration(scenarios: list[Scenario]) -> str:
    root = Route(receiver=Receiver(name="root"), routes=tuple(one.route for one in scenarios))
    receivers = [one.route.receiver for one in scenarios if one.route.receiver is not None]
    return json.dumps(
        {
            "global": {"resolve_timeout": f"{RESOLVE_TIMEOUT}s"},
            "route": root.wire(),
            "receivers": [{"name": "root"}, *(receiver.wire() for receiver in receivers)],
            "inhibit_rules": [rule.wire() for one in scenarios for rule in one.rules],
            "time_intervals": [interval.wire() for interval in (ALWAYS, NEVER, ALL_DAY)],
        }
    )


def perform(one: Scenario, url: str, begin: float) -> Scenario:
    """Sends a scenario's alerts, each at its moment; returns it with the moments at which they arrived."""
    arrived: list[Event] = []
    for event in one.events:
        time.sleep(max(0.0, begin + event.at - time.time()))
        labels = {"labels": event.labels, "startsAt": text(begin + event.starts)}
        body = json.dumps([labels if event.ends is None else {**labels, "endsAt": text(begin + event.ends)}])
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{url}/api/v2/alerts", body.encode(), headers)  # noqa: S310  loopback
        before = time.time()
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310  loopback
            assert answer.status == 200
        arrived.append(dataclasses.replace(event, at=(before + time.time()) / 2 - begin))
    return dataclasses.replace(one, events=tuple(arrived))


def text(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()


def chosen(port: int) -> list[Scenario]:
    """The scenarios, the same in every run: enough of every kind, and none that hangs on milliseconds."""
    found: list[Scenario] = []
    seen: Counter[str] = Counter()
    for seed in range(SEEDS):
        chance = random.Random(seed)  # noqa: S311  the same in every run
        made = scenario(f"s{seed}", chance, port)
        kinds = made.kinds()
        if any(seen[kind] < OF_EACH_KIND for kind in kinds) and made.is_stable(chance, 0.2):
            found.append(made)
            seen.update(kinds)
    return found


def test_alertmanager_sends_what_the_simulator_says_when_it_says(alertmanager: Path, tmp_path: Path) -> None:
    wrong = disagreements(alertmanager, tmp_path / "first")
    if wrong:
        # A busy machine delays some message once; only what disagrees twice is a mistake of the simulator.
        again = disagreements(alertmanager, tmp_path / "second")
        twice = [error for name, error in again.items() if name in wrong]
        if twice:
            raise twice[0]


def disagreements(alertmanager: Path, folder: Path) -> dict[str, AssertionError]:
    """Run all scenarios at once in a real Alertmanager; return what it did otherwise, by scenario."""
    folder.mkdir()
    sink = Sink()
    scenarios = chosen(sink.port)
    file = folder / "alertmanager.yml"
    file.write_text(configuration(scenarios))
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [
        str(alertmanager),
        f"--config.file={file}",
        f"--storage.path={folder / 'data'}",
        f"--web.listen-address=127.0.0.1:{port}",
        "--cluster.listen-address=",
    ]
    with running(command, folder / "log", f"{url}/-/ready", folder), ThreadPoolExecutor(len(scenarios)) as pool:
        begin = time.time()
        arrived = list(pool.map(lambda one: perform(one, url, begin), scenarios))
        time.sleep(max(0.0, begin + WATCHED + TOLERANCE - time.time()))
    sink.close()

    chance = random.Random(0)  # noqa: S311  nothing secret
    judged = [one for one in arrived if one.is_stable(chance, 0.15)]
    assert len(judged) > 0.6 * len(scenarios), "this machine is too busy to send alerts in time"
    found: dict[str, AssertionError] = {}
    for one in judged:
        received = [(at - begin, path, body) for at, path, body in sink.received if path.startswith(f"/{one.name}/")]
        try:
            compare(one, received)
        except AssertionError as error:
            found[one.name] = error
    return found


def compare(one: Scenario, received: list[tuple[float, str, Any]]) -> None:
    expected = one.simulated()
    actual: dict[tuple[str, str], list[tuple[float, Any]]] = {}
    for at, path, body in received:
        told = [(alert["labels"], alert["status"]) for alert in body["alerts"]]
        actual.setdefault((path, body["groupKey"]), []).append((at, (body["status"], told)))
    ends = WATCHED - TOLERANCE
    for place in sorted({*expected, *actual}):
        ours = [((each.at - EPOCH).total_seconds(), shape(each)) for each in expected.get(place, ())]
        theirs = actual.get(place, [])
        # What happens in the last moments may be seen by one and not by the other.
        shorter = min(len(ours), len(theirs))
        assert [each for each in ours[shorter:] if each[0] < ends] == [], (one, place)
        assert [each for each in theirs[shorter:] if each[0] < ends] == [], (one, place)
        for (simulated, said), (happened, heard) in zip(ours, theirs, strict=False):
            assert said == heard, (one, place, simulated, happened)
            assert -0.1 < happened - simulated < TOLERANCE, (one, place, said)
