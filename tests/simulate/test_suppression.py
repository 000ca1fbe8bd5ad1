"""Who can silence whom is exactly what happens: on random alerts all labels that can be are simulated in pairs."""

import itertools
from collections.abc import Iterator, Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from routing_trees import LABELS, VALUES, matchers

from vttalerts import COUNT, Alert, AlertGroup, Inhibition, Metric, MetricType, Platform, match, regex
from vttalerts.graph import Graph
from vttalerts.model.expr import promql
from vttalerts.simulate.inhibition import inhibited
from vttalerts.simulate.suppression import Suppression, suppressions

OPEN = "{{ $value }}"
UNIVERSE = (*VALUES, "A", "other", "x\ny")
METRIC = Metric(name="m", type=MetricType.GAUGE, unit=COUNT)

Alerts = tuple[Mapping[str, str], ...]


def suppression(rule: Inhibition, alerts: Alerts) -> Suppression:
    made = tuple(
        Alert(name=f"A{number}", expr=promql("sum(m) > 1"), summary="s", labels=dict(labels))
        for number, labels in enumerate(alerts)
    )
    groups = (AlertGroup(name="g", alerts=made),)
    (found,) = suppressions(Graph(Platform(name="p", metrics=(METRIC,), groups=groups, inhibitions=(rule,))))
    return found


def pairs(found: Suppression) -> set[tuple[str, str]]:
    """Return the names of the alerts that silence each other."""
    return {(source.name, target.name) for one in found.pairings for source in one.sources for target in one.targets}


def worlds(number: int, labels: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Yield all labels that an alert may fire with."""
    open_ = [name for name, text in labels.items() if text == OPEN]
    for texts in itertools.product(UNIVERSE, repeat=len(open_)):
        made = {**labels, **dict(zip(open_, texts, strict=True)), "alertname": f"A{number}"}
        yield {name: text for name, text in made.items() if text}


def alerts() -> st.SearchStrategy[Alerts]:
    labels = st.dictionaries(st.sampled_from(LABELS), st.sampled_from(("a", "b", "ab", OPEN, OPEN)), max_size=2)
    return st.lists(labels, min_size=1, max_size=3).map(tuple)


def rules() -> st.SearchStrategy[Inhibition]:
    return st.builds(
        Inhibition,
        source_matchers=matchers().filter(bool),
        target_matchers=matchers().filter(bool),
        equal=st.sampled_from(((), ("service",), ("team", "severity"))),
    )


@pytest.mark.slow
@settings(deadline=None, max_examples=300)
@given(rules(), alerts())
def test_who_may_silence_whom_is_what_happens_and_nothing_else(rule: Inhibition, given_: Alerts) -> None:
    happens = set()
    for (one, mine), (other, theirs) in itertools.product(enumerate(given_), repeat=2):
        for source, target in itertools.product(worlds(one, mine), worlds(other, theirs)):
            # Alerts with all labels in common are one alert.
            if source != target and inhibited([rule], [source, target])[1] is not None:
                happens.add((f"A{one}", f"A{other}"))

    assert pairs(suppression(rule, given_)) == happens


def test_values_that_never_agree_are_told() -> None:
    rule = Inhibition(
        source_matchers=match(severity="a"), target_matchers=match(severity="b"), equal=("team", "service")
    )

    found = suppression(rule, ({"severity": "a", "team": "x"}, {"severity": "b", "team": "y"}))

    assert (found.pairings, found.apart) == ((), ("team",))
    assert [one.name for one in found.sources + found.targets] == ["A0", "A1"]


def test_patterns_that_contradict_each_other_never_agree() -> None:
    rule = Inhibition(
        source_matchers=regex(severity="a", team="x.*"),
        target_matchers=regex(severity="b", team="y.*"),
        equal=("team",),
    )

    assert suppression(rule, ({"severity": "a", "team": OPEN}, {"severity": "b", "team": OPEN})).apart == ("team",)


def test_alerts_that_both_lack_all_labels_need_have_nothing_in_common() -> None:
    rule = Inhibition(
        source_matchers=match(severity="a"), target_matchers=match(severity="b"), equal=("team", "service")
    )

    found = suppression(rule, ({"severity": "a"}, {"severity": "b"}, {"severity": "b", "team": "x"}))

    assert pairs(found) == {("A0", "A1")}
    assert [one.unrelated for one in found.pairings] == [True]
    target = found.targets[0]
    assert [one.name for one in found.silencing(target)] == ["A0"]
