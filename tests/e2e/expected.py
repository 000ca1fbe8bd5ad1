"""What the definitions say of each alert: who hears of it by which way, what it says, and how soon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from vttalerts import loader
from vttalerts.graph import Graph, PlacedAlert
from vttalerts.model.integrations.email import Email
from vttalerts.model.integrations.pagerduty import PagerDuty
from vttalerts.model.integrations.slack import Slack
from vttalerts.model.integrations.webhook import Webhook
from vttalerts.model.receivers import Integration
from vttalerts.simulate.latency import latency
from vttalerts.simulate.routing import Router

ROOT = Path(__file__).parent.parent.parent
Way = tuple[str, str]
"""How and where somebody hears of it, such as `("slack", "#vtt-alerts")`."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One alert.

    Attributes:
        name: Its name.
        receivers: Who is told.
        ways: How.
        over: Those of the ways by which it is told that it is over.
        words: The parts of its summary that are the same each time.
        links: Its runbook and its dashboard.
        usual: After how many seconds the first of them hears of it on average, at production's pace.
        most: After how many at the latest.
    """

    name: str
    receivers: tuple[str, ...]
    ways: frozenset[Way]
    over: frozenset[Way]
    words: tuple[str, ...]
    links: tuple[str, ...]
    usual: float
    most: float


def load() -> Graph:
    """Return the definitions."""
    platform = loader.load(loader.find(ROOT)).platform
    assert platform is not None
    return Graph(platform)


def expected(graph: Graph) -> dict[str, Expected]:
    """Return what to expect of every alert."""
    assert graph.routing is not None
    router = Router(graph.routing)
    return {placed.name: _expect(graph, router, placed) for placed in graph.alerts}


def _expect(graph: Graph, router: Router, placed: PlacedAlert) -> Expected:
    steps = router.match(placed.identity())
    receivers = router.receivers(placed.identity())
    parts = [part for receiver in receivers for part in receiver.integrations]
    told = [latency(graph).told(placed, step) for step in steps]
    annotations = graph.annotations(placed)
    return Expected(
        placed.name,
        tuple(receiver.name for receiver in receivers),
        frozenset(map(_way, parts)),
        frozenset(_way(part) for part in parts if part.sends_resolved),
        tuple(word.strip() for word in re.split(r"\{\{.*?\}\}", annotations["summary"]) if word.strip()),
        tuple(annotations[key] for key in ("runbook_url", "dashboard_url") if key in annotations),
        min(one.usual for one in told),
        min(one.most for one in told),
    )


def _way(part: Integration) -> Way:
    match part:
        case Slack():
            return "slack", str(part.channel)
        case Email():
            return "email", str(part.to)
        case PagerDuty():
            return "pagerduty", "pager"
        case Webhook():
            return "webhook", "watchdog"
        case _:
            raise AssertionError(f"there is no sink for {type(part).__name__}")
