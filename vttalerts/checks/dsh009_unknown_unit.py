"""A panel has a unit that Grafana does not know.

## What it does
Compares units that are given as texts with Grafana's identifiers. Units that people make themselves, such as
`suffix:dice`, are right.

`--fix` writes the right name if only one is near.

## Why it is bad
The panel shows bare numbers. Whoever is paged cannot tell seconds from milliseconds.

## Bad
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    rows=(
        Row(
            panels=(
                TimeSeriesPanel(
                    title="Latency", targets=Query(expr="http_request_duration_seconds_sum"), unit="second"
                ),
            )
        ),
    ),
)
platform = Platform(name="vtt", dashboards=(board,))
```

## Good
```python
board = Dashboard(
    uid="vtt",
    title="VTT",
    rows=(
        Row(
            panels=(
                TimeSeriesPanel(title="Latency", targets=Query(expr="http_request_duration_seconds_sum"), unit="s"),
            )
        ),
    ),
)
platform = Platform(name="vtt", dashboards=(board,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.edits import respelt


@check(level=Level.WARNING)
def dsh009(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every unit that is none of Grafana's."""
    for board, panel in graph.panels:
        unit = panel.__dict__.get("unit")
        if not isinstance(unit, str) or not unit:
            continue
        from vttalerts.simulate.grafana_units import CUSTOM, GRAFANA_UNITS

        if unit not in GRAFANA_UNITS and not unit.startswith(CUSTOM) and "$" not in unit:
            near = next(iter(get_close_matches(unit, sorted(GRAFANA_UNITS), n=1, cutoff=0.75)), "")
            yield dsh009.finding(
                f'Grafana knows no unit "{unit}", which "{panel.title}" of {board.title} has',
                panel.at(f'did you mean "{near}"?' if near else "shown as a bare number", "unit"),
                why="whoever is paged cannot tell seconds from milliseconds",
                help=f'write unit="{near}", or one of vttalerts\' own, such as unit=SECONDS'
                if near
                else f'write one of vttalerts\' own, such as unit=SECONDS, or unit="suffix:{unit}"',
                edits=respelt(panel, "unit", unit, GRAFANA_UNITS),
            )
