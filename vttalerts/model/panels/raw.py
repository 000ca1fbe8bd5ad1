"""A panel of a type that has no model, as Grafana's JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.model.drawing import Context
from vttalerts.model.expr import Indicator
from vttalerts.model.grafana_json import JSON, ordered
from vttalerts.model.panel import NOWHERE, Panel, laid_over
from vttalerts.model.queries import Query, Target
from vttalerts.model.saved import asked
from vttalerts.model.schema import AfterValidator
from vttalerts.model.spec import Tree


def _panel(value: dict[str, Any]) -> dict[str, Any]:
    if not value.get("libraryPanel") and (not isinstance(value.get("type"), str) or not value["type"]):
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
        targets: What it asks; the settings of each query stay in `panel`.
    """

    panel: Annotated[JSON, AfterValidator(_panel)]
    targets: tuple[Target, ...] = ()

    @override
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(target for target in self.targets if isinstance(target, Indicator))

    @override
    def queries(self) -> tuple[Query, ...]:
        return tuple(target for target in self.targets if isinstance(target, Query))

    @override
    def build(self, context: Context, spot: Mapping[str, Any] = NOWHERE) -> Tree:
        made = laid_over(self, self.panel, context, spot)
        if self.targets:
            made["targets"] = asked(self.panel.get("targets", ()), self.targets)
        return ordered(self, made)
