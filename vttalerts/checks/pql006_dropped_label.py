"""A text prints a label that the expression does not leave.

## What it does
Works out which labels the result of each alert's expression can carry, and compares them with the `$labels` in its
summary, its description, its annotations and its own labels. Labels that the rule sets itself, such as `severity`,
are not in `$labels` either (prometheus rules/alerting.go).

`--fix` writes the right name if it is a slip of one that is left.

## Why it is bad
The template prints nothing in its place. The page says " returns 5xx" and not where.

## Bad
```python
error_ratio = Indicator(
    name="error_ratio",
    unit=RATIO,
    expr='''
        sum by (service) (rate(http_requests_total{status=~"5.."}[5m]))
        / sum by (service) (rate(http_requests_total[5m]))
    ''',
)
alert = Alert(
    name="VTTCriticalErrorRate",
    expr=error_ratio > percent(15),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="{{ $labels.instance }} returns 5xx",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="errors", alerts=(alert,)),))
```

## Good
```python
alert = Alert(
    name="VTTCriticalErrorRate",
    expr=error_ratio > percent(15),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="{{ $labels.service }} returns 5xx",
    runbook=runbook,
)
platform = Platform(name="vtt", scrape=(server,), groups=(AlertGroup(name="errors", alerts=(alert,)),))
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Label
from vttalerts.graph import Graph, PlacedAlert
from vttalerts.language.promql import Drop, dropped, parse
from vttalerts.language.templates import Reference, parse_alert, printed_labels
from vttalerts.model.alerts import Alert
from vttalerts.model.edits import respelt
from vttalerts.model.expr import Comparison, Condition
from vttalerts.model.metrics import Metric
from vttalerts.model.recording import RecordingRule
from vttalerts.simulate.expressions import Expressions, expressions

_NAME: Final = "__name__"
_ACTION: Final = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_PLACES: Final = frozenset({"instance", "node", "pod", "host", "mountpoint", "device"})


@check()
def pql006(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every label that a text prints and that is always empty there, once a text."""
    known = expressions(graph)
    good: set[tuple[int, frozenset[str]]] = set()
    for placed in graph.alerts:
        for keyword, text in _texts(placed.alert):
            if "{{" not in text:
                continue
            printed = printed_labels(text)
            question = (_id(placed.alert.expr), printed)
            if question in good:
                continue
            lost = {name for name in printed if not known.leaves_label(placed.alert, name)}
            if not lost:
                good.add(question)
                continue
            for reference in _first(text, lost):
                other, mend = _cause(graph, known, placed, reference.name)
                here = known.labels(placed.alert).names
                yield _finding(placed.alert, keyword, text, reference, other=other, mend=mend, here=here)


def _id(condition: Condition) -> int:
    """Return what decides on a condition's labels: all comparisons of an indicator leave the same."""
    return id(condition.indicator if isinstance(condition, Comparison) else condition)


def _first(text: str, names: set[str]) -> tuple[Reference, ...]:
    """Return where each of some labels is printed first."""
    return tuple({one.name: one for one in reversed(parse_alert(text).labels) if one.name in names}.values())


def _texts(alert: Alert) -> Iterator[tuple[str, str]]:
    yield "summary", alert.summary
    yield "description", alert.description
    for text in alert.annotations.values():
        yield "annotations", text
    for text in alert.labels.values():
        yield "labels", text


def _finding(
    alert: Alert,
    keyword: str,
    text: str,
    reference: Reference,
    *,
    other: Label | None,
    mend: str,
    here: frozenset[str] | set[str],
) -> Diagnostic:
    name = reference.name
    where = "where" if name in _PLACES else f"which `{name}`"
    return pql006.finding(
        f"`$labels.{name}` is always empty in this alert",
        alert.at("no such label on the result", keyword, snippet=_action(text, reference)),
        *((other,) if other is not None else ()),
        why=f'the page would say "{_printed(text, reference)}" and not {where}',
        help=mend,
        edits=respelt(alert, keyword, name, here),
    )


def _cause(graph: Graph, known: Expressions, placed: PlacedAlert, name: str) -> tuple[Label | None, str]:
    """Return what takes the label away, and what to write instead."""
    alert = placed.alert
    if name in placed.identity():
        place = alert.at("templates see only the labels of the expression", "expr")
        return place, f"write `{placed.identity()[name]}` itself"
    here = sorted(known.labels(alert).names - {_NAME})
    near = get_close_matches(name, here, n=1, cutoff=0.6) or (here if len(here) == 1 else [])
    instead = (
        f"write `{{{{ $labels.{near[0]} }}}}`" if near else f"print what there is: {', '.join(here) or 'no label'}"
    )
    for source in known.of(alert):
        drop = dropped(source.query, known.labels_of, name)
        if drop is not None:
            return source.label(_survivors(drop), drop.text), f"{instead}{_keep(drop, name)}"
        for metric in dict.fromkeys(selector.metric for selector in source.query.selectors):
            family = graph.series[metric][0] if metric in graph.series else None
            if isinstance(family, RecordingRule):
                drop = dropped(parse(family.text), known.labels_of, name)
                if drop is not None:
                    place = family.at(_survivors(drop), "expr", snippet=drop.text)
                    return place, f"{instead}{_keep(drop, name)}"
            elif isinstance(family, Metric):
                return family.at(f"has no label `{name}`", "labels"), instead
    return None, instead


def _survivors(drop: Drop) -> str:
    kept = " and ".join(f"`{label}`" for label in sorted(drop.kept))
    only = f"only {kept} survive{'s' if len(drop.kept) == 1 else ''}" if kept else "no label survives"
    return f"{only} this {'matching' if drop.text.startswith(('on', 'ignoring')) else 'aggregation'}"


def _keep(drop: Drop, name: str) -> str:
    _, _, rest = drop.text.partition(" ")
    if rest.startswith("by") or "(" not in drop.text:
        return f", or aggregate `by ({', '.join((*sorted(drop.kept), name))})`"
    return ""


def _action(text: str, reference: Reference) -> str:
    """Return the whole `{{ … }}` around a label, which is what to edit."""
    start = text.rfind("{{", 0, reference.offset)
    end = text.find("}}", reference.offset)
    return text[start : end + 2] if 0 <= start < end else text[reference.offset :][: reference.length]


def _printed(text: str, reference: Reference) -> str:
    return _ACTION.sub("…", text.replace(_action(text, reference), ""))
