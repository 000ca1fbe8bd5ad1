"""The names that the `Bad` and `Good` blocks of a check's page may use without defining them.

Everything that `vttalerts` exports, and the few definitions below, of which no check finds anything: a block shows
what its check is about and nothing else.
"""

from typing import Any

import vttalerts
from vttalerts import (
    COUNT,
    PERCENT,
    RATIO,
    SECONDS,
    Contact,
    Container,
    Deployment,
    Indicator,
    Metric,
    MetricType,
    Receiver,
    Runbook,
    ScrapeJob,
    Static,
    Webhook,
    days,
    secret,
)

team = Receiver(name="team", integrations=(Webhook(url=secret("TEAM_URL")),))

runbook = Runbook(
    slug="memory-full",
    title="Memory is full",
    impact="Requests slow down.",
    investigation=("Look for the campaign that grows.",),
    resolution=("Restart the server.",),
    escalation=(Contact(team="backend", reach="#vtt-backend"),),
)

memory = Metric(name="memory_usage_percent", type=MetricType.GAUGE, unit=PERCENT)
requests = Metric(name="http_requests_total", type=MetricType.COUNTER, unit=COUNT, labels=("service", "status"))
latency = Metric(name="http_request_duration_seconds", type=MetricType.HISTOGRAM, unit=SECONDS, labels=("service",))
server = ScrapeJob(
    job_name="vtt-server",
    discoveries=(Static(targets=("vtt:8080",)),),
    exports=(memory, requests, latency),
)

memory_usage = Indicator(name="memory_usage", unit=PERCENT, expr=memory)
error_ratio = Indicator(
    name="error_ratio",
    unit=RATIO,
    expr="""
        sum by (service) (rate(http_requests_total{status=~"5.."}[5m]))
        / sum by (service) (rate(http_requests_total[5m]))
    """,
)

deployment = Deployment(
    prometheus=Container(image="prom/prometheus:v3.5.0", port=9090),
    alertmanager=Container(image="prom/alertmanager:v0.33.0", port=9093),
    grafana=Container(image="grafana/grafana:12.0.0", port=3001),
    blackbox_exporter=Container(image="prom/blackbox-exporter:v0.27.0", port=9115),
    node_exporter=Container(image="prom/node-exporter:v1.9.0", port=9100),
    retention=days(15),
    alertmanager_retention=days(5),
    prometheus_url="http://localhost:9090",
    alertmanager_url="http://localhost:9093",
    grafana_url="http://localhost:3001",
    grafana_admin_password=secret("GRAFANA_ADMIN_PASSWORD"),
)

NAMES: dict[str, Any] = {name: getattr(vttalerts, name) for name in vttalerts.__all__} | {
    "team": team,
    "runbook": runbook,
    "memory": memory,
    "requests": requests,
    "latency": latency,
    "server": server,
    "memory_usage": memory_usage,
    "error_ratio": error_ratio,
    "deployment": deployment,
}
