"""The synthetic platform as a whole."""

from vttalerts import Platform, PrometheusServer, ScrapeJob, Static, Targets, seconds

from .alerts import GROUPS, PAGES
from .dashboards import BOARDS
from .metrics import FAILURES, LOADS, REQUESTS
from .routing import DELIVERIES, ROUTING

platform = Platform(
    name="synthetic",
    targets=Targets(prometheus="3.5", alertmanager="0.33", grafana="12"),
    groups=GROUPS,
    routing=ROUTING,
    deliveries=DELIVERIES,
    prometheus=PrometheusServer(
        scrape_interval=seconds(30), evaluation_interval=seconds(30), alertmanagers=("localhost:9093",)
    ),
    scrape=(
        ScrapeJob(
            job_name="parts",
            discoveries=(Static(targets=("localhost:8080",)),),
            exports=LOADS + REQUESTS + FAILURES,
        ),
    ),
    dashboards=BOARDS,
    runbook_url=PAGES,
)
