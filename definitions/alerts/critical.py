"""Somebody is paged, day or night: VTT can't be played, or soon won't be.

Every alert here says what players notice, and its runbook says what to do in the next five minutes.
"""

from __future__ import annotations

from vttalerts import (
    Alert,
    AlertGroup,
    Severity,
    absent,
    all_of,
    any_of,
    minutes,
    per_minute,
    percent,
    seconds,
    state,
)

from .. import runbooks
from ..indicators import (
    api_up,
    database_up,
    endpoint_up,
    error_ratio,
    health_endpoint_up,
    memory_usage,
    request_rate,
    response_rate,
    response_time_p95,
)
from ..services import DATABASE, VTT_SERVER
from ..subjects import AVAILABILITY, ERRORS, HEALTH, LATENCY, MEMORY

CRITICAL = AlertGroup(
    name="vtt-critical",
    severity=Severity.CRITICAL,
    interval=seconds(30),
    alerts=(
        Alert(
            name="VTTAPIDown",
            # A target that is gone from the configuration has no `up` at all, and is just as down.
            expr=any_of(api_up.equals(state(0)), absent(api_up)),
            for_=minutes(1),
            service=VTT_SERVER,
            labels={"subject": AVAILABILITY},
            summary="VTT API is down",
            description="Prometheus cannot read {{ $labels.job }}, or has no such target any more. Players can "
            "neither log in nor play.",
            runbook=runbooks.api_down,
            notify_within=minutes(3),
        ),
        Alert(
            name="VTTHealthCheckFailing",
            expr=any_of(endpoint_up.equals(state(0)), absent(health_endpoint_up)),
            for_=minutes(2),
            service=VTT_SERVER,
            labels={"subject": HEALTH},
            summary="Health check {{ $labels.job }} fails",
            description="The endpoint does not answer, answers with an error, or says `unhealthy`; or nobody "
            "probes it any more.",
            runbook=runbooks.health_check_failing,
            notify_within=minutes(4),
        ),
        Alert(
            name="VTTDatabaseUnhealthy",
            # A server that is up and says nothing of its database has lost the check. One that is down
            # says nothing either, but that is VTTAPIDown, and not the DBA team's.
            expr=any_of(
                database_up.equals(state(0)),
                all_of(absent(database_up), api_up.equals(state(1)), on=()),
            ),
            for_=minutes(1),
            service=DATABASE,
            labels={"subject": HEALTH},
            summary="VTT's database is unhealthy",
            description="The VTT server's own check of its database fails, or has vanished while the server is "
            "up. Nothing can be loaded or saved.",
            runbook=runbooks.database_unhealthy,
            notify_within=minutes(3),
        ),
        Alert(
            name="VTTCriticalMemoryUsage",
            expr=memory_usage > percent(95),
            for_=minutes(2),
            service=VTT_SERVER,
            labels={"subject": MEMORY},
            summary="{{ $labels.instance }} uses {{ $value | humanize }} % of its memory",
            description="The VTT server will be killed soon, and every game on it cut off.",
            runbook=runbooks.high_memory,
            notify_within=minutes(4),
        ),
        Alert(
            name="VTTVeryHighResponseTime",
            # Below six requests a minute, one slow request would be "95 %" and page somebody.
            expr=all_of(response_time_p95 > seconds(5), response_rate > per_minute(6)),
            for_=minutes(2),
            service=VTT_SERVER,
            labels={"subject": LATENCY},
            summary="VTT answers in {{ $value | humanizeDuration }} (95th percentile)",
            description="One request in twenty takes longer than that; clients give up and try again.",
            runbook=runbooks.high_response_time,
            notify_within=minutes(4),
        ),
        Alert(
            name="VTTCriticalErrorRate",
            # Below six requests a minute, one error would be a high rate and page somebody.
            expr=all_of(error_ratio > percent(15), request_rate > per_minute(6)),
            for_=minutes(2),
            service=VTT_SERVER,
            labels={"subject": ERRORS},
            summary="{{ $value | humanizePercentage }} of VTT's requests fail",
            description="So many answers are server errors (5xx) that VTT is as good as down.",
            runbook=runbooks.high_error_rate,
            notify_within=minutes(4),
        ),
    ),
)
