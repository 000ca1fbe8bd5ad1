"""A day on call as somebody describes it: which alerts fire from when to when, and what is silenced meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import NamedTuple

from vttalerts.graph import Graph
from vttalerts.simulate.grouping import identity, span
from vttalerts.simulate.happenings import Held, Notification, Outage, Silence
from vttalerts.simulate.timeline import RESOLVE_TIMEOUT, tell


class Scenario(NamedTuple):
    """What happens.

    Attributes:
        name: What it is called.
        zone: Whose clocks it is told by.
        starts: When it begins; like all moments here in UTC, because Python adds hours to a place's clock, which may
            be changed meanwhile.
        until: When nobody looks any more.
        outages: The alerts.
        silences: The silences.
    """

    name: str
    zone: tzinfo
    starts: datetime
    until: datetime
    outages: tuple[Outage, ...]
    silences: tuple[Silence, ...]


class Fate(NamedTuple):
    """What became of one alert.

    Attributes:
        outage: The alert.
        told: The notifications that tell of it, in their order.
        held: What kept it back, by node.
    """

    outage: Outage
    told: tuple[Notification, ...]
    held: tuple[Held, ...]


class Played(NamedTuple):
    """A scenario after it happened.

    Attributes:
        scenario: The scenario.
        sent: All notifications in the order in which they are sent.
        fates: What became of each alert, by when it begins.
    """

    scenario: Scenario
    sent: tuple[Notification, ...]
    fates: tuple[Fate, ...]


def play(graph: Graph, scenario: Scenario) -> Played:
    """Return who hears what when; the platform must have a routing tree."""
    assert graph.routing is not None  # noqa: S101  the caller has asked
    timeout = graph.alertmanager.resolve_timeout if graph.alertmanager is not None else None
    story = tell(
        graph.routing,
        (post for outage in scenario.outages for post in outage.posts()),
        scenario.until,
        inhibitions=graph.inhibitions,
        silences=scenario.silences,
        resolve_timeout=span(timeout) if timeout is not None else RESOLVE_TIMEOUT,
    )
    told: dict[frozenset[tuple[str, str]], list[Notification]] = {}
    for one in story.sent:
        for alert in one.told:
            told.setdefault(alert.identity, []).append(one)
    held: dict[frozenset[tuple[str, str]], list[Held]] = {}
    for (_, who), kept in story.held.items():
        held.setdefault(who, []).append(kept)
    fates = tuple(_fates(scenario, told, held))
    return Played(scenario, tuple(story.sent), fates)


def _fates(
    scenario: Scenario,
    told: dict[frozenset[tuple[str, str]], list[Notification]],
    held: dict[frozenset[tuple[str, str]], list[Held]],
) -> Iterator[Fate]:
    """Yield what became of each alert; one that comes again is told of from its beginning to its next one."""
    following: dict[frozenset[tuple[str, str]], datetime] = {}
    found: list[Fate] = []
    for outage in sorted(scenario.outages, key=lambda one: one.starts, reverse=True):
        who = identity({name: value for name, value in outage.labels.items() if value})
        until = following.get(who)
        mine = tuple(one for one in told.get(who, ()) if outage.starts <= one.at and (until is None or one.at < until))
        kept = tuple(one for one in held.get(who, ()) if one.last >= outage.starts)
        following[who] = outage.starts
        found.append(Fate(outage, mine, kept))
    yield from reversed(found)
