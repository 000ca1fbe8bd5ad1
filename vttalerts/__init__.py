"""The authoring vocabulary: what `definitions/` and other repositories import.

Decision: names load on first use (PEP 562), so that a command imports only what it runs.
"""

from __future__ import annotations

# The name that type checkers know; importing typing would cost an unchanged `check` a third of its time.
TYPE_CHECKING = False

if TYPE_CHECKING:
    from vttalerts.checks import Check as Check
    from vttalerts.checks import check as check
    from vttalerts.diagnostics import Diagnostic as Diagnostic
    from vttalerts.diagnostics import Edit as Edit
    from vttalerts.diagnostics import Label as Label
    from vttalerts.diagnostics import Level as Level
    from vttalerts.graph import Graph as Graph
    from vttalerts.model.alerting import AlertmanagerConfig as AlertmanagerConfig
    from vttalerts.model.alerts import Alert as Alert
    from vttalerts.model.alerts import AlertGroup as AlertGroup
    from vttalerts.model.alerts import Severity as Severity
    from vttalerts.model.allowing import allow as allow
    from vttalerts.model.azuread import AzureAD as AzureAD
    from vttalerts.model.azuread import AzureCertificate as AzureCertificate
    from vttalerts.model.azuread import AzureManagedIdentity as AzureManagedIdentity
    from vttalerts.model.azuread import AzureOAuth as AzureOAuth
    from vttalerts.model.azuread import AzureSDK as AzureSDK
    from vttalerts.model.azuread import AzureWorkloadIdentity as AzureWorkloadIdentity
    from vttalerts.model.credentials import TLS as TLS
    from vttalerts.model.credentials import Authorization as Authorization
    from vttalerts.model.credentials import BasicAuth as BasicAuth
    from vttalerts.model.credentials import Header as Header
    from vttalerts.model.credentials import OAuth2 as OAuth2
    from vttalerts.model.dashboards import Dashboard as Dashboard
    from vttalerts.model.deployment import Container as Container
    from vttalerts.model.deployment import Deployment as Deployment
    from vttalerts.model.discoveries import DNSDiscovery as DNSDiscovery
    from vttalerts.model.discoveries import FileDiscovery as FileDiscovery
    from vttalerts.model.discoveries import HTTPDiscovery as HTTPDiscovery
    from vttalerts.model.discoveries import Static as Static
    from vttalerts.model.drawing import Datasource as Datasource
    from vttalerts.model.event_recorder import EventRecorder as EventRecorder
    from vttalerts.model.event_recorder import FileOutput as FileOutput
    from vttalerts.model.event_recorder import KafkaOutput as KafkaOutput
    from vttalerts.model.event_recorder import StdoutOutput as StdoutOutput
    from vttalerts.model.event_recorder import WebhookOutput as WebhookOutput
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
    from vttalerts.model.http import AlertmanagerHTTP as AlertmanagerHTTP
    from vttalerts.model.http_probe import HeaderMatch as HeaderMatch
    from vttalerts.model.http_probe import HTTPProbe as HTTPProbe
    from vttalerts.model.inhibition import Inhibition as Inhibition
    from vttalerts.model.integrations.discord import Discord as Discord
    from vttalerts.model.integrations.email import Email as Email
    from vttalerts.model.integrations.email import Threading as Threading
    from vttalerts.model.integrations.incidentio import IncidentIO as IncidentIO
    from vttalerts.model.integrations.jira import Jira as Jira
    from vttalerts.model.integrations.jira import JiraField as JiraField
    from vttalerts.model.integrations.mattermost import Mattermost as Mattermost
    from vttalerts.model.integrations.mattermost import MattermostAttachment as MattermostAttachment
    from vttalerts.model.integrations.mattermost import MattermostField as MattermostField
    from vttalerts.model.integrations.mattermost import MattermostPriority as MattermostPriority
    from vttalerts.model.integrations.mattermost import MattermostProps as MattermostProps
    from vttalerts.model.integrations.msteams import MSTeams as MSTeams
    from vttalerts.model.integrations.msteamsv2 import MSTeamsV2 as MSTeamsV2
    from vttalerts.model.integrations.opsgenie import Opsgenie as Opsgenie
    from vttalerts.model.integrations.opsgenie import OpsgenieResponder as OpsgenieResponder
    from vttalerts.model.integrations.pagerduty import PagerDuty as PagerDuty
    from vttalerts.model.integrations.pagerduty import PagerDutyImage as PagerDutyImage
    from vttalerts.model.integrations.pagerduty import PagerDutyLink as PagerDutyLink
    from vttalerts.model.integrations.pushover import Pushover as Pushover
    from vttalerts.model.integrations.rocketchat import RocketChat as RocketChat
    from vttalerts.model.integrations.rocketchat import RocketChatAction as RocketChatAction
    from vttalerts.model.integrations.rocketchat import RocketChatField as RocketChatField
    from vttalerts.model.integrations.slack import Slack as Slack
    from vttalerts.model.integrations.slack import SlackAction as SlackAction
    from vttalerts.model.integrations.slack import SlackConfirmation as SlackConfirmation
    from vttalerts.model.integrations.slack import SlackField as SlackField
    from vttalerts.model.integrations.sns import SNS as SNS
    from vttalerts.model.integrations.telegram import Telegram as Telegram
    from vttalerts.model.integrations.victorops import VictorOps as VictorOps
    from vttalerts.model.integrations.webex import Webex as Webex
    from vttalerts.model.integrations.webhook import Webhook as Webhook
    from vttalerts.model.integrations.wechat import WeChat as WeChat
    from vttalerts.model.intervals import IntervalSpec as IntervalSpec
    from vttalerts.model.intervals import TimeInterval as TimeInterval
    from vttalerts.model.intervals import TimeRange as TimeRange
    from vttalerts.model.kubernetes import KubernetesDiscovery as KubernetesDiscovery
    from vttalerts.model.kubernetes import KubernetesNamespaces as KubernetesNamespaces
    from vttalerts.model.kubernetes import KubernetesSelector as KubernetesSelector
    from vttalerts.model.links import Link as Link
    from vttalerts.model.matchers import Matcher as Matcher
    from vttalerts.model.matchers import Operator as Operator
    from vttalerts.model.matchers import match as match
    from vttalerts.model.matchers import no_match as no_match
    from vttalerts.model.matchers import no_regex as no_regex
    from vttalerts.model.matchers import regex as regex
    from vttalerts.model.metrics import Metric as Metric
    from vttalerts.model.metrics import MetricType as MetricType
    from vttalerts.model.otlp import OTLP as OTLP
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
    from vttalerts.model.passthrough import PassThroughDiscovery as PassThroughDiscovery
    from vttalerts.model.platform import Platform as Platform
    from vttalerts.model.policy import Policy as Policy
    from vttalerts.model.policy import SelectorPolicy as SelectorPolicy
    from vttalerts.model.probers import DNSProbe as DNSProbe
    from vttalerts.model.probers import GRPCProbe as GRPCProbe
    from vttalerts.model.probers import RRValidator as RRValidator
    from vttalerts.model.probers import UnixProbe as UnixProbe
    from vttalerts.model.probes import Module as Module
    from vttalerts.model.probes import Probe as Probe
    from vttalerts.model.production import Access as Access
    from vttalerts.model.production import Federation as Federation
    from vttalerts.model.production import Production as Production
    from vttalerts.model.prometheus_server import PrometheusServer as PrometheusServer
    from vttalerts.model.queries import Query as Query
    from vttalerts.model.receivers import Receiver as Receiver
    from vttalerts.model.recording import RecordingGroup as RecordingGroup
    from vttalerts.model.recording import RecordingRule as RecordingRule
    from vttalerts.model.relabel import Relabel as Relabel
    from vttalerts.model.relabel import RelabelAction as RelabelAction
    from vttalerts.model.remote import GoogleIAM as GoogleIAM
    from vttalerts.model.remote import MetadataConfig as MetadataConfig
    from vttalerts.model.remote import QueueConfig as QueueConfig
    from vttalerts.model.remote import RemoteRead as RemoteRead
    from vttalerts.model.remote import RemoteWrite as RemoteWrite
    from vttalerts.model.routing import Delivery as Delivery
    from vttalerts.model.routing import Route as Route
    from vttalerts.model.runbooks import Contact as Contact
    from vttalerts.model.runbooks import Runbook as Runbook
    from vttalerts.model.scrape import ScrapeJob as ScrapeJob
    from vttalerts.model.servers import AlertmanagerGlobal as AlertmanagerGlobal
    from vttalerts.model.servers import NotificationTemplate as NotificationTemplate
    from vttalerts.model.settings import Secret as Secret
    from vttalerts.model.settings import env as env
    from vttalerts.model.settings import secret as secret
    from vttalerts.model.sigv4 import SigV4 as SigV4
    from vttalerts.model.spec import DefinitionError as DefinitionError
    from vttalerts.model.storage import TSDB as TSDB
    from vttalerts.model.storage import ChunkEncoding as ChunkEncoding
    from vttalerts.model.storage import Exemplars as Exemplars
    from vttalerts.model.storage import Retention as Retention
    from vttalerts.model.storage import Runtime as Runtime
    from vttalerts.model.storage import Storage as Storage
    from vttalerts.model.targets import Targets as Targets
    from vttalerts.model.tcp_probe import ICMPProbe as ICMPProbe
    from vttalerts.model.tcp_probe import TCPLabel as TCPLabel
    from vttalerts.model.tcp_probe import TCPProbe as TCPProbe
    from vttalerts.model.tcp_probe import TCPStep as TCPStep
    from vttalerts.model.tracing import AlertmanagerTracing as AlertmanagerTracing
    from vttalerts.model.tracing import PrometheusTracing as PrometheusTracing
    from vttalerts.model.variables import Choice as Choice
    from vttalerts.model.variables import Constant as Constant
    from vttalerts.model.variables import DatasourceChoice as DatasourceChoice
    from vttalerts.model.variables import IntervalChoice as IntervalChoice
    from vttalerts.model.variables import LabelValues as LabelValues
    from vttalerts.model.variables import RawVariable as RawVariable
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
    "OTLP",
    "PERCENT",
    "PER_MINUTE",
    "PER_SECOND",
    "RATIO",
    "SECONDS",
    "SNS",
    "STATE",
    "TLS",
    "TSDB",
    "Access",
    "Alert",
    "AlertGroup",
    "AlertListPanel",
    "AlertmanagerConfig",
    "AlertmanagerGlobal",
    "AlertmanagerHTTP",
    "AlertmanagerTracing",
    "Authorization",
    "AzureAD",
    "AzureCertificate",
    "AzureManagedIdentity",
    "AzureOAuth",
    "AzureSDK",
    "AzureWorkloadIdentity",
    "BarGaugePanel",
    "BasicAuth",
    "Channel",
    "Check",
    "Choice",
    "ChunkEncoding",
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
    "Diagnostic",
    "Discord",
    "Edit",
    "Email",
    "Endpoint",
    "EventRecorder",
    "Exemplars",
    "Federation",
    "FileDiscovery",
    "FileOutput",
    "GRPCProbe",
    "GaugePanel",
    "GoogleIAM",
    "Graph",
    "HTTPDiscovery",
    "HTTPProbe",
    "Header",
    "HeaderMatch",
    "HealthMonitor",
    "HeatmapPanel",
    "ICMPProbe",
    "IncidentIO",
    "Indicator",
    "Inhibition",
    "IntervalChoice",
    "IntervalSpec",
    "Jira",
    "JiraField",
    "KafkaOutput",
    "KubernetesDiscovery",
    "KubernetesNamespaces",
    "KubernetesSelector",
    "Label",
    "LabelValues",
    "Level",
    "Link",
    "LogsPanel",
    "MSTeams",
    "MSTeamsV2",
    "MailServer",
    "Matcher",
    "Mattermost",
    "MattermostAttachment",
    "MattermostField",
    "MattermostPriority",
    "MattermostProps",
    "MetadataConfig",
    "Metric",
    "MetricType",
    "Module",
    "NotificationTemplate",
    "OAuth2",
    "Operator",
    "Opsgenie",
    "OpsgenieResponder",
    "PagerDuty",
    "PagerDutyImage",
    "PagerDutyLink",
    "Panel",
    "PassThroughDiscovery",
    "PieChartPanel",
    "Platform",
    "Policy",
    "Probe",
    "Production",
    "PrometheusServer",
    "PrometheusTracing",
    "Pushover",
    "Quantity",
    "Query",
    "QueueConfig",
    "RRValidator",
    "RawPanel",
    "RawVariable",
    "Receiver",
    "RecordingGroup",
    "RecordingRule",
    "Relabel",
    "RelabelAction",
    "RemoteRead",
    "RemoteWrite",
    "Retention",
    "RocketChat",
    "RocketChatAction",
    "RocketChatField",
    "Route",
    "Row",
    "Runbook",
    "Runtime",
    "SDKPanel",
    "ScrapeJob",
    "Secret",
    "SelectorPolicy",
    "Severity",
    "SigV4",
    "Slack",
    "SlackAction",
    "SlackConfirmation",
    "SlackField",
    "StatPanel",
    "StateTimelinePanel",
    "Static",
    "StdoutOutput",
    "Storage",
    "TCPLabel",
    "TCPProbe",
    "TCPStep",
    "TablePanel",
    "Targets",
    "Telegram",
    "TextInput",
    "TextPanel",
    "Threading",
    "Thresholds",
    "TimeInterval",
    "TimeRange",
    "TimeSeriesPanel",
    "Unit",
    "UnixProbe",
    "VictorOps",
    "WeChat",
    "Webex",
    "Webhook",
    "WebhookOutput",
    "absent",
    "all_of",
    "allow",
    "any_of",
    "bytes_",
    "bytes_per_second",
    "check",
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
    "checks": "Check check",
    "diagnostics": "Diagnostic Edit Label Level",
    "graph": "Graph",
    "model.allowing": "allow",
    "model.alerting": "AlertmanagerConfig",
    "model.alerts": "Alert AlertGroup Severity",
    "model.azuread": "AzureAD AzureCertificate AzureManagedIdentity AzureOAuth AzureSDK AzureWorkloadIdentity",
    "model.credentials": "TLS Authorization BasicAuth Header OAuth2",
    "model.dashboards": "Dashboard",
    "model.deployment": "Container Deployment",
    "model.discoveries": "DNSDiscovery FileDiscovery HTTPDiscovery Static",
    "model.drawing": "Datasource",
    "model.event_recorder": "EventRecorder FileOutput KafkaOutput StdoutOutput WebhookOutput",
    "model.expr": "Condition Indicator absent all_of any_of promql",
    "model.health": "MailServer Channel Endpoint HealthMonitor Thresholds",
    "model.http": "AlertmanagerHTTP",
    "model.http_probe": "HTTPProbe HeaderMatch",
    "model.inhibition": "Inhibition",
    "model.integrations.discord": "Discord",
    "model.integrations.email": "Email Threading",
    "model.integrations.incidentio": "IncidentIO",
    "model.integrations.jira": "Jira JiraField",
    "model.integrations.mattermost": (
        "Mattermost MattermostAttachment MattermostField MattermostPriority MattermostProps"
    ),
    "model.integrations.msteams": "MSTeams",
    "model.integrations.msteamsv2": "MSTeamsV2",
    "model.integrations.opsgenie": "Opsgenie OpsgenieResponder",
    "model.integrations.pagerduty": "PagerDuty PagerDutyImage PagerDutyLink",
    "model.integrations.pushover": "Pushover",
    "model.integrations.rocketchat": "RocketChat RocketChatAction RocketChatField",
    "model.integrations.slack": "Slack SlackAction SlackConfirmation SlackField",
    "model.integrations.sns": "SNS",
    "model.integrations.telegram": "Telegram",
    "model.integrations.victorops": "VictorOps",
    "model.integrations.webex": "Webex",
    "model.integrations.webhook": "Webhook",
    "model.integrations.wechat": "WeChat",
    "model.intervals": "IntervalSpec TimeInterval TimeRange",
    "model.kubernetes": "KubernetesDiscovery KubernetesNamespaces KubernetesSelector",
    "model.links": "Link",
    "model.matchers": "Matcher Operator match no_match no_regex regex",
    "model.metrics": "Metric MetricType",
    "model.otlp": "OTLP",
    "model.panel": "Panel Row",
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
    "model.passthrough": "PassThroughDiscovery",
    "model.platform": "Platform",
    "model.policy": "Policy SelectorPolicy",
    "model.production": "Access Federation Production",
    "model.probers": "DNSProbe GRPCProbe RRValidator UnixProbe",
    "model.probes": "Module Probe",
    "model.prometheus_server": "PrometheusServer",
    "model.queries": "Query",
    "model.receivers": "Receiver",
    "model.recording": "RecordingGroup RecordingRule",
    "model.relabel": "Relabel RelabelAction",
    "model.remote": "GoogleIAM MetadataConfig QueueConfig RemoteRead RemoteWrite",
    "model.routing": "Delivery Route",
    "model.runbooks": "Contact Runbook",
    "model.scrape": "ScrapeJob",
    "model.servers": "AlertmanagerGlobal NotificationTemplate",
    "model.settings": "Secret env secret",
    "model.sigv4": "SigV4",
    "model.spec": "DefinitionError",
    "model.storage": "ChunkEncoding Exemplars Retention Runtime Storage TSDB",
    "model.targets": "Targets",
    "model.tcp_probe": "ICMPProbe TCPLabel TCPProbe TCPStep",
    "model.tracing": "AlertmanagerTracing PrometheusTracing",
    "model.variables": "Choice Constant DatasourceChoice IntervalChoice LabelValues RawVariable TextInput",
    "units": (
        "BYTES BYTES_PER_SECOND COUNT DAYS GIBIBYTES HOURS KIBIBYTES MEBIBYTES MILLISECONDS "
        "MINUTES PERCENT PER_MINUTE PER_SECOND Quantity RATIO SECONDS STATE Unit bytes_ "
        "bytes_per_second count days gibibytes hours kibibytes mebibytes milliseconds minutes "
        "per_minute per_second percent ratio seconds state"
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
