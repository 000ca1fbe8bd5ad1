"""The alerts that fire now, as Prometheus knows them (plugin `alertlist`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal

from typing_extensions import override

from vttalerts.model.drawing import Context
from vttalerts.model.fields import Flag, Whole
from vttalerts.model.panel import ModelledPanel
from vttalerts.model.schema import Field

_ORDERS: Final = {"name": 1, "importance": 3, "oldest": 4, "newest": 5}
"""Grafana's `SortOrder` (public/app/plugins/panel/alertlist/types.ts)."""


class AlertListPanel(ModelledPanel):
    """The alerts that fire, and those that are about to.

    Attributes:
        matchers: Only alerts whose labels match, such as `{service="database"}`.
        alert_name: Only alerts whose name contains this.
        pending: Show alerts that have not lasted long enough yet, too.
        order: What stands first.
        max_items: The most alerts to show.
        source: The data source's name (not its uid) whose alerts are shown.
    """

    places: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **ModelledPanel.places,
        "matchers": ("options.alertInstanceLabelFilter",),
        "alert_name": ("options.alertName",),
        "pending": ("options.stateFilter.pending",),
        "order": ("options.sortOrder",),
        "max_items": ("options.maxItems",),
        "source": ("options.datasource",),
    }
    kind: ClassVar[str] = "alertlist"

    matchers: str = ""
    alert_name: str = ""
    pending: Flag = True
    order: Literal["name", "importance", "oldest", "newest"] = "importance"
    max_items: Whole = Field(default=20, ge=1)
    source: str = "Prometheus"

    @override
    def body(self, context: Context) -> dict[str, Any]:
        options = {
            "alertInstanceLabelFilter": self.matchers,
            "alertName": self.alert_name,
            "dashboardAlerts": False,
            "datasource": self.source,
            "groupBy": [],
            "groupMode": "default",
            "maxItems": self.max_items,
            "showInactiveAlerts": False,
            "sortOrder": _ORDERS[self.order],
            "stateFilter": {
                "error": True,
                "firing": True,
                "noData": False,
                "normal": False,
                "pending": self.pending,
                "recovering": False,
            },
            "viewMode": "list",
        }
        return {"options": options}
