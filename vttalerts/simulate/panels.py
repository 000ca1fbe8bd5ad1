"""What panels ask Prometheus without an indicator, as far as Grafana's variables let anybody read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vttalerts.graph import Graph
from vttalerts.model.dashboards import Dashboard
from vttalerts.model.drawing import PROMETHEUS
from vttalerts.model.panel import Panel
from vttalerts.model.queries import Query

_QUOTED: Final = re.compile(r""""(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`""")
_VARIABLE: Final = re.compile(r"\$\{?\w+(?::\w+)?\}?|\[\[\w+\]\]")
_DURATION: Final = re.compile(r"\$(?:__(?:rate_)?interval|__range|\{__(?:rate_)?interval\}|\{__range\})(?!\w)")
_NUMBER: Final = re.compile(r"\$(?:__interval_ms|__range_m?s|\{__interval_ms\}|\{__range_m?s\})(?!\w)")


def panel_queries(graph: Graph) -> Iterator[tuple[Dashboard, Panel, Query]]:
    """Yield the PromQL that panels ask without an indicator."""
    for board, panel in graph.panels:
        for query in panel.queries():
            source = getattr(panel, "datasource", None) or board.datasource or PROMETHEUS
            if source.type == PROMETHEUS.type:
                yield board, panel, query


def without_variables(text: str) -> str:
    """Return a query with Grafana's variables replaced where any value will do; others are left."""
    text = _DURATION.sub("5m", _NUMBER.sub("300", text))
    return _QUOTED.sub(lambda quoted: _VARIABLE.sub("value", quoted[0]), text)
