"""A small platform whose rules and routes react within a second, as a project that tests can change and build."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Final

_PROJECT: Final = """\
[tool.vttalerts]
platform = "definitions:platform"
output = "generated"
"""

DEFINITIONS: Final = """\
from vttalerts import (
    COUNT, Contact,
    AlertGroup, Alert, AlertmanagerGlobal, Container, Delivery, Deployment, Email, Inhibition, NotificationTemplate,
    Platform, PrometheusServer, RecordingGroup, RecordingRule, Receiver, Route, Runbook, ScrapeJob, Severity,
    Slack, Static, Targets, Webhook, days, env, match, minutes, promql, seconds, secret,
)

PROMETHEUS = env("PROMETHEUS_TARGET", default="127.0.0.1:2")
ALERTMANAGER = env("ALERTMANAGER_TARGET", default="127.0.0.1:3")
SHOP = env("SHOP_TARGET", default="127.0.0.1:1")

RUNBOOK = Runbook(
    slug="shop", title="The shop", impact="Nobody buys.", investigation=("Look.",), resolution=("Mend it.",),
    escalation=(Contact(team="The owner", reach="#shop"),),
)
chat = Receiver(
    name="chat",
    integrations=(Slack(channel="#shop", api_url=secret("SLACK_WEBHOOK_URL"), send_resolved=True),),
)
pager = Receiver(
    name="pager", integrations=(Webhook(url=secret("PAGER_URL")), Webhook(url=secret("SECOND_URL"))),
)

platform = Platform(
    name="shop",
    targets=Targets(prometheus="3.5", alertmanager="0.33"),
    prometheus=PrometheusServer(
        scrape_interval=seconds(1), scrape_timeout=seconds(1), evaluation_interval=seconds(1),
        alertmanagers=(ALERTMANAGER,),
    ),
    scrape=(
        ScrapeJob(job_name="shop", discoveries=(Static(targets=(SHOP,)),)),
        ScrapeJob(job_name="prometheus", discoveries=(Static(targets=(PROMETHEUS,)),)),
        ScrapeJob(job_name="alertmanager", discoveries=(Static(targets=(ALERTMANAGER,)),)),
    ),
    recording=(
        RecordingGroup(
            name="recording", rules=(RecordingRule(record="job:up:sum", unit=COUNT, expr="sum  by(job)(up)"),),
        ),
    ),
    groups=(
        AlertGroup(
            name="shop", severity=Severity.CRITICAL, service="shop",
            alerts=(
                Alert(name="ShopDown", expr=promql('up{job="shop"} == 0'), summary="down", runbook=RUNBOOK),
                Alert(
                    name="ShopSlow", expr=promql("shop_seconds > 5"), for_=minutes(1), severity=Severity.WARNING,
                    summary="slow", runbook=RUNBOOK,
                ),
            ),
        ),
    ),
    alertmanager=AlertmanagerGlobal(smtp_from="shop@example.com", smtp_smarthost="localhost:25"),
    deliveries=(
        Delivery(given=match(alertname="ShopDown", severity="critical", service="shop"), reaches=(pager,)),
        Delivery(given=match(alertname="ShopSlow", severity="warning", service="shop"), reaches=(chat,)),
    ),
    routing=Route(
        receiver=chat, group_by=("alertname",), group_wait=seconds(0), group_interval=seconds(1),
        repeat_interval=minutes(60),
        routes=(Route(matchers=match(severity="critical"), receiver=pager),),
    ),
    inhibitions=(
        Inhibition(
            source_matchers=match(alertname="ShopDown"), target_matchers=match(alertname="ShopSlow"),
            equal=("service",),
        ),
    ),
    templates=(NotificationTemplate(name="shop", text='{{ define "shop.title" }}shop{{ end }}'),),
    deployment=Deployment(
        prometheus=Container(image="prom/prometheus:v3.5.3", port=9090),
        alertmanager=Container(image="prom/alertmanager:v0.33.1", port=9093),
        grafana=Container(image="grafana/grafana:12.4.4", port=3001, target_port=3000),
        blackbox_exporter=Container(image="prom/blackbox-exporter:v0.28.0", port=9115),
        node_exporter=Container(image="prom/node-exporter:v1.11.1", port=9100),
        retention=days(30),
        alertmanager_retention=days(5),
        prometheus_url=env("PROMETHEUS_URL", default="http://localhost:9090"),
        alertmanager_url=env("ALERTMANAGER_URL", default="http://localhost:9093"),
        grafana_url="http://localhost:3001",
        grafana_admin_password=secret("GRAFANA_ADMIN_PASSWORD"),
    ),
)
"""


class Project:
    """A project of the small platform.

    Attributes:
        root: Its folder.
        variables: What its `env(…)` are; written where a command reads them.
        secrets: The folder of its secrets.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.secrets = root / "secrets"
        self.secrets.mkdir(parents=True)
        self.variables: dict[str, str] = {}
        (root / "pyproject.toml").write_text(_PROJECT, encoding="utf-8")
        (root / "definitions").mkdir()
        self._definitions = root / "definitions" / "__init__.py"
        self._definitions.write_text(DEFINITIONS, encoding="utf-8")

    @property
    def folder(self) -> Path:
        """What the servers read."""
        return self.root / "generated" / "infra" / "monitoring"

    def change(self, old: str, new: str) -> None:
        """Edit the definitions."""
        text = self._definitions.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old} stands {text.count(old)} times"
        self._definitions.write_text(text.replace(old, new), encoding="utf-8")

    def secret(self, name: str, value: str) -> Path:
        """Write a secret's file."""
        file = self.secrets / name
        file.write_text(value, encoding="utf-8")
        file.chmod(0o600)
        return file

    def run(self, command: str, *arguments: str, built: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command of vttalerts on it."""
        return subprocess.run(
            self.command(command, *arguments, built=built), capture_output=True, text=True, check=False
        )

    def command(self, command: str, *arguments: str, built: bool = True) -> list[str]:
        """Return the command line."""
        variables = self.root / "variables.env"
        variables.write_text("".join(f"{name}={value}\n" for name, value in self.variables.items()), encoding="utf-8")
        given = ("--env-file", str(variables), "--secrets-dir", str(self.secrets)) if built else ()
        return [sys.executable, "-m", "vttalerts", command, *arguments, "--project", str(self.root), *given]
