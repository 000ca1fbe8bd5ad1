"""`vttalerts init`: the first files of a repository, small, working, and each with one idea."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN

_PYPROJECT: Final = """\
[project]
name = "monitoring"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["vttalerts"]

[tool.vttalerts]
platform = "definitions:platform"
output = "generated"
"""

_FILES: Final = {
    "definitions/__init__.py": '''\
"""What this repository monitors; `vttalerts build` compiles it into `generated/`."""

from .root import platform

__all__ = ["platform"]
''',
    "definitions/metrics.py": '''\
"""What the exporters expose: names, types, units and labels, so that a typo in a query is found before the incident."""

from vttalerts import STATE, Metric, MetricType

up = Metric(name="up", type=MetricType.GAUGE, unit=STATE, help="1 while the last scrape of the target succeeded.")
''',
    "definitions/indicators.py": '''\
"""Every number that is alerted on or drawn: PromQL written once, with its unit."""

from vttalerts import STATE, Indicator

server_up = Indicator(
    name="server_up",
    unit=STATE,
    legend="{{ instance }}",
    expr='up{job="my-server"}',
)
''',
    "definitions/alerts.py": '''\
"""What wakes people, and what they do about it."""

from vttalerts import Alert, AlertGroup, Contact, Runbook, Severity, absent, any_of, minutes, state

from . import indicators

SERVER_DOWN = Runbook(
    slug="server-down",
    title="The server is down",
    impact="Nobody can use the service.",
    investigation=("Look at the target on Prometheus's page `/targets`: what does the last error say?",),
    resolution=("Restart the server.",),
    escalation=(Contact(team="platform team", reach="#my-team", after="15 minutes without progress"),),
)

CRITICAL = AlertGroup(
    name="my-critical",
    severity=Severity.CRITICAL,
    alerts=(
        Alert(
            name="MyServerDown",
            # Also when the target is gone from discovery, and not only when its scrape fails.
            expr=any_of(indicators.server_up.equals(state(0)), absent(indicators.server_up)),
            for_=minutes(1),
            service="my-server",
            summary="my-server can't be scraped",
            runbook=SERVER_DOWN,
        ),
    ),
)
''',
    "definitions/routing.py": '''\
"""Who hears of it: receivers, the routing tree, and the deliveries that it promises."""

from vttalerts import Delivery, Receiver, Route, Severity, Slack, hours, match, minutes, seconds, secret

my_team = Receiver(
    name="my-team",
    integrations=(Slack(channel="#my-team", api_url=secret("SLACK_WEBHOOK_URL"), send_resolved=True),),
)

ROUTING = Route(
    receiver=my_team,
    group_by=("alertname", "service"),
    group_wait=seconds(30),
    group_interval=minutes(5),
    repeat_interval=hours(4),
)

# Proven on every `vttalerts check`: an alert with these labels reaches exactly these receivers.
DELIVERIES = (Delivery(given=match(alertname="MyServerDown", severity=Severity.CRITICAL), reaches=(my_team,)),)
''',
    "definitions/dashboards.py": '''\
"""What people look at; panels draw the thresholds of the alerts from the same indicators."""

from vttalerts import Dashboard, Row, StatPanel

from . import indicators

OVERVIEW = Dashboard(
    uid="my-overview",
    title="My server",
    rows=(Row(title="Server", panels=(StatPanel(title="Up", targets=(indicators.server_up,)),)),),
)
''',
    "definitions/root.py": '''\
"""The root object: everything that is compiled and checked together."""

from vttalerts import Platform, PrometheusServer, ScrapeJob, Static, Targets, seconds

from . import metrics
from .alerts import CRITICAL
from .dashboards import OVERVIEW
from .routing import DELIVERIES, ROUTING

platform = Platform(
    name="my",
    targets=Targets(prometheus="3.5", alertmanager="0.33", grafana="12"),
    groups=(CRITICAL,),
    routing=ROUTING,
    deliveries=DELIVERIES,
    dashboards=(OVERVIEW,),
    prometheus=PrometheusServer(
        scrape_interval=seconds(30),
        evaluation_interval=seconds(30),
        alertmanagers=("localhost:9093",),
    ),
    scrape=(
        ScrapeJob(
            job_name="my-server",
            discoveries=(Static(targets=("localhost:8080",)),),
            exports=(metrics.up,),
        ),
    ),
    runbook_url="https://docs.example.com/runbooks",
)
''',
}


def run(folder: str) -> int:
    """Write the files that are missing and return the exit code."""
    root = Path(folder)
    written: list[str] = []
    kept: list[str] = []
    try:
        root.mkdir(parents=True, exist_ok=True)
        for name, text in {
            "pyproject.toml": _PYPROJECT,
            ".gitignore": ".vttalerts_cache/\n__pycache__/\n",
            **_FILES,
        }.items():
            file = root / name
            if file.exists():
                kept.append(name)
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("x", encoding="utf-8") as handle:
                handle.write(text)
            written.append(name)
    except OSError as error:
        sys.stderr.write(f"can't write {error.filename}: {error.strerror}\n")
        return COULD_NOT_RUN
    for name in written:
        sys.stdout.write(f"wrote {name}\n")
    for name in kept:
        sys.stdout.write(f"kept  {name}\n")
    if "pyproject.toml" in kept and "[tool.vttalerts]" not in (root / "pyproject.toml").read_text(encoding="utf-8"):
        sys.stdout.write(
            '\nadd to pyproject.toml:\n\n[tool.vttalerts]\nplatform = "definitions:platform"\noutput = "generated"\n'
        )
    sys.stdout.write("\nnext: `vttalerts build`, then look at generated/\n")
    return CLEAN
