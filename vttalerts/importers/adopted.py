"""What was read from files, turned into definitions that a person would have written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from vttalerts.diagnostics import Diagnostic, Label, Span
from vttalerts.graph import Graph
from vttalerts.importers import dashboards
from vttalerts.importers.promises import promises
from vttalerts.importers.shared import Shared
from vttalerts.model.alerts import Alert, AlertGroup
from vttalerts.model.dashboards import Dashboard
from vttalerts.model.platform import Platform
from vttalerts.model.servers import NotificationTemplate
from vttalerts.model.spec import DefinitionError, Spec
from vttalerts.simulate.limits import context_of

_NOTE: Final = re.compile(r"\A\{\{-? /\* Made by `vttalerts build`.*?\*/ -?\}\}\n", re.DOTALL)
_ONCE: Final = {
    "routing": "Alertmanager's configuration",
    "alertmanager": "Alertmanager's configuration",
    "prometheus": "Prometheus's configuration",
}


@dataclass(frozen=True, slots=True)
class SavedBoard:
    """A dashboard as a file has it.

    Attributes:
        file: The file.
        saved: Its JSON.
        name: What it is called where the JSON has no `uid`.
    """

    file: str
    saved: Mapping[str, Any]
    name: str


@dataclass(frozen=True, slots=True)
class Adopted:
    """What became of the files.

    Attributes:
        platforms: The objects of each file.
        boards: The dashboards, in the order of their files, with the file that each is from.
        shared: What alerts and panels share.
        diagnostics: What is wrong with it, and what a person should know of it.
    """

    platforms: tuple[Platform, ...]
    boards: tuple[tuple[SavedBoard, Dashboard], ...]
    shared: Shared
    diagnostics: tuple[Diagnostic, ...]


def adopt(platforms: Sequence[Platform], boards: Sequence[SavedBoard]) -> Adopted:
    """Return definitions that a person would have written.

    Args:
        platforms: The objects of each file.
        boards: The dashboards.
    """
    found: list[Diagnostic] = list(_contradictions(platforms))
    if found:
        return Adopted((), (), Shared((), ()), tuple(found))
    platforms = tuple(_each_template_once(platforms))
    alerts = (rule for one in platforms for group in one.groups for rule in group.alerts if isinstance(rule, Alert))
    shared = Shared(alerts, (one.saved for one in boards))
    compared = tuple(_compared(one, shared) for one in platforms)
    context = context_of(Graph(Platform(name="imported", includes=compared)))
    made: dict[str, tuple[SavedBoard, Dashboard]] = {}
    for one in boards:
        try:
            board = dashboards.dashboard(one.saved, context, shared.drawn, one.name)
        except DefinitionError as error:
            found.extend(_refused(one, diagnostic) for diagnostic in error.diagnostics)
            continue
        if board.uid in made:
            found.append(_twice(one, board, made[board.uid][0]))
            continue
        made[board.uid] = one, board
    return Adopted(compared, tuple(made.values()), shared, tuple(found))


def _contradictions(platforms: Sequence[Platform]) -> Iterator[Diagnostic]:
    """Yield where two files describe the one thing of which there can be one."""
    first: dict[str, Spec] = {}
    for platform in platforms:
        for key, what in _ONCE.items():
            one: Spec | None = platform.__dict__[key]
            if one is None:
                continue
            if what in first and first[what].span().file != one.span().file:
                yield Diagnostic(
                    "DEF124",
                    f"two files are {what}",
                    (one.at("a second one"), first[what].at("the first one")),
                    why="one definition compiles to one such file",
                    help="import each into a folder of its own",
                )
                break
            first[what] = one


def _each_template_once(platforms: Iterable[Platform]) -> Iterator[Platform]:
    """Yield the platforms without templates that Alertmanager's configuration already names, and without our notes."""
    seen: set[tuple[str, str]] = set()
    for platform in sorted(platforms, key=lambda one: one.routing is None):
        kept: list[NotificationTemplate] = []
        for template in platform.templates:
            text = without_note(template.text)
            if (template.name, text) not in seen:
                seen.add((template.name, text))
                kept.append(template if text == template.text else template.copy_with(text=text))
        yield platform if tuple(kept) == platform.templates else platform.copy_with(templates=tuple(kept))


def without_note(text: str) -> str:
    """Return a template without the comment in which `vttalerts build` says that it made it."""
    return _NOTE.sub("", text)


def _compared(platform: Platform, shared: Shared) -> Platform:
    changes: dict[str, Any] = {}
    groups = tuple(_of_group(group, shared) for group in platform.groups)
    if groups != platform.groups:
        changes["groups"] = groups
    deliveries = promises(platform.routing) if platform.routing is not None else ()
    if deliveries:
        changes["deliveries"] = deliveries
    return platform.copy_with(**changes) if changes else platform


def _of_group(group: AlertGroup, shared: Shared) -> AlertGroup:
    """Return a group whose alerts compare indicators, and which says once what all of them say."""
    alerts = [rule for rule in group.alerts if isinstance(rule, Alert)]
    said: dict[str, Any] = {}
    for key in ("severity", "service"):
        values = {alert.__dict__[key] for alert in alerts}
        if len(alerts) > 1 and len(values) == 1 and None not in values:
            said[key] = values.pop()
    rules = tuple(_of_rule(rule, shared, said) if isinstance(rule, Alert) else rule for rule in group.alerts)
    changed = any(one is not other for one, other in zip(rules, group.alerts, strict=True))
    return group.copy_with(alerts=rules, **said) if changed else group


def _of_rule(alert: Alert, shared: Shared, said: Mapping[str, Any]) -> Alert:
    expr = shared.condition(alert.expr)
    if expr is alert.expr and not said:
        return alert
    return alert.copy_with(expr=expr, **dict.fromkeys(said))


def _twice(one: SavedBoard, board: Dashboard, other: SavedBoard) -> Diagnostic:
    return Diagnostic(
        "DEF123",
        f"two dashboards have the uid `{board.uid}`",
        (Label(Span(one.file, 1), "left out"), Label(Span(other.file, 1), "imported")),
        why="Grafana would show one of them, and not always the same",
        help="give one of them another `uid`",
    )


def _refused(one: SavedBoard, diagnostic: Diagnostic) -> Diagnostic:
    label = Label(Span(one.file, 1, 1, 1, 2))
    return Diagnostic(
        diagnostic.code, diagnostic.headline, (label,), why=diagnostic.why, help=diagnostic.help, level=diagnostic.level
    )


def settings_of(boards: Iterable[tuple[SavedBoard, Dashboard]]) -> int:
    """Return how many panels have settings without a field, which are carried through."""
    return sum(dashboards.settings_of(board) for _, board in boards)


def carried(boards: Iterable[tuple[SavedBoard, Dashboard]]) -> dict[str, list[str]]:
    """Return the titles of the panels that are carried through, by their kind."""
    made: dict[str, list[str]] = {}
    for _, board in boards:
        for panel, kind in dashboards.carried(board):
            made.setdefault(kind, []).append(f"{board.title}: {panel.title or 'without a title'}")
    return made
