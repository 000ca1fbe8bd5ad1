"""One picture of a dashboard, and a row of them: what all kinds of panels have in common."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.drawing import Context
from vttalerts.model.expr import Indicator
from vttalerts.model.fields import Flag, Whole
from vttalerts.model.grafana_json import ordered
from vttalerts.model.grid import COLUMNS
from vttalerts.model.links import Link
from vttalerts.model.schema import Field, model_validator
from vttalerts.model.spec import Spec, Tree

if TYPE_CHECKING:
    from vttalerts.model.queries import Query


NOWHERE: Final[Mapping[str, Any]] = MappingProxyType({})
"""The place of a panel that is on no dashboard."""


class Panel(Spec):
    """One picture of a dashboard.

    Attributes:
        title: What it shows, as its heading.
        description: What a high or low value means; shown behind the heading's `i`.
        width: Columns, of 24.
        height: Lines of 30 pixels.
        id: Its number in links; without it a function of its position.
        links: Ways to elsewhere.
        transparent: Without a background.
        repeat: A variable's name: one copy of the panel a value.
    """

    kind: ClassVar[str] = ""
    """Grafana's identifier of the panel's plugin."""
    over_time: ClassVar[bool] = False
    """Shows how it came to be, which is what somebody who was called wants to see first."""

    title: str = ""
    description: str = ""
    width: Whole = Field(default=12, ge=1, le=COLUMNS)
    height: Whole = Field(default=8, ge=1)
    id: Whole | None = Field(default=None, ge=1)
    links: tuple[Link, ...] = ()
    transparent: Flag = False
    repeat: str | None = None

    def indicators(self) -> tuple[Indicator, ...]:
        """Return the indicators that it draws."""
        return ()

    def queries(self) -> tuple[Query, ...]:
        """Return the queries that it asks without an indicator."""
        return ()

    def body(self, context: Context) -> Mapping[str, Any]:  # noqa: ARG002  for those that need it
        """Return what its kind adds to the panel's JSON."""
        return {}

    def head(self, context: Context) -> dict[str, Any]:
        """Return what all kinds of panels have, but for the texts."""
        made: dict[str, Any] = {"pluginVersion": context.version, "type": self.kind}
        if self.links:
            made["links"] = [link.build(context.settings) for link in self.links]
        if self.transparent:
            made["transparent"] = True
        if self.repeat is not None:
            made["repeat"] = self.repeat
        return made

    def build(self, context: Context, spot: Mapping[str, Any] = NOWHERE) -> Tree:
        """Return the panel as Grafana's JSON, keys in Grafana's order, which is the alphabet's.

        Args:
            context: What the build knows.
            spot: The place and the number that its dashboard gives it (`gridPos` and `id`).
        """
        made = {**self.head(context), "title": self.title, **self.body(context), **spot}
        if self.description:
            made["description"] = self.description
        return ordered(self, made)


class Row(Spec):
    """Panels under one heading.

    Attributes:
        title: The heading; without it the panels stand alone.
        panels: The panels, left to right and wrapped.
        collapsed: Shut until somebody opens it; its panels ask for nothing until then.
        repeat: A variable's name: one copy of the row a value.
    """

    title: str = ""
    panels: tuple[Panel, ...] = ()
    collapsed: Flag = False
    repeat: str | None = None

    @model_validator(mode="after")
    def _heading(self) -> Self:
        if not self.title and (self.collapsed or self.repeat is not None):
            raise Fault(
                "DSH021",
                "a row without a title has nothing to open or repeat",
                why="its panels could never be seen",
                help="add `title=…`",
            )
        return self


def laid_over(panel: Panel, below: Mapping[str, Any], context: Context, spot: Mapping[str, Any]) -> Tree:
    """Return foreign JSON of a panel with those fields on top that the definition names."""
    made = {key: value for key, value in below.items() if key not in {"gridPos", "id"}}
    own = Panel.build(panel, context)
    made.update((name, own[name]) for name in panel.model_fields_set & own.keys())
    return ordered(panel, made | dict(spot))
