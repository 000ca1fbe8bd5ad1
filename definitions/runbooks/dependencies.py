"""What to do when something that the VTT server needs is in trouble: its database, or the AI service."""

from __future__ import annotations

from vttalerts import Runbook

from .contacts import ai_team, dba_team, infrastructure_team, on_call, vtt_team

database_unhealthy = Runbook(
    slug="database-unhealthy",
    title="Database is unhealthy",
    impact="Nothing can be loaded or saved: logins fail, running games lose what players do from now on.",
    investigation=(
        (
            "What does the server say? `curl -s http://localhost:8080/api/health | jq .checks.database`: "
            "message and responseTime."
        ),
        (
            "No `vtt_health_check_database_status` although the server is up? Then the check itself is "
            "gone: `curl -s http://localhost:8080/api/metrics/prometheus | grep vtt_health_check`."
        ),
        "Is the pool exhausted? `vtt_database_connections_active` on a plateau means yes.",
        (
            "Can the server reach the database? `docker exec vtt-server nc -zv <host> <port>`, with the host and port "
            "from its own configuration."
        ),
        "On the database: disk, locks, longest queries, and whether a failover or a migration is under way.",
    ),
    resolution=(
        ("Pool exhausted: end the longest queries, then `docker restart vtt-server` to free leaked connections."),
        "Disk full: free space first (the DBA team knows what may go), then restart the database.",
        "Primary gone: fail over to the replica as the DBA team's own runbook says; never promote by guess.",
        ("After it: `vtt_health_check_database_status` must be 1 for five minutes before the incident is closed."),
    ),
    escalation=(
        dba_team("at once; both are told"),
        on_call("at once; this pages"),
        infrastructure_team("the database's host or network does not answer"),
    ),
)

ai_service_latency = Runbook(
    slug="ai-service-latency",
    title="AI service is slow",
    impact="Game masters wait more than 10 s for generated text and pictures; the rest of VTT is well.",
    investigation=(
        "All requests or some? `job:vtt_ai_request_duration_seconds:p95_rate5m` against the median.",
        "More requests than usual? `job:vtt_ai_requests:rate5m` against `offset 1d`.",
        (
            "Does the provider report trouble, or do we run into its quota? `docker logs --since 30m "
            "vtt-server | grep -iE 'ai|429|quota|timeout' | tail -50`."
        ),
        "Does the VTT server itself answer slowly? Then the runbook `high-response-time` comes first.",
    ),
    resolution=(
        "Trouble at the provider: switch to the fallback model, or switch AI features off until it is over.",
        "Quota: ask the AI team to raise it; until then lower the limit of requests per campaign.",
        "A new model or prompt since the last deployment: roll back.",
    ),
    escalation=(
        ai_team("at once; they are told"),
        vtt_team("AI features must be switched off"),
    ),
)
