"""The authoring vocabulary: what `definitions/` and other repositories import.

Decision: names load on first use (PEP 562), so that a command imports only what it runs.
"""

from __future__ import annotations

# The name that type checkers know; importing typing would cost an unchanged `check` a third of its time.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from vttalerts.model.alerts import Alert as Alert, AlertGroup as AlertGroup, Severity as Severity
    from vttalerts.model.dashboards import Dashboard as Dashboard
    from vttalerts.model.panel import Panel as Panel, Row as Row
    from vttalerts.model.links import Link as Link
    from vttalerts.model.queries import Query as Query
    from vttalerts.model.variables import (
        Choice as Choice,
        Constant as Constant,
        DatasourceChoice as DatasourceChoice,
        IntervalChoice as IntervalChoice,
        LabelValues as LabelValues,
        TextInput as TextInput,
    )
    from vttalerts.model.panels.alertlist import AlertListPanel as AlertListPanel
    from vttalerts.model.panels.bargauge import BarGaugePanel as BarGaugePanel
    from vttalerts.model.panels.gauge import GaugePanel as GaugePanel
    from vttalerts.model.panels.heatmap import HeatmapPanel as HeatmapPanel
    from vttalerts.model.panels.logs import LogsPanel as LogsPanel
    from vttalerts.model.panels.piechart import PieChartPanel as PieChartPanel
    from vttalerts.model.panels.raw import RawPanel as RawPanel
    from vttalerts.model.panels.sdk import SDKPanel as SDKPanel
    from vttalerts.model.panels.stat import StatPanel as StatPanel
    from vttalerts.model.panels.statetimeline import StateTimelinePanel as StateTimelinePanel
    from vttalerts.model.panels.table import TablePanel as TablePanel
    from vttalerts.model.panels.text import TextPanel as TextPanel
    from vttalerts.model.panels.timeseries import TimeSeriesPanel as TimeSeriesPanel
    from vttalerts.model.deployment import Container as Container, Deployment as Deployment
    from vttalerts.model.expr import (
        Condition as Condition,
        Indicator as Indicator,
        absent as absent,
        all_of as all_of,
        any_of as any_of,
        promql as promql,
    )
    from vttalerts.model.health import (
        Channel as Channel,
        Endpoint as Endpoint,
        HealthMonitor as HealthMonitor,
        Thresholds as Thresholds,
    )
    from vttalerts.model.http import (
        TLS as TLS,
        AlertmanagerHTTP as AlertmanagerHTTP,
        Authorization as Authorization,
        BasicAuth as BasicAuth,
        Header as Header,
        OAuth2 as OAuth2,
    )
    from vttalerts.model.inhibition import Inhibition as Inhibition
    from vttalerts.model.integrations.email import Email as Email
    from vttalerts.model.integrations.pagerduty import (
        PagerDuty as PagerDuty,
        PagerDutyImage as PagerDutyImage,
        PagerDutyLink as PagerDutyLink,
    )
    from vttalerts.model.integrations.slack import (
        Slack as Slack,
        SlackAction as SlackAction,
        SlackConfirmation as SlackConfirmation,
        SlackField as SlackField,
    )
    from vttalerts.model.integrations.webhook import Webhook as Webhook
    from vttalerts.model.intervals import (
        IntervalSpec as IntervalSpec,
        TimeInterval as TimeInterval,
        TimeRange as TimeRange,
    )
    from vttalerts.model.matchers import (
        Matcher as Matcher,
        match as match,
        no_match as no_match,
        no_regex as no_regex,
        regex as regex,
    )
    from vttalerts.model.metrics import Metric as Metric, MetricType as MetricType
    from vttalerts.model.platform import Platform as Platform
    from vttalerts.model.probes import (
        DNSProbe as DNSProbe,
        GRPCProbe as GRPCProbe,
        HTTPProbe as HTTPProbe,
        HeaderMatch as HeaderMatch,
        ICMPProbe as ICMPProbe,
        Module as Module,
        Probe as Probe,
        TCPProbe as TCPProbe,
        TCPStep as TCPStep,
    )
    from vttalerts.model.receivers import Receiver as Receiver
    from vttalerts.model.recording import RecordingGroup as RecordingGroup, RecordingRule as RecordingRule
    from vttalerts.model.routing import Delivery as Delivery, Route as Route
    from vttalerts.model.runbooks import Contact as Contact, Runbook as Runbook
    from vttalerts.model.scrape import (
        DNSDiscovery as DNSDiscovery,
        FileDiscovery as FileDiscovery,
        HTTPDiscovery as HTTPDiscovery,
        KubernetesDiscovery as KubernetesDiscovery,
        KubernetesNamespaces as KubernetesNamespaces,
        KubernetesSelector as KubernetesSelector,
        Relabel as Relabel,
        RelabelAction as RelabelAction,
        ScrapeJob as ScrapeJob,
        Static as Static,
    )
    from vttalerts.model.servers import (
        AlertmanagerGlobal as AlertmanagerGlobal,
        NotificationTemplate as NotificationTemplate,
        PrometheusServer as PrometheusServer,
    )
    from vttalerts.model.settings import Secret as Secret, env as env, secret as secret
    from vttalerts.model.spec import DefinitionError as DefinitionError
    from vttalerts.model.targets import Targets as Targets
    from vttalerts.units import (
        BYTES as BYTES,
        BYTES_PER_SECOND as BYTES_PER_SECOND,
        COUNT as COUNT,
        DAYS as DAYS,
        GIBIBYTES as GIBIBYTES,
        HOURS as HOURS,
        KIBIBYTES as KIBIBYTES,
        MEBIBYTES as MEBIBYTES,
        MILLISECONDS as MILLISECONDS,
        MINUTES as MINUTES,
        PERCENT as PERCENT,
        PER_MINUTE as PER_MINUTE,
        PER_SECOND as PER_SECOND,
        Quantity as Quantity,
        RATIO as RATIO,
        SECONDS as SECONDS,
        STATE as STATE,
        Unit as Unit,
        bytes_ as bytes_,
        bytes_per_second as bytes_per_second,
        count as count,
        days as days,
        gibibytes as gibibytes,
        hours as hours,
        kibibytes as kibibytes,
        mebibytes as mebibytes,
        milliseconds as milliseconds,
        minutes as minutes,
        per_minute as per_minute,
        per_second as per_second,
        percent as percent,
        ratio as ratio,
        seconds as seconds,
        state as state,
    )

