"""Grafana's files: dashboards that show the alerts' own limits, and provisioning that finds them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from grafana_judges import dashboard_schema, lost_in_sdk
from pytest_regressions.file_regression import FileRegressionFixture

from vttalerts.emitters.grafana import emit
from vttalerts.graph import Graph
from vttalerts.model.alerts import Alert, AlertGroup, Severity
from vttalerts.model.dashboards import Dashboard
from vttalerts.model.expr import Condition, Indicator, absent, all_of, any_of
from vttalerts.model.panel import Row
from vttalerts.model.panels.timeseries import TimeSeriesPanel
from vttalerts.model.platform import Platform
from vttalerts.model.receivers import Receiver
from vttalerts.model.routing import Route
from vttalerts.model.servers import PrometheusServer
from vttalerts.model.targets import Targets
from vttalerts.model.thresholds import Limit
from vttalerts.simulate.limits import limits
from vttalerts.units import COUNT, PER_SECOND, PERCENT, RATIO, STATE, count, per_second, percent, seconds, state

ROOT = Path(__file__).parents[1]


def indicator(name: str, unit: Any = COUNT) -> Indicator:  # noqa: ANN401  a Unit
    return Indicator(name=name, unit=unit, expr=name)


def graph(*expressions: Condition, **more: Any) -> Graph:  # noqa: ANN401  a platform's fields
    alerts = tuple(
        Alert(name=f"Alert{number}", expr=expr, summary="Trouble") for number, expr in enumerate(expressions)
    )
    group = AlertGroup(name="group", severity=Severity.WARNING, alerts=alerts)
    return Graph(Platform(name="vtt", groups=(group,), **more))


# --- which comparisons are limits


def test_an_alert_limits_the_indicator_that_it_compares() -> None:
    memory = indicator("memory", PERCENT)

    assert limits(graph(memory > percent(85))) == {memory: (Limit("warning", ">", 85),)}


def test_a_limit_is_on_the_indicators_scale() -> None:
    errors = indicator("errors", RATIO)

    assert limits(graph(errors > percent(5))) == {errors: (Limit("warning", ">", 0.05),)}


def test_every_side_of_an_or_is_a_limit() -> None:
    up, players = indicator("up", STATE), indicator("players")

    assert limits(graph(any_of(up.equals(state(0)), absent(up), players < count(1)))) == {
        up: (Limit("warning", "==", 0),),
        players: (Limit("warning", "<", 1),),
    }


def test_the_guard_of_an_and_is_no_limit() -> None:
    errors, requests = indicator("errors", RATIO), indicator("requests", PER_SECOND)

    assert limits(graph(all_of(errors > percent(5), requests > per_second(1)))) == {
        errors: (Limit("warning", ">", 0.05),)
    }


def test_an_alerts_own_severity_beats_its_groups() -> None:
    players = indicator("players")
    alert = Alert(name="Alert", expr=players < count(1), summary="Trouble", severity=Severity.CRITICAL)
    group = AlertGroup(name="group", severity=Severity.WARNING, alerts=(alert,))

    assert limits(Graph(Platform(name="vtt", groups=(group,)))) == {players: (Limit("critical", "<", 1),)}


def test_panels_show_the_limits_of_alerts() -> None:
    memory = indicator("memory", PERCENT)
    board = Dashboard(uid="board", title="Board", rows=(Row(panels=(TimeSeriesPanel(targets=(memory,)),)),))

    artifact = next(emit(graph(memory > percent(85), dashboards=(board,))))

    assert artifact.path == "infra/monitoring/grafana/dashboards/board.json"
    defaults = json.loads(artifact.text())["panels"][0]["fieldConfig"]["defaults"]
    assert defaults["custom"]["thresholdsStyle"] == {"mode": "line"}
    assert defaults["thresholds"]["steps"] == [
        {"color": "transparent", "value": None},
        {"color": "orange", "value": 85},
    ]


# --- files


def test_without_dashboards_there_is_nothing_for_grafana() -> None:
    assert list(emit(graph())) == []


@pytest.mark.parametrize("case", ["alone", "with_alertmanager"])
def test_provisioning_is(case: str, file_regression: FileRegressionFixture) -> None:
    more: dict[str, Any] = {}
    if case == "with_alertmanager":
        more = {
            "routing": Route(receiver=Receiver(name="chat", integrations=())),
            "prometheus": PrometheusServer(scrape_interval=seconds(30)),
            "targets": Targets(prometheus="2.53"),
        }
    made = {
        artifact.path: artifact.text() for artifact in emit(graph(dashboards=(Dashboard(uid="a", title="A"),), **more))
    }

    file_regression.check(
        "".join(f"--- {path}\n{text}\n" for path, text in made.items() if path.endswith(".yml")),
        basename=case,
        extension=".txt",
    )


# --- VTT's own


@pytest.fixture(scope="module")
def vtt() -> Graph:
    from definitions import platform

    return Graph(platform)


def test_every_alert_of_vtt_links_to_a_panel(vtt: Graph) -> None:
    lost = [
        placed.name
        for placed in vtt.alerts
        if placed.severity is not Severity.NONE and vtt.dashboard_of(placed.alert) is None
    ]

    assert lost == []


def test_every_limit_of_vtt_is_drawn(vtt: Graph) -> None:
    drawn = {found for _, panel in vtt.panels for found in panel.indicators()}

    assert [one.name for one in limits(vtt) if one not in drawn] == []


def dashboards(made: Graph) -> list[dict[str, Any]]:
    return [json.loads(artifact.text()) for artifact in emit(made) if artifact.path.endswith(".json")]


def test_vtts_dashboards_are_read_by_the_sdk(vtt: Graph) -> None:
    boards = dashboards(vtt)

    assert boards
    assert [lost for board in boards for lost in lost_in_sdk(board)] == []


def test_vtts_dashboards_are_accepted_by_grafanas_schema(vtt: Graph) -> None:
    rules = dashboard_schema()

    for board in dashboards(vtt):
        jsonschema.validate(board, rules)


def test_vtts_dashboards_are_the_same_in_every_process() -> None:
    script = (
        "from definitions import platform; from vttalerts.graph import Graph;"
        "from vttalerts.emitters.grafana import emit;"
        "print(*(artifact.text() for artifact in emit(Graph(platform))))"
    )

    def run(seed: str) -> str:
        return subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        ).stdout

    assert run("1") == run("2")
