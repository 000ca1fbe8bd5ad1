"""A query uses what the declared Prometheus does not have.

## What it does
Compares the functions, the aggregations and the syntax of every query with the version in `Targets(prometheus=…)`.
What needs an `--enable-feature` flag is not available either.

## Why it is bad
Prometheus refuses the whole rule file, and goes on with the rules it had before, or with none after a restart.

## Bad
```python
spread = Indicator(name="spread", unit=PERCENT, expr="mad_over_time(memory_usage_percent[1h])")
platform = Platform(name="vtt", targets=Targets(prometheus="3.5"), scrape=(server,), indicators=(spread,))
```

## Good
```python
spread = Indicator(name="spread", unit=PERCENT, expr="stddev_over_time(memory_usage_percent[1h])")
platform = Platform(name="vtt", targets=Targets(prometheus="3.5"), scrape=(server,), indicators=(spread,))
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph
from vttalerts.language.promql import Requirement, unmet
from vttalerts.simulate.expressions import expressions


@check(in_files=Level.ERROR)
def pql009(graph: Graph) -> Iterator[Diagnostic]:
    """Yield everything in queries that the target version lacks."""
    targets = graph.targets
    declared = any(platform.targets is targets for platform in graph.platforms)
    for source in expressions(graph).sources:
        for need in unmet(source.query, targets.prometheus):
            labels = [source.label(_reason(need, targets.prometheus), need.name)]
            if declared:
                labels.append(targets.at(f"declared: Prometheus {targets.prometheus}", "prometheus"))
            yield pql009.finding(
                f"Prometheus {targets.prometheus} does not have `{need.name}`",
                *labels,
                why="Prometheus refuses the whole rule file, and none of its alerts is evaluated",
                help="write it without, or declare the version that runs: Targets(prometheus=…)",
            )


def _reason(need: Requirement, version: str) -> str:
    if need.until is not None and not need.met_by(version, (need.feature or "",)):
        return f"gone since {need.until}" if need.met_by(need.since) else f"from {need.since} to {need.until}"
    if need.feature is not None and need.met_by(version, (need.feature,)):
        free = f", free since {need.free}" if need.free is not None else ""
        return f"needs --enable-feature={need.feature}{free}"
    return f"since {need.since}"