__all__ = [
    "Alert",
    "AlertGroup",
    "AlertListPanel",
    "AlertmanagerGlobal",
    "AlertmanagerHTTP",
    "Authorization",
    "BYTES",
    "BYTES_PER_SECOND",
    "BarGaugePanel",
    "BasicAuth",
    "COUNT",
    "Channel",
    "Choice",
    "Condition",
    "Constant",
    "Contact",
    "Container",
    "DAYS",
    "DNSDiscovery",
    "DNSProbe",
    "Dashboard",
    "DatasourceChoice",
    "DefinitionError",
    "Delivery",
    "Deployment",
    "Email",
    "Endpoint",
    "FileDiscovery",
    "GIBIBYTES",
    "GRPCProbe",
    "GaugePanel",
    "HOURS",
    "HTTPDiscovery",
    "HTTPProbe",
    "Header",
    "HeaderMatch",
    "HealthMonitor",
    "HeatmapPanel",
    "ICMPProbe",
    "Indicator",
    "Inhibition",
    "IntervalChoice",
    "IntervalSpec",
    "KIBIBYTES",
    "KubernetesDiscovery",
    "KubernetesNamespaces",
    "KubernetesSelector",
    "LabelValues",
    "Link",
    "LogsPanel",
    "MEBIBYTES",
    "MILLISECONDS",
    "MINUTES",
    "Matcher",
    "Metric",
    "MetricType",
    "Module",
    "NotificationTemplate",
    "OAuth2",
    "PERCENT",
    "PER_MINUTE",
    "PER_SECOND",
    "PagerDuty",
    "PagerDutyImage",
    "PagerDutyLink",
    "Panel",
    "PieChartPanel",
    "Platform",
    "Probe",
    "PrometheusServer",
    "Quantity",
    "Query",
    "RATIO",
    "RawPanel",
    "Receiver",
    "RecordingGroup",
    "RecordingRule",
    "Relabel",
    "RelabelAction",
    "Route",
    "Row",
    "Runbook",
    "SDKPanel",
    "SECONDS",
    "STATE",
    "ScrapeJob",
    "Secret",
    "Severity",
    "Slack",
    "SlackAction",
    "SlackConfirmation",
    "SlackField",
    "StatPanel",
    "StateTimelinePanel",
    "Static",
    "TCPProbe",
    "TCPStep",
    "TLS",
    "TablePanel",
    "Targets",
    "TextInput",
    "TextPanel",
    "Thresholds",
    "TimeInterval",
    "TimeRange",
    "TimeSeriesPanel",
    "Unit",
    "Webhook",
    "absent",
    "all_of",
    "any_of",
    "bytes_",
    "bytes_per_second",
    "count",
    "days",
    "env",
    "gibibytes",
    "hours",
    "kibibytes",
    "match",
    "mebibytes",
    "milliseconds",
    "minutes",
    "no_match",
    "no_regex",
    "per_minute",
    "per_second",
    "percent",
    "promql",
    "ratio",
    "regex",
    "seconds",
    "secret",
    "state",
]

