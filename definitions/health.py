"""The custom health monitor: asks VTT's public address, apart from Prometheus, and tells people by itself.

It calls slow and full what the warnings call so: the numbers are the same objects.
"""

from __future__ import annotations

from vttalerts import Channel, Endpoint, HealthMonitor, Thresholds, env, seconds, secret

from .alerts.warning import HIGH_MEMORY, SLOW

HEALTH = HealthMonitor(
    base_url=env("VTT_BASE_URL", default="https://api.vtt.example.com"),
    interval=seconds(30),
    timeout=seconds(5),
    endpoints=(
        Endpoint(name="Database", url="/api/health", critical=True, expected_body={"checks.database.status": "pass"}),
        # Also when it is only `degraded`, which pages nobody, but is worth a message.
        Endpoint(name="Health", url="/api/health", expected_body={"status": "healthy"}),
        Endpoint(name="Liveness", url="/api/health/live", critical=True),
        Endpoint(name="Readiness", url="/api/health/ready", critical=True),
        # Without metrics the API can be played, but nobody sees how it is.
        Endpoint(name="Metrics", url="/api/metrics"),
    ),
    thresholds=Thresholds(response_time=SLOW, memory_usage=HIGH_MEMORY),
    channels=(
        Channel(type="webhook", url=secret("WEBHOOK_URL")),
        Channel(type="slack", url=secret("SLACK_WEBHOOK_URL")),
        Channel(type="email", to="on-call@vtt.example.com"),
    ),
)
