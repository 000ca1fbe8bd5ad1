"""Somebody looks at it today: players notice, but can go on.

A warning has the subject of the critical alert above it, which silences it: see `inhibitions`.
"""

from __future__ import annotations

from typing import Final

from vttalerts import Alert, AlertGroup, Severity, all_of, count, minutes, per_minute, percent, seconds

from .. import runbooks
from ..indicators import (
    ai_latency_p95,
    error_ratio,
    memory_usage,
    request_rate,
    response_rate,
    response_time_p95,
    websocket_connections_before,
    websocket_drop,
)
from ..services import AI, VTT_SERVER
from ..subjects import CONNECTIONS, ERRORS, LATENCY, MEMORY

HIGH_MEMORY: Final = percent(85)
"""Where the server begins to collect garbage all the time; the health monitor's threshold too."""

SLOW: Final = seconds(2)
"""Where players begin to notice; the health monitor's threshold too."""

WARNING = AlertGroup(
    name="vtt-warning",
    severity=Severity.WARNING,
    interval=seconds(30),
    alerts=(
        Alert(
            name="VTTHighMemoryUsage",
            expr=memory_usage > HIGH_MEMORY,
            for_=minutes(5),
            service=VTT_SERVER,
            labels={"subject": MEMORY},
            summary="{{ $labels.instance }} uses {{ $value | humanize }} % of its memory",
            description="The VTT server gets slower, and is killed when it reaches its limit.",
            runbook=runbooks.high_memory,
        ),
        Alert(
            name="VTTHighResponseTime",
            expr=all_of(response_time_p95 > SLOW, response_rate > per_minute(6)),
            for_=minutes(5),
            service=VTT_SERVER,
            labels={"subject": LATENCY},
            summary="VTT answers in {{ $value | humanizeDuration }} (95th percentile)",
            description="One request in twenty takes longer than that; maps and dice lag.",
            runbook=runbooks.high_response_time,
        ),
        Alert(
            name="VTTHighErrorRate",
            expr=all_of(error_ratio > percent(5), request_rate > per_minute(6)),
            for_=minutes(5),
            service=VTT_SERVER,
            labels={"subject": ERRORS},
            summary="{{ $value | humanizePercentage }} of VTT's requests fail",
            description="These answers are server errors (5xx); saves and dice rolls are lost.",
            runbook=runbooks.high_error_rate,
        ),
        Alert(
            name="VTTWebSocketConnectionsDrop",
            # Half within ten minutes is no evening that ends, and one table of a few players is no incident.
            expr=all_of(websocket_drop > percent(50), websocket_connections_before > count(20)),
            for_=minutes(2),
            # The comparison forgets a drop after 15 minutes; who was called should still see it.
            keep_firing_for=minutes(10),
            service=VTT_SERVER,
            labels={"subject": CONNECTIONS},
            summary="{{ $value | humanizePercentage }} of the WebSocket connections are gone",
            description="So many players lost their connection compared with 5 to 15 minutes ago.",
            runbook=runbooks.websocket_connections_drop,
        ),
        Alert(
            name="VTTAIServiceHighLatency",
            expr=ai_latency_p95 > seconds(10),
            # Twice the query's window: a single slow request can't last that long.
            for_=minutes(10),
            service=AI,
            labels={"subject": LATENCY},
            summary="AI service takes {{ $value | humanizeDuration }} (95th percentile)",
            description="Game masters wait longer than 10 s for generated text and pictures.",
            runbook=runbooks.ai_service_latency,
        ),
    ),
)
