"""Every number about the hosts, and about the monitoring itself, that we alert on or draw."""

from __future__ import annotations

from vttalerts import BYTES, BYTES_PER_SECOND, COUNT, RATIO, SECONDS, STATE, Indicator

from . import recording, system_metrics

# --- hosts

cpu_usage = Indicator(
    name="cpu_usage",
    unit=RATIO,
    legend="{{ instance }}",
    description="Share of the host's CPU time that is used.",
    expr=recording.cpu_usage,
)

cpu_load = Indicator(
    name="cpu_load",
    unit=COUNT,
    legend="{{ instance }}",
    description="Processes per CPU that run or wait; above 1 they queue.",
    expr='node_load5 / count without (cpu, mode) (node_cpu_seconds_total{mode="idle"})',
)

host_memory_usage = Indicator(
    name="host_memory_usage",
    unit=RATIO,
    legend="{{ instance }}",
    description="Share of the host's memory that programs cannot get any more.",
    expr="1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes",
)

# The filesystems left out are in memory, or read-only and so always full.
disk_usage = Indicator(
    name="disk_usage",
    unit=RATIO,
    legend="{{ instance }} {{ mountpoint }}",
    description="Share of a filesystem that programs cannot write to any more.",
    expr="""
        1 - node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|nsfs"}
          / node_filesystem_size_bytes{fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|nsfs"}
    """,
)

disk_free_tomorrow = Indicator(
    name="disk_free_tomorrow",
    unit=BYTES,
    legend="{{ instance }} {{ mountpoint }}",
    description="Space that is left in 24 hours if the last 6 hours go on; below 0 the disk is full.",
    expr="""
        predict_linear(
          node_filesystem_avail_bytes{fstype!~"tmpfs|ramfs|overlay|squashfs|iso9660|nsfs"}[6h],
          24 * 3600
        )
    """,
)

network_receive = Indicator(
    name="network_receive",
    unit=BYTES_PER_SECOND,
    legend="{{ instance }} {{ device }}",
    description="Bytes that a network device receives per second.",
    expr='rate(node_network_receive_bytes_total{device!="lo"}[5m])',
)

network_transmit = Indicator(
    name="network_transmit",
    unit=BYTES_PER_SECOND,
    legend="{{ instance }} {{ device }}",
    description="Bytes that a network device sends per second.",
    expr='rate(node_network_transmit_bytes_total{device!="lo"}[5m])',
)

clock_offset = Indicator(
    name="clock_offset",
    unit=SECONDS,
    legend="{{ instance }}",
    description="How far the host's clock is from its reference, in either direction.",
    expr="abs(node_timex_offset_seconds)",
)

clock_synchronised = Indicator(
    name="clock_synchronised",
    unit=STATE,
    legend="{{ instance }}",
    description="1 while something keeps the host's clock right.",
    expr=system_metrics.node_timex_sync_status,
)

clock_error = Indicator(
    name="clock_error",
    unit=SECONDS,
    legend="{{ instance }}",
    description="How wrong the host's clock can be; the kernel stops counting at 16 s.",
    expr=system_metrics.node_timex_maxerror,
)

# --- the monitoring's own parts

node_exporter_up = Indicator(
    name="node_exporter_up",
    unit=STATE,
    legend="{{ instance }}",
    description="1 while Prometheus can read the Node Exporter.",
    expr='up{job="node-exporter"}',
)

blackbox_exporter_up = Indicator(
    name="blackbox_exporter_up",
    unit=STATE,
    legend="{{ instance }}",
    description="1 while Prometheus can read the Blackbox Exporter.",
    expr='up{job="blackbox-exporter"}',
)

prometheus_up = Indicator(
    name="prometheus_up",
    unit=STATE,
    legend="{{ instance }}",
    description="1 while Prometheus can read a Prometheus: itself, or its twin.",
    expr='up{job="prometheus"}',
)

alertmanager_up = Indicator(
    name="alertmanager_up",
    unit=STATE,
    legend="{{ instance }}",
    description="1 while Prometheus can read an Alertmanager.",
    expr='up{job="alertmanager"}',
)

prometheus_reloaded = Indicator(
    name="prometheus_reloaded",
    unit=STATE,
    legend="{{ instance }}",
    description="1 while Prometheus runs with the configuration that is on its disk.",
    expr=system_metrics.prometheus_config_reload,
)

alertmanager_reloaded = Indicator(
    name="alertmanager_reloaded",
    unit=STATE,
    legend="{{ instance }}",
    description="1 while Alertmanager runs with the configuration that is on its disk.",
    expr=system_metrics.alertmanager_config_reload,
)

rule_failures = Indicator(
    name="rule_failures",
    unit=COUNT,
    legend="{{ rule_group }}",
    description="Rules that could not be evaluated in the last 5 minutes.",
    expr="increase(prometheus_rule_evaluation_failures_total[5m])",
)

rule_evaluations_missed = Indicator(
    name="rule_evaluations_missed",
    unit=COUNT,
    legend="{{ rule_group }}",
    description="Evaluations skipped in the last 5 minutes because the one before took too long.",
    expr="increase(prometheus_rule_group_iterations_missed_total[5m])",
)

prometheus_notification_errors = Indicator(
    name="prometheus_notification_errors",
    unit=RATIO,
    legend="{{ alertmanager }}",
    description="Share of alerts that Prometheus could not hand to Alertmanager.",
    expr="rate(prometheus_notifications_errors_total[5m]) / rate(prometheus_notifications_sent_total[5m])",
)

alertmanagers_known = Indicator(
    name="alertmanagers_known",
    unit=COUNT,
    legend="{{ instance }}",
    description="Alertmanagers that Prometheus can send alerts to.",
    expr=system_metrics.prometheus_alertmanagers,
)

# A notification that a reload or a shutdown interrupts is sent again: no failure.
notification_failures = Indicator(
    name="notification_failures",
    unit=RATIO,
    legend="{{ integration }}",
    description="Share of Alertmanager's notifications that did not get out, by integration.",
    expr="""
        sum without (reason) (
          rate(alertmanager_notifications_failed_total{reason!="contextCanceled"}[15m])
        )
        / rate(alertmanager_notifications_total[15m])
    """,
)

target_sync_failures = Indicator(
    name="target_sync_failures",
    unit=COUNT,
    legend="{{ scrape_job }}",
    description="Targets of the last 5 minutes that Prometheus could not make from what it discovered.",
    expr="increase(prometheus_target_sync_failed_total[5m])",
)

discovery_failures = Indicator(
    name="discovery_failures",
    unit=COUNT,
    legend="{{ name }}",
    description="Service discoveries that Prometheus could not start.",
    expr=system_metrics.prometheus_discovery_failures,
)
