"""Shares of a whole, such as requests by status (plugin `piechart`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from typing_extensions import override

from vttalerts.model.query_panel import QueryPanel


class PieChartPanel(QueryPanel):
    """One slice for each series.

    Attributes:
        shape: A disc, or a ring.
        calc: Grafana's reducer that makes one number of the values over time.
    """

    places: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **QueryPanel.places,
        "shape": ("options.pieType",),
        "calc": ("options.reduceOptions.calcs",),
    }
    kind: ClassVar[str] = "piechart"
    color_mode: ClassVar[str] = "palette-classic"
    shared_scale: ClassVar[bool] = True

    shape: Literal["pie", "donut"] = "pie"
    calc: str = "lastNotNull"

    @override
    def options(self) -> dict[str, Any]:
        return {
            "displayLabels": [],
            "legend": {
                "calcs": [],
                "displayMode": "list",
                "placement": "right",
                "showLegend": True,
                "values": ["percent"],
            },
            "orientation": "auto",
            "pieType": self.shape,
            "reduceOptions": {"calcs": [self.calc], "fields": "", "values": False},
            "tooltip": {"mode": "single", "sort": "none"},
        }
