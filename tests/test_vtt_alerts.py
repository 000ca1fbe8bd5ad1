"""VTT's alerts, judged by promtool: each fires where it must, and is silent where nobody must be woken.

The rules are those in `generated/`: what Prometheus loads, recording rules included.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

pytestmark = pytest.mark.judge

RULES = Path(__file__).parent.parent / "generated" / "infra" / "monitoring" / "rules"

UP = 'up{job="vtt-server", instance="vtt:8080"}'
HEALTH = 'probe_success{job="vtt-health", instance="http://vtt:8080/api/health"}'
READY = 'probe_success{job="vtt-ready", instance="http://vtt:8080/api/health/ready"}'
DATABASE = 'vtt_health_check_database_status{job="vtt-server", instance="vtt:8080"}'
MEMORY = 'vtt_health_check_memory_usage_percent{job="vtt-server", instance="vtt:8080"}'
CONNECTIONS = 'vtt_websocket_connections_total{job="vtt-server", instance="vtt:8080"}'
RATE_LIMIT = 'vtt_rate_limit_hits_total{job="vtt-server", instance="vtt:8080", route="/api/login"}'
LOGINS = 'vtt_auth_failures_total{job="vtt-server", instance="vtt:8080", reason="bad_password"}'
ATTACKS = 'vtt_suspicious_requests_total{job="vtt-server", instance="vtt:8080", kind="sql_injection"}'
DISK = 'job="node-exporter", instance="host:9100", device="/dev/vda", fstype="ext4", mountpoint="/"'
PROMETHEUS = 'job="prometheus", instance="prometheus:9090"'
ALERTMANAGER = 'job="alertmanager", instance="alertmanager:9093"'
HOST = 'job="node-exporter", instance="host:9100"'

ON_VTT = {"job": "vtt-server", "instance": "vtt:8080"}
OF_VTT = {"job": "vtt-server"}
ON_HOST = {"job": "node-exporter", "instance": "host:9100"}
ON_PROMETHEUS = {"job": "prometheus", "instance": "prometheus:9090"}
ON_ALERTMANAGER = {"job": "alertmanager", "instance": "alertmanager:9093"}


@dataclass(frozen=True)
class Case:
    """What Prometheus sees, and what is then said.

    Attributes:
        alert: The alert that is asked about.
        fact: What the case shows.
        series: The series and their samples, in promtool's notation.
        at: When it is asked.
        says: The summary of the alert that fires; nothing where none does.
        labels: The labels that the expression leaves on it.
        every: How often there is a sample, and the rules are evaluated.
    """

    alert: str
    fact: str
    series: Mapping[str, str]
    at: str
    says: str = ""
    labels: Mapping[str, str] = field(default_factory=dict[str, str])
    every: str = "30s"


def requests(good: float, bad: float, route: str = "/api/campaigns") -> dict[str, str]:
    """Return what so many requests each 30 s make of the counter, for half an hour."""
    name = f'http_requests_total{{job="vtt-server", instance="vtt:8080", method="GET", route="{route}", status="%s"}}'
    return {name % 200: f"0+{good}x60", name % 500: f"0+{bad}x60"}


def durations(metric: str, buckets: Mapping[str, str], labels: str = "") -> dict[str, str]:
    """Return a histogram's series from the samples of its buckets; the last bucket is its count."""
    base = f'job="vtt-server", instance="vtt:8080"{labels}'
    made = {f'{metric}_bucket{{{base}, le="{le}"}}': samples for le, samples in buckets.items()}
    return made | {f"{metric}_count{{{base}}}": buckets["+Inf"]}


def http(buckets: Mapping[str, str], route: str = "/api/campaigns") -> dict[str, str]:
    """Return the histogram of HTTP requests."""
    return durations("http_request_duration_seconds", buckets, f', method="GET", route="{route}", status="200"')


def ai(buckets: Mapping[str, str]) -> dict[str, str]:
    """Return the histogram of AI requests."""
    return durations("vtt_ai_request_duration_seconds", buckets)


