"""What the VTT server and the probes of it expose; a query on anything else is found before the incident.

Decision: queries spell metric names out instead of formatting these objects into text, because a name must be
found by a search; the compiler compares every name in every query with what is declared here.
"""

from __future__ import annotations

from vttalerts import COUNT, PERCENT, SECONDS, STATE, Metric, MetricType

# --- HTTP: `route` is the pattern (`/api/campaigns/:id`), never the path, or every campaign makes a series

http_requests = Metric(
    name="http_requests_total",
    type=MetricType.COUNTER,
    unit=COUNT,
    labels=("method", "route", "status"),
    help="HTTP requests answered; `status` is the three-digit code.",
)

http_request_duration = Metric(
    name="http_request_duration_seconds",
    type=MetricType.HISTOGRAM,
    unit=SECONDS,
    labels=("method", "route", "status"),
    help="How long answers took. Needs a finite bucket above 5 s, or VTTVeryHighResponseTime can never fire.",
)

# --- the game: two gauges that are called `_total`

websocket_connections = Metric(
    name="vtt_websocket_connections_total",
    type=MetricType.GAUGE,
    unit=COUNT,
    help="WebSocket connections that are open now; a gauge in spite of its name.",
)

active_campaigns = Metric(
    name="vtt_active_campaigns_total",
    type=MetricType.GAUGE,
    unit=COUNT,
    help="Campaigns that are played now; a gauge in spite of its name.",
)

# --- the AI service, as the VTT server sees it

ai_requests = Metric(
    name="vtt_ai_requests_total",
    type=MetricType.COUNTER,
    unit=COUNT,
    help="Requests to the AI service.",
)

ai_request_duration = Metric(
    name="vtt_ai_request_duration_seconds",
    type=MetricType.HISTOGRAM,
    unit=SECONDS,
    help="How long the AI service took. Needs finite buckets above 10 s (15, 20, 30, 60), which client "
    "libraries do not have by default, or VTTAIServiceHighLatency can never fire.",
    required=True,
)

# --- health, as the VTT server judges itself

database_connections = Metric(
    name="vtt_database_connections_active",
    type=MetricType.GAUGE,
    unit=COUNT,
    help="Database connections in use.",
)

database_status = Metric(
    name="vtt_health_check_database_status",
    type=MetricType.GAUGE,
    unit=STATE,
    help="The database check of /api/health: 1 is healthy, 0 is unhealthy.",
)

memory_usage_percent = Metric(
    name="vtt_health_check_memory_usage_percent",
    type=MetricType.GAUGE,
    unit=PERCENT,
    help="The memory check of /api/health: share of the server's memory in use, 0 to 100.",
)

# --- security: counters, best exposed at 0 from the start, so that the first event is seen as one

rate_limit_hits = Metric(
    name="vtt_rate_limit_hits_total",
    type=MetricType.COUNTER,
    unit=COUNT,
    labels=("route",),
    help="Requests refused by the rate limiter (status 429).",
    required=True,
)

auth_failures = Metric(
    name="vtt_auth_failures_total",
    type=MetricType.COUNTER,
    unit=COUNT,
    labels=("reason",),
    help="Logins and tokens refused, by reason such as `bad_password` or `expired_token`.",
    required=True,
)

suspicious_requests = Metric(
    name="vtt_suspicious_requests_total",
    type=MetricType.COUNTER,
    unit=COUNT,
    labels=("kind",),
    help="Requests that look like an attack, by kind such as `sql_injection` or `path_traversal`.",
    required=True,
)

VTT_SERVER_METRICS = (
    http_requests,
    http_request_duration,
    websocket_connections,
    active_campaigns,
    ai_requests,
    ai_request_duration,
    database_connections,
    database_status,
    memory_usage_percent,
    rate_limit_hits,
    auth_failures,
    suspicious_requests,
)

# --- probes, as the Blackbox Exporter sees VTT from outside

probe_success = Metric(
    name="probe_success",
    type=MetricType.GAUGE,
    unit=STATE,
    help="Whether the answer was as it must be: 1 is yes, 0 is no.",
)

probe_duration = Metric(
    name="probe_duration_seconds",
    type=MetricType.GAUGE,
    unit=SECONDS,
    help="How long the probe took.",
)

probe_http_status_code = Metric(
    name="probe_http_status_code",
    type=MetricType.GAUGE,
    unit=COUNT,
    help="The HTTP status of the answer; 0 when there was none.",
)

probe_failed_due_to_regex = Metric(
    name="probe_failed_due_to_regex",
    type=MetricType.GAUGE,
    unit=STATE,
    help="Whether it was the body that was wrong: 1 is yes.",
)

PROBE_METRICS = (probe_success, probe_duration, probe_http_status_code, probe_failed_due_to_regex)

# --- what Prometheus itself adds to every scrape

up = Metric(
    name="up",
    type=MetricType.GAUGE,
    unit=STATE,
    help="Whether the last scrape of a target succeeded: 1 is yes, 0 is no.",
)

scrape_duration = Metric(
    name="scrape_duration_seconds",
    type=MetricType.GAUGE,
    unit=SECONDS,
    help="How long the last scrape of a target took.",
)

scrape_samples = Metric(
    name="scrape_samples_scraped",
    type=MetricType.GAUGE,
    unit=COUNT,
    help="How many samples the last scrape of a target brought.",
)

alerts = Metric(
    name="ALERTS",
    type=MetricType.GAUGE,
    unit=STATE,
    labels=("alertname", "alertstate", "severity", "service"),
    help="Prometheus's own record of pending and firing alerts.",
)

SCRAPE_METRICS = (up, scrape_duration, scrape_samples, alerts)
