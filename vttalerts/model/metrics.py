"""What an exporter exposes, declared: so that a query on a metric that nobody scrapes is found before the incident."""

from __future__ import annotations

import enum

from typing_extensions import override

from vttalerts.model.fields import ClassicLabelName, Flag, MetricName
from vttalerts.model.spec import Spec
from vttalerts.units import Unit


class MetricType(enum.StrEnum):
    """The types of the exposition format."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"
    SUMMARY = "summary"
    INFO = "info"
    UNTYPED = "untyped"


class Metric(Spec):
    """One metric family as its exporter exposes it.

    Attributes:
        name: The family's name, without `_bucket`, `_sum` and `_count`.
        type: Its type; what the name suggests is not believed.
        unit: What one sample measures.
        labels: The labels that the exporter sets; those that the scrape adds (`job`, `instance`) are known.
        help: What it tells, in a sentence.
        required: The exporter does not expose it yet and must, for the alerts that need it.
    """

    name: MetricName
    type: MetricType
    unit: Unit
    labels: tuple[ClassicLabelName, ...] = ()
    help: str = ""
    required: Flag = False

    @property
    def bucket(self) -> str:
        """The series of a histogram's buckets, with the label `le`."""
        return f"{self.name}_bucket"

    @property
    def count(self) -> str:
        """The counter of a histogram's or summary's observations."""
        return f"{self.name}_count"

    @property
    def sum(self) -> str:
        """The counter of a histogram's or summary's observed total."""
        return f"{self.name}_sum"

    def series(self) -> dict[str, tuple[str, ...]]:
        """Return the names of the series that the family consists of, each with its labels."""
        own = self.labels
        match self.type:
            case MetricType.HISTOGRAM:
                return {self.bucket: (*own, "le"), self.sum: own, self.count: own}
            case MetricType.SUMMARY:
                return {self.name: (*own, "quantile"), self.sum: own, self.count: own}
            case _:
                return {self.name: own}

    @override
    def __str__(self) -> str:
        return self.name

    @override
    def __format__(self, spec: str) -> str:
        return self.name
