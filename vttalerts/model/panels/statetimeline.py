"""States over time, one line for each series: when was what down (plugin `state-timeline`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from typing_extensions import override

from vttalerts.model.fields import Flag, Whole
from vttalerts.model.query_panel import QueryPanel
from vttalerts.model.schema import Field


class StateTimelinePanel(QueryPanel):
    """States over time, in the colours that the alerts on them would give them.

    Attributes:
        show_value: Write the state into its bar.
        merge_values: One bar for equal values that follow each other.
        fill: How opaque a bar is, in percent.
    """

    places: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **QueryPanel.places,
        "show_value": ("options.showValue",),
        "merge_values": ("options.mergeValues",),
        "fill": ("fieldConfig.defaults.custom.fillOpacity",),
    }
    kind: ClassVar[str] = "state-timeline"
    over_time: ClassVar[bool] = True

    show_value: Literal["auto", "always", "never"] = "auto"
    merge_values: Flag = True
    fill: Whole = Field(default=80, ge=0, le=100)

    @override
    def custom(self, *, limited: bool) -> dict[str, Any]:
        return {"fillOpacity": self.fill, "lineWidth": 0}

    @override
    def options(self) -> dict[str, Any]:
        return {
            "alignValue": "left",
            "legend": {"calcs": [], "displayMode": "list", "placement": "bottom", "showLegend": False},
            "mergeValues": self.merge_values,
            "rowHeight": 0.9,
            "showValue": self.show_value,
            "tooltip": {"mode": "single", "sort": "none"},
        }