def filesystem(free: str) -> dict[str, str]:
    """Return a filesystem of 10,000 bytes."""
    return {
        f'node_filesystem_avail_bytes{{{DISK}, device_error=""}}': free,
        f'node_filesystem_size_bytes{{{DISK}, device_error=""}}': "10000x240",
    }


def gone(alert: str, job: str, says: str, *, after: str) -> tuple[Case, ...]:
    """Return the cases of an alert on a target that is gone."""
    series = f'up{{job="{job}", instance="there:1"}}'
    return (
        Case(alert, "fires when it cannot be read", {series: "0x60"}, after, says, {"job": job, "instance": "there:1"}),
        Case(alert, "fires when it is no target any more", {}, after, says, {"job": job}),
        Case(alert, "is silent while it can be read", {series: "1x60"}, after),
        Case(alert, "is silent after one failed scrape", {series: "1x5 0 1x60"}, "3m"),
    )


CRITICAL = (
    *gone("VTTAPIDown", "vtt-server", "VTT API is down", after="2m"),
    Case(
        "VTTHealthCheckFailing", "fires when /api/health fails", {HEALTH: "0x60"}, "3m",
        "Health check vtt-health fails", {"job": "vtt-health", "instance": "http://vtt:8080/api/health"},
    ),
    Case(
        "VTTHealthCheckFailing", "fires when only readiness fails", {HEALTH: "1x60", READY: "0x60"}, "3m",
        "Health check vtt-ready fails", {"job": "vtt-ready", "instance": "http://vtt:8080/api/health/ready"},
    ),
    Case(
        "VTTHealthCheckFailing", "fires when nobody probes any more", {}, "3m",
        "Health check vtt-health fails", {"job": "vtt-health"},
    ),
    Case("VTTHealthCheckFailing", "is silent while all are well", {HEALTH: "1x60", READY: "1x60"}, "3m"),
    Case("VTTHealthCheckFailing", "is silent for one minute", {HEALTH: "1x5 0 0 1x60"}, "4m"),
    Case(
        "VTTDatabaseUnhealthy", "fires when the check fails", {DATABASE: "0x60", UP: "1x60"}, "2m",
        "VTT's database is unhealthy", ON_VTT,
    ),
    Case(
        "VTTDatabaseUnhealthy", "fires when the check vanishes and the server is up",
        {DATABASE: "1x5 stale _x60", UP: "1x60"}, "6m", "VTT's database is unhealthy",
    ),
    Case("VTTDatabaseUnhealthy", "is silent when the server is down", {DATABASE: "1x5 stale", UP: "1x5 0x60"}, "6m"),
    Case("VTTDatabaseUnhealthy", "is silent when the server is no target any more", {}, "6m"),
    Case("VTTDatabaseUnhealthy", "is silent while it is well", {DATABASE: "1x60", UP: "1x60"}, "6m"),
    Case(
        "VTTCriticalMemoryUsage", "fires above 95 %", {MEMORY: "95.5x60"}, "3m",
        "vtt:8080 uses 95.5 % of its memory", ON_VTT,
    ),
    Case("VTTCriticalMemoryUsage", "is silent at 95 %", {MEMORY: "95x60"}, "3m"),
    Case(
        "VTTVeryHighResponseTime", "fires above 5 s", http({"5": "0+94x60", "10": "0+100x60", "+Inf": "0+100x60"}),
        "10m", "VTT answers in 5.833s (95th percentile)", OF_VTT,
    ),
    Case(
        "VTTVeryHighResponseTime", "is silent below 5 s",
        http({"5": "0+96x60", "10": "0+100x60", "+Inf": "0+100x60"}), "10m",
    ),
    Case(
        "VTTVeryHighResponseTime", "is silent without traffic", http({"5": "7x60", "10": "9x60", "+Inf": "9x60"}), "10m"
    ),
    Case(
        "VTTVeryHighResponseTime", "is silent for one slow request in the night",
        http({"5": "0x60", "10": "0x10 1x60", "+Inf": "0x10 1x60"}), "8m",
    ),
    Case(
        "VTTVeryHighResponseTime", "is silent when only probes are slow",
        http({"5": "0x60", "10": "0+9x60", "+Inf": "0+9x60"}, "/api/health"), "10m",
    ),
    Case("VTTCriticalErrorRate", "fires above 15 %", requests(84, 16), "10m", "16% of VTT's requests fail", OF_VTT),
    Case("VTTCriticalErrorRate", "is silent below 15 %", requests(86, 14), "10m"),
    Case("VTTCriticalErrorRate", "is silent without traffic", requests(0, 0), "10m"),
    Case("VTTCriticalErrorRate", "is silent when the only request of the night fails", {
        **requests(0, 0), next(reversed(requests(0, 0))): "0x10 1x60",
    }, "8m"),
    Case(
        "VTTCriticalErrorRate", "fires at seven requests a minute", requests(0, 3.5), "10m",
        "100% of VTT's requests fail", OF_VTT,
    ),
    Case("VTTCriticalErrorRate", "is silent at five requests a minute", requests(0, 2.5), "10m"),
    Case(
        "VTTVeryHighResponseTime", "fires at seven requests a minute",
        http({"5": "0x60", "10": "0+3.5x60", "+Inf": "0+3.5x60"}), "10m",
        "VTT answers in 9.75s (95th percentile)", OF_VTT,
    ),
    Case(
        "VTTVeryHighResponseTime", "is silent at five requests a minute",
        http({"5": "0x60", "10": "0+2.5x60", "+Inf": "0+2.5x60"}), "10m",
    ),
    Case("VTTCriticalErrorRate", "is silent when only probes fail", requests(0, 9, "/api/health/ready"), "10m"),
)  # fmt: skip

