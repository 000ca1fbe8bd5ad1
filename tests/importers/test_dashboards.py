"""Dashboards that somebody made in Grafana become definitions, and build back to the same JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest

from vttalerts import (
    PERCENT,
    Dashboard,
    Datasource,
    Indicator,
    LabelValues,
    Query,
    RawPanel,
    RawVariable,
    Row,
    StatPanel,
    TextPanel,
    TimeSeriesPanel,
    hours,
    minutes,
)
from vttalerts.importers import dashboard_files
from vttalerts.importers.dashboards import carried, dashboard
from vttalerts.importers.grafana_fields import same
from vttalerts.importers.json_text import BadJSONError, parse
from vttalerts.model.drawing import Context
from vttalerts.model.spec import DefinitionError

CONTEXT = Context()
memory = Indicator(name="memory", unit=PERCENT, legend="{{ job }}", expr="memory_percent")


def graph(**more: object) -> dict[str, Any]:
    return {
        "type": "timeseries",
        "id": 4,
        "title": "CPU",
        "gridPos": {"h": 8, "w": 12, "x": 0, "y": 0},
        "fieldConfig": {"defaults": {"unit": "percent", "custom": {"drawStyle": "bars", "lineWidth": 3}}},
        "options": {"legend": {"displayMode": "table", "calcs": ["max"]}, "odd": True},
        "targets": [{"expr": "cpu", "legendFormat": "{{ job }}", "refId": "A", "interval": "1m"}],
        **more,
    }


def board(*panels: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"uid": "x", "title": "X", "schemaVersion": 36, "panels": list(panels), **more}


def read(saved: dict[str, Any], *known: Indicator) -> Dashboard:
    queries = {one.text: one for one in known}
    return dashboard(saved, CONTEXT, queries.get, "given")


def only_panel(saved: dict[str, Any], *known: Indicator) -> TimeSeriesPanel:
    ((panel,),) = (row.panels for row in read(saved, *known).rows)
    assert isinstance(panel, TimeSeriesPanel)
    return panel


def test_what_a_panel_has_a_field_for_is_a_field_and_the_rest_is_saved() -> None:
    panel = only_panel(board(graph()))

    assert (panel.title, panel.id, panel.width, panel.height) == ("CPU", 4, 12, 8)
    assert (panel.unit, panel.draw, panel.legend, panel.legend_calcs) == (PERCENT, "bars", "table", ("max",))
    assert [(one.expr, one.legend) for one in panel.drawn] == [("cpu", "{{ job }}")]
    assert panel.saved == {
        "fieldConfig": {"defaults": {"custom": {"lineWidth": 3}}},
        "options": {"legend": {}, "odd": True},
        "targets": [{"refId": "A", "interval": "1m"}],
    }


def test_a_field_that_is_changed_afterwards_changes_the_json() -> None:
    panel = only_panel(board(graph())).copy_with(title="Memory", draw="line", targets=Query(expr="mem", legend="m"))
    built = panel.build(CONTEXT)

    assert built["title"] == "Memory"
    assert built["fieldConfig"]["defaults"]["custom"] == {"drawStyle": "line", "lineWidth": 3}
    assert built["targets"] == [{"expr": "mem", "interval": "1m", "legendFormat": "m", "refId": "A"}]


def test_a_query_that_is_an_indicator_is_drawn_as_one() -> None:
    target = {"expr": "memory_percent", "legendFormat": "{{ job }}", "refId": "A"}
    saved = board(graph(targets=[target]))

    assert only_panel(saved, memory).indicators() == (memory,)
    assert same(read(saved, memory).build(CONTEXT), saved)


def test_a_query_without_a_legend_is_not_given_that_of_an_indicator() -> None:
    saved = board(graph(targets=[{"expr": "memory_percent", "refId": "A"}]))

    assert only_panel(saved, memory).indicators() == ()
    assert same(read(saved, memory).build(CONTEXT), saved)


def test_panels_that_stand_where_there_is_room_need_no_place() -> None:
    flowing = board(graph(), graph(id=5, gridPos={"h": 8, "w": 12, "x": 12, "y": 0}))
    pinned = board(graph(), graph(id=5, gridPos={"h": 8, "w": 12, "x": 6, "y": 30}))

    assert [panel.x for panel in read(flowing).rows[0].panels] == [None, None]
    assert [(panel.x, panel.y) for panel in read(pinned).rows[0].panels] == [(0, 0), (6, 30)]


def test_a_panel_of_an_unknown_kind_is_carried_through_and_listed() -> None:
    saved = board(graph(type="graph", lines=True))
    made = read(saved)

    assert isinstance(made.rows[0].panels[0], RawPanel)
    assert made.rows[0].panels[0].targets[0].expr == "cpu"
    assert [kind for _, kind in carried(made)] == ["graph"]
    assert same(made.build(CONTEXT), saved)


@pytest.mark.parametrize(
    "saved",
    [
        board(),
        board(graph(), graph(id=4)),
        board(graph(repeat="nothing")),
        board(graph(repeat="job"), templating={"list": [{"type": "custom", "name": "job", "query": "a,b"}]}),
        board(graph(gridPos={"h": 8, "w": 12})),
        board({"type": "row", "collapsed": True, "title": "Shut", "panels": [graph()]}, graph(id=9)),
        board({"type": "row", "collapsed": False, "title": "", "panels": []}, graph()),
        board({"type": "row", "collapsed": False, "title": "Odd", "panels": [graph()]}),
        board({"libraryPanel": {"uid": "a", "name": "b"}, "id": 1}),
        board(graph(targets=[{"rawSql": "SELECT 1"}])),
        board(graph(targets=[])),
        board({"type": "text", "content": "old", "mode": "markdown"}),
        board({"type": "logs", "targets": [{"expr": '{a="b"}'}], "datasource": "${loki}"}),
        board(graph(datasource={"type": "prometheus", "uid": "p"}, links=[{"title": "a", "url": "/b"}])),
        board(rows=[], version=7, time={"from": "now-6h", "to": "now"}, refresh="5m", tags=["a"], id=None),
        {"uid": "x", "title": "X", "rows": [{"title": "R", "height": 250, "panels": [graph(span=4)]}]},
        board(templating={"list": [{"type": "query", "name": "a", "query": {"query": "label_values(up, job)"}}]}),
        board(templating={"list": [{"type": "query", "name": "1", "query": "x"}]}),
        board(templating={"list": [{"type": "adhoc", "name": "a"}, {"type": "adhoc", "name": "a"}]}),
    ],
    ids=str,
)  # fmt: skip
def test_nothing_of_a_dashboard_is_lost(saved: dict[str, Any]) -> None:
    assert json.loads(json.dumps(read(saved).build(CONTEXT))) == saved


def test_a_dashboard_without_a_uid_gets_the_one_that_is_given() -> None:
    saved = board(graph())
    del saved["uid"]

    assert read(saved).build(CONTEXT) == {**saved, "uid": "given"}


def test_what_our_own_build_made_needs_nothing_saved() -> None:
    made = Dashboard(
        uid="own",
        title="Own",
        time_from=hours(1),
        refresh=minutes(1),
        variables=(LabelValues(name="job", label_name="job", metric="up", datasource=Datasource("prometheus", "p")),),
        rows=(Row(panels=(StatPanel(title="S", targets=Query(expr="up")), TextPanel(title="T", content="t"))),),
    ).build(CONTEXT)
    back = read(json.loads(json.dumps(made)))

    assert back.saved is None
    assert [panel.model_fields_set & {"saved"} for row in back.rows for panel in row.panels] == [set(), set()]
    assert [sorted(panel.model_fields_set) for panel in back.rows[0].panels] == [
        ["height", "id", "targets", "title", "width"],
        ["content", "height", "id", "title", "width"],
    ]
    assert isinstance(back.variables[0], LabelValues)
    assert same(back.build(CONTEXT), made)


def test_a_variable_with_settings_of_its_own_is_carried_through() -> None:
    saved = {"type": "query", "name": "job", "label": "Job", "hide": 2, "query": "label_values(up, job)", "sort": 5}
    (made,) = read(board(templating={"list": [saved]})).variables

    assert isinstance(made, RawVariable)
    assert (made.name, made.label, made.hide) == ("job", "Job", "variable")
    assert made.variable == {"type": "query", "query": "label_values(up, job)", "sort": 5}
    assert made.build(CONTEXT) == saved


def test_only_white_space_around_the_lines_of_a_query_may_differ() -> None:
    saved = board(graph(targets=[{"expr": "  sum(\n   up)\n", "refId": "A"}]))

    assert read(saved).build(CONTEXT)["panels"][0]["targets"][0]["expr"] == "sum(\n up)"


def test_a_dashboard_without_a_title_is_refused() -> None:
    with pytest.raises(DefinitionError, match="title"):
        read({"uid": "x", "panels": []})


def refusal(text: str) -> tuple[str, str, int, int | None]:
    with pytest.raises(BadJSONError) as refused:
        parse(text, "/board.json")
    found = refused.value.diagnostic
    return found.code, found.headline, found.labels[0].span.line, found.labels[0].span.column


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{\n "a": 1,\n}', ("DEF120", "no JSON: expecting property name enclosed in double quotes", 3, 1)),
        ('{"a": 1,\n "a": 2}', ("DEF120", "the key `a` stands twice in one object", 2, 2)),
        ('{"a": NaN}', ("DEF120", "no JSON: `NaN` is no number in JSON", 1, 1)),
        ('{"a": 1e999}', ("DEF120", "no JSON: `1e999` is larger than any number", 1, 1)),
        ('{"a":\n "\\ud83d\\ude00 \\ud800"}', ("DEF120", "no JSON: `\\ud800` is half of a character", 2, 16)),
        ('["\\udc00"]', ("DEF120", "no JSON: `\\udc00` is half of a character", 1, 3)),
        ("\n" + "[" * 201 + "]" * 201, ("DEF121", "JSON that is nested deeper than 200 is not looked at", 2, 201)),
        ('["' + "[" * 300, ("DEF120", "no JSON: unterminated string starting at", 1, 2)),
    ],
)
def test_broken_json_is_shown_at_its_place(text: str, expected: tuple[str, str, int, int]) -> None:
    assert refusal(text) == expected


def test_a_number_of_many_digits_is_no_traceback() -> None:
    code, headline, *_ = refusal(f'{{"a": {"9" * 5000}}}')

    assert (code, headline.startswith("no JSON: ")) == ("DEF120", True)


@pytest.mark.parametrize(
    ("saved", "expected"),
    [
        ({"dashboard": {"title": "a"}, "meta": {}}, "an answer of Grafana's API around a dashboard can't be imported"),
        ({"elements": {}, "layout": {}}, "a dashboard in Grafana's schema v2 can't be imported"),
        ({"spec": {"elements": {}, "layout": {}}}, "a dashboard in Grafana's schema v2 can't be imported"),
        ({"panels": []}, "a dashboard without a title can't be imported"),
    ],
)
def test_other_json_is_refused_with_what_to_do(saved: dict[str, Any], expected: str) -> None:
    found = dashboard_files.read(json.dumps(saved), "/a.json")

    assert [one.headline for one in found.diagnostics] == [expected]


def test_json_that_is_no_dashboard_is_left_to_others() -> None:
    assert not dashboard_files.read('{"groups": []}', "/a.json").is_dashboard


def test_dashboards_are_found_in_config_maps() -> None:
    one = {"kind": "ConfigMap", "data": {"a.json": "{}", "b.txt": "x"}}

    assert list(dashboard_files.configmaps({"kind": "List", "items": [one]})) == [("a.json", "{}")]
