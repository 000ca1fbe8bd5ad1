"""What people look at: dashboards of rows of panels, drawn from the same indicators that the alerts compare."""

from __future__ import annotations

from typing import Any

from vttalerts.model.expr import Indicator
from vttalerts.model.fields import Flag, Slug, Whole
from vttalerts.model.spec import Spec


class Panel(Spec):
    """One picture of a dashboard."""

    title: str
    description: str = ""
    width: Whole = 8
    height: Whole = 8

    def indicators(self) -> tuple[Indicator, ...]:
        """Return the indicators that it draws."""
        return ()


class Row(Spec):
    """Panels under one heading."""

    title: str = ""
    panels: tuple[Any, ...] = ()
    collapsed: Flag = False


class Dashboard(Spec):
    """One dashboard."""

    uid: Slug
    title: str
    description: str = ""
    tags: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()

    @property
    def name(self) -> str:
        """How `vttalerts list` calls it."""
        return self.title

    def panel_for(self, indicator: Indicator) -> int | None:
        """Return the id of the first panel that draws an indicator."""
        return None
