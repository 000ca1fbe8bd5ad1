"""`vttalerts route LABEL=VALUE…`: the way of an alert through the routing tree, and when who hears of it."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple

from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN
from vttalerts.cli.projects import open_graph
from vttalerts.cli.saying import first_messages, message_lines, raw_lines
from vttalerts.graph import Graph, display
from vttalerts.model.routing import Route
from vttalerts.simulate import grouping, moments
from vttalerts.simulate.firing import Fired, fire, renderer
from vttalerts.simulate.inhibition import matches
from vttalerts.simulate.intervals import muted
from vttalerts.simulate.rendering import Message
from vttalerts.simulate.routing import Router, Step
from vttalerts.simulate.timeline import Notification, Outage, notifications
from vttalerts.simulate.tree_text import way
from vttalerts.units import seconds

_Lines = Callable[[str, Message, str], Iterator[str]]

_LOOK_AHEAD: Final = timedelta(days=8)
"""A week, so that every weekday is met, and a day for the repetition after it."""


def run(labels: Sequence[str], at: str | None, project: str, value: float | None = None, *, raw: bool = False) -> int:
    """Print where an alert goes and return the exit code: 0, or 2 where the question cannot be understood."""
    given: dict[str, str] = {}
    for text in labels:
        name, sign, content = text.partition("=")
        if not name or not sign:
            sys.stderr.write(f"{text} is no LABEL=VALUE, such as severity=critical\n")
            return COULD_NOT_RUN
        given[name] = content
    try:
        moment = datetime.now(UTC) if at is None else moments.moment(at, datetime.now(UTC))
    except ValueError:
        sys.stderr.write(f"{at} is no moment, such as {moments.EXAMPLES}\n")
        return COULD_NOT_RUN
    graph = open_graph(project)
    if graph is None:
        return COULD_NOT_RUN
    if graph.routing is None:
        sys.stderr.write("the platform has no routing tree\n")
        return COULD_NOT_RUN
    question = _Question(graph, graph.routing, given, fire(graph, given, value), moment)
    sys.stdout.write("\n".join(_answer(question, raw_lines if raw else message_lines)) + "\n")
    return CLEAN


class _Question(NamedTuple):
    """Who hears of this alert, if it begins to fire then?"""

    graph: Graph
    root: Route
    given: Mapping[str, str]
    fired: Fired
    at: datetime


def _answer(question: _Question, lines: _Lines) -> Iterator[str]:
    graph, root, given, fired, at = question
    labels = fired.labels
    said = " ".join(f"{name}={value}" for name, value in given.items() if value) or "no labels"
    yield f"{said}   from {at:%a %Y-%m-%d %H:%M:%S} {at.tzname()}"
    added = " ".join(f"{name}={value}" for name, value in labels.items() if given.get(name) != value)
    if added:
        span = fired.placed.alert.span() if fired.placed is not None else None
        yield f"and {added}   {f'{display(span.file)}:{span.line}' if span is not None else 'external labels'}"
    yield ""
    steps = Router(root).match(labels)
    yield from way(root, labels)
    yield ""
    # In UTC: Python adds hours to a place's clock, which may be changed meanwhile.
    instant = at.astimezone(UTC)
    outage = Outage(labels, instant, None, fired.annotations, fired.generator_url)
    writer = renderer(graph)
    # Alertmanager accepts no alert without labels, and then nobody hears of it.
    told = notifications(root, outage.posts(), instant + _LOOK_AHEAD) if labels else []
    if not steps or not labels:
        yield "nobody is told"
    for step in steps:
        key = grouping.group_key(step, labels)
        heard = [one for one in told if one.receiver is step.receiver and one.group == key]
        yield from _told(step, labels, at, heard)
        for name, message in first_messages(heard, writer):
            yield from lines(name, message, "  says in ")
    if fired.placed is None and "alertname" in labels:
        yield f"no alert is called {labels['alertname']}: its annotations are not known here"
    for rule in graph.inhibitions:
        if matches(rule.target_matchers, labels):
            same = "".join(f", {name}={labels[name]}" if name in labels else f", no {name}" for name in rule.equal)
            span = rule.span()
            sources = ", ".join(map(str, rule.source_matchers))
            yield f"silenced while {sources}{same} fires   {display(span.file)}:{span.line}"


def _told(step: Step, labels: Mapping[str, str], at: datetime, heard: Sequence[Notification]) -> Iterator[str]:
    """Yield who is told by one node, and when."""
    integrations = ", ".join(type(one).__name__ for one in step.receiver.integrations)
    yield f"{step.receiver.name} ({integrations or 'nobody: it has no integration'})"
    shared = ", ".join(f"{name}={value}" for name, value in grouping.group_labels(step, labels).items())
    yield f"  with other alerts of  {shared or 'this route, all in one message'}"
    why = muted(step.route, at)
    if why is not None:
        names = ", ".join(interval.name for interval in why.intervals)
        yield f"  muted at this time    {f'outside of {names}' if why.active else f'by {names}'}"
    moments = list(dict.fromkeys(one.at for one in heard))
    if not moments:
        if step.receiver.integrations:
            yield f"  first                 not within {_duration(_LOOK_AHEAD)}"
        return
    yield f"  first                 after {_duration(moments[0] - at)}: {moments[0].astimezone(at.tzinfo):%a %H:%M:%S}"
    if len(moments) > 1:
        yield f"  again                 after {_duration(moments[1] - moments[0])}, while it fires"
    else:
        yield f"  again                 not within {_duration(_LOOK_AHEAD)}"
    waited = step.group_interval.duration()
    yield f"  news                  at most {waited} after the last message was due"
    sends = [type(one).__name__ for one in step.receiver.integrations if one.sends_resolved]
    yield f"  when it is over       {', '.join(sends) or 'nobody'} {'says' if len(sends) <= 1 else 'say'} so"


def _duration(span: timedelta) -> str:
    return seconds(span / timedelta(seconds=1)).duration()
