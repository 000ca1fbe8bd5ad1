"""Servers that don't answer, are older than declared, run on another clock, or run an older configuration."""

from __future__ import annotations

from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import Final

from vttalerts.live.alertmanager import Alertmanager
from vttalerts.live.doctor import Finding, Patient
from vttalerts.live.exposition import samples
from vttalerts.live.grafana import Grafana
from vttalerts.live.http import LiveError
from vttalerts.live.plan import LiveServer
from vttalerts.model.targets import Targets

_SKEW: Final = 5.0
"""Seconds between two clocks that nobody notices: `Date` counts whole ones, and the answer travels."""


def absence(server: LiveServer) -> Finding | None:
    """Return why a server can't be asked; `None` if it can."""
    try:
        server.check_ready()
    except LiveError as error:
        service = server.kind.lower()
        return Finding(
            "not-answering",
            f"{server.kind}: {error}",
            error.advice or f"look at its log: `docker logs vtt-{service}`, or `vttalerts stack logs`",
        )
    return None


def findings(patient: Patient) -> Iterator[Finding]:
    """Yield what is wrong with the servers themselves."""
    for server in patient.servers:
        yield from _version(server, patient.graph.targets)
        yield from _clock(server, patient)
        yield from _reload(server)


def _version(server: LiveServer, targets: Targets) -> Iterator[Finding]:
    keyword = server.kind.lower()
    wanted, found = str(getattr(targets, keyword)), server.version()
    if found and _number(found)[: len(_number(wanted))] < _number(wanted):
        yield Finding(
            "older-than-declared",
            f"{server.kind} {server.url} is {found}, older than the declared {wanted}",
            f'update it, or declare what runs: Targets({keyword}="{".".join(found.split(".")[:2])}")',
        )


def _number(version: str) -> tuple[int, ...]:
    parts = (part for part in version.partition("+")[0].partition("-")[0].split("."))
    return tuple(int(part) for part in parts if part.isdecimal())


def _clock(server: LiveServer, patient: Patient) -> Iterator[Finding]:
    path = "/api/health" if isinstance(server, Grafana) else "/-/ready"
    date = server.server.get(path).date
    now = patient.clock()
    try:
        skew = (parsedate_to_datetime(date) - now).total_seconds()
    except (TypeError, ValueError):
        return
    if abs(skew) > _SKEW:
        yield Finding(
            "clock-skew",
            f"the clock of {server.kind} {server.url} is {abs(skew):.0f} s {'ahead of' if skew > 0 else 'behind'} ours",
            "let a time server set both (`timedatectl`): what is early is held back, what is late counts as over",
        )


def _reload(server: LiveServer) -> Iterator[Finding]:
    if isinstance(server, Grafana):
        return
    name = f"{server.kind.lower()}_config_last_reload_successful"
    if any(one.value == 0 for one in samples(server.metrics(), name)):
        tool = "amtool check-config" if isinstance(server, Alertmanager) else "promtool check config"
        yield Finding(
            "reload-failed",
            f"{server.kind} {server.url} refused its files the last time, and runs an older configuration",
            f"`{tool}` on the folder that it reads says why; or `vttalerts apply`",
        )
