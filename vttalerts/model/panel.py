"""One picture of a dashboard, and a row of them: what all kinds of panels have in common."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.model.drawing import Context
from vttalerts.model.expr import Indicator
from vttalerts.model.fields import Flag, Whole
from vttalerts.model.grafana_json import JSON, ordered, sorted_deep
from vttalerts.model.grid import COLUMNS
from vttalerts.model.links import Link
from vttalerts.model.saved import overlaid
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
        x: Columns from the left; without `x` and `y` a panel stands beside or below the one before it.
        y: Lines from the top.
        id: Its number in links; without it a function of its position.
        links: Ways to elsewhere.
        transparent: Without a background.
        repeat: A variable's name: one copy of the panel a value.
    """

    kind: ClassVar[str] = ""
    """Grafana's identifier of the panel's plugin."""
    places: ClassVar[Mapping[str, tuple[str, ...]]] = {
        name: (name,) for name in ("title", "description", "links", "transparent", "repeat")
    }
    """Where each field stands in Grafana's JSON, such as `options.textMode`."""
    over_time: ClassVar[bool] = False
    """Shows how it came to be, which is what somebody who was called wants to see first."""

    title: str = ""
    description: str = ""
    width: Whole = Field(default=12, ge=1, le=COLUMNS)
    height: Whole = Field(default=8, ge=1)
    x: Whole | None = Field(default=None, ge=0, lt=COLUMNS)
    y: Whole | None = Field(default=None, ge=0)
    id: Whole | None = Field(default=None, ge=1)
    links: tuple[Link, ...] = ()
    transparent: Flag = False
    repeat: str | None = None

    @model_validator(mode="after")
    def _standing(self) -> Self:
        if (self.x is None) != (self.y is None):
            raise Fault(
                "DSH031",
                "a panel stands at `x` and `y`, and only one of them is given",
                why="nobody could say where it stands",
                help="give both, or neither",
            )
        return self

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


class ModelledPanel(Panel):
    """A panel of a kind that has a model.

    Attributes:
        saved: What Grafana saved of the panel beside the fields that are given here, instead of our defaults.
    """

    saved: JSON | None = None

    def spread(self, saved: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
        """Return what Grafana saved with those fields on top that are given."""
        places = [place for name in self.places if name in self.model_fields_set for place in self.places[name]]
        return {"type": self.kind, **sorted_deep(overlaid(saved, own, places))}

    @override
    def build(self, context: Context, spot: Mapping[str, Any] = NOWHERE) -> Tree:
        own = super().build(context, spot)
        return own if self.saved is None else ordered(self, {**self.spread(self.saved, own), **spot})


class Row(Spec):
    """Panels under one heading.

    Attributes:
        title: The heading; without it the panels stand alone.
        panels: The panels, left to right and wrapped.
        collapsed: Shut until somebody opens it; its panels ask for nothing until then.
        repeat: A variable's name: one copy of the row a value.
        saved: What Grafana saved of the heading beside these fields, instead of our defaults.
    """

    places: ClassVar[Mapping[str, tuple[str, ...]]] = {name: (name,) for name in ("title", "collapsed", "repeat")}

    title: str = ""
    panels: tuple[Panel, ...] = ()
    collapsed: Flag = False
    repeat: str | None = None
    saved: JSON | None = None

    @property
    def headed(self) -> bool:
        """Whether a heading stands above its panels."""
        return bool(self.title) or self.saved is not None

    @model_validator(mode="after")
    def _heading(self) -> Self:
        if not self.headed and (self.collapsed or self.repeat is not None):
            raise Fault(
                "DSH021",
                "a row without a title has nothing to open or repeat",
                why="its panels could never be seen",
                help="add `title=…`",
            )
        return self


def laid_over(panel: Panel, below: Mapping[str, Any], context: Context, spot: Mapping[str, Any]) -> Tree:
    """Return foreign JSON of a panel with those fields on top that the definition names."""
    own = Panel.build(panel, context)
    made = dict(below) | {name: own[name] for name in panel.model_fields_set & own.keys()}
    return ordered(panel, made | dict(spot))
