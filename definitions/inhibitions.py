"""What need not be heard, because another alert that already fires says it better.

Decision: only consequences are silenced, never possible causes. While VTTAPIDown fires, nobody needs to hear of
errors and slow answers; but the database, the memory, a host or an attack may be *why*, and are still heard.
"""

from __future__ import annotations

from vttalerts import Inhibition, Severity, match, no_match, regex

from .services import VTT_SERVER
from .subjects import CONNECTIONS, DISK, ERRORS, HEALTH, LATENCY

# An alert without a subject silences nothing: Alertmanager takes a label that both sides lack for equal.
_OF_A_SERVICE = (*match(instance=""), *no_match(subject=""))
_OF_AN_INSTANCE = (*no_match(instance="", subject=""), *no_match(subject=DISK))

INHIBITIONS = (
    # Of one thing the page is enough. Three rules, because a page about one server, or about one disk, must not
    # silence the warning about another.
    Inhibition(
        name="a page silences the warning about the same subject of a service",
        source_matchers=(*match(severity=Severity.CRITICAL), *_OF_A_SERVICE),
        target_matchers=(*match(severity=Severity.WARNING), *_OF_A_SERVICE),
        equal=("service", "subject"),
    ),
    Inhibition(
        name="a page silences the warning about the same subject of an instance",
        source_matchers=(*match(severity=Severity.CRITICAL), *_OF_AN_INSTANCE),
        target_matchers=(*match(severity=Severity.WARNING), *_OF_AN_INSTANCE),
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
            *regex(subject=f"{HEALTH}|{LATENCY}|{ERRORS}|{CONNECTIONS}"),
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