WARNING = (
    Case(
        "VTTHighMemoryUsage", "fires above 85 %", {MEMORY: "85.5x60"}, "6m",
        "vtt:8080 uses 85.5 % of its memory", ON_VTT,
    ),
    Case("VTTHighMemoryUsage", "is silent at 85 %", {MEMORY: "85x60"}, "6m"),
    Case(
        "VTTHighResponseTime", "fires above 2 s", http({"2": "0+94x60", "5": "0+100x60", "+Inf": "0+100x60"}), "10m",
        "VTT answers in 2.5s (95th percentile)", OF_VTT,
    ),
    Case(
        "VTTHighResponseTime", "is silent below 2 s", http({"2": "0+96x60", "5": "0+100x60", "+Inf": "0+100x60"}), "10m"
    ),
    Case("VTTHighResponseTime", "is silent without traffic", http({"2": "7x60", "5": "9x60", "+Inf": "9x60"}), "10m"),
    Case("VTTHighErrorRate", "fires above 5 %", requests(94, 6), "10m", "6% of VTT's requests fail", OF_VTT),
    Case("VTTHighErrorRate", "is silent below 5 %", requests(96, 4), "10m"),
    Case(
        "VTTHighErrorRate", "fires at seven requests a minute", requests(0, 3.5), "10m",
        "100% of VTT's requests fail", OF_VTT,
    ),
    Case("VTTHighErrorRate", "is silent at five requests a minute", requests(0, 2.5), "10m"),
    Case(
        "VTTHighResponseTime", "fires at seven requests a minute",
        http({"5": "0x60", "10": "0+3.5x60", "+Inf": "0+3.5x60"}), "10m",
        "VTT answers in 9.75s (95th percentile)", OF_VTT,
    ),
    Case(
        "VTTHighResponseTime", "is silent at five requests a minute",
        http({"5": "0x60", "10": "0+2.5x60", "+Inf": "0+2.5x60"}), "10m",
    ),
    Case("VTTHighErrorRate", "is silent without traffic", requests(0, 0), "10m"),
    Case(
        "VTTHighErrorRate", "is silent when nothing ever failed",
        dict([next(iter(requests(100, 0).items()))]), "10m",
    ),
    Case(
        "VTTWebSocketConnectionsDrop", "fires when more than half are gone", {CONNECTIONS: "100x39 40x20"}, "23m",
        "60% of the WebSocket connections are gone", OF_VTT,
    ),
    Case("VTTWebSocketConnectionsDrop", "is silent when less than half are gone", {CONNECTIONS: "100x39 60x20"}, "23m"),
    Case(
        "VTTWebSocketConnectionsDrop", "fires for a few tables", {CONNECTIONS: "22x39 0x20"}, "23m",
        "100% of the WebSocket connections are gone", OF_VTT,
    ),
    Case("VTTWebSocketConnectionsDrop", "is silent when one table ends", {CONNECTIONS: "18x39 0x20"}, "23m"),
    Case("VTTWebSocketConnectionsDrop", "is silent while an evening ends", {CONNECTIONS: "100-1x60"}, "30m"),
    Case("VTTWebSocketConnectionsDrop", "is silent at zero in the night", {CONNECTIONS: "0x60"}, "30m"),
    Case("VTTWebSocketConnectionsDrop", "is silent when clients come back at once", {
        CONNECTIONS: "100x39 0 50 90x20",
    }, "23m"),
    Case(
        "VTTAIServiceHighLatency", "fires above 10 s", ai({"10": "0+94x60", "20": "0+100x60", "+Inf": "0+100x60"}),
        "16m", "AI service takes 11.67s (95th percentile)", OF_VTT,
    ),
    Case(
        "VTTAIServiceHighLatency", "is silent below 10 s",
        ai({"5": "0x60", "10": "0+10x60", "20": "0+10x60", "+Inf": "0+10x60"}), "16m",
    ),
    Case(
        "VTTAIServiceHighLatency", "is silent without traffic", ai({"10": "4x60", "20": "9x60", "+Inf": "9x60"}), "16m"
    ),
    Case(
        "VTTAIServiceHighLatency", "is silent for one slow request",
        ai({"10": "0x60", "20": "0x20 1x60", "+Inf": "0x20 1x60"}), "15m",
    ),
)  # fmt: skip

