"""A panel draws a number under another unit than it has.

## What it does
Compares the unit of a panel, where it has one of its own, with those of the indicators that it draws.

## Why it is bad
Grafana does not convert: 0.95 is drawn as 0.95 %, and whoever looks sees a healthy server.

## Bad
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    rows=(Row(panels=(TimeSeriesPanel(title="Errors", targets=error_ratio, unit=PERCENT),)),),
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
```

## Good
```python
board = Dashboard(
    uid="vtt", title="VTT", rows=(Row(panels=(TimeSeriesPanel(title="Errors", targets=error_ratio),)),)
)
platform = Platform(name="vtt", scrape=(server,), dashboards=(board,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts import units
from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.units import Dimension, Unit

_OF_GRAFANA: Final = {unit.grafana: unit for unit in vars(units).values() if isinstance(unit, Unit)}
_PLAIN: Final = frozenset({Dimension.COUNT, Dimension.STATE})


@check()
def dsh015(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every panel whose unit is on another scale than what it draws."""
    for board, panel in graph.panels:
        given = panel.__dict__.get("unit")
        unit = _OF_GRAFANA.get(given) if isinstance(given, str) else given
        if not isinstance(unit, Unit) or unit.dimension in _PLAIN:
            continue
        wrong = next((one for one in panel.indicators() if not _same_scale(unit, one.unit)), None)
        if wrong is not None:
            yield dsh015.finding(
                f'"{panel.title}" of {board.title} draws `{wrong.name}` in {unit}, and it is in {wrong.unit}',
                panel.at("Grafana does not convert", "unit"),
                wrong.at("measured in this", "unit"),
                why=f"a number of {wrong.unit} stands there as one of {unit}, and looks healthy when it is not",
                help="remove `unit`: the panel takes that of its indicators",
            )


def _same_scale(one: Unit, other: Unit) -> bool:
    if one.dimension is not other.dimension:
        return other.dimension in _PLAIN
    return one.numerator * other.denominator == other.numerator * one.denominator
