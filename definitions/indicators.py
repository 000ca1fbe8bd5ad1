"""Every number about VTT that we alert on or draw, with its unit: PromQL, written once.

The hosts' numbers and the monitoring's own are in `system_indicators`.
"""

from __future__ import annotations

from vttalerts import COUNT, PER_MINUTE, PER_SECOND, RATIO, SECONDS, STATE, Indicator

from . import metrics, recording

# --- is it there?

api_up = Indicator(
    name="api_up",
    unit=STATE,
    legend="{{ instance }}",
    description="1 while Prometheus can read the VTT server's metrics, 0 while it cannot.",
    expr='up{job="vtt-server"}',
)

endpoint_up = Indicator(
    name="endpoint_up",
    unit=STATE,
    legend="{{ job }}",
    description="1 while a health endpoint answers as it must, seen from outside; one series per endpoint.",
    expr='probe_success{job=~"vtt-(health|live|ready)"}',
)

health_endpoint_up = Indicator(
    name="health_endpoint_up",
    unit=STATE,
    legend="{{ job }}",
    description="1 while /api/health answers and its body does not say `unhealthy`.",
    expr='probe_success{job="vtt-health"}',
)

probe_time = Indicator(
    name="probe_time",
    unit=SECONDS,
    legend="{{ job }}",
    description="How long a health endpoint takes to answer, name resolution and TLS included.",
    expr='probe_duration_seconds{job=~"vtt-(health|live|ready)"}',
)

database_up = Indicator(
    name="database_up",
    unit=STATE,
    legend="{{ instance }}",
    description="1 while the VTT server's own check of its database passes.",
    expr=metrics.database_status,
)

# --- requests

request_rate = Indicator(
    name="request_rate",
    unit=PER_SECOND,
    legend="requests",
    description="Requests of users per second; our own probes and scrapes are not counted.",
    expr=recording.request_rate,
)

request_rate_by_route = Indicator(
    name="request_rate_by_route",
    unit=PER_SECOND,
    legend="{{ method }} {{ route }}",
    description="Requests per second of each route, probes and scrapes included.",
    expr='sum by (method, route) (rate(http_requests_total{job="vtt-server"}[5m]))',
)

request_rate_by_status = Indicator(
    name="request_rate_by_status",
    unit=PER_SECOND,
    legend="{{ status }}",
    description="Requests of users per second by the answer's status.",
    expr="""
        sum by (status) (
          rate(http_requests_total{job="vtt-server", route!~"/api/(health|metrics).*"}[5m])
        )
    """,
)

error_rate = Indicator(
    name="error_rate",
    unit=PER_SECOND,
    legend="errors",
    description="Requests per second that the server failed to answer (status 5xx).",
    expr=recording.error_rate,
)

error_ratio = Indicator(
    name="error_ratio",
    unit=RATIO,
    legend="errors",
    description="Share of users' requests that end in a server error (status 5xx).",
    expr=recording.error_ratio,
)

response_rate = Indicator(
    name="response_rate",
    unit=PER_SECOND,
    legend="answers",
    description="Answers per second whose duration was measured: how much the quantiles are worth.",
    expr=recording.response_rate,
)

response_time_p50 = Indicator(
    name="response_time_p50",
    unit=SECONDS,
    legend="p50",
    description="Half of the users' requests are answered faster.",
    expr=recording.response_time_p50,
)

response_time_p95 = Indicator(
    name="response_time_p95",
    unit=SECONDS,
    legend="p95",
    description="One request in twenty is answered slower.",
    expr=recording.response_time_p95,
)

response_time_p99 = Indicator(
    name="response_time_p99",
    unit=SECONDS,
    legend="p99",
    description="One request in a hundred is answered slower.",
    expr=recording.response_time_p99,
)

# --- what the server needs

