"""The authoring vocabulary: what `definitions/` and other repositories import.

Decision: names load on first use (PEP 562), so that a command imports only what it runs.
"""

from __future__ import annotations

# The name that type checkers know; importing typing would cost an unchanged `check` a third of its time.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from vttalerts.model.alerts import Alert as Alert
    from vttalerts.model.alerts import AlertGroup as AlertGroup
    from vttalerts.model.alerts import Severity as Severity
    from vttalerts.model.dashboards import Dashboard as Dashboard
    from vttalerts.model.deployment import Container as Container
    from vttalerts.model.deployment import Deployment as Deployment
    from vttalerts.model.drawing import Datasource as Datasource
    from vttalerts.model.expr import Condition as Condition
    from vttalerts.model.expr import Indicator as Indicator
    from vttalerts.model.expr import absent as absent
    from vttalerts.model.expr import all_of as all_of
    from vttalerts.model.expr import any_of as any_of
    from vttalerts.model.expr import promql as promql
    from vttalerts.model.health import Channel as Channel
    from vttalerts.model.health import Endpoint as Endpoint
    from vttalerts.model.health import HealthMonitor as HealthMonitor
    from vttalerts.model.health import MailServer as MailServer
    from vttalerts.model.health import Thresholds as Thresholds
    from vttalerts.model.http import TLS as TLS
    from vttalerts.model.http import AlertmanagerHTTP as AlertmanagerHTTP
    from vttalerts.model.http import Authorization as Authorization
    from vttalerts.model.http import BasicAuth as BasicAuth
    from vttalerts.model.http import Header as Header
    from vttalerts.model.http import OAuth2 as OAuth2
    from vttalerts.model.inhibition import Inhibition as Inhibition
    from vttalerts.model.integrations.email import Email as Email
    from vttalerts.model.integrations.pagerduty import PagerDuty as PagerDuty
    from vttalerts.model.integrations.pagerduty import PagerDutyImage as PagerDutyImage
    from vttalerts.model.integrations.pagerduty import PagerDutyLink as PagerDutyLink
    from vttalerts.model.integrations.slack import Slack as Slack
    from vttalerts.model.integrations.slack import SlackAction as SlackAction
    from vttalerts.model.integrations.slack import SlackConfirmation as SlackConfirmation
    from vttalerts.model.integrations.slack import SlackField as SlackField
    from vttalerts.model.integrations.webhook import Webhook as Webhook
    from vttalerts.model.intervals import IntervalSpec as IntervalSpec
    from vttalerts.model.intervals import TimeInterval as TimeInterval
    from vttalerts.model.intervals import TimeRange as TimeRange
    from vttalerts.model.links import Link as Link
    from vttalerts.model.matchers import Matcher as Matcher
    from vttalerts.model.matchers import match as match
    from vttalerts.model.matchers import no_match as no_match
    from vttalerts.model.matchers import no_regex as no_regex
    from vttalerts.model.matchers import regex as regex
    from vttalerts.model.metrics import Metric as Metric
    from vttalerts.model.metrics import MetricType as MetricType
    from vttalerts.model.panel import Panel as Panel
    from vttalerts.model.panel import Row as Row
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
    from vttalerts.model.platform import Platform as Platform
    from vttalerts.model.probes import DNSProbe as DNSProbe
    from vttalerts.model.probes import GRPCProbe as GRPCProbe
    from vttalerts.model.probes import HeaderMatch as HeaderMatch
    from vttalerts.model.probes import HTTPProbe as HTTPProbe
    from vttalerts.model.probes import ICMPProbe as ICMPProbe
    from vttalerts.model.probes import Module as Module
    from vttalerts.model.probes import Probe as Probe
    from vttalerts.model.probes import TCPProbe as TCPProbe
    from vttalerts.model.probes import TCPStep as TCPStep
    from vttalerts.model.queries import Query as Query
    from vttalerts.model.receivers import Receiver as Receiver
    from vttalerts.model.recording import RecordingGroup as RecordingGroup
    from vttalerts.model.recording import RecordingRule as RecordingRule
    from vttalerts.model.routing import Delivery as Delivery
    from vttalerts.model.routing import Route as Route
    from vttalerts.model.runbooks import Contact as Contact
    from vttalerts.model.runbooks import Runbook as Runbook
    from vttalerts.model.scrape import DNSDiscovery as DNSDiscovery
    from vttalerts.model.scrape import FileDiscovery as FileDiscovery
    from vttalerts.model.scrape import HTTPDiscovery as HTTPDiscovery
    from vttalerts.model.scrape import KubernetesDiscovery as KubernetesDiscovery
    from vttalerts.model.scrape import KubernetesNamespaces as KubernetesNamespaces
    from vttalerts.model.scrape import KubernetesSelector as KubernetesSelector
    from vttalerts.model.scrape import Relabel as Relabel
    from vttalerts.model.scrape import RelabelAction as RelabelAction
    from vttalerts.model.scrape import ScrapeJob as ScrapeJob
    from vttalerts.model.scrape import Static as Static
    from vttalerts.model.servers import AlertmanagerGlobal as AlertmanagerGlobal
    from vttalerts.model.servers import NotificationTemplate as NotificationTemplate
    from vttalerts.model.servers import PrometheusServer as PrometheusServer
    from vttalerts.model.settings import Secret as Secret
    from vttalerts.model.settings import env as env
    from vttalerts.model.settings import secret as secret
    from vttalerts.model.spec import DefinitionError as DefinitionError
    from vttalerts.model.targets import Targets as Targets
    from vttalerts.model.variables import Choice as Choice
    from vttalerts.model.variables import Constant as Constant
    from vttalerts.model.variables import DatasourceChoice as DatasourceChoice
    from vttalerts.model.variables import IntervalChoice as IntervalChoice
    from vttalerts.model.variables import LabelValues as LabelValues
    from vttalerts.model.variables import TextInput as TextInput
    from vttalerts.units import BYTES as BYTES
    from vttalerts.units import BYTES_PER_SECOND as BYTES_PER_SECOND
    from vttalerts.units import COUNT as COUNT
    from vttalerts.units import DAYS as DAYS
    from vttalerts.units import GIBIBYTES as GIBIBYTES
    from vttalerts.units import HOURS as HOURS
    from vttalerts.units import KIBIBYTES as KIBIBYTES
    from vttalerts.units import MEBIBYTES as MEBIBYTES
    from vttalerts.units import MILLISECONDS as MILLISECONDS
    from vttalerts.units import MINUTES as MINUTES
    from vttalerts.units import PER_MINUTE as PER_MINUTE
    from vttalerts.units import PER_SECOND as PER_SECOND
    from vttalerts.units import PERCENT as PERCENT
    from vttalerts.units import RATIO as RATIO
    from vttalerts.units import SECONDS as SECONDS
    from vttalerts.units import STATE as STATE
    from vttalerts.units import Quantity as Quantity
    from vttalerts.units import Unit as Unit
    from vttalerts.units import bytes_ as bytes_
    from vttalerts.units import bytes_per_second as bytes_per_second
    from vttalerts.units import count as count
    from vttalerts.units import days as days
    from vttalerts.units import gibibytes as gibibytes
    from vttalerts.units import hours as hours
    from vttalerts.units import kibibytes as kibibytes
    from vttalerts.units import mebibytes as mebibytes
    from vttalerts.units import milliseconds as milliseconds
    from vttalerts.units import minutes as minutes
    from vttalerts.units import per_minute as per_minute
    from vttalerts.units import per_second as per_second
    from vttalerts.units import percent as percent
    from vttalerts.units import ratio as ratio
    from vttalerts.units import seconds as seconds
    from vttalerts.units import state as state

