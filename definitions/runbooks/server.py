"""What to do when the VTT server is in trouble."""

from __future__ import annotations

from vttalerts import Runbook

from .contacts import dba_team, infrastructure_team, on_call, vtt_team

api_down = Runbook(
    slug="api-down",
    title="VTT API is down",
    impact=("Nobody can log in or play; open games lose their connection within seconds. The worst that can happen."),
    investigation=(
        (
            "Ask the server yourself: `curl -sv --max-time 5 http://localhost:8080/api/health/live`. "
            "Refused: the process is gone. Timeout: it hangs, or the network does."
        ),
        (
            "See what Prometheus says about the target: http://localhost:9090/targets?search=vtt-server. "
            "If the job is not listed at all, the configuration lost it, and the server may be well."
        ),
        ("Is the container there? `docker ps -a --filter name=vtt-server`. An exit code of 137 is a kill for memory."),
        "Read its last words: `docker logs --since 15m vtt-server | tail -100`.",
        (
            "Look for what came before: memory, database and errors on the VTT overview dashboard, 30 "
            "minutes back; and for a deployment at that time."
        ),
    ),
    resolution=(
        "After a fresh deployment: roll back first, understand later.",
        (
            "Process gone or hanging: `docker restart vtt-server`, then watch `curl -s "
            "http://localhost:8080/api/health/ready` until it answers 200."
        ),
        "Killed for memory: restart, and go on with the runbook `high-memory`.",
        "Database unreachable at start: the runbook `database-unhealthy` comes first.",
        (
            "Target lost from the configuration: `vttalerts build --check`, then reload with `curl -X POST "
            "http://localhost:9090/-/reload`."
        ),
    ),
    escalation=(
        on_call("at once; this pages"),
        vtt_team("10 minutes without a cause"),
        infrastructure_team("the host itself does not answer"),
    ),
)

health_check_failing = Runbook(
    slug="health-check-failing",
    title="Health check is failing",
    impact=(
        "The server runs, but says itself that it cannot serve, or answers too late. Load balancers take "
        "it out of service as soon as readiness fails; then VTT is down for users."
    ),
    investigation=(
        ("Which endpoint? The alert's `job`: `vtt-health` is /api/health, `vtt-live` and `vtt-ready` are the others."),
        (
            "Read the answer: `curl -s -w '\\n%{http_code} %{time_total}s\\n' "
            "http://localhost:8080/api/health | jq .`; `checks` names the part that fails."
        ),
        (
            "See what the probe saw, step by step: `curl -s "
            "'http://localhost:9115/probe?module=vtt_health&debug=true&target=http://host.docker.internal:8080/api/health'`."
        ),
        (
            "Was it the body or the connection? `probe_failed_due_to_regex` 1 means that the body was "
            "wrong; `probe_http_status_code` 0 means that there was no answer."
        ),
        "Only `degraded`? That does not fail this check; look for its own alert.",
    ),
    resolution=(
        "The database check fails: go on with the runbook `database-unhealthy`.",
        "The memory check fails: go on with the runbook `high-memory`.",
        (
            "All checks pass by hand, but the probe fails: `docker restart vtt-blackbox-exporter`, and "
            "compare the probe's address with the server's."
        ),
        "Liveness fails while the process runs: it hangs; `docker restart vtt-server`.",
    ),
    escalation=(
        on_call("at once; this pages"),
        vtt_team("15 minutes without a cause"),
    ),
)

high_memory = Runbook(
    slug="high-memory",
    title="VTT server runs out of memory",
    impact=(
        "Above 85 % answers get slower, because the server collects garbage all the time. Above 95 % it "
        "will be killed soon: every game on it is cut off, and what was not saved is lost."
    ),
    investigation=(
        (
            "Sudden or slow? `vtt_health_check_memory_usage_percent` over 24 hours: a slope since the last "
            "deployment is a leak, a step is load."
        ),
        ("Load? Compare `vtt_websocket_connections_total` and `vtt_active_campaigns_total` over the same time."),
        "Is it the server or its neighbours? `docker stats --no-stream`, and the host's own memory alert.",
        "One huge campaign? `docker logs --since 30m vtt-server | grep -iE 'heap|memory|import'`.",
    ),
    resolution=(
        (
            "Above 95 %: announce it on the status page, then `docker restart vtt-server` in your own time; "
            "better than a kill in the middle of a save."
        ),
        "A leak since a deployment: roll back. Keep a heap snapshot for the VTT team before you restart.",
        ("Load: give the container more memory, or start another server, then look for the campaign that needs it."),
    ),
    escalation=(
        vtt_team("a leak, or twice in a day"),
        infrastructure_team("the host has no memory to give"),
    ),
)

