"""Checks find or do not find, and never fail, whatever definitions a person puts together."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from routing_trees import matchers, trees

from vttalerts import (
    COUNT,
    PERCENT,
    Alert,
    AlertGroup,
    Dashboard,
    Datasource,
    DatasourceChoice,
    Delivery,
    Indicator,
    Inhibition,
    LabelValues,
    Link,
    Metric,
    MetricType,
    Platform,
    Policy,
    PrometheusServer,
    Query,
    Receiver,
    RecordingGroup,
    RecordingRule,
    Row,
    ScrapeJob,
    SelectorPolicy,
    Severity,
    Static,
    Targets,
    TimeSeriesPanel,
    absent,
    all_of,
    any_of,
    checks,
    match,
    minutes,
    percent,
    seconds,
)
from vttalerts.graph import Graph
from vttalerts.model.expr import promql
from vttalerts.reporting import Format, render

TEXTS = ("", "down", "{{ $labels.x }}", "{{ $labels.instance }} {{ .Labels.y }} {{ $value }}", "{{ if true }}{{ end }}")
POLICY = Policy(
    required_labels=("x",),
    any_label=("y", "z"),
    labels={"team": "a|b"},
    annotations={"summary": ".+"},
    max_for=seconds(30),
    max_interval=seconds(30),
    banned_functions=("rate", "sum"),
    banned_metrics=("m",),
    kept_labels=("x",),
    stripped_labels=("instance",),
    max_lookback=minutes(5),
    selectors=(SelectorPolicy(required=("job",), values={"q": "2"}),),
    dashboard_variables=("x",),
    panel_descriptions=True,
)
BOARDS = tuple(
    Dashboard(
        uid="b",
        title="b",
        variables=(LabelValues(name="x", label_name="x", metric="m"), DatasourceChoice(name="d")),
        datasource=Datasource("prometheus", "${d}"),
        links=(Link(title="l", url="/d/nowhere?viewPanel=7"), Link(title="t", tags=("t",))),
        rows=(Row(panels=(TimeSeriesPanel(title="$x $y", targets=Query(expr=expr), unit="Bytes"),)),),
    )
    for expr in ('rate(m{x="$x"}[5m])', "sum(rate(m[5m])) by (q) / m", "count(m) == 0 and", "$y")
)
QUERIES = (
    "m",
    "rate(m[1m])",
    "sum by (x, q) (m)",
    'm{q="1"}',
    "absent(m)",
    "1",
    '"text"',
    "m[5m]",
    "r",
    "u offset 1w",
    "m / r",
    "count(m) == 0",
    'm{x="1", x=~"2"}',
    "histogram_quantile(9, sum by (le) (rate(h_bucket[5m])))",
    "topk(2, m)",
    "m * on (x) g",
)
METRICS = tuple(
    Metric(name=name, type=kind, unit=COUNT, labels=("x",))
    for name, kind in (("m", MetricType.COUNTER), ("g", MetricType.GAUGE), ("h", MetricType.HISTOGRAM))
)
LOOP = RecordingRule(record="r", expr="r + m", unit=COUNT)
INDICATORS = tuple(
    Indicator(name="i", unit=PERCENT, expr=expr) for expr in (*QUERIES[:5], METRICS[0], METRICS[1], LOOP)
)


def conditions() -> st.SearchStrategy[Any]:
    chosen = st.sampled_from(INDICATORS)
    leaf = st.one_of(
        chosen.map(lambda one: one > percent(5)),
        chosen.map(lambda one: one < percent(5)),
        chosen.map(absent),
        st.sampled_from(QUERIES).map(promql),
    )
    pair = st.tuples(leaf, leaf)
    return st.one_of(leaf, pair.map(lambda two: all_of(*two)), pair.map(lambda two: any_of(*two, on=("x",))))


def alerts() -> st.SearchStrategy[Alert]:
    return st.builds(
        Alert,
        name=st.sampled_from(("A", "B", "snake_case")),
        expr=conditions(),
        summary=st.sampled_from(TEXTS),
        severity=st.sampled_from((None, *Severity)),
        service=st.sampled_from((None, "a", "b")),
        for_=st.sampled_from((None, seconds(0), seconds(5), minutes(10))),
        labels=st.dictionaries(st.sampled_from(("team", "x")), st.sampled_from(("", "a", "{{ $labels.x }}"))),
    )


def platforms() -> st.SearchStrategy[Platform]:
    inhibitions = st.builds(
        Inhibition,
        source_matchers=matchers().filter(bool),
        target_matchers=matchers().filter(bool),
        equal=st.sampled_from(((), ("service",), ("x", "nowhere"))),
    )
    deliveries = st.builds(
        Delivery,
        given=st.sampled_from((match(severity="a"), match(service="b", team=""))),
        reaches=st.just((Receiver(name="dba"),)),
    )
    job = ScrapeJob(job_name="j", discoveries=(Static(targets=("j:1",)),), exports=METRICS)
    return st.builds(
        Platform,
        name=st.just("p"),
        groups=st.lists(
            st.builds(AlertGroup, name=st.just("g"), alerts=st.lists(alerts(), max_size=4).map(tuple)), max_size=2
        ).map(tuple),
        routing=st.none() | trees(),
        inhibitions=st.lists(inhibitions, max_size=2).map(tuple),
        deliveries=st.lists(deliveries, max_size=2).map(tuple),
        recording=st.sampled_from(((), (RecordingGroup(name="r", rules=(LOOP,)),))),
        scrape=st.sampled_from(((), (job,), (job, job))),
        prometheus=st.sampled_from((None, PrometheusServer(external_labels={"x": "outer"}))),
        policy=st.sampled_from((None, POLICY)),
        dashboards=st.sampled_from(((), BOARDS[:1], BOARDS[1:])),
        targets=st.sampled_from((None, Targets(prometheus="2.42", alertmanager="0.25"))),
    )


@pytest.mark.slow
@settings(deadline=None)
@given(platforms())
def test_checks_never_fail(platform: Platform) -> None:
    found = list(checks.run(Graph(platform)))

    for one in found:
        assert one.labels, one.code
        assert one.why, one.code
        assert one.help, one.code
        assert "\n" not in one.headline
    assert render(found, Format.TEXT, root=Path.cwd()).count("\n") >= len(found)
