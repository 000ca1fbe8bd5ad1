"""What runs where: the images of the stack with their versions, their ports, and how long they remember.

`PRODUCTION` is what production has more: logins, TLS, two Prometheus, three Alertmanagers, one Prometheus above them,
and samples that outlive them all.
"""

from __future__ import annotations

from vttalerts import Access, Container, Deployment, Federation, Production, RemoteWrite, days, env, secret

from .scrape import BLACKBOX_EXPORTER_TARGET, NODE_EXPORTER_TARGET

ALERTMANAGERS = (
    env("ALERTMANAGER_TARGET", default="alertmanager:9093"),
    env("ALERTMANAGER_2_TARGET", default="alertmanager-2:9093"),
    env("ALERTMANAGER_3_TARGET", default="alertmanager-3:9093"),
)
PROMETHEUSES = (
    env("PROMETHEUS_1_TARGET", default="prometheus:9090"),
    env("PROMETHEUS_2_TARGET", default="prometheus-2:9090"),
)

PRODUCTION = Production(
    access=Access(
        user="monitoring",
        password=secret("MONITORING_PASSWORD"),
        # Of a password that nobody knows: without the variable nobody is let in.
        password_hash=env(
            "MONITORING_LOGIN_BCRYPT", default="$2b$12$wiS8S4hiGsGua8SwwyAmVu8nVHiPmc33rSJJ69dFerrU7C4SL6zOO"
        ),
        certificate=secret("MONITORING_TLS_CERTIFICATE"),
        key=secret("MONITORING_TLS_KEY"),
        authority=secret("MONITORING_TLS_AUTHORITY"),
    ),
    prometheus=PROMETHEUSES,
    alertmanager=ALERTMANAGERS,
    jobs={
        "prometheus": (*PROMETHEUSES, env("PROMETHEUS_GLOBAL_TARGET", default="prometheus-global:9090")),
        "alertmanager": ALERTMANAGERS,
        "blackbox-exporter": (BLACKBOX_EXPORTER_TARGET,),
        "node-exporter": (NODE_EXPORTER_TARGET,),
    },
    remote_write=(
        RemoteWrite(
            url=env("REMOTE_WRITE_URL", default="https://metrics.vtt.example.com/api/v1/write"), name="archive"
        ),
    ),
    # What is worth a look over all replicas: what they have worked out, and which alerts they have.
    federation=Federation(match=('{__name__=~"(job|instance).*:.+"}', "ALERTS", "up"), port=9091),
)

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
    production=PRODUCTION,
)
