"""`docs/runbooks/<slug>.md`: what the person who was woken reads; one page a runbook, and an index of all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import partial
from textwrap import dedent, indent
from typing import Final

from vttalerts.emitters import Artifact, header
from vttalerts.graph import Graph, PlacedAlert
from vttalerts.model.alerts import Alert
from vttalerts.model.expr import Combination
from vttalerts.model.runbooks import Runbook
from vttalerts.model.spec import Spec
from vttalerts.model.wording import in_words

FOLDER: Final = "docs/runbooks"

_label = re.compile(r"\{\{-?\s*\$labels\.(\w+)[^{}]*\}\}").sub
_value = re.compile(r"\{\{-?\s*\$value\b[^{}]*\}\}").sub
_action = re.compile(r"(\{\{.*?\}\})").sub


def emit(graph: Graph) -> Iterator[Artifact]:
    """Yield the page of every runbook that an alert names, and the index."""
    leading: dict[int, list[PlacedAlert]] = {}
    for placed in graph.alerts:
        leading.setdefault(id(placed.alert.runbook), []).append(placed)
    pages = [(runbook, leading[id(runbook)]) for runbook in graph.runbooks]
    for runbook, alerts in pages:
        yield Artifact(f"{FOLDER}/{runbook.slug}.md", partial(_page, graph, runbook, alerts))
    if pages:
        yield Artifact(f"{FOLDER}/README.md", partial(_index, pages))


def _page(graph: Graph, runbook: Runbook, alerts: list[PlacedAlert]) -> Iterator[str]:
    yield _comment((runbook,), (placed.alert for placed in alerts))
    yield f"\n# {runbook.title}\n\n## Alert description and impact\n\n{dedent(runbook.impact).strip()}\n"
    for placed in alerts:
        yield from _alert(graph, placed)
    yield from _steps("Investigation steps", runbook.investigation)
    yield from _steps("Resolution procedures", runbook.resolution)
    yield "\n## Escalation contacts\n\n| Turn to | How | When |\n| --- | --- | --- |\n"
    for contact in runbook.escalation:
        yield _row(contact.team, contact.reach, contact.after)


def _alert(graph: Graph, placed: PlacedAlert) -> Iterator[str]:
    """What one alert says, when it fires, and where to look."""
    alert = placed.alert
    yield f"\n### {placed.name}\n\n{_readable(alert.summary)}\n"
    if alert.description:
        yield f"\n{_readable(alert.description)}\n"
    yield "\n"
    if placed.severity is not None:
        yield f"- Severity: {placed.severity.value}\n"
    if "service" in placed.labels:
        yield f"- Service: {placed.labels['service']}\n"
    yield f"- Fires {_when(alert)}\n"
    if alert.keep_firing_for is not None:
        yield f"- Goes on firing for {alert.keep_firing_for} after that has ended\n"
    found = graph.dashboard_of(alert)
    if found is not None:
        yield f"- Where to look: [{found[0].title}]({graph.dashboard_link(*found)})\n"
    yield f"\n```promql\n{alert.expr.promql()}\n```\n"


def _steps(title: str, steps: Iterable[str]) -> Iterator[str]:
    yield f"\n## {title}\n\n"
    for number, step in enumerate(steps, 1):
        lead = f"{number}. "
        # A step of several lines, such as one with a block of code, is indented below its number.
        yield lead + indent(dedent(step).strip(), " " * len(lead)).lstrip() + "\n"


def _index(pages: list[tuple[Runbook, list[PlacedAlert]]]) -> Iterator[str]:
    yield _comment((runbook for runbook, _ in pages), (placed.alert for _, alerts in pages for placed in alerts))
    yield "\n# Runbooks\n\nWhat to do about each alert.\n\n| Alert | Severity | Runbook |\n| --- | --- | --- |\n"
    for runbook, alerts in pages:
        for placed in alerts:
            severity = placed.severity.value if placed.severity is not None else ""
            yield _row(placed.name, severity, f"[{runbook.title}]({runbook.slug}.md)")


def _when(alert: Alert) -> str:
    """The condition, and how long it must hold; said first where it could be taken for the last part's only."""
    words = in_words(alert.expr)
    if alert.for_ is None or not alert.for_.value:
        return f"when {words}"
    combined = isinstance(alert.expr, Combination)
    return f"when, for {alert.for_}, {words}" if combined else f"when {words} for {alert.for_}"


def _readable(text: str) -> str:
    """A template without its braces: the names of what an alert fills in, in italics."""
    named = _value("*value*", _label(r"*\1*", text.strip()))
    return _action(r"`\1`", named)


def _row(*cells: str) -> str:
    escaped = (" ".join(cell.split()).replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(escaped)} |\n"


def _comment(*makers: Iterable[Spec]) -> str:
    return f"<!--\n{header(*makers)}\n-->\n"
