"""What people can choose at the top of a dashboard."""

from __future__ import annotations

from typing import Final

import jsonschema
import pytest
from grafana_judges import dashboard_schema, lost_in_sdk
from pytest_regressions.file_regression import FileRegressionFixture

from vttalerts.emitters._json import dump
from vttalerts.model.dashboards import Dashboard, Variable
from vttalerts.model.drawing import Context
from vttalerts.model.metrics import Metric, MetricType
from vttalerts.model.spec import DefinitionError
from vttalerts.model.variables import (
    Choice,
    Constant,
    DatasourceChoice,
    IntervalChoice,
    LabelValues,
    TextInput,
)
from vttalerts.units import COUNT, minutes

REQUESTS: Final = Metric(name="http_requests_total", type=MetricType.COUNTER, unit=COUNT)

VARIABLES: Final = (
    LabelValues(name="job", label_name="job"),
    LabelValues(name="route", label="Route", label_name="route", metric=REQUESTS, multi=True, include_all=True),
    Choice(name="kind", values=("dice", "maps")),
    Choice(name="named", values={"0.95": "most", "0.5": "half"}, hide="label"),
    DatasourceChoice(name="source", regex="/VTT.*/"),
    IntervalChoice(name="window", values=(minutes(5), minutes(60))),
    TextInput(name="player", description="A player's name.", default="anna"),
    Constant(name="shard", value="eu-1", hide="variable"),
)


@pytest.mark.parametrize("variable", VARIABLES, ids=lambda variable: variable.name)
def test_variable_compiles_to(variable: Variable, file_regression: FileRegressionFixture) -> None:
    file_regression.check(dump(variable.build(Context())), basename=variable.name, extension=".json")


def test_a_choice_has_no_comma() -> None:
    with pytest.raises(DefinitionError, match=r"\[DSH028\] `a,b` has a comma or a colon"):
        Choice(name="kind", values=("a,b",))


def test_a_name_is_what_queries_can_refer_to() -> None:
    with pytest.raises(DefinitionError, match=r"\[DEF002\] Constant can't take this `name`"):
        Constant(name="__interval", value="5m")


def test_grafanas_judges_read_every_variable() -> None:
    made = Dashboard(uid="board", title="Board", variables=VARIABLES).build(Context())

    assert lost_in_sdk(made) == []
    jsonschema.validate(made, dashboard_schema())