_HOMES = {
    "model.alerts": "Alert AlertGroup Severity",
    "model.dashboards": "Dashboard",
    "model.panel": "Panel Row",
    "model.links": "Link",
    "model.queries": "Query",
    "model.variables": "Choice Constant DatasourceChoice IntervalChoice LabelValues TextInput",
    "model.panels.alertlist": "AlertListPanel",
    "model.panels.bargauge": "BarGaugePanel",
    "model.panels.gauge": "GaugePanel",
    "model.panels.heatmap": "HeatmapPanel",
    "model.panels.logs": "LogsPanel",
    "model.panels.piechart": "PieChartPanel",
    "model.panels.raw": "RawPanel",
    "model.panels.sdk": "SDKPanel",
    "model.panels.stat": "StatPanel",
    "model.panels.statetimeline": "StateTimelinePanel",
    "model.panels.table": "TablePanel",
    "model.panels.text": "TextPanel",
    "model.panels.timeseries": "TimeSeriesPanel",
    "model.deployment": "Container Deployment",
    "model.expr": "Condition Indicator absent all_of any_of promql",
    "model.health": "Channel Endpoint HealthMonitor Thresholds",
    "model.http": "TLS AlertmanagerHTTP Authorization BasicAuth Header OAuth2",
    "model.inhibition": "Inhibition",
    "model.integrations.email": "Email",
    "model.integrations.pagerduty": "PagerDuty PagerDutyImage PagerDutyLink",
    "model.integrations.slack": "Slack SlackAction SlackConfirmation SlackField",
    "model.integrations.webhook": "Webhook",
    "model.intervals": "IntervalSpec TimeInterval TimeRange",
    "model.matchers": "Matcher match no_match no_regex regex",
    "model.metrics": "Metric MetricType",
    "model.platform": "Platform",
    "model.probes": "DNSProbe GRPCProbe HTTPProbe HeaderMatch ICMPProbe Module Probe TCPProbe TCPStep",
    "model.receivers": "Receiver",
    "model.recording": "RecordingGroup RecordingRule",
    "model.routing": "Delivery Route",
    "model.runbooks": "Contact Runbook",
    "model.scrape": "DNSDiscovery FileDiscovery HTTPDiscovery KubernetesDiscovery KubernetesNamespaces KubernetesSelector Relabel RelabelAction ScrapeJob Static",
    "model.servers": "AlertmanagerGlobal NotificationTemplate PrometheusServer",
    "model.settings": "Secret env secret",
    "model.spec": "DefinitionError",
    "model.targets": "Targets",
    "units": "BYTES BYTES_PER_SECOND COUNT DAYS GIBIBYTES HOURS KIBIBYTES MEBIBYTES MILLISECONDS MINUTES PERCENT PER_MINUTE PER_SECOND Quantity RATIO SECONDS STATE Unit bytes_ bytes_per_second count days gibibytes hours kibibytes mebibytes milliseconds minutes per_minute per_second percent ratio seconds state",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'vttalerts' has no attribute {name!r}")
    from importlib import import_module  # noqa: PLC0415  an unchanged `check` never gets here

    value: object = getattr(import_module(f"vttalerts.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
