"""What runs where: the images of the stack with their versions, their ports, and how long they remember."""

from __future__ import annotations

from vttalerts import Container, Deployment, days, env, secret

DEPLOYMENT = Deployment(
    prometheus=Container(image="prom/prometheus:v3.5.3", port=9090),
    alertmanager=Container(image="prom/alertmanager:v0.33.1", port=9093),
    grafana=Container(image="grafana/grafana:12.4.4", port=3001, target_port=3000),
    blackbox_exporter=Container(image="prom/blackbox-exporter:v0.28.0", port=9115),
    node_exporter=Container(image="prom/node-exporter:v1.11.1", port=9100),
    retention=days(30),
    retention_size="20GB",
    # Longer than the longest `repeat_interval`, or what was sent is forgotten and sent again.
    alertmanager_retention=days(5),
    # What links in notifications begin with: people must reach it from where they read them.
    prometheus_url=env("PROMETHEUS_URL", default="http://localhost:9090"),
    alertmanager_url=env("ALERTMANAGER_URL", default="http://localhost:9093"),
    grafana_url=env("GRAFANA_URL", default="http://localhost:3001"),
    grafana_admin_password=secret("GRAFANA_ADMIN_PASSWORD"),
)
