"""One small panel of each kind, for its golden and for the judges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest

from vttalerts.model.drawing import Context, Datasource
from vttalerts.model.expr import Indicator
from vttalerts.model.links import Link
from vttalerts.model.panel import Panel
from vttalerts.model.panels.alertlist import AlertListPanel
from vttalerts.model.panels.bargauge import BarGaugePanel
from vttalerts.model.panels.gauge import GaugePanel
from vttalerts.model.panels.heatmap import HeatmapPanel
from vttalerts.model.panels.logs import LogsPanel
from vttalerts.model.panels.piechart import PieChartPanel
from vttalerts.model.panels.raw import RawPanel
from vttalerts.model.panels.stat import StatPanel
from vttalerts.model.panels.statetimeline import StateTimelinePanel
from vttalerts.model.panels.table import TablePanel
from vttalerts.model.panels.text import TextPanel
from vttalerts.model.panels.timeseries import TimeSeriesPanel
from vttalerts.model.queries import Query
from vttalerts.model.thresholds import Limit
from vttalerts.units import COUNT, PERCENT, RATIO, SECONDS, STATE

MEMORY: Final = Indicator(
    name="memory", unit=PERCENT, legend="{{ instance }}", expr="memory", description="Near 100 % it is killed."
)
LATENCY: Final = Indicator(name="latency", unit=SECONDS, legend="p95", expr="latency")
ERRORS: Final = Indicator(name="errors", unit=RATIO, expr="errors")
UP: Final = Indicator(name="up", unit=STATE, legend="{{ job }}", expr="up")
BUCKETS: Final = Indicator(
    name="buckets", unit=COUNT, legend="{{ le }}", expr="sum by (le) (increase(latency_bucket[5m]))"
)

CONTEXT: Final = Context(
    limits={
        MEMORY: (Limit("warning", ">", 85), Limit("critical", ">", 95)),
        LATENCY: (Limit("warning", ">", 2), Limit("critical", ">", 5)),
        UP: (Limit("critical", "==", 0),),
    }
)

PANELS: Final[Mapping[str, Panel]] = {
    "timeseries": TimeSeriesPanel(title="Memory", targets=MEMORY, min=0, max=100),
    "timeseries_two_units": TimeSeriesPanel(title="Both", targets=(MEMORY, LATENCY)),
    "timeseries_without_alerts": TimeSeriesPanel(
        title="Errors", targets=(ERRORS, Query(expr="up", color="red")), stack="normal", legend="table"
    ),
    "stat": StatPanel(title="Up", targets=UP, mappings={0: "down", 1: "up"}, color="background", graph="none"),
    "stat_two_limits": StatPanel(title="Both", targets=(MEMORY, LATENCY, ERRORS)),
    "gauge": GaugePanel(title="Memory", targets=MEMORY, labels=True),
    "bargauge": BarGaugePanel(title="Errors", targets=ERRORS),
    "table": TablePanel(
        title="Targets", targets=UP, columns={"job": "Job", "instance": "Host", "Value": "Up"}, sort_by="Host"
    ),
    "table_two_targets": TablePanel(
        title="Hosts", targets=(MEMORY, LATENCY), columns={"instance": "Host", "Value #A": "Memory", "Value #B": "p95"}
    ),
    "heatmap": HeatmapPanel(title="Latency", targets=BUCKETS, bucket_unit=SECONDS),
    "statetimeline": StateTimelinePanel(title="Up", targets=UP, mappings={0: "down", 1: "up"}),
    "alertlist": AlertListPanel(title="Firing", matchers='{service="database"}', pending=False),
    "text": TextPanel(content="# Ask the DBA team"),
    "logs": LogsPanel(title="Log", expr='{app="vtt"}', datasource=Datasource("loki", "loki")),
    "piechart": PieChartPanel(title="By status", targets=BUCKETS, shape="donut"),
    "raw": RawPanel(
        panel={"type": "geomap", "id": 99, "gridPos": {}, "options": {"view": {"id": "zero"}}}, title="Map"
    ),
    "extra": StatPanel(
        title="Memory",
        targets=MEMORY,
        extra={"interval": "1m", "options": {"justifyMode": "center"}},
        links=(Link(title="Runbook", url="https://docs.vtt.example.com/runbooks/high-memory"),),
    ),
}


@pytest.fixture
def context() -> Context:
    return CONTEXT


@pytest.fixture(params=list(PANELS), ids=str)
def panel(request: pytest.FixtureRequest) -> Panel:
    return PANELS[request.param]


@pytest.fixture
def cases() -> frozenset[str]:
    return frozenset(PANELS)
