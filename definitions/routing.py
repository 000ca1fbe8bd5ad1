"""Who is told of which alert: first match wins, top to bottom; `continue_=True` lets later siblings look too.

The teams stand above on-call and continue: so a critical alert reaches its team and on-call, whichever team it is.
"""

from __future__ import annotations

from vttalerts import Delivery, Route, Severity, hours, match, minutes, regex, seconds

from .receivers import (
    ai_team,
    dba_team,
    infrastructure_team,
    on_call,
    security_team,
    team_chat,
    watchdog,
)
from .services import AI, DATABASE, INFRASTRUCTURE, MONITORING, SECURITY, VTT_SERVER

ROUTING = Route(
    receiver=team_chat,  # whatever no child claims
    group_by=("alertname", "service"),
    group_wait=seconds(30),
    group_interval=minutes(5),
    repeat_interval=hours(4),
    routes=(
        # The dead man's switch only, and every minute: it calls after a few that are missing.
        Route(
            matchers=match(alertname="VTTWatchdog"),
            receiver=watchdog,
            group_wait=seconds(0),
            group_interval=seconds(30),
            repeat_interval=minutes(1),
        ),
        # An attack does not wait for company.
        Route(
            matchers=match(service=SECURITY),
            receiver=security_team,
            continue_=True,
            group_wait=seconds(10),
            repeat_interval=hours(1),
        ),
        Route(matchers=match(service=DATABASE), receiver=dba_team, continue_=True),
        Route(matchers=match(service=AI), receiver=ai_team, continue_=True),
        # Who runs the hosts runs the monitoring too.
        Route(
            matchers=regex(service=f"{INFRASTRUCTURE}|{MONITORING}"),
            receiver=infrastructure_team,
            continue_=True,
        ),
        # At once, and again every half hour until it is over.
        Route(
            matchers=match(severity=Severity.CRITICAL),
            receiver=on_call,
            group_wait=seconds(0),
            group_interval=minutes(1),
            repeat_interval=minutes(30),
        ),
    ),
)

DELIVERIES = (  # the tree's executable specification, run by `check` and by pytest
    # Critical alerts page; those with a team reach it too.
    Delivery(given=match(severity=Severity.CRITICAL, service=VTT_SERVER), reaches=(on_call,)),
    Delivery(given=match(severity=Severity.CRITICAL, service=DATABASE), reaches=(dba_team, on_call)),
    Delivery(given=match(severity=Severity.CRITICAL, service=AI), reaches=(ai_team, on_call)),
    Delivery(given=match(severity=Severity.CRITICAL, service=SECURITY), reaches=(security_team, on_call)),
    Delivery(
        given=match(severity=Severity.CRITICAL, service=INFRASTRUCTURE),
        reaches=(infrastructure_team, on_call),
    ),
    Delivery(
        given=match(severity=Severity.CRITICAL, service=MONITORING),
        reaches=(infrastructure_team, on_call),
    ),
    # Warnings reach the team alone.
    Delivery(given=match(severity=Severity.WARNING, service=DATABASE), reaches=(dba_team,)),
    Delivery(given=match(severity=Severity.WARNING, service=AI), reaches=(ai_team,)),
    Delivery(given=match(severity=Severity.WARNING, service=SECURITY), reaches=(security_team,)),
    Delivery(given=match(severity=Severity.WARNING, service=INFRASTRUCTURE), reaches=(infrastructure_team,)),
    Delivery(given=match(severity=Severity.WARNING, service=MONITORING), reaches=(infrastructure_team,)),
    # The rest is read in the team's chat, a service that nobody has claimed too.
    Delivery(given=match(severity=Severity.WARNING, service=VTT_SERVER), reaches=(team_chat,)),
    Delivery(given=match(alertname="MyCustomAlert", severity="warning", service="my-service"), reaches=(team_chat,)),
    Delivery(given=match(alertname="AnythingElse"), reaches=(team_chat,)),
    # The watchdog reaches the dead man's switch and no person.
    Delivery(
        given=match(alertname="VTTWatchdog", severity=Severity.NONE, service=MONITORING),
        reaches=(watchdog,),
    ),
)
