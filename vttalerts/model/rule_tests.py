"""What promtool tries out on rules: series that are made up, and what must come of them (cmd/promtool/unittest.go)."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar, Final, Self

from vttalerts.diagnostics import Fault
from vttalerts.language.promql import parse
from vttalerts.model.fields import Duration, Flag, PositiveDuration
from vttalerts.model.schema import AfterValidator, Field, model_validator
from vttalerts.model.spec import Spec

_NUMBER: Final = r"[-+]?(?:(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|0[xX][0-9a-fA-F]+|[iI]nf|[nN]a[nN])"
_VALUE: Final = re.compile(
    rf"_(?:x\d+)?|stale|(?:{_NUMBER}|\{{\{{[^{{}}]*\}}\}})(?:(?:[-+](?:{_NUMBER}|\{{\{{[^{{}}]*\}}\}}))?x\d+)?"
)
_HISTOGRAM: Final = re.compile(r"\{\{[^{}]*\}\}")


def expression(value: str) -> str:
    """Check an expression.

    Raises:
        Fault: It is no PromQL (PQL001).
    """
    try:
        parse(value.strip())
    except Fault as fault:
        fault.subject = value
        raise
    return value


def notation(value: str) -> str:
    """Check the values of a series: `0 1 2`, `0+10x5`, `_x3`, `stale` (promql/parser `sequenceValue`).

    Raises:
        Fault: One of them is none (DEF118).
    """
    shortened = _HISTOGRAM.sub(lambda found: found[0].replace(" ", ""), value)
    for part in shortened.split():
        if not _VALUE.fullmatch(part):
            fault = Fault(
                "DEF118",
                f"`{part}` is no value of a series",
                why="promtool refuses the whole file",
                help="write numbers, `0+10x5` for six that rise by ten, `_` for none, `stale`, or a `{{histogram}}`",
                offset=max(value.find(part), 0),
                length=len(part),
            )
            fault.subject = value
            raise fault
    return value


PromQL = Annotated[str, AfterValidator(expression)]


class InputSeries(Spec):
    """A series that is made up.

    Attributes:
        series: Its name and labels.
        values: Its samples, one an interval.
    """

    series: PromQL = Field(min_length=1)
    values: Annotated[str, AfterValidator(notation)]


class ExpectedAlert(Spec):
    """An alert that must fire, with exactly these labels and annotations.

    Attributes:
        exp_labels: Its labels, without its name.
        exp_annotations: Its annotations.
    """

    exp_labels: dict[str, str] = Field(default_factory=dict)
    exp_annotations: dict[str, str] = Field(default_factory=dict)


class AlertTest(Spec):
    """Which alerts of one name fire at a time.

    Attributes:
        eval_time: The time since the beginning.
        alertname: The alert's name.
        exp_alerts: All that fire; none where nothing is said.
    """

    eval_time: Duration | None = None
    alertname: str
    exp_alerts: tuple[ExpectedAlert, ...] = ()


class ExpectedSample(Spec):
    """A sample of a result.

    Attributes:
        labels: Its labels, as a selector.
        value: Its value.
        histogram: Its value, where it is a histogram.
    """

    labels: str | None = None
    value: float | None = None
    histogram: str | None = None


class PromQLTest(Spec):
    """What an expression results in at a time.

    Attributes:
        expr: The expression.
        eval_time: The time since the beginning.
        exp_samples: All samples of the result.
    """

    expr: str
    eval_time: Duration | None = None
    exp_samples: tuple[ExpectedSample, ...] = ()


class RuleTest(Spec):
    """Series, and what must come of them.

    Attributes:
        name: What promtool calls it.
        interval: The time between two samples.
        input_series: The series.
        alert_rule_test: What must fire.
        promql_expr_test: What expressions must result in.
        external_labels: Labels of the server.
        external_url: The address of the server.
    """

    name: str | None = None
    interval: Duration | None = None
    input_series: tuple[InputSeries, ...] = ()
    alert_rule_test: tuple[AlertTest, ...] = ()
    promql_expr_test: tuple[PromQLTest, ...] = ()
    external_labels: dict[str, str] | None = None
    external_url: str | None = None


class RuleTests(Spec):
    """A file of tests.

    Attributes:
        rule_files: The files of rules, from the file's folder on; the last part may be a pattern.
        evaluation_interval: How often rules are evaluated; without it 1 min.
        group_eval_order: The groups that are evaluated first, in their order.
        fuzzy_compare: Let the last digits of numbers differ.
        tests: The tests.
    """

    server: ClassVar[str] = "prometheus"

    rule_files: tuple[str, ...] = ()
    evaluation_interval: PositiveDuration | None = None
    group_eval_order: tuple[str, ...] = ()
    fuzzy_compare: Flag | None = None
    tests: tuple[RuleTest, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> Self:
        order = self.group_eval_order
        twice = next((name for name in order if order.count(name) > 1), None)
        if twice is not None:
            raise Fault(
                "DEF109",
                f"group `{twice}` stands twice in `group_eval_order`",
                why="promtool refuses the whole file",
                help="remove one",
            )
        return self
