"""A text prints a measured number with all its digits.

## What it does
Looks for `{{ $value }}` without a function that formats it, in the texts of alerts on shares, rates, times and sizes.
Counts and states are whole numbers, and printed well as they are.

## Why it is bad
The pager reads out "0.0537634408602150 of requests fail". At 3 a.m. nobody sees at once whether that is much.

## Bad
```python
alert = Alert(
    name="VTTHighErrorRate",
    expr=error_ratio > percent(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="{{ $value }} of requests fail",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="errors", alerts=(alert,)),))
```

## Good
```python
alert = Alert(
    name="VTTHighErrorRate",
    expr=error_ratio > percent(5),
    severity=Severity.WARNING,
    service="vtt-server",
    summary="{{ $value | humanizePercentage }} of requests fail",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="errors", alerts=(alert,)),))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.model.alerts import Alert
from vttalerts.model.expr import Comparison
from vttalerts.simulate.inventory import inventory
from vttalerts.units import BYTES, RATIO, SECONDS, Dimension, Unit

_HINTS: Final = ("alue }}", "alue}}", "alue -}}")
_RAW: Final = r"\{\{-?\s*(?:\$value|\.Value)\s*-?\}\}"
_WHOLE: Final = frozenset({Dimension.COUNT, Dimension.STATE})
_FUNCTIONS: Final = {RATIO: "humanizePercentage", SECONDS: "humanizeDuration", BYTES: "humanize1024"}


@check(level=Level.WARNING)
def tpl008(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every text that prints a measured number as it is."""
    for spec, keyword, text in inventory(graph).texts(_HINTS, Alert):
        if not isinstance(spec, Alert) or not isinstance(spec.expr, Comparison):
            continue
        unit: Unit = spec.expr.indicator.unit
        found = re.search(_RAW, text)
        if keyword != "labels" and found is not None and unit.dimension not in _WHOLE:
            yield tpl008.finding(
                f"{spec.name} prints a {unit.dimension} with all its digits",
                spec.at("as many as a float has", keyword, snippet=found[0]),
                why="whoever is paged reads 0.05376344086021505, and not at once whether that is much",
                help=f"write `{{{{ $value | {_FUNCTIONS.get(unit, 'humanize')} }}}}`",
            )
