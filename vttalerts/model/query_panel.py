"""Panels that draw indicators and queries: their units, and where alerts would fire."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, ClassVar, Final, NamedTuple, cast

from typing_extensions import override

from vttalerts.model.drawing import Context, Datasource
from vttalerts.model.expr import Indicator
from vttalerts.model.fields import Flag, Whole
from vttalerts.model.frames import Frame, Framed
from vttalerts.model.grafana_json import JSON, merged, ordered
from vttalerts.model.panel import NOWHERE, ModelledPanel
from vttalerts.model.queries import Query, Target, ref_id, targets
from vttalerts.model.saved import asked
from vttalerts.model.schema import Field, PlainValidator, field_names
from vttalerts.model.spec import Tree
from vttalerts.model.thresholds import CLEAR, GOOD, NEUTRAL, Limit, steps
from vttalerts.units import Unit

_SHARES: Final = {"percent": (0, 100), "percentunit": (0, 1)}
_OF_EACH: Final = frozenset(
    "title description width height x y id targets datasource draw_thresholds extra saved".split()
)
"""The fields that a panel's frame does not depend on, or depends on through its targets."""
_KEYWORDS: Final = {"fieldConfig": "unit", "gridPos": "width"}


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


class QueryPanel(ModelledPanel):
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

    places: ClassVar[Mapping[str, tuple[str, ...]]] = {
        **ModelledPanel.places,
        **{name: (f"fieldConfig.defaults.{name}",) for name in ("unit", "decimals", "min", "max", "mappings")},
        "datasource": ("datasource",),
    }
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
    """The fields that panels of this kind must have alike to share a frame."""

    targets: Annotated[Target | tuple[Target, ...], PlainValidator(targets)]
    unit: Unit | str | None = None
    decimals: Whole | None = Field(default=None, ge=0)
    min: int | float | None = None
    max: int | float | None = None
    mappings: dict[str | int, str] | None = None
    datasource: Datasource | None = None
    draw_thresholds: Flag = True
    extra: JSON | None = None

    @override
    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        cls.settings = tuple(name for name in field_names(cls) if name not in _OF_EACH)

    @property
    def drawn(self) -> tuple[Target, ...]:
        """The targets, as a tuple where it is one alone too."""
        return cast("tuple[Target, ...]", self.targets)

    @override
    def indicators(self) -> tuple[Indicator, ...]:
        return tuple(target for target in self.drawn if isinstance(target, Indicator))

    @override
    def queries(self) -> tuple[Query, ...]:
        return tuple(target for target in self.drawn if isinstance(target, Query))

    def custom(self, *, limited: bool) -> dict[str, Any]:  # noqa: ARG002  for those that draw lines
        """Return the plugin's own settings of a field; `limited` tells whether there are limits to draw."""
        return {}

    def options(self) -> dict[str, Any]:
        """Return the plugin's options."""
        return {}

    def matcher(self, index: int) -> dict[str, Any]:
        """Return what finds a target's fields in the answer."""
        return {"id": "byFrameRefID", "options": ref_id(index)}

    def more(self) -> dict[str, Any]:
        """Return what its kind adds beside fields and options."""
        return {}

    @override
    def build(self, context: Context, spot: Mapping[str, Any] = NOWHERE) -> Tree:
        description, targets = self.description, self.drawn
        if not description and len(targets) == 1 and isinstance(targets[0], Indicator):
            description = targets[0].description
        frame = self._frame(context, described=bool(description), placed=bool(spot))
        tree = Framed(frame, self)
        tree.keywords = _KEYWORDS
        tree.update(spot)
        if description:
            tree["description"] = description
        tree["targets"] = [
            {**alike, "expr": str(target.expr), "legendFormat": target.legend or "__auto"}
            for alike, target in zip(frame.targets, targets, strict=True)
        ]
        tree["title"] = self.title
        if self.saved is not None:
            return ordered(self, {**self.spread(self.saved, tree), **spot})
        return ordered(self, merged(tree, self.extra)) if self.extra else tree

    @override
    def spread(self, saved: Mapping[str, Any], own: Mapping[str, Any]) -> dict[str, Any]:
        made = super().spread(saved, own)
        made["targets"] = asked(saved.get("targets", ()), self.drawn)
        return merged(made, self.extra) if self.extra else made

    def _frame(self, context: Context, *, described: bool, placed: bool) -> Frame:
        """Return the panel but for its texts, place and queries; panels of one kind that are set alike share it."""
        drawn, values = self.draw_thresholds, self.__dict__
        # Plain tuples: this line runs for each target of each panel.
        traits = [
            (target.unit.grafana, "", context.thresholds(target) if drawn else ())
            if isinstance(target, Indicator)
            else ("", target.color, ())
            for target in self.drawn
        ]
        source = self.datasource or context.datasource
        key = (type(self), source, described, placed, *traits, *[values[name] for name in self.settings])
        try:
            found = context.frames.get(key)
        except TypeError:  # a setting that is a mapping; few panels have one
            return self._made(context, traits, described=described, placed=placed)
        if found is None:
            found = context.frames[key] = self._made(context, traits, described=described, placed=placed)
        return found

    def _made(
        self,
        context: Context,
        of_targets: Sequence[tuple[str, str, tuple[Limit, ...]]],
        *,
        described: bool,
        placed: bool,
    ) -> Frame:
        traits = [Trait(*trait) for trait in of_targets]
        source = (self.datasource or context.datasource).wire()
        alike = self.head(context) | self.more()
        alike |= {"datasource": source, "fieldConfig": self._fields(traits), "options": self.options()}
        asked: dict[str, Any] = {"datasource": source, "editorMode": "code", "range": not self.instant}
        if self.format:
            asked["format"] = self.format
        if self.instant:
            asked["instant"] = True
        targets = (Frame(asked | {"refId": ref_id(index)}, "expr", "legendFormat") for index in range(len(traits)))
        varying = ("targets", "title", *(("description",) * described), *(("gridPos", "id") * placed))
        return Frame(alike, *varying, targets=tuple(targets))

    def _fields(self, traits: Sequence[Trait]) -> dict[str, Any]:
        units = [trait.unit for trait in traits]
        main = next(filter(None, units), "")
        if self.unit is not None:
            main = self.unit.grafana if isinstance(self.unit, Unit) else self.unit
        # A query of its own has the unit of the others.
        units = [main if self.unit is not None or not unit else unit for unit in units]
        steps_of = self._steps(traits, units)
        low, high = _SHARES.get(main, (None, None)) if self.whole_scale else (None, None)
        fields = {
            "color": {"mode": self.color_mode},
            "custom": self.custom(limited=any(trait.limits for trait in traits)) or None,
            "decimals": self.decimals,
            "mappings": _mappings(self.mappings),
            "max": high if self.max is None else self.max,
            "min": low if self.min is None else self.min,
            "thresholds": _absolute(steps_of[0]) if steps_of[0] else None,
            "unit": main or None,
        }
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
        set_ = {key: value for key, value in fields.items() if value is not None}
        return {"defaults": set_, "overrides": overrides}

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


def _absolute(found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"mode": "absolute", "steps": found}


def _mappings(words: Mapping[str | int, str] | None) -> list[dict[str, Any]]:
    if not words:
        return []
    options = {str(value): {"index": index, "text": text} for index, (value, text) in enumerate(words.items())}
    return [{"options": options, "type": "value"}]
