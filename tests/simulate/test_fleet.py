"""What is known of an alert's labels before it fires is what Prometheus and Alertmanager will make of them."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vttalerts import (
    COUNT,
    Alert,
    AlertGroup,
    AlertmanagerConfig,
    Indicator,
    Metric,
    MetricType,
    Platform,
    PrometheusServer,
    Relabel,
    RelabelAction,
    ScrapeJob,
    Static,
    absent,
    all_of,
    any_of,
    count,
    match,
    no_match,
    regex,
)
from vttalerts.graph import Graph
from vttalerts.language.promql import parse, result_labels
from vttalerts.model.expr import Condition, promql
from vttalerts.simulate.fleet import View, fleet

METRICS = tuple(
    Metric(name=name, type=MetricType.GAUGE, unit=COUNT, labels=labels)
    for name, labels in (("a", ("x", "y")), ("b", ("x",)), ("c", ()))
)
QUERIES = (
    'a{x="1"}',
    "sum by (x) (a)",
    'sum by (x, z) (a{y="2"})',
    "sum without (x) (a)",
    "max(b)",
    'a * on (x) group_left (job) b{job="j"}',
    "undeclared",
    'undeclared{x="1", y=""}',
    "rate(a[5m]) / ignoring (y) b",
    "topk(3, a)",
    "absent(b)",
    'label_replace(b, "z", "v", "", "")',
    'count_values by (x) ("v", a)',
)
INDICATORS = tuple(Indicator(name=f"i{at}", unit=COUNT, expr=text) for at, text in enumerate(QUERIES))
LABELS = ("x", "y", "z", "v", "job", "instance", "other")


def conditions() -> st.SearchStrategy[Condition]:
    leaf = st.one_of(
        st.sampled_from(INDICATORS).map(lambda indicator: indicator > count(1)),
        st.sampled_from(INDICATORS).map(absent),
        st.sampled_from(QUERIES).map(lambda text: promql(f"{text} > 1")),
    )

    def combine(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        on = st.sampled_from((None, ("x",), ("x", "job")))
        pairs = st.lists(parts, min_size=2, max_size=3)
        return st.one_of(
            st.builds(lambda made, labels: all_of(*made, on=labels), pairs, on),
            st.builds(lambda made, labels: any_of(*made, on=labels), pairs, on),
        )

    return st.recursive(leaf, combine, max_leaves=4)


def view_of(condition: Condition, **fields: Any) -> View:  # noqa: ANN401  fields of an alert
    alert = Alert(name="A", expr=condition, summary="s", **fields)
    job = ScrapeJob(job_name="j", discoveries=(Static(targets=("j:1",)),), exports=METRICS)
    server = PrometheusServer(external_labels={"cluster": "eu", "x": "outer"})
    platform = Platform(name="p", scrape=(job,), prometheus=server, groups=(AlertGroup(name="g", alerts=(alert,)),))
    return fleet(Graph(platform)).views[0]


@given(conditions())
def test_labels_put_together_from_indicators_are_those_of_the_whole_query(condition: Condition) -> None:
    view = view_of(condition)
    whole = result_labels(parse(condition.promql()), view._expressions.labels_of)

    assert [whole.can_carry(label) for label in LABELS] == [view.labels.can_carry(label) for label in LABELS]
    assert {**whole.known} == {**view.labels.known}


@given(conditions(), st.sampled_from(LABELS))
def test_quick_answer_is_never_another_one(condition: Condition, label: str) -> None:
    view = view_of(condition)
    alert = view.placed.alert

    assert view._expressions.leaves_label(alert, label) == view.labels.can_carry(label)


def test_rule_wins_over_expression_and_server_fills_what_is_missing() -> None:
    view = view_of(INDICATORS[0] > count(1), labels={"x": "rule", "y": "{{ $value }}", "job": ""})

    assert [view.value(label) for label in ("alertname", "x", "y", "job", "cluster", "nowhere")] == [
        "A",
        "rule",
        None,
        "",
        "eu",
        "",
    ]


def test_external_label_yields_to_one_that_the_alert_may_have() -> None:
    assert view_of(INDICATORS[1] > count(1)).value("x") is None
    assert view_of(INDICATORS[4] > count(1)).value("x") == "outer"


def test_matchers_are_sure_only_of_what_is_known() -> None:
    view = view_of(INDICATORS[1] > count(1), service="db")

    assert view.matches(match(service="db")) is True
    assert view.matches(match(service="web", x="1")) is False
    assert view.matches(match(service="db", x="1")) is None
    assert view.matches((*regex(x=".*"), *no_match(y="1"))) is True


@pytest.mark.parametrize(
    ("step", "unknown"),
    [
        (Relabel(source_labels=("service",), target_label="team"), {"team"}),
        (Relabel(source_labels=("team",), regex="x", action=RelabelAction.DROP), set()),
        (Relabel(regex="team", action=RelabelAction.LABELDROP), {"team", "service", "other"}),
        (Relabel(source_labels=("team",), target_label="$1"), {"team", "service", "other"}),
    ],
)
@pytest.mark.parametrize("place", ["common", "own"])
def test_label_that_relabeling_may_change_is_not_taken_for_known(step: Relabel, unknown: set[str], place: str) -> None:
    alert = Alert(name="A", expr=promql("sum(a) > 1"), summary="s", labels={"team": "x", "service": "y"})
    own = AlertmanagerConfig(
        discoveries=(Static(targets=("am:9093",)),), alert_relabel_configs=() if place == "common" else (step,)
    )
    server = PrometheusServer(alert_relabel_configs=(step,) if place == "common" else (), alertmanagers=(own,))
    groups = (AlertGroup(name="g", alerts=(alert,)),)
    (view,) = fleet(Graph(Platform(name="p", metrics=METRICS, groups=groups, prometheus=server))).views

    known = {"team": "x", "service": "y", "other": ""}
    assert {name: view.value(name) for name in known} == {**known, **dict.fromkeys(unknown, None)}
