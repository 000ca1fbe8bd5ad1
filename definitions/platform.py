"""The root: everything that VTT's monitoring consists of; `vttalerts` compiles and checks it as a whole."""

from __future__ import annotations

from vttalerts import Platform, Targets

from .alerts import CRITICAL, INFRASTRUCTURE, MONITORING, SECURITY, WARNING
from .dashboards import OVERVIEW
from .deployment import DEPLOYMENT
from .health import HEALTH
from .inhibitions import INHIBITIONS
from .metrics import SCRAPE_METRICS
from .probes import PROBES
from .receivers import ALERTMANAGER
from .recording import RECORDING
from .routing import DELIVERIES, ROUTING
from .scrape import PROMETHEUS, SCRAPE
from .templates import TEMPLATES

platform = Platform(
    name="vtt",
    targets=Targets(prometheus="3.5", alertmanager="0.33", grafana="12", blackbox="0.28"),
    groups=(CRITICAL, WARNING, SECURITY, INFRASTRUCTURE, MONITORING),
    recording=RECORDING,
    metrics=SCRAPE_METRICS,
    routing=ROUTING,
    deliveries=DELIVERIES,
    inhibitions=INHIBITIONS,
    templates=TEMPLATES,
    alertmanager=ALERTMANAGER,
    prometheus=PROMETHEUS,
    scrape=SCRAPE,
    probes=PROBES,
    dashboards=(OVERVIEW,),
    health=HEALTH,
    deployment=DEPLOYMENT,
    runbook_url="https://docs.vtt.example.com/runbooks",
)
