"""Panels of Grafana's JSON as objects: typed where there is a model, and otherwise as Grafana saved them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, Final

from vttalerts.importers.grafana_fields import same, take
from vttalerts.model import panels
from vttalerts.model.drawing import Context, Datasource
from vttalerts.model.expr import Indicator
from vttalerts.model.grid import COLUMNS
from vttalerts.model.panel import ModelledPanel, Panel
from vttalerts.model.panels.raw import RawPanel
from vttalerts.model.queries import Query, Target
from vttalerts.model.query_panel import QueryPanel
from vttalerts.model.spec import DefinitionError

Known = Callable[[str], Indicator | None]
"""Gives the indicator that asks a query, if there is one."""

_PLACE: Final = ["h", "w", "x", "y"]
_STANDING: Final = frozenset({"width", "height", "x", "y", "id"})
_STAND_INS: Final[Mapping[str, Any]] = {"targets": Query(expr="up"), "datasource": Datasource("a", "a")}
"""What a required field has while the others are tried."""


@cache
def kinds() -> Mapping[str, type[ModelledPanel]]:
    """Return the kinds of panels that have a model, by Grafana's identifier."""
    found: dict[str, type[ModelledPanel]] = {}
    for module in pkgutil.iter_modules(panels.__path__):
        for value in vars(importlib.import_module(f"{panels.__name__}.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, ModelledPanel) and value.kind:
                found[value.kind] = value
    return found


class Panels:
    """Reads the panels of one dashboard.

    Attributes:
        variables: The names of the dashboard's variables.
    """

    def __init__(self, context: Context, known: Known) -> None:
        self.variables: frozenset[str] = frozenset()
        self._context = context
        self._known = known
        self._ids: set[int] = set()

    def read(self, saved: Mapping[str, Any]) -> Panel:
        """Return a panel that builds to the JSON that Grafana saved."""
        kind = kinds().get(str(saved.get("type", "")))
        made: Panel | None = self._modelled(kind, saved) if kind is not None else None
        if made is None:
            made = self._raw(saved)
        if made.id is not None:
            self._ids.add(made.id)
        return made

    def _modelled(self, kind: type[ModelledPanel], saved: Mapping[str, Any]) -> ModelledPanel | None:
        given, rest = _standing(saved, self._ids)
        del rest["type"]
        if issubclass(kind, QueryPanel):
            found = _targets(saved, self._known)
            if found is None:
                return None
            given["targets"], rest["targets"] = found
        required = [name for name, info in kind.model_fields.items() if info.is_required()]
        needed = {name: _STAND_INS.get(name, "?") for name in required}

        def make(fields: Mapping[str, Any]) -> Mapping[str, Any]:
            return kind(**{**needed, **fields}).build(self._context)

        fields, rest = take(kind, self._places(kind, saved), rest, make)
        if not all(name in fields or name in given for name in required):
            return None
        try:
            # A place or a number that is no field's stays with what Grafana saved.
            if not rest.keys() & {"gridPos", "id"} and self._is_ours(kind, given | fields, saved):
                return kind(**self._needed(kind, given | fields, saved))
            made = kind(**given, **fields, saved=rest)
        except DefinitionError:
            return None
        return made if self._builds(made, saved) else None

    def _is_ours(self, kind: type[ModelledPanel], fields: Mapping[str, Any], saved: Mapping[str, Any]) -> bool:
        """Tell whether our own defaults make all of the rest."""
        return same(kind(**fields).build(self._context, _spot(saved)), saved)

    def _needed(self, kind: type[ModelledPanel], fields: dict[str, Any], saved: Mapping[str, Any]) -> dict[str, Any]:
        """Return those fields that say more than our own defaults."""
        for name in [name for name in fields if name not in _STANDING and not kind.model_fields[name].is_required()]:
            others = {other: value for other, value in fields.items() if other != name}
            if self._is_ours(kind, others, saved):
                fields = others
        return fields

    def _raw(self, saved: Mapping[str, Any]) -> RawPanel:
        given, rest = _standing(saved, self._ids)
        found = _targets(saved, self._known)
        if found is not None:
            given["targets"], rest["targets"] = found

        def make(fields: Mapping[str, Any]) -> Mapping[str, Any]:
            return Panel(**fields).build(self._context)

        fields, rest = take(Panel, self._places(Panel, saved), rest, make)
        try:
            made = RawPanel(**given, **fields, panel=rest)
        except DefinitionError:
            made = None
        return made if made is not None and self._builds(made, saved) else RawPanel(panel=dict(saved))

    def _places(self, kind: type[Panel], saved: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
        """Return where fields stand, without one that the dashboard would refuse."""
        repeat = saved.get("repeat")
        known = isinstance(repeat, str) and repeat in self.variables
        return {name: places for name, places in kind.places.items() if known or name != "repeat"}

    def _builds(self, made: Panel, saved: Mapping[str, Any]) -> bool:
        given = made.model_fields_set
        spot = {key: saved[key] for key, name in (("gridPos", "width"), ("id", "id")) if name in given}
        return same(spaceless(made.build(self._context, spot)), spaceless(saved))


def _standing(saved: Mapping[str, Any], ids: set[int]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields that say where a panel stands and what its number is, and what is left of its JSON."""
    given: dict[str, Any] = {}
    rest = dict(saved)
    place, number = saved.get("gridPos"), saved.get("id")
    if type(number) is int and number > 0 and number not in ids:
        given["id"] = rest.pop("id")
    if isinstance(place, Mapping) and sorted(place) == _PLACE and all(type(one) is int for one in place.values()):
        x, y, width, height = (place[key] for key in "xywh")
        if 0 <= x < COLUMNS and y >= 0 and 0 < width <= COLUMNS and height > 0:
            given |= {"width": width, "height": height, "x": x, "y": y}
            del rest["gridPos"]
    return given, rest


def _spot(saved: Mapping[str, Any]) -> dict[str, Any]:
    return {key: saved[key] for key in ("gridPos", "id") if key in saved}


def _targets(saved: Mapping[str, Any], known: Known) -> tuple[tuple[Target, ...], list[dict[str, Any]]] | None:
    """Return what a panel asks, and the settings of each query; `None` if some query is no text."""
    given = saved.get("targets")
    if not isinstance(given, list) or not given:
        return None
    targets: list[Target] = []
    rests: list[dict[str, Any]] = []
    for one in given:
        if not isinstance(one, Mapping) or not isinstance(one.get("expr"), str) or not one["expr"].strip():
            return None
        made, rest = _target(one, known)
        targets.append(made)
        rests.append(rest)
    return tuple(targets), rests


def _target(saved: Mapping[str, Any], known: Known) -> tuple[Target, dict[str, Any]]:
    rest = {key: value for key, value in saved.items() if key != "expr"}
    legend = saved.get("legendFormat")
    found = known(saved["expr"])
    if found is not None and (not found.legend or "legendFormat" in saved):
        if legend == found.legend and found.legend:
            del rest["legendFormat"]
        return found, rest
    if isinstance(legend, str):
        del rest["legendFormat"]
        return Query(expr=saved["expr"], legend=legend), rest
    return Query(expr=saved["expr"]), rest


def spaceless(saved: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a panel whose queries lack the white space around them and around their lines."""
    targets = saved.get("targets")
    if not isinstance(targets, Sequence):
        return saved
    return {**saved, "targets": [_trimmed(one) for one in targets]}


def _trimmed(target: object) -> object:
    if not isinstance(target, Mapping) or not isinstance(target.get("expr"), str) or "`" in target["expr"]:
        return target
    return {**target, "expr": "\n".join(line.strip() for line in target["expr"].strip().split("\n"))}
