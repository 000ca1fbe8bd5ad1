"""What people look at: dashboards of rows of panels, drawn from the same indicators that the alerts compare.

Decision: the models write classic dashboard JSON themselves, in the shape that Grafana 12.0 saves. The Foundation
SDK takes more than twice the time for it and finds a wrong value far from its cause; it judges in the tests, and
carries panels that have no model.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any, ClassVar, Final, Literal, NamedTuple, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.drawing import Context, Datasource
from vttalerts.model.expr import Indicator
from vttalerts.model.fields import Flag, PositiveDuration
from vttalerts.model.grafana_json import JSON, moment, ordered
from vttalerts.model.grid import COLUMNS, Place, flow
from vttalerts.model.links import Link
from vttalerts.model.panel import Panel, Row
from vttalerts.model.saved import overlaid
from vttalerts.model.schema import Field, model_validator
from vttalerts.model.spec import Spec, Tree
from vttalerts.units import hours

__all__ = ["SCHEMA_VERSION", "Band", "Dashboard", "Panel", "Row", "Spot", "Variable"]

SCHEMA_VERSION: Final = 41
"""The classic JSON of Grafana 12.0 to 12.2; later versions migrate it on loading (`DashboardMigrator.ts`)."""

_TOOLTIPS: Final = {"single": 0, "crosshair": 1, "shared": 2}
_OWN_ANNOTATIONS: Final = {
    "builtIn": 1,
    "datasource": {"type": "grafana", "uid": "-- Grafana --"},
    "enable": True,
    "hide": True,
    "iconColor": "rgba(0, 211, 255, 1)",
    "name": "Annotations & Alerts",
    "type": "dashboard",
}
"""Grafana's own annotations; it adds them to a dashboard that has none, and then asks whether to save."""


class Variable(Spec):
    """Something that people choose at the top of a dashboard; the kinds are in `model.variables`.

    Attributes:
        name: How queries refer to it, as `$name`.
        label: What people read; without it the name.
        description: What the choice changes.
        hide: Hide the label, or the whole variable.
    """

    name: str = Field(pattern=r"^[A-Za-z]\w*$")
    label: str = ""
    description: str = ""
    hide: Literal["label", "variable"] | None = None

    def build(self, context: Context) -> Tree:
        """Return the variable as Grafana's JSON."""
        raise NotImplementedError


class Spot(NamedTuple):
    """A panel where it stands.

    Attributes:
        id: Its number, unique in the dashboard.
        place: Where.
        panel: The panel.
    """

    id: int
    place: Place
    panel: Panel

    def build(self, context: Context, *, saved: bool) -> Tree:
        """Return the panel as Grafana's JSON; on a saved dashboard it stands nowhere unless it says where."""
        given = self.panel.model_fields_set
        spot: dict[str, Any] = {}
        if not saved or "width" in given or "height" in given:
            spot["gridPos"] = self.place.wire()
        if not saved or "id" in given:
            spot["id"] = self.id
        return self.panel.build(context, spot)


class Band(NamedTuple):
    """A row where it stands.

    Attributes:
        row: The row.
        id: The number of its heading, where it has one.
        line: Where its heading, or the first of its panels, stands.
        spots: Its panels.
    """

    row: Row
    id: int | None
    line: int
    spots: tuple[Spot, ...]

    def build(self, context: Context, *, saved: bool) -> Iterator[Tree]:
        """Yield what the row adds to the dashboard's list of panels."""
        row = self.row
        panels = [spot.build(context, saved=saved) for spot in self.spots]
        if row.saved is not None:
            heading = ordered(row, overlaid(row.saved, row.__dict__, row.model_fields_set & row.places.keys()))
            if row.collapsed:
                heading["panels"] = panels
            yield heading
        elif self.id is not None:
            heading = Tree(row)
            heading["collapsed"] = row.collapsed
            heading["gridPos"] = Place(0, self.line, COLUMNS, 1).wire()
            heading["id"] = self.id
            heading["panels"] = panels if row.collapsed else []
            if row.repeat is not None:
                heading["repeat"] = row.repeat
            heading["title"] = row.title
            heading["type"] = "row"
            yield heading
        if not row.collapsed:
            yield from panels

    def nested(self, context: Context) -> Tree:
        """Return the row as Grafana saved it before version 5: a list of rows that hold their panels."""
        row = self.row
        made = overlaid(row.saved or {}, row.__dict__, row.model_fields_set & row.places.keys())
        return ordered(row, made | {"panels": [spot.build(context, saved=True) for spot in self.spots]})