SECURITY = (
    Case(
        "VTTHighRateLimitHits", "fires above 100 a minute", {RATE_LIMIT: "0+51x60"}, "8m",
        "102 requests a minute hit the rate limit", OF_VTT,
    ),
    Case("VTTHighRateLimitHits", "is silent below 100 a minute", {RATE_LIMIT: "0+49x60"}, "8m"),
    Case(
        "VTTHighAuthFailures", "fires above 10 a minute", {LOGINS: "0+6x60"}, "8m", "12 logins a minute fail", OF_VTT
    ),
    Case("VTTHighAuthFailures", "is silent below 10 a minute", {LOGINS: "0+4x60"}, "8m"),
    Case(
        "VTTSuspiciousActivity", "fires at the first event of a new kind", {ATTACKS: "_x20 1x60", UP: "1x60"}, "11m",
        "Suspicious requests (sql_injection): 1 in 5 minutes", OF_VTT | {"kind": "sql_injection"},
    ),
    Case(
        "VTTSuspiciousActivity", "fires at each further event", {ATTACKS: "4x20 5x60", UP: "1x60"}, "14m30s",
        "Suspicious requests (sql_injection): 1 in 5 minutes", OF_VTT | {"kind": "sql_injection"},
    ),
    Case("VTTSuspiciousActivity", "is silent when nothing new happens", {ATTACKS: "5x60", UP: "1x60"}, "20m"),
    Case("VTTSuspiciousActivity", "is over after ten minutes", {ATTACKS: "_x20 1x60", UP: "1x90"}, "21m"),
    Case(
        "VTTSuspiciousActivity", "is silent when Prometheus comes back to an old counter",
        {ATTACKS: "_x20 5x60", UP: "_x20 1x60"}, "11m",
    ),
)  # fmt: skip

