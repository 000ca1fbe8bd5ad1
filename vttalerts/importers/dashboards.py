"""Dashboards of Grafana's classic JSON as objects: rows, variables and panels, and all else as Grafana saved it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from typing_extensions import TypeIs

from vttalerts.importers.grafana_fields import same, take
from vttalerts.importers.panels import Known, Panels, kinds, spaceless
from vttalerts.importers.variables import variable
from vttalerts.model.dashboards import Band, Dashboard, Row, Variable
from vttalerts.model.drawing import Context
from vttalerts.model.panel import Panel
from vttalerts.model.spec import DefinitionError

_LISTS: Final = frozenset({"panels", "rows", "templating"})
_NAMED: Final[dict[str, Any]] = {"uid": "a", "title": "a"}
"""What a dashboard must have while its fields are tried."""
_NOT_SHOWN: Final = ("uid", "title")


def dashboard(saved: Mapping[str, Any], context: Context, known: Known, uid: str) -> Dashboard:
    """Return a dashboard that builds to the JSON that Grafana saved.

    Args:
        saved: The JSON, with a title.
        context: What the build will know.
        known: The indicators.
        uid: Its identifier, where the JSON has none.

    Raises:
        DefinitionError: It has no title, or an identifier that Grafana would not take.
    """
    return _Reader(saved, context, known).dashboard(uid)


def carried(board: Dashboard) -> Iterator[tuple[Panel, str]]:
    """Yield the panels of a dashboard whose kind has no model, each with its kind."""
    for row in board.rows:
        for one in row.panels:
            saved = getattr(one, "panel", None)
            if saved is not None:
                kind = str(saved.get("type", "library panel"))
                yield one, kind if kind not in kinds() else f"{kind} with other queries"


def settings_of(board: Dashboard) -> int:
    """Return how many panels of a dashboard have settings without a field, which are carried through."""
    return sum(getattr(one, "saved", None) is not None for row in board.rows for one in row.panels)


class _Reader:
    """Reads one dashboard."""

    def __init__(self, saved: Mapping[str, Any], context: Context, known: Known) -> None:
        self._saved = saved
        self._context = context
        self._panels = Panels(context, known)

    def dashboard(self, uid: str) -> Dashboard:
        variables = self._variables()
        self._panels.variables = frozenset(one.name for one in variables)
        rows = self._flowing(self._rows(), variables)
        return self._made_of(uid, rows, variables)

    def _made_of(self, uid: str, rows: tuple[Row, ...], variables: tuple[Variable, ...]) -> Dashboard:
        rest = {key: value for key, value in self._saved.items() if key not in _LISTS}
        given: dict[str, Any] = {"uid": self._saved.get("uid", uid), "title": self._saved.get("title")}
        if rows:
            given["rows"] = rows
        nested = bool(rows) and not self._saved.get("panels")
        if nested:
            given["nested"] = True
        for key in ("panels", "rows"):
            # One of the two is made of the rows, and the other one stays as it is.
            if key in self._saved and not (rows and (key == "rows") == nested):
                rest[key] = self._saved[key]
        if "templating" in self._saved:
            rest["templating"] = self._saved["templating"]
            if variables:
                given["variables"] = variables
                rest["templating"] = {key: one for key, one in self._saved["templating"].items() if key != "list"}

        def make(fields: Mapping[str, Any]) -> Mapping[str, Any]:
            return Dashboard(**_NAMED | dict(fields)).build(self._context)

        for name in _NOT_SHOWN:
            rest.pop(name, None)
        fields, rest = take(Dashboard, Dashboard.places, rest, make)
        plain = self._plain(given | fields)
        return plain if plain is not None else Dashboard(**given, **fields, saved=rest)

    def _plain(self, fields: Mapping[str, Any]) -> Dashboard | None:
        """Return the dashboard without anything saved, if our defaults are what Grafana has."""
        if "nested" in fields or any(row.saved is not None for row in fields.get("rows", ())):
            return None
        try:
            board = Dashboard(**fields)
        except DefinitionError:
            return None
        return board if same(board.build(self._context), self._saved) else None

    def _variables(self) -> tuple[Variable, ...]:
        given = self._saved.get("templating")
        found = given.get("list") if isinstance(given, Mapping) else None
        if not _are_objects(found):
            return ()
        try:
            made = tuple(variable(one, self._context) for one in found)
        except DefinitionError:
            return ()
        return made if len({one.name for one in made}) == len(made) else ()

    def _rows(self) -> tuple[Row, ...]:
        given = self._saved.get("panels") or self._saved.get("rows")
        nested = not self._saved.get("panels")
        if not _are_objects(given) or (nested and not all(_are_objects(one.get("panels")) for one in given)):
            return ()
        try:
            return tuple(self._nested(given) if nested else self._banded(given))
        except DefinitionError:
            return ()

    def _nested(self, given: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
        for one in given:
            panels = tuple(map(self._panels.read, one["panels"]))
            fields, rest = self._heading({key: value for key, value in one.items() if key != "panels"})
            yield Row(**fields, panels=panels, saved=rest)

    def _banded(self, given: Sequence[Mapping[str, Any]]) -> Iterator[Row]:
        """Yield a row for each heading, with the panels that follow it."""
        heading: Mapping[str, Any] | None = None
        panels: list[Panel] = []
        for one in given:
            if one.get("type") == "row" and self._is_heading(one):
                if heading is not None or panels:
                    yield self._row(heading, panels)
                heading, panels = one, []
                if one.get("collapsed") is True:
                    yield self._row(heading, [self._panels.read(inner) for inner in one["panels"]])
                    heading = None
            else:
                panels.append(self._panels.read(one))
        if heading is not None or panels:
            yield self._row(heading, panels)

    @staticmethod
    def _is_heading(one: Mapping[str, Any]) -> bool:
        """Tell whether a row is as Grafana makes them: a shut one holds panels, an open one none."""
        inner = one.get("panels")
        if one.get("collapsed") is True:
            return _are_objects(inner)
        return not inner

    def _row(self, heading: Mapping[str, Any] | None, panels: Sequence[Panel]) -> Row:
        if heading is None:
            return Row(panels=tuple(panels))
        shut = heading.get("collapsed") is True
        fields, rest = self._heading({key: value for key, value in heading.items() if key != "panels" or not shut})
        return Row(**fields, panels=tuple(panels), saved=rest)

    def _heading(self, saved: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
        fields: dict[str, Any] = {}
        rest = dict(saved)
        for name, kind in (("title", str), ("collapsed", bool), ("repeat", str)):
            value = saved.get(name)
            if isinstance(value, kind) and (name != "repeat" or value in self._panels.variables):
                fields[name] = rest.pop(name)
        return fields, rest

    @staticmethod
    def _flowing(pinned: tuple[Row, ...], variables: tuple[Variable, ...]) -> tuple[Row, ...]:
        """Return the rows with panels that stand where there is room, if that is where Grafana has them."""
        rows = [row.copy_with(panels=tuple(_loose(one) for one in row.panels)) for row in pinned]
        while True:
            layout = Dashboard(uid="a", title="a", rows=tuple(rows), variables=variables).layout
            moved = next((index for index, band in enumerate(layout) if not _stands(band, pinned[index])), None)
            if moved is None or rows[moved] is pinned[moved]:
                return tuple(rows)
            rows[moved] = pinned[moved]


def _are_objects(value: object) -> TypeIs[list[Mapping[str, Any]]]:
    return isinstance(value, list) and all(isinstance(each, Mapping) for each in value)


def _stands(band: Band, pinned: Row) -> bool:
    """Tell whether the panels of a row stand where they say."""
    return all(
        one.x is None or (one.x, one.y) == (spot.place.x, spot.place.y)
        for one, spot in zip(pinned.panels, band.spots, strict=True)
    )


def _loose(one: Panel) -> Panel:
    fields = {name: one.__dict__[name] for name in one.model_fields_set if name not in {"x", "y"}}
    return type(one)(**fields)


def trimmed(saved: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a dashboard whose queries lack the white space around them."""
    made = dict(saved)
    for key in ("panels", "rows"):
        if isinstance(saved.get(key), list):
            made[key] = [trimmed(spaceless(one)) if isinstance(one, Mapping) else one for one in saved[key]]
    return made
