"""A panel of a type that has no model, as Grafana's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.model.drawing import Context
from vttalerts.model.grafana_json import JSON
from vttalerts.model.panel import NOWHERE, Panel, laid_over
from vttalerts.model.schema import AfterValidator
from vttalerts.model.spec import Tree


def _panel(value: dict[str, Any]) -> dict[str, Any]:
    if not isinstance(value.get("type"), str) or not value["type"]:
        raise Fault(
            "DSH026",
            "a panel's JSON needs a `type`",
            why="Grafana would not know what to draw",
            help='add `"type": "…"`, the identifier of a panel plugin',
        )
    return value


class RawPanel(Panel):
    """A panel that is passed through; the dashboard gives it its place and its number.

    Attributes:
        panel: The panel as Grafana saves it; what is set beside it wins.
    """

    panel: Annotated[JSON, AfterValidator(_panel)]

    @override
    def build(self, context: Context, spot: Mapping[str, Any] = NOWHERE) -> Tree:
        return laid_over(self, self.panel, context, spot)