INFRASTRUCTURE = (
    Case(
        "VTTDiskAlmostFull", "fires above 95 %", filesystem("400x60"), "6m", "host:9100 / is 96% full",
        ON_HOST | {"device": "/dev/vda", "fstype": "ext4", "mountpoint": "/"},
    ),
    Case("VTTDiskAlmostFull", "is silent below 95 %", filesystem("600x60"), "6m"),
    Case(
        "VTTDiskFilling", "fires when it is full within a day", filesystem("3500-4x240"), "7h30m",
        "host:9100 / is full within a day",
        ON_HOST | {"device": "/dev/vda", "fstype": "ext4", "mountpoint": "/"}, every="2m",
    ),
    Case("VTTDiskFilling", "is silent when it lasts longer", filesystem("3500-2x240"), "7h30m", every="2m"),
    Case("VTTDiskFilling", "is silent while space is plenty", filesystem("6400-8x240"), "7h30m", every="2m"),
    Case(
        "VTTHostHighMemoryUsage", "fires above 90 %",
        {f"node_memory_MemTotal_bytes{{{HOST}}}": "100x60", f"node_memory_MemAvailable_bytes{{{HOST}}}": "8x60"},
        "11m", "host:9100 uses 92% of its memory", ON_HOST,
    ),
    Case(
        "VTTHostHighMemoryUsage", "is silent below 90 %",
        {f"node_memory_MemTotal_bytes{{{HOST}}}": "100x60", f"node_memory_MemAvailable_bytes{{{HOST}}}": "12x60"},
        "11m",
    ),
    *(
        Case(
            "VTTHostCPUSaturated", fact,
            {f"node_load5{{{HOST}}}": load} | {
                f'node_cpu_seconds_total{{{HOST}, cpu="{cpu}", mode="{mode}"}}': "0+10x60"
                for cpu in (0, 1) for mode in ("idle", "user")
            },
            "16m", says, ON_HOST if says else {},
        )
        for fact, load, says in (
            ("fires above two for each CPU", "5x60", "2.5 processes queue for each CPU of host:9100"),
            ("is silent at two for each CPU", "4x60", ""),
        )
    ),
    Case(
        "VTTHostClockSkew", "fires when it is slow", {f"node_timex_offset_seconds{{{HOST}}}": "-0.06x60"}, "11m",
        "The clock of host:9100 is wrong", ON_HOST,
    ),
    Case(
        "VTTHostClockSkew", "fires when nothing keeps it right",
        {
            f"node_timex_offset_seconds{{{HOST}}}": "0x60",
            f"node_timex_sync_status{{{HOST}}}": "0x60",
            f"node_timex_maxerror_seconds{{{HOST}}}": "16x60",
        }, "11m", "The clock of host:9100 is wrong", ON_HOST,
    ),
    Case(
        "VTTHostClockSkew", "is silent while synchronisation begins",
        {f"node_timex_sync_status{{{HOST}}}": "0x60", f"node_timex_maxerror_seconds{{{HOST}}}": "15x60"}, "11m",
    ),
    Case("VTTHostClockSkew", "is silent within 50 ms", {f"node_timex_offset_seconds{{{HOST}}}": "0.04x60"}, "11m"),
    *gone("VTTNodeExporterDown", "node-exporter", "Node Exporter is gone (node-exporter)", after="6m"),
)  # fmt: skip

