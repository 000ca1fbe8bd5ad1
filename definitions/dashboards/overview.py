"""Can people play, and if not, what is in the way? The dashboard that alerts link to, top to bottom by urgency.

Lines and colours of limits come from the alerts themselves; no number is repeated here.
"""

from __future__ import annotations

from typing import Final

from vttalerts import (
    AlertListPanel,
    Dashboard,
    Link,
    Query,
    Row,
    StateTimelinePanel,
    StatPanel,
    TimeSeriesPanel,
    hours,
    seconds,
)

from .. import indicators, system_indicators

UP: Final[dict[str | int, str]] = {0: "down", 1: "up"}
HEALTHY: Final[dict[str | int, str]] = {0: "unhealthy", 1: "healthy"}

NOW = Row(
    panels=(
        StatPanel(title="API", targets=(indicators.api_up,), mappings=UP, color="background", graph="none"),
        StatPanel(
            title="Health endpoints", targets=indicators.endpoint_up, mappings=UP, color="background", graph="none"
        ),
        StatPanel(
            title="Database", targets=(indicators.database_up,), mappings=HEALTHY, color="background", graph="none"
        ),
        StatPanel(title="Errors", targets=(indicators.error_ratio,), decimals=2),
        StatPanel(title="Response time, 95th percentile", targets=(indicators.response_time_p95,), decimals=2),
        StatPanel(title="Memory", targets=(indicators.memory_usage,), decimals=1),
    ),
)

ALERTS = Row(
    title="Alerts",
    panels=(
        # The watchdog always fires, and its severity is `none`.
        AlertListPanel(title="Firing, and about to", matchers='{severity=~"critical|warning"}', width=10, height=9),
        StateTimelinePanel(
            title="Fired",
            description="Every alert that fired, while it did; red pages somebody, orange does not.",
            width=14,
            height=9,
            targets=(
                Query(
                    expr='max by (alertname) (ALERTS{alertstate="firing", severity="critical"})',
                    legend="{{ alertname }}",
                    color="red",
                ),
                Query(
                    expr='max by (alertname) (ALERTS{alertstate="firing", severity="warning"})',
                    legend="{{ alertname }}",
                    color="orange",
                ),
            ),
            mappings={1: "firing"},
            show_value="never",
        ),
    ),
)

REQUESTS = Row(
    title="Requests",
    panels=(
        TimeSeriesPanel(
            title="Requests by status",
            targets=(indicators.request_rate_by_status,),
            stack="normal",
            fill=40,
            min=0,
        ),
        TimeSeriesPanel(title="Share of errors", targets=(indicators.error_ratio,), min=0),
        TimeSeriesPanel(
            title="Response time",
            description="How fast half, 95 and 99 of 100 requests are answered.",
            targets=(
                indicators.response_time_p50,
                indicators.response_time_p95,
                indicators.response_time_p99,
            ),
            legend="table",
            legend_calcs=("lastNotNull", "max"),
            min=0,
        ),
        TimeSeriesPanel(
            title="Requests by route",
            targets=(indicators.request_rate_by_route,),
            legend="table",
            legend_calcs=("lastNotNull", "max"),
            min=0,
        ),
    ),
)

SERVER = Row(
    title="Server and database",
    panels=(
        StateTimelinePanel(title="API", targets=(indicators.api_up,), mappings=UP, width=8, height=6),
        StateTimelinePanel(title="Database", targets=(indicators.database_up,), mappings=HEALTHY, width=8, height=6),
        StateTimelinePanel(
            title="Health endpoints, seen from outside",
            targets=(indicators.endpoint_up,),
            mappings=UP,
            width=8,
            height=6,
        ),
        TimeSeriesPanel(title="Memory", targets=(indicators.memory_usage,), min=0, max=100, width=8),
        TimeSeriesPanel(title="Database connections", targets=(indicators.database_connections,), min=0, width=8),
        TimeSeriesPanel(title="Duration of probes", targets=(indicators.probe_time,), min=0, width=8),
    ),
)

PLAYERS = Row(
    title="Players",
    panels=(
        TimeSeriesPanel(
            title="WebSocket connections",
            description="Players and game masters who are connected, and how many were 5 to 15 minutes before.",
            targets=(indicators.websocket_connections, indicators.websocket_connections_before),
            min=0,
            width=8,
        ),
        TimeSeriesPanel(title="Connections lost", targets=(indicators.websocket_drop,), width=8),
        TimeSeriesPanel(title="Campaigns", targets=(indicators.active_campaigns,), min=0, width=8),
    ),
)