memory_usage = Indicator(
    name="memory_usage",
    unit=metrics.memory_usage_percent.unit,
    legend="{{ instance }}",
    description="Share of the VTT server's memory in use; near 100 % it is killed and every game is cut off.",
    expr=metrics.memory_usage_percent,
)

database_connections = Indicator(
    name="database_connections",
    unit=COUNT,
    legend="{{ instance }}",
    description="Database connections in use; a plateau means that the pool is exhausted and requests wait.",
    expr=metrics.database_connections,
)

# --- the game

websocket_connections = Indicator(
    name="websocket_connections",
    unit=COUNT,
    legend="connections",
    description="Players and game masters who are connected now.",
    expr="sum by (job) (vtt_websocket_connections_total)",
)

websocket_connections_before = Indicator(
    name="websocket_connections_before",
    unit=COUNT,
    legend="connections before",
    description="How many were connected on average 5 to 15 minutes ago.",
    expr="sum by (job) (avg_over_time(vtt_websocket_connections_total[10m] offset 5m))",
)

# Nobody before and nobody now is 0 / 0, NaN: no drop.
websocket_drop = Indicator(
    name="websocket_drop",
    unit=RATIO,
    legend="share lost",
    description="Share of the connections of 5 to 15 minutes ago that are gone; negative while they grow.",
    expr="""
        1 - sum by (job) (vtt_websocket_connections_total)
          / sum by (job) (avg_over_time(vtt_websocket_connections_total[10m] offset 5m))
    """,
)

active_campaigns = Indicator(
    name="active_campaigns",
    unit=COUNT,
    legend="campaigns",
    description="Campaigns that are being played now.",
    expr="sum by (job) (vtt_active_campaigns_total)",
)

# --- the AI service

ai_request_rate = Indicator(
    name="ai_request_rate",
    unit=PER_SECOND,
    legend="AI requests",
    description="Requests to the AI service per second.",
    expr=recording.ai_request_rate,
)

ai_response_rate = Indicator(
    name="ai_response_rate",
    unit=PER_SECOND,
    legend="AI answers",
    description="Answers of the AI service per second whose duration was measured.",
    expr=recording.ai_response_rate,
)

ai_latency_p95 = Indicator(
    name="ai_latency_p95",
    unit=SECONDS,
    legend="p95",
    description="One AI request in twenty takes longer.",
    expr=recording.ai_latency_p95,
)

# --- security: per minute, as the thresholds are

rate_limit_hits = Indicator(
    name="rate_limit_hits",
    unit=PER_MINUTE,
    legend="rate limit hits",
    description="Requests per minute that the rate limiter refused.",
    expr="sum by (job) (rate(vtt_rate_limit_hits_total[5m])) * 60",
)

auth_failures = Indicator(
    name="auth_failures",
    unit=PER_MINUTE,
    legend="auth failures",
    description="Logins and tokens per minute that were refused.",
    expr="sum by (job) (rate(vtt_auth_failures_total[5m])) * 60",
)

# `increase` compares two samples, and so misses the event that creates a series: while a series is younger
# than 5 minutes, its value is the number of events. `up` tells a new series from a Prometheus that was away.
suspicious_requests = Indicator(
    name="suspicious_requests",
    unit=COUNT,
    legend="{{ kind }}",
    description="Requests of the last 5 minutes that look like an attack, by kind.",
    expr="""
        sum by (job, kind) (
          (
            last_over_time(vtt_suspicious_requests_total[5m])
            unless last_over_time(vtt_suspicious_requests_total[5m] offset 5m)
            and on (job, instance) up offset 5m
          )
          or
          increase(vtt_suspicious_requests_total[5m])
        )
    """,
)

# --- the alerts themselves

firing_alerts = Indicator(
    name="firing_alerts",
    unit=COUNT,
    legend="{{ severity }}",
    description="Alerts that fire now, by severity; the watchdog, which always fires, is not counted.",
    expr='count by (severity) (ALERTS{alertstate="firing", alertname!="VTTWatchdog"})',
)
