"""One picture of a dashboard, and a row of them: what all kinds of panels have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

from pydantic import Field, model_validator

from vttalerts.diagnostics import Fault
from vttalerts.model.drawing import Context, Ready
from vttalerts.model.expr import Indicator
from vttalerts.model.fields import Flag, Whole
from vttalerts.model.grid import COLUMNS
from vttalerts.model.links import Link
from vttalerts.model.spec import Spec, Tree

if TYPE_CHECKING:
    from vttalerts.model.queries import Query


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
    links: tuple[Annotated[Link, Ready()], ...] = ()
    transparent: Flag = False
    repeat: str | None = None

    def indicators(self) -> tuple[Indicator, ...]:
        """Return the indicators that it draws."""
        return ()

    def queries(self) -> tuple[Query, ...]:
        """Return the queries that it asks without an indicator."""
        return ()

    def build(self, context: Context) -> Tree:
        """Return the panel as Grafana's JSON, without the place and the number that its dashboard gives it."""
        tree = Tree(self)
        tree["pluginVersion"] = context.version
        tree["title"] = self.title
        tree["type"] = self.kind
        if self.description:
            tree["description"] = self.description
        if self.links:
            tree["links"] = [link.build(context.settings) for link in self.links]
        if self.transparent:
            tree["transparent"] = True
        if self.repeat is not None:
            tree["repeat"] = self.repeat
        return tree


class Row(Spec):
    """Panels under one heading.

    Attributes:
        title: The heading; without it the panels stand alone.
        panels: The panels, left to right and wrapped.
        collapsed: Shut until somebody opens it; its panels ask for nothing until then.
        repeat: A variable's name: one copy of the row a value.
    """

    title: str = ""
    panels: tuple[Annotated[Panel, Ready()], ...] = ()
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


def laid_over(panel: Panel, below: Mapping[str, Any], context: Context) -> Tree:
    """Return foreign JSON of a panel with those fields on top that the definition names.

    Its place and its number are left out: the dashboard gives them.
    """
    tree = Tree(panel)
    tree.update((key, value) for key, value in below.items() if key not in {"gridPos", "id"})
    own = Panel.build(panel, context)
    for attribute in panel.model_fields_set & own.keys():
        tree[attribute] = own[attribute]
    return tree
