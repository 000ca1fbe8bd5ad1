"""Where an alert may get to is told before it fires, for labels that nobody knows yet too."""

import itertools
from collections.abc import Mapping
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from routing_trees import LABELS, TEAM, VALUES, naive, trees

from vttalerts import Alert, AlertGroup, Metric, MetricType, Platform, Route, match
from vttalerts.graph import Graph
from vttalerts.model.expr import promql
from vttalerts.simulate.fleet import View, fleet
from vttalerts.simulate.reach import Reach
from vttalerts.units import COUNT

OPEN = (*VALUES, "A", "other")


def view_of(known: Mapping[str, str | None]) -> View:
    """Return an alert that sets some labels, and leaves others to the moment when it fires."""
    labels = {name: "{{ $value }}" if value is None else value for name, value in known.items()}
    alert = Alert(name="A", expr=promql("sum(m) > 1"), summary="s", labels=labels)
    metric = Metric(name="m", type=MetricType.GAUGE, unit=COUNT)
    platform = Platform(name="p", metrics=(metric,), groups=(AlertGroup(name="g", alerts=(alert,)),))
    return fleet(Graph(platform)).views[0]


def worlds(known: Mapping[str, str | None]) -> list[dict[str, Any]]:
    """Return all labels that the alert may have when it fires."""
    choices = [OPEN if known.get(label, "") is None else (known.get(label, ""),) for label in LABELS]
    return [dict(zip(LABELS, values, strict=True)) for values in itertools.product(*choices)]


@given(
    trees(),
    st.lists(st.dictionaries(st.sampled_from(LABELS), st.sampled_from((None, *VALUES[1:]))), min_size=1, max_size=3),
)
def test_nothing_is_reached_that_was_not_foreseen(root: Route, alerts: list[dict[str, str | None]]) -> None:
    ways = Reach(root, tuple(view_of(known) for known in alerts))

    for known in alerts:
        for labels in worlds(known):
            for route in naive(root, labels):
                assert ways.reaches(route)


def test_alert_of_known_labels_goes_one_way() -> None:
    database = Route(matchers=match(service="database"))
    other = Route(matchers=match(service="web"))
    ways = Reach(Route(receiver=TEAM, routes=(database, other)), (view_of({"service": "database"}),))

    ((_, steps),) = ways.certain

    assert [step.route for step in steps] == [database]
    assert ways.uncertain == []
    assert not ways.reaches(other)


def test_alert_of_an_unknown_label_may_go_any_way_that_asks_for_it() -> None:
    database = Route(matchers=match(service="database"))
    critical = Route(matchers=match(severity="critical"))
    view = view_of({"service": None, "severity": "warning"})
    root = Route(receiver=TEAM, routes=(database, critical))
    ways = Reach(root, (view,))

    assert ways.uncertain == [view]
    assert ways.reaches(database)
    assert ways.reaches(root)
    assert not ways.reaches(critical)