high_response_time = Runbook(
    slug="high-response-time",
    title="Answers are slow",
    impact=(
        "One request in twenty takes longer than 2 s: maps and dice lag. Above 5 s clients give up and try "
        "again, which makes it worse."
    ),
    investigation=(
        (
            "Which route? `topk(5, histogram_quantile(0.95, sum by (route, le) "
            '(rate(http_request_duration_seconds_bucket{job="vtt-server"}[5m]))))`.'
        ),
        "More traffic than usual? `job:http_requests:rate5m` against the same hour a week ago (`offset 1w`).",
        (
            "Is it the database? `vtt_database_connections_active`, and responseTime in `curl -s "
            "http://localhost:8080/api/health | jq .checks.database`."
        ),
        "Is it the host? CPU, memory and disk on the infrastructure dashboard; `docker stats --no-stream`.",
        ("A flat line at the same value for long is the histogram's last finite bucket: it is slower than it shows."),
    ),
    resolution=(
        "One route since a deployment: roll back.",
        "Slow database: go on with the runbook `database-unhealthy`, and call the DBA team.",
        "Too much traffic: start another server; if one client makes it, the rate limiter can stop it.",
        "Memory above 85 % at the same time: go on with the runbook `high-memory`.",
    ),
    escalation=(
        vtt_team("20 minutes without a cause, or at once above 5 s"),
        dba_team("the database is what is slow"),
    ),
)

high_error_rate = Runbook(
    slug="high-error-rate",
    title="Requests fail",
    impact=(
        "More than one request in twenty ends in a server error: saves and dice rolls are lost. Above 15 % "
        "VTT is as good as down."
    ),
    investigation=(
        (
            "Which route and status? `topk(5, sum by (route, status) "
            '(rate(http_requests_total{job="vtt-server", status=~"5.."}[5m])))`.'
        ),
        "Read the errors: `docker logs --since 15m vtt-server | grep -iE 'error|exception' | tail -50`.",
        "502, 503 and 504 come from in front of the server or from what it calls; 500 is its own.",
        "A deployment in the last hour? A migration? A third party's outage?",
        "Do the probes fail too? Then the runbook `health-check-failing` leads faster.",
    ),
    resolution=(
        "Since a deployment: roll back.",
        "One route: switch its feature off, if it has a flag.",
        "A dependency: go on with its runbook (`database-unhealthy`, `ai-service-latency`).",
        "The ratio must stay below 5 % for ten minutes before the incident is closed.",
    ),
    escalation=(
        vtt_team("15 minutes without a cause, or at once above 15 %"),
        dba_team("the errors name the database"),
    ),
)

websocket_connections_drop = Runbook(
    slug="websocket-connections-drop",
    title="Many players lost their connection at once",
    impact="More than half of those who played ten minutes ago are disconnected; they see a frozen table.",
    investigation=(
        (
            "Gone, or gone home? A table that ends is one step; the end of an evening takes an hour. "
            "Compare with yesterday: `vtt_websocket_connections_total offset 1d`."
        ),
        (
            'Did the server restart? `changes(process_start_time_seconds{job="vtt-server"}[30m])`, and '
            "`docker ps --filter name=vtt-server`."
        ),
        (
            "Does a connection open? `curl -sv --http1.1 -H 'Connection: Upgrade' -H 'Upgrade: websocket' "
            "-H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: dGVzdA==' http://localhost:8080/` must "
            "say 101."
        ),
        "Did a proxy or a load balancer change, or reach a limit of connections?",
        "Are players coming back? Then `vtt_websocket_connections_total` rises again within minutes.",
    ),
    resolution=(
        "Refused by the server: `docker restart vtt-server`; clients connect again by themselves.",
        "Refused before the server: undo the last change of the proxy; raise its limit of connections.",
        "After a deployment: no action if they come back within five minutes, else roll back.",
    ),
    escalation=(
        vtt_team("connections do not come back within 10 minutes"),
        infrastructure_team("the proxy or the network refuses them"),
    ),
)