AI = Row(
    title="AI service",
    panels=(
        TimeSeriesPanel(title="Requests", targets=(indicators.ai_request_rate,), min=0),
        TimeSeriesPanel(title="Latency", targets=(indicators.ai_latency_p95,), min=0),
    ),
)

SECURITY = Row(
    title="Security",
    panels=(
        TimeSeriesPanel(title="Rate limit hits", targets=(indicators.rate_limit_hits,), min=0, width=8),
        TimeSeriesPanel(title="Refused logins and tokens", targets=(indicators.auth_failures,), min=0, width=8),
        TimeSeriesPanel(
            title="Suspicious requests", targets=(indicators.suspicious_requests,), draw="bars", min=0, width=8
        ),
    ),
)

HOSTS = Row(
    title="Hosts",
    collapsed=True,
    panels=(
        TimeSeriesPanel(title="Disks", targets=(system_indicators.disk_usage,), min=0, max=1, width=8),
        TimeSeriesPanel(title="Disk space tomorrow", targets=(system_indicators.disk_free_tomorrow,), width=8),
        TimeSeriesPanel(title="Memory", targets=(system_indicators.host_memory_usage,), min=0, max=1, width=8),
        TimeSeriesPanel(title="CPU", targets=(system_indicators.cpu_usage,), min=0, max=1, width=8),
        TimeSeriesPanel(title="CPU load", targets=(system_indicators.cpu_load,), min=0, width=8),
        TimeSeriesPanel(title="Clock offset", targets=(system_indicators.clock_offset,), min=0, width=8),
        StateTimelinePanel(
            title="Clock",
            targets=(system_indicators.clock_synchronised,),
            mappings={0: "free", 1: "synchronised"},
            width=8,
        ),
        TimeSeriesPanel(
            title="Network",
            description="Bytes that each network device receives and sends per second.",
            targets=(system_indicators.network_receive, system_indicators.network_transmit),
            min=0,
            width=16,
        ),
    ),
)

MONITORING = Row(
    title="Monitoring itself",
    collapsed=True,
    panels=(
        StateTimelinePanel(
            title="Servers and exporters",
            description="Whether Prometheus can read each part of the monitoring.",
            targets=(
                system_indicators.prometheus_up,
                system_indicators.alertmanager_up,
                system_indicators.node_exporter_up,
                system_indicators.blackbox_exporter_up,
            ),
            mappings=UP,
        ),
        StateTimelinePanel(
            title="Configuration",
            description="Whether the servers run with the configuration that is on their disks.",
            targets=(system_indicators.prometheus_reloaded, system_indicators.alertmanager_reloaded),
            mappings={0: "refused", 1: "loaded"},
        ),
        TimeSeriesPanel(
            title="Rules",
            description="Rules that failed, and evaluations that were skipped, in 5 minutes.",
            targets=(system_indicators.rule_failures, system_indicators.rule_evaluations_missed),
            draw="bars",
            min=0,
            width=8,
        ),
        TimeSeriesPanel(
            title="Alerts that Alertmanager did not get",
            targets=(system_indicators.prometheus_notification_errors,),
            min=0,
            width=8,
        ),
        TimeSeriesPanel(
            title="Notifications that nobody got",
            targets=(system_indicators.notification_failures,),
            min=0,
            width=8,
        ),
        TimeSeriesPanel(
            title="Discovery of targets",
            description="Targets that could not be made of what was discovered, and discoveries that did not start.",
            targets=(system_indicators.target_sync_failures, system_indicators.discovery_failures),
            draw="bars",
            min=0,
        ),
        TimeSeriesPanel(title="Alertmanagers known", targets=(system_indicators.alertmanagers_known,), min=0),
    ),
)

OVERVIEW = Dashboard(
    uid="vtt-overview",
    title="VTT overview",
    description="Whether people can play, and if not, what is in the way.",
    tags=("vtt",),
    time_from=hours(6),
    refresh=seconds(30),
    links=(
        Link(title="Alert rules", url="/alerting/list"),
        Link(title="Silences", url="/alerting/silences?alertmanager=Alertmanager"),
    ),
    rows=(NOW, ALERTS, REQUESTS, SERVER, PLAYERS, AI, SECURITY, HOSTS, MONITORING),
)