__all__ = [
    "BYTES",
    "BYTES_PER_SECOND",
    "COUNT",
    "DAYS",
    "GIBIBYTES",
    "HOURS",
    "KIBIBYTES",
    "MEBIBYTES",
    "MILLISECONDS",
    "MINUTES",
    "PERCENT",
    "PER_MINUTE",
    "PER_SECOND",
    "RATIO",
    "SECONDS",
    "STATE",
    "TLS",
    "Alert",
    "AlertGroup",
    "AlertListPanel",
    "AlertmanagerGlobal",
    "AlertmanagerHTTP",
    "Authorization",
    "BarGaugePanel",
    "BasicAuth",
    "Channel",
    "Choice",
    "Condition",
    "Constant",
    "Contact",
    "Container",
    "DNSDiscovery",
    "DNSProbe",
    "Dashboard",
    "Datasource",
    "DatasourceChoice",
    "DefinitionError",
    "Delivery",
    "Deployment",
    "Email",
    "Endpoint",
    "FileDiscovery",
    "GRPCProbe",
    "GaugePanel",
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
    "KubernetesDiscovery",
    "KubernetesNamespaces",
    "KubernetesSelector",
    "LabelValues",
    "Link",
    "LogsPanel",
    "MailServer",
    "Matcher",
    "Metric",
    "MetricType",
    "Module",
    "NotificationTemplate",
    "OAuth2",
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
    "model.drawing": "Datasource",
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
    "model.health": "MailServer Channel Endpoint HealthMonitor Thresholds",
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
    "model.scrape": (
        "DNSDiscovery FileDiscovery HTTPDiscovery KubernetesDiscovery "
        "KubernetesNamespaces KubernetesSelector Relabel RelabelAction ScrapeJob Static"
    ),
    "model.servers": "AlertmanagerGlobal NotificationTemplate PrometheusServer",
    "model.settings": "Secret env secret",
    "model.spec": "DefinitionError",
    "model.targets": "Targets",
    "units": (
        "BYTES BYTES_PER_SECOND COUNT DAYS GIBIBYTES HOURS KIBIBYTES MEBIBYTES "
        "MILLISECONDS MINUTES PERCENT PER_MINUTE PER_SECOND Quantity RATIO SECONDS STATE "
        "Unit bytes_ bytes_per_second count days gibibytes hours kibibytes mebibytes "
        "milliseconds minutes per_minute per_second percent ratio seconds state"
    ),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names.split()}


def __getattr__(name: str) -> object:
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module 'vttalerts' has no attribute {name!r}")
    from importlib import import_module

    value: object = getattr(import_module(f"vttalerts.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
