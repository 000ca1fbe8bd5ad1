"""Alerts that fire and reach nobody: lost between the servers, silenced, or refused by who should deliver them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, Final

from vttalerts.live.alertmanager import Alertmanager
from vttalerts.live.doctor import Finding, Patient
from vttalerts.live.exposition import samples
from vttalerts.live.prometheus import Prometheus

_REQUESTS: Final = "alertmanager_notification_requests_total"
_FAILED_REQUESTS: Final = "alertmanager_notification_requests_failed_total"
_FAILED: Final = "alertmanager_notifications_failed_total"
_ON_THE_WAY: Final = 3.0
"""Seconds in which an alert that has just begun to fire arrives."""
_REPEATED: Final = timedelta(seconds=75)
"""How often Prometheus says again that an alert fires (`--rules.alert.resend-delay`, 1 min), and a little."""
_PAUSE: Final = 0.25
_REASONS: Final = {
    "clientError": "the service refuses it: a wrong address or credential, see the secrets of this receiver",
    "serverError": "the service itself is in trouble: its status page",
    "contextDeadlineExceeded": "the service does not answer: is there a way out of Alertmanager's network?",
    "other": "Alertmanager's log says why: a secret's file, a name that is unknown, a mail server's answer",
}


def findings(patient: Patient) -> Iterator[Finding]:
    """Yield what keeps alerts from people."""
    if patient.graph.routing is None:
        return
    for prometheus in patient.prometheus:
        known = prometheus.alertmanagers()
        if not known:
            yield Finding(
                "no-alertmanager",
                f"Prometheus {prometheus.url} knows no Alertmanager: what fires is told to nobody",
                "`alertmanagers` of the PrometheusServer, and whether they answer from where Prometheus runs",
            )
        if patient.alertmanagers:
            # It tells an Alertmanager that has just become known with its next repetition.
            yield from _lost(prometheus, patient, _REPEATED if known else timedelta())
    yield from _silenced(patient.alertmanagers)
    for alertmanager in patient.alertmanagers:
        yield from _failures(alertmanager)
        yield from _cluster(alertmanager, patient)


def _lost(prometheus: Prometheus, patient: Patient, at_least: timedelta) -> Iterator[Finding]:
    end = time.monotonic() + _ON_THE_WAY
    while True:
        held = [one["labels"] for server in patient.alertmanagers for one in server.alerts()]
        missing = [
            labels
            for labels, since in prometheus.firing()
            if patient.clock() - since >= at_least and not any(_is_same(labels, one) for one in held)
        ]
        if not missing or time.monotonic() > end:
            break
        time.sleep(_PAUSE)
    for labels in missing:
        others = ", ".join(f"{name}={value}" for name, value in sorted(labels.items()) if name != "alertname")
        yield Finding(
            "alert-not-arrived",
            f"{labels['alertname']} ({others}) fires at {prometheus.url}, and no Alertmanager has it",
            f"{prometheus.url}/status shows its Alertmanagers; `prometheus_notifications_errors_total` and "
            "`alert_relabel_configs` say what is lost on the way",
        )


def _is_same(labels: Mapping[str, str], held: Mapping[str, str]) -> bool:
    """Tell whether an Alertmanager has an alert: on the way it gets external labels, and may lose some of its own."""
    return labels["alertname"] == held.get("alertname") and all(
        held.get(name, value) == value for name, value in labels.items()
    )


def _silenced(alertmanagers: tuple[Alertmanager, ...]) -> Iterator[Finding]:
    found: dict[str, set[str]] = defaultdict(set)
    for server in alertmanagers:
        for one in server.alerts():
            for silence in one.get("status", {}).get("silencedBy") or ():
                found[str(one["labels"].get("alertname", "an alert"))].add(f"{server.url}/#/silences/{silence}")
    for name, silences in sorted(found.items()):
        yield Finding(
            "alert-silenced",
            f"{name} fires, and a silence keeps everybody from hearing of it",
            f"is that still meant? {', '.join(sorted(silences))}",
            is_error=False,
        )


def _failures(alertmanager: Alertmanager) -> Iterator[Finding]:
    counted: dict[tuple[str, str], dict[str, Any]] = defaultdict(lambda: {"requests": 0, "failed": 0, "reasons": {}})
    for one in samples(alertmanager.metrics(), _REQUESTS, _FAILED_REQUESTS, _FAILED):
        entry = counted[(one.labels.get("receiver_name", ""), one.labels.get("integration", ""))]
        if one.name == _FAILED:
            if one.value:
                entry["reasons"][one.labels.get("reason", "")] = one.value
        else:
            entry["requests" if one.name == _REQUESTS else "failed"] += round(one.value)
    for (receiver, integration), entry in sorted(counted.items()):
        given_up = round(sum(entry["reasons"].values()))
        if not entry["failed"] and not given_up:
            continue
        reason = max(entry["reasons"], key=lambda name: entry["reasons"][name], default="other")
        yield Finding(
            "notifications-failing",
            f"{integration}{f' of {receiver}' if receiver else ''}: {entry['failed']} of {entry['requests']} requests "
            f"failed since {alertmanager.url} was started; {given_up} notifications were given up",
            f"{_REASONS.get(reason, _REASONS['other'])}; then `vttalerts drill`",
        )


def _cluster(alertmanager: Alertmanager, patient: Patient) -> Iterator[Finding]:
    deployment = patient.graph.deployment
    wanted = deployment.alertmanager.replicas if deployment is not None else 1
    if patient.build.is_production and patient.graph.production is not None:
        wanted = len(patient.graph.production.alertmanager)
    state, peers = alertmanager.peers()
    if wanted > 1 and (state != "ready" or peers < wanted):
        yield Finding(
            "cluster-incomplete",
            f"Alertmanager {alertmanager.url} sees {peers} of {wanted} members ({state}): people hear twice, or not",
            "is each of them running, and is port 9094 open between them (TCP and UDP)?",
        )
