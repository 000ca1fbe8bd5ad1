"""What people choose at the top of a dashboard: a label's values, a data source, an interval, a text."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Final, Self

from pydantic import Field, model_validator
from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.model.dashboards import Variable
from vttalerts.model.drawing import Context, Datasource, Ready, moment
from vttalerts.model.fields import Flag, LabelName, PositiveDuration
from vttalerts.model.metrics import Metric
from vttalerts.model.recording import RecordingRule
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
    datasource: Annotated[Datasource, Ready()] | None = None

    @override
    def build(self, context: Context) -> Tree:
        query = f"label_values({self.metric}, {self.label_name})" if self.metric else f"label_values({self.label_name})"
        tree = _base(self, "query")
        if self.include_all:
            all_of_them = {"text": ["All"], "value": [ALL]} if self.multi else {"text": "All", "value": ALL}
            tree["current"] = {"selected": True} | all_of_them
        return _sorted(
            tree,
            datasource=(self.datasource or context.datasource).wire(),
            definition=query,
            includeAll=self.include_all,
            multi=self.multi,
            options=[],
            query=query,
            refresh=_ON_TIME_RANGE_CHANGED,
            regex=self.regex,
            sort=_ALPHABETICAL,
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
        return _sorted(_base(self, "custom"), current=options[0], options=options, query=query)


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
        return _sorted(_base(self, "datasource"), options=[], query=self.plugin, refresh=1, regex=self.regex)


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
        return _sorted(_base(self, "interval"), current=options[0], options=options, query=",".join(texts), refresh=2)


class TextInput(Variable):
    """A text that people type.

    Attributes:
        default: The text at first.
    """

    default: str = ""

    @override
    def build(self, context: Context) -> Tree:
        option = _option(self.default, selected=True)
        return _sorted(_base(self, "textbox"), current=option, options=[option], query=self.default)


class Constant(Variable):
    """A value that several queries share and nobody chooses.

    Attributes:
        value: The value.
    """

    value: str

    @override
    def build(self, context: Context) -> Tree:
        return _sorted(_base(self, "constant"), query=self.value)


def _base(variable: Variable, kind: str) -> Tree:
    tree = Tree(variable)
    if variable.description:
        tree["description"] = variable.description
    tree["hide"] = _HIDE[variable.hide]
    if variable.label:
        tree["label"] = variable.label
    tree["name"] = variable.name
    tree["type"] = kind
    return tree


def _sorted(tree: Tree, **more: Any) -> Tree:  # noqa: ANN401  JSON
    tree.update(more)
    made = Tree(tree.spec)
    for key in sorted(tree):
        made[key] = tree[key]
    return made


def _option(value: str, *, selected: bool, text: str = "") -> dict[str, Any]:
    return {"selected": selected, "text": text or value, "value": value}
