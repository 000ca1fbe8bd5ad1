"""The monitoring watches itself: while one of these fires, other alerts may be missing.

No server can say of itself that it is gone. The dead man's switch does: it calls when VTTWatchdog stops.
"""

from __future__ import annotations

from vttalerts import (
    Alert,
    AlertGroup,
    Severity,
    absent,
    any_of,
    count,
    minutes,
    percent,
    promql,
    seconds,
    state,
)

from .. import runbooks, services
from ..subjects import (
    AVAILABILITY,
    CONFIGURATION,
    DISCOVERY,
    DISPATCH,
    EXPORTER,
    NOTIFICATION,
    RULES,
    WATCHDOG,
)
from ..system_indicators import (
    alertmanager_reloaded,
    alertmanager_up,
    alertmanagers_known,
    blackbox_exporter_up,
    discovery_failures,
    notification_failures,
    prometheus_notification_errors,
    prometheus_reloaded,
    prometheus_up,
    rule_evaluations_missed,
    rule_failures,
    target_sync_failures,
)

MONITORING = AlertGroup(
    name="vtt-monitoring",
    severity=Severity.CRITICAL,
    service=services.MONITORING,
    interval=seconds(30),
    alerts=(
        Alert(
            name="VTTWatchdog",
            # Always true: what is watched is whether it arrives.
            expr=promql("vector(1)"),
            severity=Severity.NONE,
            labels={"subject": WATCHDOG},
            summary="The monitoring works",
            description="Always fires, and goes to the dead man's switch, which calls when it stops.",
            runbook=runbooks.watchdog,
        ),
        Alert(
            name="VTTPrometheusDown",
            expr=any_of(prometheus_up.equals(state(0)), absent(prometheus_up)),
            for_=minutes(2),
            labels={"subject": AVAILABILITY},
            summary="A Prometheus is gone",
            description="Nothing is measured there, and its alerts cannot fire.",
            runbook=runbooks.prometheus_down,
        ),
        Alert(
            name="VTTAlertmanagerDown",
            expr=any_of(alertmanager_up.equals(state(0)), absent(alertmanager_up)),
            for_=minutes(2),
            labels={"subject": AVAILABILITY},
            summary="An Alertmanager is gone",
            description="Alerts fire, and may reach nobody.",
            runbook=runbooks.alertmanager_down,
        ),
        Alert(
            name="VTTBlackboxExporterDown",
            expr=any_of(blackbox_exporter_up.equals(state(0)), absent(blackbox_exporter_up)),
            # Sooner than VTTHealthCheckFailing, which it silences.
            for_=minutes(1),
            labels={"subject": EXPORTER},
            summary="Blackbox Exporter is gone",
            description="Nobody looks at VTT from outside; a server that says `unhealthy` goes unnoticed.",
            runbook=runbooks.blackbox_exporter_down,
            notify_within=minutes(3),
        ),
        Alert(
            name="VTTRuleEvaluationFailing",
            expr=any_of(rule_failures > count(0), rule_evaluations_missed > count(0)),
            for_=minutes(5),
            labels={"subject": RULES},
            summary="Rules of {{ $labels.rule_group }} are not evaluated",
            description="Alerts of that group cannot fire, whatever happens.",
            runbook=runbooks.rule_evaluation_failing,
            notify_within=minutes(7),
        ),
        Alert(
            name="VTTPrometheusNotificationsFailing",
            expr=any_of(prometheus_notification_errors > percent(1), alertmanagers_known < count(1)),
            for_=minutes(5),
            labels={"subject": DISPATCH},
            summary="{{ $labels.instance }} cannot hand its alerts to Alertmanager",
            description="Alerts fire in Prometheus, and nobody hears of them.",
            runbook=runbooks.prometheus_notifications_failing,
            notify_within=minutes(7),
        ),
        Alert(
            name="VTTAlertmanagerNotificationsFailing",
            expr=notification_failures > percent(1),
            for_=minutes(5),
            labels={"subject": NOTIFICATION},
            summary="{{ $value | humanizePercentage }} of notifications by {{ $labels.integration }} fail",
            description="People who are told only that way do not hear of alerts.",
            runbook=runbooks.alertmanager_notifications_failing,
            notify_within=minutes(7),
        ),
        Alert(
            name="VTTPrometheusReloadFailed",
            expr=prometheus_reloaded.equals(state(0)),
            for_=minutes(5),
            # The old configuration still works; a restart would not.
            severity=Severity.WARNING,
            labels={"subject": CONFIGURATION},
            summary="{{ $labels.instance }} did not load its configuration",
            description="Prometheus goes on with its old rules, and will not start again.",
            runbook=runbooks.config_reload_failed,
        ),
        Alert(
            name="VTTAlertmanagerReloadFailed",
            expr=alertmanager_reloaded.equals(state(0)),
            for_=minutes(5),
            severity=Severity.WARNING,
            labels={"subject": CONFIGURATION},
            summary="{{ $labels.instance }} did not load its configuration",
            description="Alertmanager goes on with its old routes, and will not start again.",
            runbook=runbooks.config_reload_failed,
        ),
        Alert(
            name="VTTTargetDiscoveryFailing",
            expr=any_of(target_sync_failures > count(0), discovery_failures > count(0)),
            for_=minutes(5),
            severity=Severity.WARNING,
            labels={"subject": DISCOVERY},
            summary="{{ $labels.instance }} cannot find its targets",
            description="New targets are not watched; what is not watched cannot alert.",
            runbook=runbooks.target_discovery_failing,
        ),
    ),
)
