"""The security team hears of it: somebody misuses VTT, or tries to.

Decision: warnings, not pages. Robots try every public address every night; the security team judges, and its
runbooks say when to call on-call. A security alert that is made critical reaches both.
"""

from __future__ import annotations

from vttalerts import Alert, AlertGroup, Severity, count, minutes, per_minute, seconds

from .. import runbooks, services
from ..indicators import auth_failures, rate_limit_hits, suspicious_requests
from ..subjects import ATTACK, LOGIN, RATE_LIMIT

SECURITY = AlertGroup(
    name="vtt-security",
    severity=Severity.WARNING,
    service=services.SECURITY,
    interval=seconds(30),
    alerts=(
        Alert(
            name="VTTHighRateLimitHits",
            expr=rate_limit_hits > per_minute(100),
            for_=minutes(2),
            labels={"subject": RATE_LIMIT},
            summary="{{ $value | humanize }} requests a minute hit the rate limit",
            description="Somebody scrapes or attacks VTT, or one of our clients is in a loop.",
            runbook=runbooks.rate_limit_hits,
        ),
        Alert(
            name="VTTHighAuthFailures",
            expr=auth_failures > per_minute(10),
            for_=minutes(2),
            labels={"subject": LOGIN},
            summary="{{ $value | humanize }} logins a minute fail",
            description="Somebody tries passwords, or VTT's own login is broken.",
            runbook=runbooks.auth_failures,
        ),
        Alert(
            name="VTTSuspiciousActivity",
            expr=suspicious_requests > count(0),
            labels={"subject": ATTACK},
            summary='Suspicious requests ({{ $labels.kind }}): {{ $value | printf "%.0f" }} in 5 minutes',
            description="They look like an attack; robots try every public address, so most are harmless.",
            runbook=runbooks.suspicious_activity,
        ),
    ),
)
