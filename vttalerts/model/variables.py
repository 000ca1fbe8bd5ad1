"""What people choose at the top of a dashboard: a label's values, a data source, an interval, a text."""

from __future__ import annotations

from typing import Any, Final, Self

from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.model.dashboards import Variable
from vttalerts.model.drawing import Context, Datasource
from vttalerts.model.fields import Flag, LabelName, PositiveDuration
from vttalerts.model.grafana_json import JSON, moment, ordered
from vttalerts.model.metrics import Metric
from vttalerts.model.recording import RecordingRule
from vttalerts.model.schema import Field, model_validator
from vttalerts.model.spec import Tree

ALL: Final = "$__all"
"""The value of the choice `All` (public/app/features/variables/constants.ts)."""

_ALPHABETICAL: Final = 1
_ON_TIME_RANGE_CHANGED: Final = 2
_HIDE: Final = {None: 0, "label": 1, "variable": 2}


class LabelValues(Variable):
    """The values that a label has.

    Attributes:
        label_name: The label.
        metric: The series that have it; without it, all.
        multi: Several values at once; queries then match with `=~`.
        include_all: Offer all values at once, and begin so.
        regex: Offer only the values that it matches (JavaScript's syntax).
        datasource: Where the values come from; without it the dashboard's.
    """

    label_name: LabelName
    metric: Metric | RecordingRule | str = ""
    multi: Flag = False
    include_all: Flag = False
    regex: str = ""
    datasource: Datasource | None = None

    @override
    def build(self, context: Context) -> Tree:
        query = f"label_values({self.metric}, {self.label_name})" if self.metric else f"label_values({self.label_name})"
        more: dict[str, Any] = {}
        if self.include_all:
            everything = {"text": ["All"], "value": [ALL]} if self.multi else {"text": "All", "value": ALL}
            more["current"] = {"selected": True, **everything}
        return _tree(
            self,
            "query",
            datasource=(self.datasource or context.datasource).wire(),
            definition=query,
            includeAll=self.include_all,
            multi=self.multi,
            options=[],
            query=query,
            refresh=_ON_TIME_RANGE_CHANGED,
            regex=self.regex,
            sort=_ALPHABETICAL,
            **more,
        )


class Choice(Variable):
    """One of some values; the first one is chosen.

    Attributes:
        values: The values; a mapping gives each a name that people read.
    """

    values: tuple[str, ...] | dict[str, str] = Field(min_length=1)

    @model_validator(mode="after")
    def _separable(self) -> Self:
        for value in self.values:
            if any(character in value for character in ",:"):
                raise Fault(
                    "DSH028",
                    f"`{value}` has a comma or a colon",
                    why="Grafana would offer its parts",
                    help="choose values without them; names may not have them either",
                )
        return self

    @override
    def build(self, context: Context) -> Tree:
        named = self.values if isinstance(self.values, dict) else dict.fromkeys(self.values, "")
        options = [_option(value, text=text, selected=not index) for index, (value, text) in enumerate(named.items())]
        query = ",".join(f"{text} : {value}" if text else value for value, text in named.items())
        return _tree(self, "custom", current=options[0], options=options, query=query)


class DatasourceChoice(Variable):
    """One of the data sources of a type; panels take it as `Datasource("prometheus", "${name}")`.

    Attributes:
        plugin: The type.
        regex: Offer only data sources whose names it matches (JavaScript's syntax).
    """

    plugin: str = "prometheus"
    regex: str = ""

    @override
    def build(self, context: Context) -> Tree:
        return _tree(self, "datasource", options=[], query=self.plugin, refresh=1, regex=self.regex)


class IntervalChoice(Variable):
    """One of some durations; the first one is chosen.

    Attributes:
        values: The durations.
    """

    values: tuple[PositiveDuration, ...] = Field(min_length=1)

    @override
    def build(self, context: Context) -> Tree:
        texts = [moment(value) for value in self.values]
        options = [_option(text, selected=not index) for index, text in enumerate(texts)]
        return _tree(self, "interval", current=options[0], options=options, query=",".join(texts), refresh=2)


class TextInput(Variable):
    """A text that people type.

    Attributes:
        default: The text at first.
    """

    default: str = ""

    @override
    def build(self, context: Context) -> Tree:
        option = _option(self.default, selected=True)
        return _tree(self, "textbox", current=option, options=[option], query=self.default)


class Constant(Variable):
    """A value that several queries share and nobody chooses.

    Attributes:
        value: The value.
    """

    value: str

    @override
    def build(self, context: Context) -> Tree:
        return _tree(self, "constant", query=self.value)


class RawVariable(Variable):
    """A variable of a kind that has no model, or with settings that its kind has no field for.

    Attributes:
        variable: The variable as Grafana saves it; what is set beside it wins.
    """

    variable: JSON

    @override
    def build(self, context: Context) -> Tree:
        own = {"hide": _HIDE[self.hide]} | {key: self.__dict__[key] for key in ("name", "label", "description")}
        return ordered(self, {**self.variable, **{key: own[key] for key in own if key in self.model_fields_set}})


def _tree(variable: Variable, kind: str, **more: Any) -> Tree:  # noqa: ANN401  JSON
    made: dict[str, Any] = {"hide": _HIDE[variable.hide], "name": variable.name, "type": kind, **more}
    if variable.description:
        made["description"] = variable.description
    if variable.label:
        made["label"] = variable.label
    return ordered(variable, made)


def _option(value: str, *, selected: bool, text: str = "") -> dict[str, Any]:
    return {"selected": selected, "text": text or value, "value": value}
