"""The root: everything that VTT's monitoring consists of, in one object."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vttalerts.model.alerts import AlertGroup
from vttalerts.model.dashboards import Dashboard
from vttalerts.model.deferred import deferred
from vttalerts.model.deployment import Deployment
from vttalerts.model.expr import Indicator
from vttalerts.model.fields import URL, Slug
from vttalerts.model.health import HealthMonitor
from vttalerts.model.inhibition import Inhibition
from vttalerts.model.intervals import TimeInterval
from vttalerts.model.metrics import Metric
from vttalerts.model.probes import Module, Probe
from vttalerts.model.receivers import Receiver
from vttalerts.model.recording import RecordingGroup
from vttalerts.model.routing import Delivery, Route
from vttalerts.model.schema import Field
from vttalerts.model.scrape import ScrapeJob
from vttalerts.model.servers import AlertmanagerGlobal, NotificationTemplate, PrometheusServer
from vttalerts.model.spec import Spec
from vttalerts.model.targets import Targets

if TYPE_CHECKING:
    from vttalerts.model.event_recorder import EventRecorder
    from vttalerts.model.policy import Policy
    from vttalerts.model.tracing import AlertmanagerTracing
else:
    AlertmanagerTracing = deferred("vttalerts.model.tracing", "AlertmanagerTracing")
    EventRecorder = deferred("vttalerts.model.event_recorder", "EventRecorder")
    Policy = deferred("vttalerts.model.policy", "Policy")


class Platform(Spec):
    """Everything that is compiled and checked together.

    Attributes:
        name: Lower case; part of file names such as `rules/<name>-alerts.yml`.
        targets: The versions that must read the output.
        includes: Platforms that this one extends; their parts are compiled with it.
        groups: Alerting rules.
        recording: Recording rules.
        indicators: Named numbers, where no alert and no panel refers to them.
        metrics: Metrics that no scrape job of the platform exports.
        routing: The root of the routing tree.
        receivers: Receivers that no route names.
        deliveries: What the routing promises.
        time_intervals: Times that no route names.
        inhibitions: What need not be heard.
        templates: Texts of notifications.
        template_files: Patterns of further files with such texts, which no build makes.
        alertmanager: Alertmanager's global section.
        tracing: Where Alertmanager's traces go; Prometheus's are part of `prometheus`.
        event_recorder: Where Alertmanager writes down what it did and why.
        prometheus: Prometheus's global section, and what else it is told.
        scrape: Scrape jobs.
        probes: Probes through the Blackbox Exporter.
        modules: Ways to probe that no probe names.
        dashboards: Dashboards.
        health: The custom health monitor.
        deployment: What runs where.
        policy: What the team has agreed on.
        runbook_url: The address below which runbooks are published.
    """

    name: Slug
    targets: Targets | None = None
    includes: tuple[Platform, ...] = ()
    groups: tuple[AlertGroup, ...] = ()
    recording: tuple[RecordingGroup, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    metrics: tuple[Metric, ...] = ()
    routing: Route | None = None
    receivers: tuple[Receiver, ...] = ()
    deliveries: tuple[Delivery, ...] = ()
    time_intervals: tuple[TimeInterval, ...] = ()
    inhibitions: tuple[Inhibition, ...] = ()
    templates: tuple[NotificationTemplate, ...] = ()
    template_files: tuple[str, ...] = ()
    alertmanager: AlertmanagerGlobal | None = None
    tracing: AlertmanagerTracing | None = None
    event_recorder: EventRecorder | None = None
    prometheus: PrometheusServer | None = None
    scrape: tuple[ScrapeJob, ...] = ()
    probes: tuple[Probe, ...] = ()
    modules: tuple[Module, ...] = ()
    dashboards: tuple[Dashboard, ...] = ()
    health: HealthMonitor | None = None
    deployment: Deployment | None = None
    policy: Policy | None = None
    runbook_url: URL | None = Field(default=None)
