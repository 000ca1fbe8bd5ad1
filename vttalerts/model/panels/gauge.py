"""One number on a dial, whose rim shows where the alerts on it would fire (plugin `gauge`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from typing_extensions import override

from vttalerts.model.fields import Flag, Whole
from vttalerts.model.grid import COLUMNS
from vttalerts.model.query_panel import QueryPanel
from vttalerts.model.schema import Field


class GaugePanel(QueryPanel):
    """One dial for each series; shares reach from nothing to all.

    Attributes:
        labels: Write the limits beside the rim.
        calc: Grafana's reducer that makes one number of the values over time.
    """

    places: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **QueryPanel.places,
        "labels": ("options.showThresholdLabels",),
        "calc": ("options.reduceOptions.calcs",),
    }
    kind: ClassVar[str] = "gauge"
    whole_scale: ClassVar[bool] = True

    width: Whole = Field(default=6, ge=1, le=COLUMNS)
    labels: Flag = False
    calc: str = "lastNotNull"

    @override
    def options(self) -> dict[str, Any]:
        return {
            "minVizHeight": 75,
            "minVizWidth": 75,
            "orientation": "auto",
            "reduceOptions": {"calcs": [self.calc], "fields": "", "values": False},
            "showThresholdLabels": self.labels,
            "showThresholdMarkers": True,
            "sizing": "auto",
        }
