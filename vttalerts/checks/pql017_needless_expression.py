"""A matcher compares with an expression where a text would do, or anchors what is anchored.

## What it does
Looks for `=~` and `!~` with a value without any special character, with `^` at its beginning or `$` at its end, and
for `=~".*"`, which every series meets.

`--fix` compares a plain text as one, which changes nothing.

## Why it is bad
Somebody believed that the expression may be found anywhere in the value. Prometheus compares with all of it:
`=~"5"` is not 500, and the query selects nothing.

## Bad
```python
errors = Indicator(name="errors", unit=PER_SECOND, expr='sum(rate(http_requests_total{status=~"5"}[5m]))')
platform = Platform(name="vtt", scrape=(server,), indicators=(errors,))
```

## Good
```python
errors = Indicator(name="errors", unit=PER_SECOND, expr='sum(rate(http_requests_total{status=~"5.."}[5m]))')
platform = Platform(name="vtt", scrape=(server,), indicators=(errors,))
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Edit, Level
from vttalerts.graph import Graph
from vttalerts.model.edits import replaced
from vttalerts.simulate.expressions import Source
from vttalerts.simulate.queries import queries

_SPECIAL: Final = frozenset(".*+?()[]{}|^$\\")


@check(level=Level.WARNING)
def pql017(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every expression that is none, or that says what is so anyway."""
    for source, selector in queries(graph).matched:
        for name, operator, value in selector.matchers:
            if not operator.endswith("~") or not value:
                continue
            if queries(graph).varies(source):
                continue  # what people choose in a variable may be an expression
            found = _problem(operator, value)
            if found is not None:
                headline, note, mend = found
                yield pql017.finding(
                    headline.format(name=name, value=value),
                    source.label(note, operator),
                    why="whoever wrote it meant something else, and the query selects too little or too much",
                    help=mend.format(name=name, value=value),
                    edits=_edits(source, name, operator, value),
                )


def _edits(source: Source, name: str, operator: str, value: str) -> tuple[Edit, ...]:
    """Return the edit that leaves the meaning as it is: a text that is compared as a text."""
    if not _SPECIAL.isdisjoint(value):
        return ()
    plain = "=" if operator == "=~" else "!="
    return replaced(source.owner, "expr", f'{name}{operator}"{value}"', f'{name}{plain}"{value}"')


def _problem(operator: str, value: str) -> tuple[str, str, str] | None:
    """Return the headline, the caret's words and the edit."""
    plain = "=" if operator == "=~" else "!="
    if _SPECIAL.isdisjoint(value):
        mend = f'write `{{name}}{plain}"{{value}}"`, or `{{name}}{operator}".*{{value}}.*"` if it may be anywhere'
        return f'`{operator}"{{value}}"` compares with one text', "no expression: the whole value must be this", mend
    if operator == "=~" and value == ".*":
        return 'every series meets `{name}=~".*"`', "restricts nothing", 'remove it, or write `{name}!=""`'
    bare = value.removeprefix("^")
    if bare.endswith("$") and not bare.endswith("\\$"):
        bare = bare[:-1]
    if bare != value and "|" not in bare:
        mend = f'write `{{name}}{operator}"{bare.replace("{", "{{").replace("}", "}}")}"`'
        return "`{name}` is anchored twice", "Prometheus compares with the whole value anyway", mend
    return None
