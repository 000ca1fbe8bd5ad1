"""Everything that a platform's objects say about each other: which labels an alert ends with, who uses an indicator.

Decision: the typed objects are the only hierarchy; the graph derives views over them and keeps them, because a
second hierarchy behind the first would double every extension.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from vttalerts.language.promql import Labels, Query, parse, result_labels
from vttalerts.model.alerts import Alert, AlertGroup, Severity
from vttalerts.model.dashboards import Dashboard, Panel
from vttalerts.model.deployment import Deployment
from vttalerts.model.expr import Indicator
from vttalerts.model.health import HealthMonitor
from vttalerts.model.inhibition import Inhibition
from vttalerts.model.intervals import TimeInterval
from vttalerts.model.metrics import Metric
from vttalerts.model.needed_secrets import needed_secrets
from vttalerts.model.platform import Platform
from vttalerts.model.probes import Module, Probe
from vttalerts.model.receivers import Receiver
from vttalerts.model.recording import RecordingGroup, RecordingRule
from vttalerts.model.routing import Delivery, Route
from vttalerts.model.runbooks import Runbook
from vttalerts.model.scrape import ScrapeJob
from vttalerts.model.servers import AlertmanagerGlobal, NotificationTemplate, PrometheusServer
from vttalerts.model.settings import DEFAULTS, EnvText, Settings
from vttalerts.model.spec import Spec
from vttalerts.model.targets import Targets

if TYPE_CHECKING:
    from vttalerts.model.event_recorder import EventRecorder
    from vttalerts.model.policy import Policy
    from vttalerts.model.production import Production
    from vttalerts.model.tracing import AlertmanagerTracing

_One = TypeVar("_One")
_NESTED = frozenset({"includes", "deployment"})
SCRAPE_LABELS = frozenset({"job", "instance"})
"""What every scrape adds to every series (prometheus scrape/target.go)."""


class PlacedAlert(NamedTuple):
    """An alert where it stands: what its group and its platform add to it.

    Attributes:
        alert: The alert.
        group: The group that evaluates it.
        platform: The platform that the group belongs to.
        severity: Its own, or its group's.
        labels: The labels that the rule sets, without `alertname` and those of the expression.
    """

    alert: Alert
    group: AlertGroup
    platform: Platform
    severity: Severity | None
    labels: Mapping[str, str]

    @property
    def name(self) -> str:
        """The alert's name."""
        return self.alert.name

    def identity(self) -> dict[str, str]:
        """Return the labels that are known before it fires: its name and what the rule sets."""
        return {"alertname": self.alert.name, **self.labels}


def unique(items: Iterable[_One]) -> tuple[_One, ...]:
    """Return the items once each, in the order of their first appearance, by identity."""
    return tuple({id(item): item for item in items}.values())


