"""One large number, in the colour that the alerts on it would give it (plugin `stat`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from typing_extensions import override

from vttalerts.model.fields import Whole
from vttalerts.model.grid import COLUMNS
from vttalerts.model.query_panel import QueryPanel
from vttalerts.model.schema import Field


class StatPanel(QueryPanel):
    """One large number for each series.

    Attributes:
        color: What takes the colour: the number, what lies behind it, or nothing.
        graph: Draw the values over time below the number.
        text: What is written: the number, the series' name, or both.
        calc: Grafana's reducer that makes one number of the values over time.
    """

    places: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **QueryPanel.places,
        "color": ("options.colorMode",),
        "graph": ("options.graphMode",),
        "text": ("options.textMode",),
        "calc": ("options.reduceOptions.calcs",),
    }
    kind: ClassVar[str] = "stat"

    width: Whole = Field(default=4, ge=1, le=COLUMNS)
    height: Whole = Field(default=4, ge=1)
    color: Literal["value", "background", "none"] = "value"
    graph: Literal["area", "none"] = "area"
    text: Literal["auto", "value", "value_and_name", "name"] = "auto"
    calc: str = "lastNotNull"

    @override
    def options(self) -> dict[str, Any]:
        return {
            "colorMode": self.color,
            "graphMode": self.graph,
            "justifyMode": "auto",
            "orientation": "auto",
            "percentChangeColorMode": "standard",
            "reduceOptions": {"calcs": [self.calc], "fields": "", "values": False},
            "showPercentChange": False,
            "textMode": self.text,
            "wideLayout": True,
        }
