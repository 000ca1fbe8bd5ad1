"""Targets that are down with the likely reason, jobs that have none, and probes that fail."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from vttalerts.live.doctor import Finding, Patient
from vttalerts.live.http import LiveError, printable
from vttalerts.live.prometheus import Prometheus, Target
from vttalerts.model.scrape import ScrapeJob

_STEPS: Final = (
    ("connection refused", "is the server running there, and on this port? `curl -s {url}`"),
    (
        "no such host",
        "this name is not known where Prometheus runs; targets are `host:port`, see its *_TARGET variable",
    ),
    (
        "context deadline exceeded",
        "it answers slower than `scrape_timeout`: look at its load, or is a firewall between?",
    ),
    ("i/o timeout", "nothing answers at this address: is a firewall between?"),
    ("no route to host", "nothing answers at this address: is the network up?"),
    ("401", "it wants a user and password: `basic_auth` of the job, and its secret"),
    ("403", "it does not let Prometheus in: credentials of the job, or its own list of who may"),
    ("404", "it has no metrics at this path: `metrics_path` of the job; `curl -s {url}`"),
    ("x509", "its certificate is not to be believed: `tls_config` of the job with its `ca_file`"),
    ("HTTP response to HTTPS", "it speaks plain http: `scheme` of the job"),
    ("HTTP request to an HTTPS", "it wants https: `scheme` of the job"),
    ("Content-Type", "what answers there are no metrics: `curl -s {url}`, and `metrics_path` of the job"),
)
_WRAPPING: Final = re.compile(r'^Get "[^"]*": (dial \w+ \S+: (connect: )?)?')
"""What Go's client says before the reason: the address, which is shown anyway."""
_ANYTHING: Final = "`curl -s {url}` from where Prometheus runs, and the server's log"


def findings(patient: Patient) -> Iterator[Finding]:
    """Yield what Prometheus can't read."""
    for prometheus in patient.prometheus:
        targets = prometheus.targets()
        yield from _down(one for one in targets if one.health == "down")
        having = {one.job for one in targets}
        for job in patient.graph.jobs:
            name = job.job_name if isinstance(job, ScrapeJob) else job.name
            if name not in having:
                yield Finding(
                    "no-targets",
                    f"job {name} has no target at {prometheus.url}",
                    f"{prometheus.url}/service-discovery shows what was found and dropped",
                )
        yield from _probes(prometheus)


def _down(targets: Iterable[Target]) -> Iterator[Finding]:
    """Yield a finding for each server that is down with the same reason: an exporter is the target of many jobs."""
    found: dict[tuple[str, str], list[Target]] = {}
    for one in targets:
        reason = _WRAPPING.sub("", printable(one.error)) or "no reason given"
        found.setdefault((_origin(one.url), reason), []).append(one)
    for (origin, reason), some in found.items():
        step = next((words for part, words in _STEPS if part in reason), _ANYTHING)
        jobs = ", ".join(dict.fromkeys(one.job for one in some))
        where = some[0].url if len(some) == 1 else origin
        yield Finding("target-down", f"{jobs}: {where} is down: {reason}", step.format(url=where))


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _probes(prometheus: Prometheus) -> Iterator[Finding]:
    try:
        failing = prometheus.query("probe_success == 0")
    except LiveError:
        return
    for labels, _ in failing:
        yield Finding(
            "probe-failing",
            f"{labels.get('job', 'a probe')}: {labels.get('instance', '')} does not answer as it should",
            f"`curl -si {labels.get('instance', '')}`; the exporter's page `/probe?…&debug=true` says why",
        )