MONITORING = (
    Case("VTTWatchdog", "always fires", {}, "1m", "The monitoring works"),
    *gone("VTTPrometheusDown", "prometheus", "A Prometheus is gone", after="3m"),
    *gone("VTTAlertmanagerDown", "alertmanager", "An Alertmanager is gone", after="3m"),
    *gone("VTTBlackboxExporterDown", "blackbox-exporter", "Blackbox Exporter is gone", after="3m"),
    *(
        Case(
            "VTTRuleEvaluationFailing", fact,
            {f'prometheus_rule_{name}_total{{{PROMETHEUS}, rule_group="vtt-alerts.yml;vtt-critical"}}': samples},
            "12m", says, ON_PROMETHEUS | {"rule_group": "vtt-alerts.yml;vtt-critical"} if says else {},
        )
        for fact, name, samples, says in (
            ("fires on failures", "evaluation_failures", "0+1x60",
             "Rules of vtt-alerts.yml;vtt-critical are not evaluated"),
            ("fires on missed evaluations", "group_iterations_missed", "0+1x60",
             "Rules of vtt-alerts.yml;vtt-critical are not evaluated"),
            ("is silent on old failures", "evaluation_failures", "3x60", ""),
        )
    ),
    *(
        Case(
            "VTTPrometheusNotificationsFailing", fact,
            {
                f'prometheus_notifications_sent_total{{{PROMETHEUS}, alertmanager="http://a"}}': sent,
                f'prometheus_notifications_errors_total{{{PROMETHEUS}, alertmanager="http://a"}}': errors,
                f"prometheus_notifications_alertmanagers_discovered{{{PROMETHEUS}}}": f"{known}x60",
            }, "12m", says, labels if says else {},
        )
        for fact, sent, errors, known, says, labels in (
            ("fires on errors", "0+800x60", "0+10x60", 1, "prometheus:9090 cannot hand its alerts to Alertmanager",
             ON_PROMETHEUS | {"alertmanager": "http://a"}),
            ("fires when it knows no Alertmanager", "0x60", "0x60", 0,
             "prometheus:9090 cannot hand its alerts to Alertmanager", ON_PROMETHEUS),
            ("is silent on a single error", "0+800x60", "0+6x60", 1, "", {}),
            ("is silent without alerts", "0x60", "0x60", 1, "", {}),
        )
    ),
    *(
        Case(
            "VTTAlertmanagerNotificationsFailing", fact,
            {
                f'alertmanager_notifications_total{{{ALERTMANAGER}, integration="slack"}}': sent,
                f'alertmanager_notifications_failed_total{{{ALERTMANAGER}, integration="slack", reason="{reason}"}}':
                    failed,
            }, "16m", says, ON_ALERTMANAGER | {"integration": "slack"} if says else {},
        )
        for fact, sent, failed, reason, says in (
            ("fires on failures", "0+800x60", "0+10x60", "clientError", "1.25% of notifications by slack fail"),
            ("is silent on a single failure", "0+800x60", "0+6x60", "clientError", ""),
            ("is silent without notifications", "0x60", "0x60", "clientError", ""),
            ("is silent when a reload interrupts one", "0+4x60", "0+1x60", "contextCanceled", ""),
        )
    ),
    Case(
        "VTTPrometheusReloadFailed", "fires when the reload failed",
        {f"prometheus_config_last_reload_successful{{{PROMETHEUS}}}": "0x60"}, "6m",
        "prometheus:9090 did not load its configuration", ON_PROMETHEUS,
    ),
    Case(
        "VTTPrometheusReloadFailed", "is silent when it succeeded",
        {f"prometheus_config_last_reload_successful{{{PROMETHEUS}}}": "1x60"}, "6m",
    ),
    Case(
        "VTTAlertmanagerReloadFailed", "fires when the reload failed",
        {f"alertmanager_config_last_reload_successful{{{ALERTMANAGER}}}": "0x60"}, "6m",
        "alertmanager:9093 did not load its configuration", ON_ALERTMANAGER,
    ),
    Case(
        "VTTAlertmanagerReloadFailed", "is silent when it succeeded",
        {f"alertmanager_config_last_reload_successful{{{ALERTMANAGER}}}": "1x60"}, "6m",
    ),
    Case(
        "VTTTargetDiscoveryFailing", "fires on a target that cannot be made",
        {f'prometheus_target_sync_failed_total{{{PROMETHEUS}, scrape_job="vtt-server"}}': "0+1x60"}, "12m",
        "prometheus:9090 cannot find its targets", ON_PROMETHEUS | {"scrape_job": "vtt-server"},
    ),
    Case(
        "VTTTargetDiscoveryFailing", "fires on a discovery that cannot start",
        {f'prometheus_sd_failed_configs{{{PROMETHEUS}, name="scrape"}}': "1x60"}, "12m",
        "prometheus:9090 cannot find its targets", ON_PROMETHEUS | {"name": "scrape"},
    ),
    Case(
        "VTTTargetDiscoveryFailing", "is silent when all is found",
        {f'prometheus_sd_failed_configs{{{PROMETHEUS}, name="scrape"}}': "0x60"}, "12m",
    ),
)  # fmt: skip

