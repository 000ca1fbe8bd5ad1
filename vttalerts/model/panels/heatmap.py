"""How a histogram's observations spread over its buckets, over time (plugin `heatmap`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from typing_extensions import override

from vttalerts.model.query_panel import QueryPanel
from vttalerts.units import Unit


class HeatmapPanel(QueryPanel):
    """Buckets over time; its target is `sum by (le) (increase(…_bucket[…]))`.

    Attributes:
        bucket_unit: What the buckets' bounds measure, such as seconds; `unit` is that of the counts.
        scheme: Grafana's colour scheme.
    """

    places: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **QueryPanel.places,
        "bucket_unit": ("options.yAxis.unit",),
        "scheme": ("options.color.scheme",),
    }
    kind: ClassVar[str] = "heatmap"
    over_time: ClassVar[bool] = True
    format: ClassVar[str] = "heatmap"
    shared_scale: ClassVar[bool] = True

    bucket_unit: Unit | str
    scheme: str = "Oranges"

    @override
    def options(self) -> dict[str, Any]:
        unit = self.bucket_unit.grafana if isinstance(self.bucket_unit, Unit) else self.bucket_unit
        return {
            "calculate": False,
            "cellGap": 1,
            "color": {
                "exponent": 0.5,
                "fill": "dark-orange",
                "mode": "scheme",
                "reverse": False,
                "scale": "exponential",
                "scheme": self.scheme,
                "steps": 64,
            },
            "exemplars": {"color": "rgba(255,0,255,0.7)"},
            "filterValues": {"le": 1e-9},
            "legend": {"show": True},
            "rowsFrame": {"layout": "auto"},
            "showValue": "never",
            "tooltip": {"mode": "single", "showColorScale": False, "yHistogram": True},
            "yAxis": {"axisPlacement": "left", "reverse": False, "unit": unit},
        }
