"""Rules that compute a series once, so that alerts and panels read it cheaply and agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from textwrap import dedent
from typing import Annotated, ClassVar

from typing_extensions import override

from vttalerts.language.promql import parse
from vttalerts.model.fields import Duration, Labels, PositiveDuration, RecordedName, Whole
from vttalerts.model.gates import Newer
from vttalerts.model.metrics import Metric
from vttalerts.model.schema import AfterValidator, Field
from vttalerts.model.spec import Spec
from vttalerts.units import Unit


def source(value: str | Metric | RecordingRule) -> str | Metric | RecordingRule:
    """Check what an indicator or a recording rule computes.

    Raises:
        Fault: The text is no PromQL (PQL001).
    """
    if isinstance(value, str):
        text = dedent(value).strip()
        parse(text)
        return text
    return value


class RecordingRule(Spec):
    """One recording rule.

    Attributes:
        record: The name of the series that it makes, `level:metric:operations`.
        expr: PromQL, a metric, or another recording rule.
        unit: What one sample of the result measures; `None` where nobody said it.
        labels: Labels that every sample of the result gets.
    """

    server: ClassVar[str] = "prometheus"

    record: RecordedName
    expr: Annotated[str | Metric | RecordingRule, AfterValidator(source)]
    unit: Unit | None = Field(default=None, exclude=True)
    labels: Labels = Field(default_factory=dict)

    @property
    def text(self) -> str:
        """The expression as PromQL."""
        return str(self.expr)

    @override
    def __str__(self) -> str:
        return self.record

    @override
    def __format__(self, spec: str) -> str:
        return self.record


class RecordingGroup(Spec):
    """Recording rules that are evaluated one after the other, at one interval.

    Attributes:
        name: Unique in its file.
        rules: The rules, in the order of their evaluation.
        interval: How often; without it the server's `evaluation_interval`.
        query_offset: How far back to look, for series that arrive late.
        limit: The most series that one rule may make; more is an evaluation error.
        labels: Labels of all series that the rules make; a rule's own win.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {"query_offset": "2.53"}

    name: str
    interval: PositiveDuration | None = None
    query_offset: Duration | None = None
    limit: Whole | None = None
    labels: Labels = Field(default_factory=dict)
    rules: tuple[RecordingRule, ...]

    def newer(self) -> Iterator[Newer]:
        """Yield the labels, which came later; where definitions have them, older servers get them with each rule."""
        if self.labels and self.read_from is not None:
            yield Newer("labels", "`labels` of a group", "3.0")