CASES = (*CRITICAL, *WARNING, *SECURITY, *INFRASTRUCTURE, *MONITORING)
ALWAYS_FIRES = {"VTTWatchdog"}


@pytest.fixture(scope="module")
def rules() -> dict[str, dict[str, Any]]:
    """Return all alerting rules that were built, by name."""
    document = YAML(typ="safe").load(RULES / "vtt-alerts.yml")
    return {rule["alert"]: rule for group in document["groups"] for rule in group["rules"]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.alert} {case.fact}")
def test_alert(case: Case, rules: dict[str, dict[str, Any]], promtool: Path, tmp_path: Path) -> None:
    assert promtool_says(promtool, tmp_path, (case,), rules) == ""


@pytest.mark.slow
def test_oldest_prometheus_agrees(rules: dict[str, dict[str, Any]], promtool_old: Path, tmp_path: Path) -> None:
    for every in {case.every for case in CASES}:
        cases = tuple(case for case in CASES if case.every == every)
        assert promtool_says(promtool_old, tmp_path, cases, rules) == ""


def test_every_alert_is_shown_to_fire_and_to_be_silent(rules: dict[str, dict[str, Any]]) -> None:
    assert {case.alert for case in CASES if case.says} == set(rules)
    assert {case.alert for case in CASES if not case.says} == set(rules) - ALWAYS_FIRES


def promtool_says(promtool: Path, folder: Path, cases: tuple[Case, ...], rules: dict[str, dict[str, Any]]) -> str:
    """Return what promtool has against cases with one interval: nothing, if all is as expected."""
    document = {
        "rule_files": sorted(str(path) for path in RULES.glob("*.yml")),
        "evaluation_interval": cases[0].every,
        "tests": [unit_test(case, rules[case.alert]) for case in cases],
    }
    assert len(document["rule_files"]) > 1
    file = folder / "cases.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    done = subprocess.run([promtool, "test", "rules", file], capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def unit_test(case: Case, rule: dict[str, Any]) -> dict[str, Any]:
    """Return a case as promtool's unit test, which compares all labels and annotations."""
    return {
        "name": f"{case.alert} {case.fact}",
        "interval": case.every,
        "input_series": [{"series": name, "values": values} for name, values in case.series.items()],
        "alert_rule_test": [
            {"eval_time": case.at, "alertname": case.alert, "exp_alerts": [firing(case, rule)] if case.says else []}
        ],
    }


def firing(case: Case, rule: dict[str, Any]) -> dict[str, Any]:
    """Return the alert that is expected, with all its labels and annotations."""
    texts = {name: with_labels(text, case.labels) for name, text in rule["annotations"].items() if name != "summary"}
    return {"exp_labels": rule["labels"] | dict(case.labels), "exp_annotations": {**texts, "summary": case.says}}


def with_labels(text: str, labels: Mapping[str, str]) -> str:
    """Return a description with its labels filled in; values are shown in summaries only."""
    return re.sub(r"\{\{ \$labels\.(\w+) \}\}", lambda found: labels[found[1]], text)
