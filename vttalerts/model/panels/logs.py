"""Log lines beside the graphs, from a data source such as Loki (plugin `logs`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from typing_extensions import override

from vttalerts.model.drawing import Context, Datasource
from vttalerts.model.fields import Flag
from vttalerts.model.panel import ModelledPanel


class LogsPanel(ModelledPanel):
    """Log lines, newest first.

    Attributes:
        expr: What the data source speaks, such as LogQL.
        datasource: Where the lines come from; the stack provisions none.
        wrap: Break long lines.
        deduplicate: Hide lines that are exactly the same.
    """

    places: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **ModelledPanel.places,
        "expr": ("targets.0.expr",),
        "datasource": ("datasource",),
        "wrap": ("options.wrapLogMessage",),
        "deduplicate": ("options.dedupStrategy",),
    }
    kind: ClassVar[str] = "logs"

    expr: str
    datasource: Datasource
    wrap: Flag = False
    deduplicate: Flag = False

    @override
    def body(self, context: Context) -> dict[str, Any]:
        source = self.datasource.wire()
        options: dict[str, Any] = {
            "dedupStrategy": "exact" if self.deduplicate else "none",
            "enableLogDetails": True,
            "prettifyLogMessage": False,
            "showCommonLabels": False,
            "showLabels": False,
            "showLogContextToggle": False,
            "showTime": True,
            "sortOrder": "Descending",
            "wrapLogMessage": self.wrap,
        }
        return {
            "datasource": source,
            "fieldConfig": {"defaults": {}, "overrides": []},
            "options": options,
            "targets": [{"datasource": source, "expr": self.expr, "refId": "A"}],
        }
