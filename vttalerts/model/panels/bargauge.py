"""Numbers side by side as bars, in the colours that the alerts on them would give them (plugin `bargauge`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from typing_extensions import override

from vttalerts.model.query_panel import QueryPanel


class BarGaugePanel(QueryPanel):
    """One bar for each series; shares reach from nothing to all.

    Attributes:
        orientation: Bars that lie or stand.
        display: One colour, a gradient, or the look of an old display.
        calc: Grafana's reducer that makes one number of the values over time.
    """

    places: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **QueryPanel.places,
        "orientation": ("options.orientation",),
        "display": ("options.displayMode",),
        "calc": ("options.reduceOptions.calcs",),
    }
    kind: ClassVar[str] = "bargauge"
    whole_scale: ClassVar[bool] = True

    orientation: Literal["horizontal", "vertical"] = "horizontal"
    display: Literal["basic", "gradient", "lcd"] = "basic"
    calc: str = "lastNotNull"

    @override
    def options(self) -> dict[str, Any]:
        return {
            "displayMode": self.display,
            "legend": {"calcs": [], "displayMode": "list", "placement": "bottom", "showLegend": False},
            "maxVizHeight": 300,
            "minVizHeight": 16,
            "minVizWidth": 8,
            "namePlacement": "auto",
            "orientation": self.orientation,
            "reduceOptions": {"calcs": [self.calc], "fields": "", "values": False},
            "showUnfilled": True,
            "sizing": "auto",
            "valueMode": "color",
        }
