"""A graph over time, with a line where each alert on what it draws would fire (plugin `timeseries`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from typing_extensions import override

from vttalerts.model.fields import Whole
from vttalerts.model.query_panel import QueryPanel
from vttalerts.model.schema import Field


class TimeSeriesPanel(QueryPanel):
    """A graph over time.

    Attributes:
        draw: Lines, bars or points.
        fill: How opaque the area below a line is, in percent.
        stack: Series on top of each other, or as shares of their sum.
        legend: The names of the series: a list, a table with `legend_calcs`, or nothing.
        legend_calcs: Grafana's reducers that the legend shows, such as `max` and `lastNotNull`.
        thresholds_style: How the limits of alerts are drawn.
    """

    places: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **QueryPanel.places,
        "draw": ("fieldConfig.defaults.custom.drawStyle",),
        "fill": ("fieldConfig.defaults.custom.fillOpacity",),
        "stack": ("fieldConfig.defaults.custom.stacking",),
        "legend": ("options.legend.displayMode",),
        "legend_calcs": ("options.legend.calcs",),
        "thresholds_style": ("fieldConfig.defaults.custom.thresholdsStyle",),
    }
    kind: ClassVar[str] = "timeseries"
    over_time: ClassVar[bool] = True
    color_mode: ClassVar[str] = "palette-classic"
    shared_scale: ClassVar[bool] = True

    draw: Literal["line", "bars", "points"] = "line"
    fill: Whole = Field(default=10, ge=0, le=100)
    stack: Literal["none", "normal", "percent"] = "none"
    legend: Literal["list", "table", "hidden"] = "list"
    legend_calcs: tuple[str, ...] = ()
    thresholds_style: Literal["line", "dashed", "area", "line+area", "dashed+area"] = "line"

    @override
    def custom(self, *, limited: bool) -> dict[str, Any]:
        made: dict[str, Any] = {"drawStyle": self.draw, "fillOpacity": self.fill, "showPoints": "never"}
        if self.draw == "points":
            made["showPoints"] = "always"
        if self.stack != "none":
            made["stacking"] = {"group": "A", "mode": self.stack}
        made["thresholdsStyle"] = {"mode": self.thresholds_style if limited else "off"}
        return made

    @override
    def options(self) -> dict[str, Any]:
        return {
            "legend": {
                "calcs": list(self.legend_calcs),
                "displayMode": self.legend,
                "placement": "bottom",
                "showLegend": self.legend != "hidden",
            },
            "tooltip": {"mode": "multi", "sort": "desc"},
        }
