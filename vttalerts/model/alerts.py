"""What wakes people: a condition, how long it must last, how bad it is, and what to do about it."""

from __future__ import annotations

import enum
from collections.abc import Iterator, Mapping
from typing import ClassVar

from vttalerts.model.dashboards import Dashboard
from vttalerts.model.expr import Condition
from vttalerts.model.fields import (
    AlertLabels,
    AlertName,
    AlertTemplate,
    Annotations,
    Duration,
    Labels,
    PositiveDuration,
    Whole,
)
from vttalerts.model.gates import Newer
from vttalerts.model.recording import RecordingRule
from vttalerts.model.runbooks import Runbook
from vttalerts.model.schema import Field
from vttalerts.model.spec import Spec


class Severity(enum.StrEnum):
    """How bad it is, and so who hears of it and when."""

    CRITICAL = "critical"
    WARNING = "warning"
    INFO = "info"
    NONE = "none"
    """For alerts that are no trouble, such as a watchdog."""


class Alert(Spec):
    """One alerting rule.

    Attributes:
        name: The string on the pager; unique in the platform.
        expr: The condition.
        for_: How long it must hold before anybody hears of it.
        keep_firing_for: How long it goes on firing after the condition ends; against flapping.
        severity: Where the group does not say it for all.
        service: The part of VTT that is in trouble; becomes the label `service`.
        labels: Further labels; values may be templates.
        summary: One line for the pager; a template.
        description: What it means, in a sentence or two; a template.
        runbook: What to do.
        dashboard: Where to look; without it the first dashboard that draws one of its indicators.
        annotations: Further annotations; templates.
        notify_within: How long after the trouble began somebody must have heard of it at the latest; a promise, which
            `check` proves of scrapes, rules and routing.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {"keep_firing_for": "2.42"}

    name: AlertName
    expr: Condition
    for_: Duration | None = Field(default=None, serialization_alias="for")
    keep_firing_for: Duration | None = None
    severity: Severity | None = None
    service: str | None = None
    labels: AlertLabels = Field(default_factory=dict)
    summary: AlertTemplate = ""
    description: AlertTemplate = ""
    runbook: Runbook | None = None
    dashboard: Dashboard | None = None
    annotations: Annotations = Field(default_factory=dict)
    notify_within: PositiveDuration | None = Field(default=None, exclude=True)


class AlertGroup(Spec):
    """Alerts that are evaluated together, at one interval.

    Attributes:
        name: Unique in its file.
        alerts: The alerts, in the order of their evaluation; recording rules among them are evaluated in turn.
        severity: The severity of all alerts that have none of their own.
        service: The service of all alerts that have none of their own.
        interval: How often; without it the server's `evaluation_interval`.
        query_offset: How far back to look, for series that arrive late.
        limit: The most alerts that one rule may fire; more is an evaluation error, and none fires.
        labels: Labels of all alerts, written once for the group where Prometheus reads that (3.0).
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {"query_offset": "2.53"}

    name: str
    alerts: tuple[Alert | RecordingRule, ...]
    severity: Severity | None = None
    service: str | None = None
    interval: PositiveDuration | None = None
    query_offset: Duration | None = None
    limit: Whole | None = None
    labels: Labels = Field(default_factory=dict)

    def newer(self) -> Iterator[Newer]:
        """Yield the labels, which came later; where definitions have them, older servers get them with each rule."""
        if self.labels and self.read_from is not None:
            yield Newer("labels", "`labels` of a group", "3.0")
