"""Sends an alert that nothing has caused through the real Alertmanager, and watches until everybody has been told.

The alert has the labels of the real one, so that it goes the real way, and a label `drill` with a value of its own,
so that everybody can tell it apart and no Alertmanager takes it for an alert that it has told before. It is over when
the watching is, however that ends; if even that can't be said, Alertmanager ends it by itself after the time that the
first message named.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from vttalerts.graph import Graph, PlacedAlert
from vttalerts.live.alertmanager import Alertmanager
from vttalerts.live.deliveries import LABEL, Verdict, Watch, Way, held
from vttalerts.live.http import LiveError
from vttalerts.simulate.inhibition import matches
from vttalerts.simulate.intervals import muted
from vttalerts.simulate.routing import Router, Step
from vttalerts.units import SECONDS, Quantity

_PAUSE: Final = 0.25
_GRACE: Final = timedelta(minutes=1)
"""How long after the watching an alert ends by itself, where nobody could end it."""
_SLACK: Final = 30.0
"""Seconds for the delivery itself, after Alertmanager has waited for company."""
_TRIES_TO_END: Final = 5


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
    watch = Watch(drill.ways, drill.labels[LABEL], servers)
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
    drill: Drill, servers: Sequence[Alertmanager], began: datetime, ends: datetime, tell: Callable[[str], None]
) -> None:
    def report(text: str) -> None:
        # Nobody may listen any more; the alert is ended all the same.
        with suppress(OSError):
            tell(text)

    for server in servers:
        for _ in range(_TRIES_TO_END):
            with suppress(LiveError):
                server.give([_wire(drill, began, datetime.now(UTC))])
                if held(server, drill.labels[LABEL]) is None:
                    break
            time.sleep(_PAUSE)
        else:
            report(f"{server.url} could not be told that it is over; it ends by itself at {ends:%H:%M:%S} UTC")
            continue
        report(f"resolved at {server.url}; who is told of that hears it with the group's next news")
