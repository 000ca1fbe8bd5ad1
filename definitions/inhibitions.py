"""What need not be heard, because another alert that already fires says it better.

Decision: only consequences are silenced, never possible causes. While VTTAPIDown fires, nobody needs to hear of
errors and slow answers; but the database, the memory, a host or an attack may be *why*, and are still heard.
"""

from __future__ import annotations

from vttalerts import Inhibition, Severity, match, no_match, regex

from .services import VTT_SERVER
from .subjects import CONNECTIONS, DISK, ERRORS, HEALTH, LATENCY

INHIBITIONS = (
    # Of one thing the page is enough: three rules, because Alertmanager takes a label that both sides lack for
    # equal, and a page about one server or disk must not silence the warning about another.
    Inhibition(
        name="a page silences the warning about the same subject of a service",
        source_matchers=(*match(severity=Severity.CRITICAL, instance=""), *no_match(subject="")),
        target_matchers=(*match(severity=Severity.WARNING, instance=""), *no_match(subject="")),
        equal=("service", "subject"),
    ),
    Inhibition(
        name="a page silences the warning about the same subject of an instance",
        source_matchers=(*match(severity=Severity.CRITICAL), *no_match(instance="", subject=DISK)),
        target_matchers=(*match(severity=Severity.WARNING), *no_match(instance="", subject=DISK)),
        equal=("service", "subject", "instance"),
    ),
    Inhibition(
        name="a page silences the warning about the same disk",
        source_matchers=match(severity=Severity.CRITICAL, subject=DISK),
        target_matchers=match(severity=Severity.WARNING, subject=DISK),
        equal=("service", "subject", "instance", "mountpoint"),
    ),
    # An API that is down answers no probe, loses its connections, and its last minutes look slow and wrong.
    Inhibition(
        name="VTTAPIDown silences what follows from it",
        source_matchers=match(alertname="VTTAPIDown"),
        target_matchers=(
            *match(service=VTT_SERVER),
            *regex(subject="|".join((HEALTH, LATENCY, ERRORS, CONNECTIONS))),
        ),
        equal=("service",),
    ),
    # Without the exporter every probe is missing, whatever VTT does; nothing is hidden, as nothing is seen.
    Inhibition(
        name="VTTBlackboxExporterDown silences the probes that it would make",
        source_matchers=match(alertname="VTTBlackboxExporterDown"),
        target_matchers=match(service=VTT_SERVER, subject=HEALTH),
    ),
)
