"""What the hosts and the monitoring itself expose (node_exporter 1.11, Prometheus 3.5, Alertmanager 0.33)."""

from __future__ import annotations

from vttalerts import BYTES, COUNT, SECONDS, STATE, Metric, MetricType

# --- Node Exporter

_FILESYSTEM = ("device", "device_error", "fstype", "mountpoint")

node_cpu_seconds = Metric(
    name="node_cpu_seconds_total",
    type=MetricType.COUNTER,
    unit=SECONDS,
    labels=("cpu", "mode"),
    help="Time that each CPU spent in each mode.",
)

node_load5 = Metric(
    name="node_load5",
    type=MetricType.GAUGE,
    unit=COUNT,
    help="Processes that run or wait, averaged over 5 minutes.",
)

node_memory_available = Metric(
    name="node_memory_MemAvailable_bytes",
    type=MetricType.GAUGE,
    unit=BYTES,
    help="Memory that programs can get without swapping.",
)

node_memory_total = Metric(
    name="node_memory_MemTotal_bytes",
    type=MetricType.GAUGE,
    unit=BYTES,
    help="Memory that the host has.",
)

node_filesystem_avail = Metric(
    name="node_filesystem_avail_bytes",
    type=MetricType.GAUGE,
    unit=BYTES,
    labels=_FILESYSTEM,
    help="Space that programs can still write to.",
)

node_filesystem_size = Metric(
    name="node_filesystem_size_bytes",
    type=MetricType.GAUGE,
    unit=BYTES,
    labels=_FILESYSTEM,
    help="Size of the filesystem.",
)


node_network_receive = Metric(
    name="node_network_receive_bytes_total",
    type=MetricType.COUNTER,
    unit=BYTES,
    labels=("device",),
    help="Bytes received by each network device.",
)

node_network_transmit = Metric(
    name="node_network_transmit_bytes_total",
    type=MetricType.COUNTER,
    unit=BYTES,
    labels=("device",),
    help="Bytes sent by each network device.",
)

node_timex_offset = Metric(
    name="node_timex_offset_seconds",
    type=MetricType.GAUGE,
    unit=SECONDS,
    help="How far the clock is from its reference; 0 while nothing synchronises it.",
)

node_timex_sync_status = Metric(
    name="node_timex_sync_status",
    type=MetricType.GAUGE,
    unit=STATE,
    help="Whether the clock is synchronised: 1 is yes.",
)

node_timex_maxerror = Metric(
    name="node_timex_maxerror_seconds",
    type=MetricType.GAUGE,
    unit=SECONDS,
    help="How wrong the clock can be; grows to 16 s without synchronisation.",
)

NODE_METRICS = (
    node_cpu_seconds,
    node_load5,
    node_memory_available,
    node_memory_total,
    node_filesystem_avail,
    node_filesystem_size,
    node_network_receive,
    node_network_transmit,
    node_timex_offset,
    node_timex_sync_status,
    node_timex_maxerror,
)

# --- Prometheus

prometheus_config_reload = Metric(
    name="prometheus_config_last_reload_successful",
    type=MetricType.GAUGE,
    unit=STATE,
    help="Whether the last reload of the configuration succeeded: 1 is yes.",
)

prometheus_rule_failures = Metric(
    name="prometheus_rule_evaluation_failures_total",
    type=MetricType.COUNTER,
    unit=COUNT,
    labels=("rule_group",),
    help="Rules that could not be evaluated; `rule_group` is `file;group`.",
)

prometheus_rule_iterations_missed = Metric(
    name="prometheus_rule_group_iterations_missed_total",
    type=MetricType.COUNTER,
    unit=COUNT,
    labels=("rule_group",),
    help="Evaluations skipped because the one before took too long.",
)

prometheus_notifications_sent = Metric(
    name="prometheus_notifications_sent_total",
    type=MetricType.COUNTER,
    unit=COUNT,
    labels=("alertmanager",),
    help="Alerts sent to each Alertmanager, those that failed included.",
)

prometheus_notifications_errors = Metric(
    name="prometheus_notifications_errors_total",
    type=MetricType.COUNTER,
    unit=COUNT,
    labels=("alertmanager",),
    help="Alerts that an Alertmanager did not take.",
)

prometheus_alertmanagers = Metric(
    name="prometheus_notifications_alertmanagers_discovered",
    type=MetricType.GAUGE,
    unit=COUNT,
    help="Alertmanagers that Prometheus knows.",
)

prometheus_target_sync_failures = Metric(
    name="prometheus_target_sync_failed_total",
    type=MetricType.COUNTER,
    unit=COUNT,
    labels=("scrape_job",),
    help="Targets that could not be made from what was discovered.",
)

prometheus_discovery_failures = Metric(
    name="prometheus_sd_failed_configs",
    type=MetricType.GAUGE,
    unit=COUNT,
    labels=("name",),
    help="Service discoveries that could not be started.",
)

PROMETHEUS_METRICS = (
    prometheus_config_reload,
    prometheus_rule_failures,
    prometheus_rule_iterations_missed,
    prometheus_notifications_sent,
    prometheus_notifications_errors,
    prometheus_alertmanagers,
    prometheus_target_sync_failures,
    prometheus_discovery_failures,
)

# --- Alertmanager

alertmanager_config_reload = Metric(
    name="alertmanager_config_last_reload_successful",
    type=MetricType.GAUGE,
    unit=STATE,
    help="Whether the last reload of the configuration succeeded: 1 is yes.",
)

alertmanager_notifications = Metric(
    name="alertmanager_notifications_total",
    type=MetricType.COUNTER,
    unit=COUNT,
    labels=("integration",),
    help="Notifications attempted, by integration such as `slack`.",
)

alertmanager_notifications_failed = Metric(
    name="alertmanager_notifications_failed_total",
    type=MetricType.COUNTER,
    unit=COUNT,
    labels=("integration", "reason"),
    help="Notifications that did not get out, by integration and reason.",
)

ALERTMANAGER_METRICS = (
    alertmanager_config_reload,
    alertmanager_notifications,
    alertmanager_notifications_failed,
)

# --- Blackbox Exporter itself

blackbox_config_reload = Metric(
    name="blackbox_exporter_config_last_reload_successful",
    type=MetricType.GAUGE,
    unit=STATE,
    help="Whether the last reload of the modules succeeded: 1 is yes.",
)

BLACKBOX_METRICS = (blackbox_config_reload,)
