"""An expression that can never have a result.

## What it does
Looks for selectors whose matchers contradict each other, and for results that are compared with what they can't be:
`count` is never 0, since it counts nothing by having no result; `absent` is 1 or not there; an hour is below 24.

## Why it is bad
The alert can never fire, and looks as if it watched.

## Bad
```python
alert = Alert(
    name="VTTAllServersDown",
    expr=promql('count(up{job="vtt-server"} == 1) == 0'),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="no server answers",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="api", alerts=(alert,)),))
```

## Good
```python
alert = Alert(
    name="VTTAllServersDown",
    expr=promql('sum(up{job="vtt-server"}) == 0'),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="no server answers",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="api", alerts=(alert,)),))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Label
from vttalerts.graph import Graph
from vttalerts.language.promql import Selector
from vttalerts.model.expr import Combination, Comparison
from vttalerts.model.matchers import Matcher, Operator
from vttalerts.simulate.expressions import expressions
from vttalerts.simulate.queries import queries
from vttalerts.simulate.ranges import Range, compared_constants, range_of
from vttalerts.units import number

_MENDS: Final = {
    "count": "write `absent(…)`, or `sum` over what is 1 or 0, or `count(…) < n or absent(…)`",
    "absent": "compare `absent(…)` with nothing: it has a result exactly while there is none",
}


@check()
def pql014(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every selector and every comparison that nothing can meet."""
    for source, selector in queries(graph).matched:
        if len(selector.matchers) < 2 or queries(graph).varies(source):  # noqa: PLR2004  a contradiction takes two
            continue
        if label := _contradiction(selector):
            yield _finding(
                f"no series has two values of `{label}`",
                source.label("these matchers contradict each other", label),
                "keep one of them, or write `=~` with both values",
            )
    for source in queries(graph).computed:
        for comparison in compared_constants(source.query):
            if comparison.never:
                yield _finding(
                    f"`{comparison.name}` is never {comparison.operator} {number(comparison.value)}",
                    source.label(f"it is {comparison.range}", comparison.name),
                    _MENDS.get(comparison.name, "compare with a value that it can have"),
                )
    yield from _of_alerts(graph)


def _of_alerts(graph: Graph) -> Iterator[Diagnostic]:
    known = expressions(graph)
    ranges: dict[int, tuple[str, Range] | None] = {}
    for placed in graph.alerts:
        condition = placed.alert.expr
        if isinstance(condition, Comparison):
            indicator = condition.indicator
            if id(indicator) not in ranges:
                sources = known.of(placed.alert)
                ranges[id(indicator)] = range_of(sources[0].query) if sources else None
            found = ranges[id(indicator)]
            if found is not None and found[1].excludes(condition.operator, condition.threshold):
                yield _finding(
                    f"`{indicator.name}` is never {condition.operator} {number(condition.threshold)}",
                    placed.alert.at(f"`{found[0]}` is {found[1]}", "expr"),
                    _MENDS.get(found[0], "compare with a value that it can have"),
                )
        elif isinstance(condition, Combination) and condition.operator == "and" and condition.on is None:
            pair = _apart(condition)
            if pair is not None:
                yield _finding(
                    f"`{pair[0].indicator.name}` is never {pair[0].operator} {pair[0].quantity} and "
                    f"{pair[1].operator} {pair[1].quantity} at once",
                    placed.alert.at("no number is both", "expr"),
                    "write `any_of(…)` for outside a range, or exchange the two limits for inside it",
                )


def _finding(headline: str, label: Label, mend: str) -> Diagnostic:
    return pql014.finding(
        headline, label, why="the result is always empty, so an alert on it can never fire", help=mend
    )


def _contradiction(selector: Selector) -> str:
    wanted = {name: value for name, operator, value in selector.matchers if operator == "="}
    for name, operator, value in selector.matchers:
        if name in wanted and not Matcher(name, Operator(operator), value).matches(wanted[name]):
            return name
    return ""


def _apart(condition: Combination) -> tuple[Comparison, Comparison] | None:
    """Return two comparisons of one indicator that exclude each other."""
    lows: dict[int, Comparison] = {}
    highs: dict[int, Comparison] = {}
    for part in condition.parts:
        if isinstance(part, Comparison):
            side = lows if part.operator in {">", ">="} else highs if part.operator in {"<", "<="} else None
            if side is not None:
                side[id(part.indicator)] = part
    for indicator, low in lows.items():
        high = highs.get(indicator)
        if high is not None:
            touching = low.threshold == high.threshold
            if low.threshold > high.threshold or (touching and (low.operator, high.operator) != (">=", "<=")):
                return low, high
    return None
