"""Panels that draw queries: what they ask, in which unit, and where alerts would fire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from textwrap import dedent
from typing import Annotated, Any, ClassVar, Final, NamedTuple

from pydantic import AfterValidator, Field, PlainValidator
from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.model.drawing import JSON, Context, Datasource, Ready, Shared
from vttalerts.model.expr import Indicator
from vttalerts.model.fields import Flag, Whole
from vttalerts.model.panel import Panel
from vttalerts.model.spec import Spec, Tree
from vttalerts.model.thresholds import CLEAR, GOOD, NEUTRAL, Limit, steps
from vttalerts.units import Unit

_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SHARES: Final = {"percent": (0, 100), "percentunit": (0, 1)}
_NO_SETTINGS: Final = frozenset({*Panel.model_fields, "targets", "datasource", "draw_thresholds", "extra"})
_KEYWORDS: Final = {"fieldConfig": "unit", "gridPos": "width"}


def _text(value: str) -> str:
    return dedent(value).strip() if "\n" in value else value.strip()


class Query(Spec):
    """A query that no alert and no other panel needs; all others are indicators.

    Its text is checked by `vttalerts check`, not here: it may hold Grafana's variables.

    Attributes:
        expr: PromQL, or what the data source speaks.
        legend: How Grafana names a series, such as `{{ instance }}`.
        color: One colour for its series, such as `red`.
    """

    expr: Annotated[str, AfterValidator(_text)]
    legend: str = ""
    color: str = ""


class Trait(NamedTuple):
    """What a panel's look depends on, of one target.

    Attributes:
        unit: Grafana's identifier of the indicator's unit; empty for a query.
        color: The query's own colour.
        limits: What alerts compare the indicator with.
    """

    unit: str
    color: str
    limits: tuple[Limit, ...]


def _targets(value: object) -> tuple[Indicator | Query, ...]:
    """Take one target for a sequence of one, and say what to write instead of other things."""
    found = tuple(value) if isinstance(value, tuple | list) else (value,)
    for one in found:
        if not isinstance(one, Indicator | Query):
            raise Fault(
                "DSH029",
                f"a panel can't draw a {type(one).__name__}",
                why="there is no query that Grafana could ask",
                help="give an indicator, or Query(expr=…) for one that nothing else needs",
            )
    if not found:
        raise Fault(
            "DSH030",
            "a panel without targets has nothing to draw",
            why='Grafana shows "No data" for ever',
            help="give an indicator, or remove the panel",
        )
    return found


class QueryPanel(Panel):
    """A panel that draws indicators and queries; the kinds are in `model.panels`.

    Without a description it takes that of its only indicator.

    Attributes:
        targets: What it draws; one alone needs no tuple.
        unit: Another unit than the indicators': one of ours, or Grafana's identifier.
        decimals: Digits after the point; without it as many as the number needs.
        min: The lower end of the scale.
        max: The upper end of the scale.
        mappings: Words for numbers, such as `{0: "down", 1: "up"}`.
        datasource: Where the numbers come from; without it the dashboard's.
        draw_thresholds: Show where alerts on its indicators would fire.
        extra: What has no field here, in Grafana's own keys, laid over the panel's JSON.
    """

    color_mode: ClassVar[str] = "thresholds"
    instant: ClassVar[bool] = False
    """Asks for the last value only, not for the values over time."""
    format: ClassVar[str] = ""
    """The shape of the answer, where it is no time series."""
    shared_scale: ClassVar[bool] = False
    """All targets lie on one scale, and so do the limits of all; else each target has its own."""
    whole_scale: ClassVar[bool] = False
    """Shows shares on the scale from nothing to all."""
    settings: ClassVar[tuple[str, ...]] = ()
    """The fields that fields and options depend on, beside the targets."""

    targets: Annotated[tuple[Indicator | Query, ...], PlainValidator(_targets)]
    unit: Annotated[Unit | str, Ready()] | None = None
    decimals: Whole | None = Field(default=None, ge=0)
    min: int | float | None = None
    max: int | float | None = None
    mappings: dict[str | int, str] | None = None
    datasource: Annotated[Datasource, Ready()] | None = None
    draw_thresholds: Flag = True
    extra: JSON | None = None

    @override
    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls.settings = tuple(name for name in cls.model_fields if name not in _NO_SETTINGS)

    @override
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(target for target in self.targets if isinstance(target, Indicator))

    @override
    def queries(self) -> tuple[Query, ...]:
        return tuple(target for target in self.targets if isinstance(target, Query))

    def custom(self, *, limited: bool) -> dict[str, Any]:  # noqa: ARG002  for those that draw lines
        """Return the plugin's own settings of a field; `limited` tells whether there are limits to draw."""
        return {}

    def options(self) -> dict[str, Any]:
        """Return the plugin's options."""
        return {}

    def matcher(self, index: int) -> dict[str, Any]:
        """Return what finds a target's fields in the answer."""
        return {"id": "byFrameRefID", "options": ref_id(index)}

    @override
    def build(self, context: Context) -> Tree:
        tree = super().build(context)
        targets = self.targets
        first = targets[0]
        if not self.description and len(targets) == 1 and isinstance(first, Indicator) and first.description:
            tree["description"] = first.description
        source = Shared((self.datasource or context.datasource).wire())
        tree["datasource"] = source
        tree["fieldConfig"], tree["options"] = self._parts(context)
        tree["targets"] = [self._target(index, target, source) for index, target in enumerate(targets)]
        tree.keywords = _KEYWORDS
        return overlay(tree, self.extra) if self.extra else tree

    def _target(self, index: int, target: Indicator | Query, source: dict[str, str]) -> dict[str, Any]:
        made: dict[str, Any] = {
            "datasource": source,
            "editorMode": "code",
            "expr": target.text if isinstance(target, Indicator) else target.expr,
        }
        if self.format:
            made["format"] = self.format
        if self.instant:
            made["instant"] = True
        made["legendFormat"] = target.legend or "__auto"
        made["range"] = not self.instant
        made["refId"] = ref_id(index)
        return made

    def _parts(self, context: Context) -> tuple[Shared, Shared]:
        """Return the panel's fields and options; panels of one kind that are set alike share them."""
        values = self.__dict__
        traits = [
            Trait(target.unit.grafana, "", context.thresholds(target) if self.draw_thresholds else ())
            if isinstance(target, Indicator)
            else Trait("", target.color, ())
            for target in self.targets
        ]
        key = (type(self), *traits, *[values[name] for name in self.settings])
        try:
            found = context.parts.get(key)
        except TypeError:  # mappings have no hash; few panels have them
            return Shared(self._fields(traits)), Shared(self.options())
        if found is None:
            found = context.parts[key] = Shared(self._fields(traits)), Shared(self.options())
        return found

    def _fields(self, traits: Sequence[Trait]) -> dict[str, Any]:
        units = [trait.unit for trait in traits]
        main = next(filter(None, units), "")
        if self.unit is not None:
            main = self.unit.grafana if isinstance(self.unit, Unit) else self.unit
        # A query of its own has the unit of the others.
        units = [main if self.unit is not None or not unit else unit for unit in units]
        steps_of = self._steps(traits, units)
        low, high = _SHARES.get(main, (None, None)) if self.whole_scale else (None, None)
        fields: dict[str, Any] = {"color": {"mode": self.color_mode}}
        for key, value in (
            ("custom", self.custom(limited=any(trait.limits for trait in traits)) or None),
            ("decimals", self.decimals),
            ("mappings", _mappings(self.mappings)),
            ("max", high if self.max is None else self.max),
            ("min", low if self.min is None else self.min),
            ("thresholds", _absolute(steps_of[0]) if steps_of[0] else None),
            ("unit", main or None),
        ):
            if value is not None:
                fields[key] = value
        overrides: list[dict[str, Any]] = []
        for index, trait in enumerate(traits):
            properties: list[dict[str, Any]] = []
            if trait.color:
                properties.append({"id": "color", "value": {"fixedColor": trait.color, "mode": "fixed"}})
            if units[index] != main:
                properties.append({"id": "unit", "value": units[index]})
            if steps_of[index] != steps_of[0]:
                properties.append({"id": "thresholds", "value": _absolute(steps_of[index])})
            if properties:
                overrides.append({"matcher": self.matcher(index), "properties": properties})
        return {"defaults": fields, "overrides": overrides}

    def _steps(self, traits: Sequence[Trait], units: Sequence[str]) -> list[list[dict[str, Any]]]:
        """Return the threshold steps of each target; none at all where a graph has no line to draw."""
        if not self.shared_scale:
            return [steps(trait.limits, GOOD if trait.limits else NEUTRAL) for trait in traits]
        if not any(trait.limits for trait in traits):
            return [[] for _ in traits]
        of_unit: dict[str, list[Limit]] = {unit: [] for unit in units}
        for trait, unit in zip(traits, units, strict=True):
            of_unit[unit].extend(trait.limits)
        return [steps(of_unit[unit], CLEAR) for unit in units]


def ref_id(index: int) -> str:
    """Return the letter that a panel's target is known by: `A`, …, `Z`, `AA`, …"""
    first, last = divmod(index, len(_LETTERS))
    return (_LETTERS[first - 1] if first else "") + _LETTERS[last]


def overlay(tree: Tree, extra: Mapping[str, Any]) -> Tree:
    """Return a panel with more keys laid over it: mappings are merged, all else is replaced."""
    made = Tree(tree.spec)
    made.update(_merged(tree, extra))
    made.keywords = tree.keywords | dict.fromkeys(extra, "extra")
    return made


def _merged(under: Mapping[str, Any], over: Mapping[str, Any]) -> dict[str, Any]:
    made = dict(under)
    for key, value in over.items():
        below = made.get(key)
        made[key] = _merged(below, value) if isinstance(below, Mapping) and isinstance(value, Mapping) else value
    return made


def _absolute(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"mode": "absolute", "steps": found}


def _mappings(words: Mapping[str | int, str] | None) -> list[dict[str, Any]]:
    if not words:
        return []
    options = {str(value): {"index": index, "text": text} for index, (value, text) in enumerate(words.items())}
    return [{"options": options, "type": "value"}]