class Graph:
    """Derived views over one platform and those that it includes; each is computed once, when it is asked for."""

    def __init__(self, platform: Platform, settings: Settings = DEFAULTS, targets: Targets | None = None) -> None:
        self.platform = platform
        self.settings = settings
        self._targets = targets

    @cached_property
    def platforms(self) -> tuple[Platform, ...]:
        """The included platforms, innermost first, and the platform itself."""

        def walk(one: Platform) -> Iterator[Platform]:
            for included in one.includes:
                yield from walk(included)
            yield one

        return unique(walk(self.platform))

    def _first(self, field: str) -> Any:  # noqa: ANN401  the properties below give the types
        """The platform's own object, or that of the platform it includes last."""
        return next((found for one in reversed(self.platforms) if (found := one.__dict__[field]) is not None), None)

    def _all(self, field: str) -> tuple[Any, ...]:
        return unique(item for one in self.platforms for item in one.__dict__[field])

    @cached_property
    def targets(self) -> Targets:
        """The versions that must read the output."""
        found: Targets | None = self._first("targets")
        return found or self._targets or Targets()

    @cached_property
    def routing(self) -> Route | None:
        """The root of the routing tree."""
        found: Route | None = self._first("routing")
        return found

    @cached_property
    def alertmanager(self) -> AlertmanagerGlobal | None:
        """Alertmanager's global section."""
        found: AlertmanagerGlobal | None = self._first("alertmanager")
        return found

    @cached_property
    def tracing(self) -> AlertmanagerTracing | None:
        """Where Alertmanager's traces go."""
        found: AlertmanagerTracing | None = self._first("tracing")
        return found

    @cached_property
    def event_recorder(self) -> EventRecorder | None:
        """Where Alertmanager writes down what it did."""
        found: EventRecorder | None = self._first("event_recorder")
        return found

    @cached_property
    def prometheus(self) -> PrometheusServer | None:
        """Prometheus's global section."""
        found: PrometheusServer | None = self._first("prometheus")
        return found

    @cached_property
    def deployment(self) -> Deployment | None:
        """What runs where."""
        found: Deployment | None = self._first("deployment")
        return found

    @property
    def production(self) -> Production | None:
        """What production has more than one machine's stack."""
        return self.deployment.production if self.deployment is not None else None

    @cached_property
    def policy(self) -> Policy | None:
        """What the team has agreed on."""
        found: Policy | None = self._first("policy")
        return found

    @cached_property
    def health(self) -> HealthMonitor | None:
        """The custom health monitor."""
        found: HealthMonitor | None = self._first("health")
        return found

    @cached_property
    def groups(self) -> tuple[tuple[Platform, AlertGroup], ...]:
        """Every group of alerts with its platform."""
        return tuple((one, group) for one in self.platforms for group in one.groups)

    @cached_property
    def recording(self) -> tuple[RecordingGroup, ...]:
        """Every group of recording rules."""
        return self._all("recording")

    @cached_property
    def recording_rules(self) -> tuple[tuple[RecordingGroup | AlertGroup, RecordingRule], ...]:
        """Every recording rule with its group, those among alerts too."""
        return (
            *((group, rule) for group in self.recording for rule in group.rules),
            *((group, rule) for _, group in self.groups for rule in group.alerts if isinstance(rule, RecordingRule)),
        )

    @cached_property
    def recorded(self) -> dict[str, RecordingRule]:
        """Recording rules by the series that they make."""
        return {rule.record: rule for _, rule in self.recording_rules}

    @cached_property
    def alerts(self) -> tuple[PlacedAlert, ...]:
        """Every alert where it stands."""
        return tuple(
            _place(alert, group, one)
            for one, group in self.groups
            for alert in group.alerts
            if isinstance(alert, Alert)
        )

    @cached_property
    def inhibitions(self) -> tuple[Inhibition, ...]:
        """Every inhibition."""
        return self._all("inhibitions")

    @cached_property
    def deliveries(self) -> tuple[Delivery, ...]:
        """Every promise of the routing tree."""
        return self._all("deliveries")

    @cached_property
    def templates(self) -> tuple[NotificationTemplate, ...]:
        """Every file of notification templates."""
        return self._all("templates")

    @cached_property
    def template_files(self) -> tuple[str, ...]:
        """Every pattern of files with notification templates that no build makes, once each."""
        return tuple(dict.fromkeys(pattern for one in self.platforms for pattern in one.template_files))

    @cached_property
    def scrape(self) -> tuple[ScrapeJob, ...]:
        """Every scrape job but the probes'."""
        return self._all("scrape")

    @cached_property
    def probes(self) -> tuple[Probe, ...]:
        """Every probe."""
        return self._all("probes")

    @cached_property
    def jobs(self) -> tuple[ScrapeJob | Probe, ...]:
        """Everything that becomes a scrape job."""
        return (*self.scrape, *self.probes)

    @cached_property
    def modules(self) -> tuple[Module, ...]:
        """Every blackbox module: those that probes use, then the others."""
        return unique((*(probe.module for probe in self.probes), *self._all("modules")))

    @cached_property
    def dashboards(self) -> tuple[Dashboard, ...]:
        """Every dashboard."""
        return self._all("dashboards")

    @cached_property
    def panels(self) -> tuple[tuple[Dashboard, Panel], ...]:
        """Every panel with its dashboard."""
        return tuple((board, panel) for board in self.dashboards for row in board.rows for panel in row.panels)

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        """Every node of the routing tree, depth first."""

        def walk(route: Route) -> Iterator[Route]:
            yield route
            for child in route.routes:
                yield from walk(child)

        return tuple(walk(self.routing)) if self.routing is not None else ()

    @cached_property
    def receivers(self) -> tuple[Receiver, ...]:
        """Every receiver: those that routes name, in the tree's order, then the others."""
        named = (route.receiver for route in self.routes if route.receiver is not None)
        return unique((*named, *self._all("receivers")))

    @cached_property
    def intervals(self) -> tuple[TimeInterval, ...]:
        """Every time interval: those that routes name, in the tree's order, then the others."""
        named = (
            interval for route in self.routes for interval in (*route.mute_time_intervals, *route.active_time_intervals)
        )
        return unique((*named, *self._all("time_intervals")))

    @cached_property
    def runbooks(self) -> tuple[Runbook, ...]:
        """Every runbook that an alert names."""
        return unique(placed.alert.runbook for placed in self.alerts if placed.alert.runbook is not None)

    @cached_property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator that an alert compares, a panel draws, or the platform names."""
        return unique(
            (
                *(found for placed in self.alerts for found in placed.alert.expr.indicators()),
                *(found for _, panel in self.panels for found in panel.indicators()),
                *self._all("indicators"),
            )
        )

    @cached_property
    def metrics(self) -> tuple[Metric, ...]:
        """Every metric that something exposes."""
        exported = (metric for job in self.jobs for metric in job.exports)
        return unique((*exported, *self._all("metrics")))

    @cached_property
    def exporters(self) -> dict[str, tuple[ScrapeJob | Probe, ...]]:
        """The jobs that export a metric, by the metric's name."""
        found: dict[str, list[ScrapeJob | Probe]] = {}
        for job in self.jobs:
            for metric in job.exports:
                found.setdefault(metric.name, []).append(job)
        return {name: tuple(jobs) for name, jobs in found.items()}

    @cached_property
    def series(self) -> dict[str, tuple[Metric | RecordingRule, frozenset[str]]]:
        """What every known series is, and the labels that it can carry, by its name."""
        found: dict[str, tuple[Metric | RecordingRule, frozenset[str]]] = {}
        for metric in self.metrics:
            added = SCRAPE_LABELS | self._job_labels(metric)
            for name, labels in metric.series().items():
                found[name] = (metric, frozenset(labels) | added)
        added_by = {
            rule.record: frozenset(rule.labels) | frozenset(group.labels) for group, rule in self.recording_rules
        }
        for name, rule in self.recorded.items():
            # Marked first, so that a rule that reads itself ends here; the labels follow when they are known.
            found[name] = (rule, added_by[name])
        self.__dict__["series"] = found
        for name, rule in self.recorded.items():
            made = result_labels(parse(rule.text), self._labels_of)
            found[name] = (rule, made.names | added_by[name])
        return found

    def _job_labels(self, metric: Metric) -> frozenset[str]:
        labels: set[str] = set()
        for job in self.exporters.get(metric.name, ()):
            if isinstance(job, ScrapeJob):
                labels.update(job.static_labels())
                labels.update(step.target_label for step in job.relabel_configs if step.target_label)
            else:
                labels.update(job.labels or {})
        return frozenset(label for label in labels if not label.startswith("__"))

    def _labels_of(self, name: str) -> frozenset[str] | None:
        known = self.series.get(name)
        return known[1] if known is not None else None

    def query(self, placed: PlacedAlert) -> Query:
        """Return an alert's expression, parsed.

        Raises:
            Fault: It is no PromQL (PQL001).
        """
        return parse(placed.alert.expr.promql())

    def result_labels(self, placed: PlacedAlert) -> Labels:
        """Return the labels that an alert's expression leaves on its result."""
        return result_labels(self.query(placed), self._labels_of)

    @cached_property
    def _drawn_on(self) -> dict[int, Dashboard]:
        found: dict[int, Dashboard] = {}
        for board, panel in self.panels:
            for indicator in panel.indicators():
                found.setdefault(id(indicator), board)
        return found

    def dashboard_of(self, alert: Alert) -> tuple[Dashboard, Indicator | None] | None:
        """Return where to look: the alert's dashboard, or the first that draws one of its indicators."""
        for indicator in alert.expr.indicators():
            board = self._drawn_on.get(id(indicator))
            if board is not None and alert.dashboard in (None, board):
                return board, indicator
        return (alert.dashboard, None) if alert.dashboard is not None else None

    def annotations(self, placed: PlacedAlert) -> dict[str, str]:
        """Return an alert's annotations: its texts, and where to look and what to do."""
        alert = placed.alert
        made = {"summary": alert.summary} if alert.summary else {}
        if alert.description:
            made["description"] = alert.description
        if alert.runbook is not None:
            made["runbook_url"] = self.runbook_link(placed.platform, alert.runbook)
        found = self.dashboard_of(alert)
        # Without a deployment nobody knows where Grafana is, and a path alone leads nowhere from a mail.
        if found is not None and self.deployment is not None:
            made["dashboard_url"] = self.dashboard_link(*found)
        made.update(alert.annotations)
        return made

    def runbook_link(self, platform: Platform, runbook: Runbook) -> str:
        """Return the address of a runbook."""
        base = platform.runbook_url or self._first("runbook_url") or ""
        return f"{self.text(base).rstrip('/')}/{runbook.slug}"

    def dashboard_link(self, board: Dashboard, indicator: Indicator | None = None) -> str:
        """Return the address of a dashboard, opened at the panel that draws an indicator."""
        base = self.text(self.deployment.grafana_url).rstrip("/") if self.deployment is not None else ""
        panel = board.panel_for(indicator) if indicator is not None else None
        return f"{base}/d/{board.uid}" + (f"?viewPanel={panel}" if panel is not None else "")

    def text(self, value: str | EnvText) -> str:
        """Return a setting as this build writes it."""
        return value.resolve(self.settings) if isinstance(value, EnvText) else value

    @cached_property
    def specs(self) -> tuple[Spec, ...]:
        """Every object that the platform reaches, once."""
        seen: dict[int, Spec] = {}
        stack: list[Any] = [self.platform]
        while stack:
            value = stack.pop()
            if isinstance(value, Spec):
                if id(value) not in seen:
                    seen[id(value)] = value
                    stack.extend(value.__dict__.values())
            elif isinstance(value, tuple | list):
                stack.extend(value)
            elif isinstance(value, dict):
                stack.extend(value.values())
        return tuple(seen.values())

    @cached_property
    def secrets(self) -> tuple[str, ...]:
        """The names of all secrets that some object needs, sorted; without those that only production needs."""
        if self.production is None:
            return needed_secrets(self.platform)
        parts = (value for one in self.platforms for name, value in one.__dict__.items() if name not in _NESTED)
        deployment = {name: value for name, value in self.deployment.__dict__.items() if name != "production"}
        return needed_secrets(*parts, deployment)


def _place(alert: Alert, group: AlertGroup, platform: Platform) -> PlacedAlert:
    severity = alert.severity or group.severity
    service = alert.service or group.service
    labels: dict[str, str] = {**group.labels}
    if severity is not None:
        labels["severity"] = severity.value
    if service is not None:
        labels["service"] = service
    labels.update(alert.labels)
    return PlacedAlert(alert, group, platform, severity, labels)


def display(file: str) -> str:
    """Return how a source file is called wherever it lies: its path below its outermost package's folder."""
    path = Path(file)
    top = path
    while (top.parent / "__init__.py").exists():
        top = top.parent
    return path.relative_to(top.parent).as_posix()
