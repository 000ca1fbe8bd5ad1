"""A whole import as the files of a repository: where each object is defined, so that people find it there.

The layout is that of VTT's own definitions: indicators, alerts, receivers → routing, scrape, dashboards → platform.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from vttalerts.importers.secrets import Secrets
from vttalerts.importers.source import layout
from vttalerts.importers.source.code import Item, group, written
from vttalerts.importers.source.modules import Module, Named, places_of
from vttalerts.importers.source.names import RESERVED, Names, identifier
from vttalerts.importers.source.scope import VOCABULARY, Place, Scope
from vttalerts.importers.source.values import code
from vttalerts.model.dashboards import Dashboard
from vttalerts.model.expr import Indicator
from vttalerts.model.platform import Platform
from vttalerts.model.receivers import Receiver
from vttalerts.model.routing import Route
from vttalerts.model.spec import Spec


@dataclass(frozen=True, slots=True)
class Definitions:
    """What an import came to.

    Attributes:
        name: What the platform is called.
        platforms: One for each file that was read, each with a name of its own.
        boards: The dashboards.
        indicators: The indicators that alerts and panels share.
        comments: Lines that stood above objects.
        secrets: Names of the secrets that stand in clear text.
    """

    name: str
    platforms: tuple[Platform, ...]
    boards: tuple[Dashboard, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    comments: Mapping[Spec, tuple[str, ...]] = field(default_factory=dict[Spec, tuple[str, ...]])
    secrets: Secrets = field(default_factory=Secrets)

    def scope(self, module: str, places: Mapping[Spec, Place]) -> Scope:
        """Return what one module knows."""
        return Scope(module, places, self.comments, self.secrets.fields, self.secrets.values)


def files(made: Definitions) -> dict[str, str]:
    """Return the text of each file of the repository, by its path."""
    return dict(sorted(_Project(made).files()))


class _Project:
    """Distributes objects over modules."""

    def __init__(self, made: Definitions) -> None:
        self._made = made
        self._modules: dict[str, list[Named]] = {}
        self._docstrings: dict[str, str] = dict(layout.DOCSTRINGS)
        self._names: dict[str, Names] = {}
        self._files = Names({*RESERVED, *VOCABULARY})
        self._fields: list[tuple[Platform, dict[str, list[Spec]]]] = []
        self._parts: dict[str, Place] = {}

    def files(self) -> Iterator[tuple[str, str]]:
        made = self._made
        for indicator in made.indicators:
            self._add("indicators", identifier(indicator.name, "indicator"), indicator)
        for board in made.boards:
            module = f"dashboards.{self._files.give(identifier(board.uid, 'dashboard'))}"
            self._docstrings[module] = _docstring(board.title)
            self._add(module, "DASHBOARD", board)
        for platform in made.platforms:
            self._place(platform)
        self._together()
        modules = [
            Module(name, self._docstrings[name], tuple(statements)) for name, statements in self._modules.items()
        ]
        places = places_of(modules)
        for one in modules:
            yield f"definitions/{one.name.replace('.', '/')}.py", one.text(made.scope(one.name, places))
        for folder in {one.name.partition(".")[0] for one in modules if "." in one.name}:
            yield f"definitions/{folder}/__init__.py", f'"""{layout.PACKAGES[folder]}"""\n'
        yield "definitions/platform.py", self._platform(places)
        yield "definitions/__init__.py", layout.INIT
        yield "pyproject.toml", layout.PROJECT.format(name=made.name)
        yield ".gitignore", ".vttalerts_cache/\n__pycache__/\n"

    def _add(self, module: str, wanted: str, value: Spec | tuple[Any, ...], comment: str = "") -> str:
        taken = {*RESERVED, *VOCABULARY, *layout.PACKAGES, *layout.DOCSTRINGS, "platform"}
        name = self._names.setdefault(module, Names(taken)).give(wanted)
        self._modules.setdefault(module, []).append(Named(name, value, comment))
        return name

    def _place(self, platform: Platform) -> None:
        """Give a place to what only this platform has."""
        own: dict[str, list[Spec]] = {}
        for key, folder, many in (("groups", "alerts", "Alerts"), ("recording", "recording", "Recording rules")):
            found = platform.__dict__[key]
            if found:
                module = f"{folder}.{self._files.give(identifier(platform.name, folder))}"
                self._docstrings[module] = f"{many} of {platform.name}."
                own[key] = list(found)
                for one in found:
                    self._add(module, identifier(one.name, "group", constant=True), one)
        if own:
            self._fields.append((platform, own))

    def _together(self) -> None:
        """Give a place to what all platforms have together, what is referred to before those that refer."""
        for interval in self._every("time_intervals"):
            self._add("time_intervals", identifier(interval.name, "interval"), interval)
        for key in ("alertmanager", "tracing", "event_recorder"):
            self._add_single(key)
        for receiver in self._receivers():
            self._add("receivers", identifier(receiver.name, "receiver"), receiver)
        self._add_single("routing")
        for key in ("prometheus", "deployment", "health"):
            self._add_single(key)
        for key, (module, name, docstring) in layout.PARTS.items():
            found = tuple(self._every(key))
            if found:
                self._docstrings.setdefault(module, docstring)
                self._parts[key] = Place(module, self._add(module, name, found, layout.ABOVE.get(key, "")))

    def _add_single(self, key: str) -> None:
        for platform in self._made.platforms:
            value = platform.__dict__[key]
            if value is not None:
                module, name = layout.SINGLE[key]
                self._add(module, name, value)

    def _every(self, key: str) -> list[Any]:
        """Return what all platforms have of one field; of intervals, those of routes too."""
        found = [one for platform in self._made.platforms for one in platform.__dict__[key]]
        if key == "time_intervals":
            for platform in self._made.platforms:
                found.extend(_intervals(platform.routing))
        return list(dict.fromkeys(found))

    def _receivers(self) -> list[Receiver]:
        found: list[Receiver] = []
        for platform in self._made.platforms:
            found.extend(_told(platform.routing))
            found.extend(platform.receivers)
        return list(dict.fromkeys(found))

    def _platform(self, places: Mapping[Spec, Place]) -> str:
        """Return the file of the root, which names everything that is compiled."""
        scope = self._made.scope("platform", places)
        alone = len(self._fields) == 1
        names = Names({*RESERVED, *VOCABULARY, *layout.PACKAGES, *layout.DOCSTRINGS, *self._modules, "platform"})
        parts: list[str] = []
        included: list[str] = []
        if not alone:
            for platform, own in self._fields:
                name = names.give(identifier(platform.name, "part", constant=True))
                included.append(name)
                items = [Item("name=", code(platform.name, scope)), *_listed(own, scope)]
                parts.append(written(f"{name} = ", group(f"{scope.word('Platform')}(", items, ")")) + "\n")
        name = self._fields[0][0].name if alone else self._made.name
        items = [Item("name=", code(name, scope))]
        targets = next((one.targets for one in self._made.platforms if one.targets is not None), None)
        if targets is not None:
            items.append(Item("targets=", code(targets, scope)))
        if included:
            items.append(Item("includes=", group("(", [Item("", one) for one in included], ")", single=True)))
        if alone:
            items.extend(_listed(self._fields[0][1], scope))
        items.extend(self._rest(scope))
        parts.append(written("platform = ", group(f"{scope.word('Platform')}(", items, ")")) + "\n")
        imports = "\n".join(scope.imports())
        return "\n".join(
            ('"""The root object: everything that is compiled and checked together."""\n', f"{imports}\n", *parts)
        )

    def _rest(self, scope: Scope) -> Iterator[Item]:
        for key in layout.SINGLE:
            for platform in self._made.platforms:
                value = platform.__dict__[key]
                if value is not None:
                    yield Item(f"{key}=", code(value, scope))
        routes = [platform.routing for platform in self._made.platforms]
        named = {*(one for route in routes for one in (*_told(route), *_intervals(route)))}
        for key in ("receivers", "time_intervals"):
            # Those that a route names are found through it.
            found = [one for platform in self._made.platforms for one in platform.__dict__[key] if one not in named]
            if found:
                yield Item(f"{key}=", code(tuple(dict.fromkeys(found)), scope))
        for key, place in self._parts.items():
            scope.modules.add(place.module)
            yield Item(f"{key}=", f"{place.module}.{place.name}")
        patterns = [one for platform in self._made.platforms for one in platform.template_files]
        if patterns:
            yield Item("template_files=", code(tuple(dict.fromkeys(patterns)), scope))
        if self._made.boards:
            yield Item("dashboards=", code(self._made.boards, scope))
        url = next((one.runbook_url for one in self._made.platforms if one.runbook_url is not None), None)
        if url is not None:
            yield Item("runbook_url=", code(url, scope))


def _listed(fields: Mapping[str, list[Spec]], scope: Scope) -> Iterator[Item]:
    for key, found in fields.items():
        yield Item(f"{key}=", code(tuple(found), scope))


def _docstring(title: str) -> str:
    plain = " ".join(title.replace("\\", "/").replace('"', "'").split())
    return f"The dashboard {plain}." if plain.isprintable() else "A dashboard."


def _told(route: Route | None) -> Iterator[Receiver]:
    if route is not None:
        if route.receiver is not None:
            yield route.receiver
        for child in route.routes:
            yield from _told(child)


def _intervals(route: Route | None) -> Iterator[Spec]:
    if route is not None:
        yield from (*route.mute_time_intervals, *route.active_time_intervals)
        for child in route.routes:
            yield from _intervals(child)
