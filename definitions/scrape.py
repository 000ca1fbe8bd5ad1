"""Where Prometheus gets its numbers, and how often.

Each address is a variable, so that a run on other hosts or ports can change it. The defaults are names in the
network of `docker-compose.yml`; the VTT server itself runs on the host.
"""

from __future__ import annotations

from vttalerts import PrometheusServer, ScrapeJob, Static, env, seconds

from .metrics import VTT_SERVER_METRICS
from .system_metrics import ALERTMANAGER_METRICS, BLACKBOX_METRICS, NODE_METRICS, PROMETHEUS_METRICS

VTT_SERVER_TARGET = env("VTT_SERVER_TARGET", default="host.docker.internal:8080")
NODE_EXPORTER_TARGET = env("NODE_EXPORTER_TARGET", default="node-exporter:9100")
BLACKBOX_EXPORTER_TARGET = env("BLACKBOX_EXPORTER_TARGET", default="blackbox-exporter:9115")
PROMETHEUS_TARGET = env("PROMETHEUS_TARGET", default="localhost:9090")
ALERTMANAGER_TARGET = env("ALERTMANAGER_TARGET", default="alertmanager:9093")

PROMETHEUS = PrometheusServer(
    scrape_interval=seconds(30),
    scrape_timeout=seconds(10),
    evaluation_interval=seconds(30),
    alertmanagers=(ALERTMANAGER_TARGET,),
)

SCRAPE = (
    ScrapeJob(
        job_name="vtt-server",
        scrape_interval=seconds(30),
        metrics_path="/api/metrics/prometheus",
        # A series with a timestamp of its own that vanishes is believed for five minutes more; a page waits for that.
        honor_timestamps=False,
        discoveries=(Static(targets=(VTT_SERVER_TARGET,)),),
        exports=VTT_SERVER_METRICS,
    ),
    ScrapeJob(
        job_name="node-exporter",
        discoveries=(Static(targets=(NODE_EXPORTER_TARGET,)),),
        exports=NODE_METRICS,
    ),
    ScrapeJob(
        job_name="blackbox-exporter",
        discoveries=(Static(targets=(BLACKBOX_EXPORTER_TARGET,)),),
        exports=BLACKBOX_METRICS,
    ),
    ScrapeJob(
        job_name="prometheus",
        discoveries=(Static(targets=(PROMETHEUS_TARGET,)),),
        exports=PROMETHEUS_METRICS,
    ),
    ScrapeJob(
        job_name="alertmanager",
        discoveries=(Static(targets=(ALERTMANAGER_TARGET,)),),
        exports=ALERTMANAGER_METRICS,
    ),
)