class Dashboard(Spec):
    """One dashboard.

    Attributes:
        uid: Its name in addresses and its file's name; never change it, links lead there.
        title: Its title.
        description: Whom it helps, and with what.
        tags: Words to find it by.
        rows: Its rows, top to bottom.
        variables: What people choose at its top.
        links: Ways to elsewhere, at its top.
        datasource: Where its panels' numbers come from; without it the provisioned Prometheus.
        time_from: How far back it looks when it is opened.
        refresh: How often it asks again; without it never.
        timezone: `browser`, `utc`, or a name such as `Europe/Berlin`.
        tooltip: What the mouse marks in the other panels.
        editable: Whether people may change it in Grafana; the next build would undo it.
        nested: Rows hold their panels, as in Grafana before version 5; it takes widths from `span`.
        saved: What Grafana saved of the dashboard beside these fields, instead of our defaults.
    """

    places: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **{name: (name,) for name in "uid title description tags links refresh timezone editable".split()},
        "time_from": ("time.from",),
        "tooltip": ("graphTooltip",),
        "variables": ("templating.list",),
    }

    uid: str = Field(pattern=r"^[a-zA-Z0-9_-]{1,40}$")
    title: str = Field(min_length=1)
    description: str = ""
    tags: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    variables: tuple[Variable, ...] = ()
    links: tuple[Link, ...] = ()
    datasource: Datasource | None = None
    time_from: PositiveDuration = hours(6)
    refresh: PositiveDuration | None = None
    timezone: str = "browser"
    tooltip: Literal["single", "crosshair", "shared"] = "crosshair"
    editable: Flag = False
    nested: Flag = False
    saved: JSON | None = None

    @model_validator(mode="after")
    def _unique(self) -> Self:
        names = [variable.name for variable in self.variables]
        ids = [panel.id for row in self.rows for panel in row.panels if panel.id is not None]
        for what, given in (("variables", names), ("panels", ids)):
            twice = next((one for index, one in enumerate(given) if one in given[:index]), None)
            if twice is not None:
                raise Fault(
                    "DSH022",
                    f"two {what} of the dashboard are called `{twice}`",
                    why="Grafana shows one of them and forgets the other",
                    help="rename one",
                )
        repeats = [(row.title, row.repeat) for row in self.rows]
        repeats.extend((panel.title, panel.repeat) for row in self.rows for panel in row.panels)
        for title, repeat in repeats:
            if repeat is not None and repeat not in names:
                raise Fault(
                    "DSH023",
                    f"`{title}` repeats for `{repeat}`, which is no variable of the dashboard",
                    why="Grafana shows it once, without a word",
                    help="add the variable to `variables`, or remove `repeat`",
                )
        return self

    @cached_property
    def layout(self) -> tuple[Band, ...]:
        """Every row and panel where it stands; a shut row takes one line, its panels lie where they will open."""
        taken = {panel.id for row in self.rows for panel in row.panels}
        free = (number for number in itertools.count(1) if number not in taken)
        bands: list[Band] = []
        line = 0
        for row in self.rows:
            number = next(free) if row.headed else None
            top = line + (number is not None)
            places, below = _stand(row.panels, top)
            spots = tuple(
                Spot(panel.id or next(free), place, panel) for panel, place in zip(row.panels, places, strict=True)
            )
            bands.append(Band(row, number, line, spots))
            line = top if row.collapsed else below
        return tuple(bands)

    @cached_property
    def _drawn(self) -> dict[Indicator, int]:
        found: dict[Indicator, int] = {}
        spots = [spot for band in self.layout for spot in band.spots]
        for spot in sorted(spots, key=lambda spot: not spot.panel.over_time):
            for indicator in spot.panel.indicators():
                found.setdefault(indicator, spot.id)
        return found

    def panel_for(self, indicator: Indicator) -> int | None:
        """Return the number of the panel that draws an indicator: the first over time, else the first."""
        return self._drawn.get(indicator)

    def build(self, context: Context) -> Tree:
        """Return the dashboard as Grafana's JSON, keys in Grafana's order, which is the alphabet's."""
        if self.datasource is not None:
            context = replace(context, datasource=self.datasource)
        return self._own(context) if self.saved is None else self._saved(context, self.saved)

    def _saved(self, context: Context, saved: Mapping[str, Any]) -> Tree:
        own = self._own(replace(context))
        given = self.model_fields_set
        places = [place for name in self.places if name in given for place in self.places[name]]
        made = overlaid(saved, own, places)
        if self.nested:
            made["rows"] = [band.nested(context) for band in self.layout]
        elif self.rows:
            made["panels"] = [one for band in self.layout for one in band.build(context, saved=True)]
        return ordered(self, made)

    def _own(self, context: Context) -> Tree:
        tree = Tree(self)
        tree["annotations"] = {"list": [_OWN_ANNOTATIONS]}
        if self.description:
            tree["description"] = self.description
        tree["editable"] = self.editable
        tree["fiscalYearStartMonth"] = 0
        tree["graphTooltip"] = _TOOLTIPS[self.tooltip]
        tree["links"] = [link.build(context.settings) for link in self.links]
        tree["panels"] = [made for band in self.layout for made in band.build(context, saved=False)]
        tree["refresh"] = "" if self.refresh is None else moment(self.refresh)
        tree["schemaVersion"] = SCHEMA_VERSION
        tree["tags"] = list(self.tags)
        tree["templating"] = {"list": [variable.build(context) for variable in self.variables]}
        tree["time"] = {"from": f"now-{moment(self.time_from)}", "to": "now"}
        tree["timepicker"] = {}
        tree["timezone"] = self.timezone
        tree["title"] = self.title
        tree["uid"] = self.uid
        return tree


def _stand(panels: Sequence[Panel], top: int) -> tuple[list[Place], int]:
    """Return where the panels of a row stand, and the first free line below them."""
    flowing, below = flow(((panel.width, panel.height) for panel in panels if panel.x is None), top)
    free = iter(flowing)
    places = [
        next(free) if panel.x is None or panel.y is None else Place(panel.x, panel.y, panel.width, panel.height)
        for panel in panels
    ]
    return places, max([below, *(place.y + place.h for place in places)])
