"""A label's value is nearly what other alerts say.

## What it does
Compares the values that alerts give each label. One that a single alert has, and that differs by a letter or two from
one that several others have, is taken for a slip. Values with digits, and labels with very many values, are not
looked at.

`--fix` writes the right value if only one is near.

## Why it is bad
The route for `database` does not match `databse`. The alert falls through to the default receiver, and the team that
could mend it sleeps.

## Bad
```python
COMMON = {"severity": Severity.WARNING, "summary": "trouble", "runbook": runbook}
ALERTS = (
    Alert(name="VTTMemoryHigh", expr=memory_usage > percent(70), service="database", **COMMON),
    Alert(name="VTTMemoryHigher", expr=memory_usage > percent(80), service="database", **COMMON),
    Alert(name="VTTMemoryHighest", expr=memory_usage > percent(90), service="databse", **COMMON),
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=ALERTS),))
```

## Good
```python
COMMON = {"severity": Severity.WARNING, "summary": "trouble", "runbook": runbook}
ALERTS = (
    Alert(name="VTTMemoryHigh", expr=memory_usage > percent(70), service="database", **COMMON),
    Alert(name="VTTMemoryHigher", expr=memory_usage > percent(80), service="database", **COMMON),
    Alert(name="VTTMemoryHighest", expr=memory_usage > percent(90), service="database", **COMMON),
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="memory", alerts=ALERTS),))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.graph import Graph, PlacedAlert
from vttalerts.model.edits import respelt

_MOST_VALUES: Final = 100
"""A label with more values is a name of things, in which two are alike by nature."""
_SHORTEST: Final = 5
"""Shorter words are alike by chance."""
_LIKENESS: Final = 0.85


@check(level=Level.WARNING)
def alr019(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every value that looks like a slip of a more common one."""
    # The first alert with a value, and the second one, which says that it is no slip.
    users: dict[str, dict[str, list[PlacedAlert]]] = {}
    for placed in graph.alerts:
        for name, value in placed.labels.items():
            of_value = users.setdefault(name, {}).setdefault(value, [])
            if len(of_value) < 2:  # noqa: PLR2004  two say that it is meant
                of_value.append(placed)
    for name, values in users.items():
        if not 1 < len(values) <= _MOST_VALUES:
            continue
        common = [value for value, found in values.items() if len(found) > 1]
        for value, found in values.items():
            if len(found) > 1 or len(value) < _SHORTEST or "{{" in value or any(map(str.isdigit, value)):
                continue
            near = next(iter(get_close_matches(value, common, n=1, cutoff=_LIKENESS)), "")
            if near:
                yield _finding(found[0], name, value, near, values[near][0])


def _finding(placed: PlacedAlert, name: str, value: str, near: str, other: PlacedAlert) -> Diagnostic:
    def place(one: PlacedAlert) -> tuple[PlacedAlert, str]:
        return one, "labels" if name in one.alert.labels else name if name in {"severity", "service"} else ""

    (mine, keyword), (theirs, their_keyword) = place(placed), place(other)
    return alr019.finding(
        f'{mine.name} alone says `{name}="{value}"`',
        mine.alert.at(f'did you mean "{near}"?', keyword or None, snippet=value if keyword == "labels" else ""),
        theirs.alert.at(f'others say "{near}"', their_keyword or None),
        why="routes and inhibitions for the others do not see it, and their team is not told",
        help=f'write "{near}"',
        edits=respelt(mine.alert, keyword, value, (near,)),
    )
