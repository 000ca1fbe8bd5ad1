"""A panel has a unit that is nearly one of Grafana's.

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
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.edits import replaced

_MEANT: Final = {
    **dict.fromkeys(("second", "seconds", "sec", "secs"), "s"),
    **dict.fromkeys(("millisecond", "milliseconds", "msec", "msecs"), "ms"),
    **dict.fromkeys(("minute", "minutes", "min"), "m"),
    **dict.fromkeys(("hour", "hours"), "h"),
    **dict.fromkeys(("day", "days"), "d"),
    **dict.fromkeys(("byte", "b", "octets"), "bytes"),
    **dict.fromkeys(("%", "percentage"), "percent"),
    **dict.fromkeys(("ratio", "percentunits"), "percentunit"),
    **dict.fromkeys(("ops/s", "ops/sec", "op/s"), "ops"),
    **dict.fromkeys(("req/s", "requests/s", "requests/sec"), "reqps"),
}
"""Words, in small letters, for what Grafana has an identifier for."""
_LIKENESS: Final = 0.85


@check(level=Level.WARNING)
def dsh009(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every unit that was to be one of Grafana's."""
    for board, panel in graph.panels:
        unit = panel.__dict__.get("unit")
        if not isinstance(unit, str) or not unit:
            continue
        near = _meant(unit)
        if near:
            yield dsh009.finding(
                f'Grafana knows no unit "{unit}", which "{panel.title}" of {board.title} has',
                panel.at(f'did you mean "{near}"?', "unit"),
                why="the numbers are not scaled, and 5368709120 is no size that anybody reads at night",
                help=f'write unit="{near}", or unit="suffix:{unit}" if the word is meant as it is',
                edits=replaced(panel, "unit", unit, near),
            )


def _meant(unit: str) -> str:
    """Return the identifier that a word was to be; empty for one that is right, or meant as a word."""
    from vttalerts.simulate.grafana_units import CUSTOM, GRAFANA_UNITS

    if unit in GRAFANA_UNITS or unit.startswith(CUSTOM) or "$" in unit:
        return ""
    low = unit.lower()
    found = _MEANT.get(low) or next((one for one in sorted(GRAFANA_UNITS) if one.lower() == low), "")
    return found or next(iter(get_close_matches(unit, sorted(GRAFANA_UNITS), n=1, cutoff=_LIKENESS)), "")
