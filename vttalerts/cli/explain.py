"""`vttalerts explain`: the page of a diagnostic's code, or the whole life of an alert."""

from __future__ import annotations

import difflib
import functools
import re
import sys
from collections.abc import Iterable, Iterator
from inspect import cleandoc
from textwrap import indent
from typing import Final

from vttalerts.checks import every
from vttalerts.checks._faults import PAGES
from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN
from vttalerts.cli.projects import open_graph
from vttalerts.graph import Graph, PlacedAlert, display
from vttalerts.model.wording import in_words
from vttalerts.reporting.proof_notes import names
from vttalerts.simulate.alert_space import alert_spaces
from vttalerts.simulate.delays import words
from vttalerts.simulate.domains import Box, Domain
from vttalerts.simulate.latency import latency
from vttalerts.simulate.proof import proof
from vttalerts.simulate.suppression import suppressions

_MOST_VALUES: Final = 4
"""How many values of a label are shown."""
_CODE: Final = re.compile(r"[A-Za-z]{3}\d{3}")


def run(subject: str, project: str) -> int:
    """Print an explanation and return the exit code."""
    if _CODE.fullmatch(subject):
        return _code(subject.upper(), project)
    graph = open_graph(project)
    if graph is None:
        return COULD_NOT_RUN
    placed = next((one for one in graph.alerts if one.name == subject), None)
    if placed is None:
        near = difflib.get_close_matches(subject, [one.name for one in graph.alerts], n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; `vttalerts list alerts` shows all"
        sys.stderr.write(f"no alert and no code is called {subject}{hint}\n")
        return COULD_NOT_RUN
    sys.stdout.write("\n".join(_alert(graph, placed)) + "\n")
    return CLEAN


def _code(code: str, project: str) -> int:
    pages = {**PAGES, **{check.code: check.page for check in every()}}
    if code not in pages:
        from vttalerts.cli.projects import own_checks

        pages |= {check.code: check.page for check in own_checks(project)}
    page = pages.get(code)
    if page is None:
        near = ", ".join(sorted(other for other in pages if other[:3] == code[:3])) or ", ".join(sorted(pages))
        sys.stderr.write(f"no diagnostic has the code {code}; there are: {near}\n")
        return COULD_NOT_RUN
    sys.stdout.write(f"{code}: {cleandoc(page)}\n")
    return CLEAN


def _alert(graph: Graph, placed: PlacedAlert) -> Iterator[str]:
    alert = placed.alert
    span = alert.span()
    yield f"{alert.name} ({placed.severity or 'no severity'})   {display(span.file)}:{span.line}"
    yield indent(alert.expr.promql(), "    ")
    rows = list(_rows(graph, placed))
    width = max(len(name) for name, _ in rows)
    yield from (f"  {name:<{width}}  {text}" for name, text in rows)


def _rows(graph: Graph, placed: PlacedAlert) -> Iterator[tuple[str, str]]:
    alert = placed.alert
    if alert.expr.indicators():
        yield "condition", in_words(alert.expr).replace("`", "")
    yield "must last", alert.for_.duration() if alert.for_ else "not at all: one evaluation is enough"
    yield "labels", ", ".join(f"{name}={value}" for name, value in placed.identity().items())
    labels = graph.result_labels(placed)
    space = alert_spaces(graph).of(placed).kept
    carried = ", ".join(_value(space, name) for name in sorted(labels.names - {"__name__"})) or "none"
    yield "from query", f"{carried}{' and perhaps others' if labels.open else ''}"
    yield from graph.annotations(placed).items()
    for delay in latency(graph).fires(placed):
        parts = ", ".join(part.what for part in delay.parts)
        yield "fires after", f"{words(delay.usual)} on average … {words(delay.most)} at most: {parts}"
    yield from _told(graph, placed)
    for one in suppressions(graph):
        sources = names([source.name for source in one.silencing(placed)])
        if sources != names([]):
            same = f" with the same {', '.join(one.rule.equal)}" if one.rule.equal else ""
            yield "silenced by", f"{sources}{same}"


def _value(space: Iterable[Box], name: str) -> str:
    """Return a label with its values, where they are known."""
    found = functools.reduce(Domain.either, (box.get(name) for box in space), Domain(frozenset()))
    if found.values is None:
        return name
    shown = [value or "(none)" for value in sorted(found.values)]
    more = f"|… {len(shown) - _MOST_VALUES} more" if len(shown) > _MOST_VALUES else ""
    return f"{name}={'|'.join(shown[:_MOST_VALUES])}{more}"


def _told(graph: Graph, placed: PlacedAlert) -> Iterator[tuple[str, str]]:
    made = proof(graph)
    if made is None:
        return
    proven = made.of(placed)
    for found in proven.classes:
        only = f"if {found.words}: " if found.words else ""
        for step in found.steps:
            integrations = ", ".join(type(one).__name__ for one in step.receiver.integrations) or "nobody"
            told, again = latency(graph).told(placed, step), step.repeat_interval.duration()
            when = f"after {words(told.usual)} … {words(told.most)}, again every {again}"
            yield "told", f"{only}{step.receiver.name} ({integrations}), {when}"
    if proven.dropped:
        yield "never sent", "alert relabeling drops it" + (" for some of its labels" if proven.classes else "")
    if proven.doubt:
        yield "not proven", proven.doubt
