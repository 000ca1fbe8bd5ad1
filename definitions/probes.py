"""VTT seen from outside: does it answer, and does it say that it is well?

Decision: `degraded` does not fail the probe. A failing probe pages somebody at night, and a degraded VTT can be
played; what degrades it (memory, latency, errors) has warnings of its own, and the health monitor reports it.

Decision: probes have an address of their own, VTT_PROBE_URL, whose default is the server that is scraped, so that
the stack works on one machine as it is. In production set it to VTT_BASE_URL, the public address that the health
monitor asks, and the probes see DNS, TLS and the proxy too.
"""

from __future__ import annotations

from vttalerts import HTTPProbe, Module, Probe, env, seconds

from .metrics import PROBE_METRICS
from .scrape import BLACKBOX_EXPORTER_TARGET

VTT_PROBE_URL = env("VTT_PROBE_URL", default="http://host.docker.internal:8080")

# A 200 is not enough: the body must say `healthy` or `degraded`, and nowhere `unhealthy`. Both, because an
# answer that says nothing (an empty body, a proxy's error page) is no health, nor is one with an unhealthy part.
vtt_health = Module(
    name="vtt_health",
    timeout=seconds(5),
    probe=HTTPProbe(
        preferred_ip_protocol="ip4",
        fail_if_body_matches_regexp=(r'"status"\s*:\s*"unhealthy"',),
        fail_if_body_not_matches_regexp=(r'"status"\s*:\s*"(healthy|degraded)"',),
    ),
)

# Liveness and readiness are their status code: 2xx or not.
http_2xx = Module(
    name="http_2xx",
    timeout=seconds(5),
    probe=HTTPProbe(preferred_ip_protocol="ip4"),
)

PROBES = (
    Probe(
        name="vtt-health",
        module=vtt_health,
        targets=(VTT_PROBE_URL + "/api/health",),
        exporter=BLACKBOX_EXPORTER_TARGET,
        exports=PROBE_METRICS,
    ),
    Probe(
        name="vtt-live",
        module=http_2xx,
        targets=(VTT_PROBE_URL + "/api/health/live",),
        exporter=BLACKBOX_EXPORTER_TARGET,
        exports=PROBE_METRICS,
    ),
    Probe(
        name="vtt-ready",
        module=http_2xx,
        targets=(VTT_PROBE_URL + "/api/health/ready",),
        exporter=BLACKBOX_EXPORTER_TARGET,
        exports=PROBE_METRICS,
    ),
)
