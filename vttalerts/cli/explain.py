"""`vttalerts explain`: the page of a diagnostic's code, or the whole life of an alert."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Iterator
from inspect import cleandoc
from textwrap import indent
from typing import Final

from vttalerts.checks import every
from vttalerts.checks._faults import PAGES
from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN
from vttalerts.cli.projects import open_graph
from vttalerts.graph import Graph, PlacedAlert, display
from vttalerts.model.wording import in_words
from vttalerts.simulate.fleet import fleet
from vttalerts.simulate.routing import Router

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
    carried = ", ".join(sorted(labels.names - {"__name__"})) or "none"
    yield "from query", f"{carried}{' and perhaps others' if labels.open else ''}"
    yield from graph.annotations(placed).items()
    if graph.routing is not None:
        for step in Router(graph.routing).match({**labels.known, **placed.identity()}):
            integrations = ", ".join(type(one).__name__ for one in step.receiver.integrations) or "nobody"
            wait, again = step.group_wait.duration(), step.repeat_interval.duration()
            yield "told", f"{step.receiver.name} ({integrations}), {wait} after it fires, again every {again}"
    view = next(one for one in fleet(graph).views if one.placed is placed)
    for rule in graph.inhibitions:
        verdict = view.matches(rule.target_matchers)
        if verdict is not False:
            sources, same = ", ".join(map(str, rule.source_matchers)), ", ".join(rule.equal)
            # Whether a label of the query has some value, only the incident tells.
            yield "silenced by" if verdict else "perhaps by", f"{sources}{f' with the same {same}' if same else ''}"
