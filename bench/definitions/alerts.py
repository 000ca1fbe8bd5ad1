"""The alerts: groups of 20, four thresholds for each indicator, the highest of them critical."""

from vttalerts import Alert, AlertGroup, Contact, Runbook, Severity, minutes, percent, seconds

from .indicators import ALL
from .sizes import ALERTS, DASHBOARDS, ROUTES

GROUP = 20
LIMITS = (60, 70, 80, 90)
TEAMS = ROUTES or 1000
PAGES = "https://docs.vtt.example.com/runbooks"
SERVICES = ("api", "database", "ai", "websocket", "auth")

RUNBOOKS = tuple(
    Runbook(
        slug=f"part-{service}",
        title=f"A part of {service} is full",
        impact="Players see slow dice, late maps and lost chat.",
        investigation=("Look at the dashboard: is it one shard, or all of them?",),
        resolution=("Move shards to another instance.",),
        escalation=(Contact(team="platform team", reach="#platform", after="15 minutes without progress"),),
    )
    for service in SERVICES
)


# Rules alone, as Jsonnet writes them, link to pages that somebody else writes.
LINKS = tuple({} if DASHBOARDS else {"runbook_url": f"{PAGES}/{runbook.slug}"} for runbook in RUNBOOKS)


def _alert(number: int) -> Alert:
    shard = number % len(ALL)
    turn = number // len(ALL)
    step = turn % len(LIMITS)
    limit = LIMITS[step]
    kind = (shard + turn // len(LIMITS)) % len(SERVICES)
    service = SERVICES[kind]
    wait = number % 9 + 1
    return Alert(
        name=f"VTTSyntheticPart{number}",
        expr=ALL[shard] > percent(limit),
        for_=minutes(wait),
        severity=Severity.CRITICAL if step == len(LIMITS) - 1 else Severity.WARNING,
        service=service,
        labels={"team": f"team-{number % TEAMS}"},
        summary=f"{{{{ $labels.instance }}}}: shard {shard} of {service} is {{{{ $value | humanize }}}} % full",
        description=f"Shard {shard} has been more than {limit} % full for longer than {wait} minutes: players of "
        f"campaign {number} see slow dice, late maps and lost chat on {{{{ $labels.instance }}}}.",
        runbook=RUNBOOKS[kind] if DASHBOARDS else None,
        annotations=LINKS[kind],
    )


GROUPS = tuple(
    AlertGroup(
        name=f"synthetic-{first // GROUP}",
        interval=seconds(60),
        alerts=tuple(_alert(number) for number in range(first, min(first + GROUP, ALERTS))),
    )
    for first in range(0, ALERTS, GROUP)
)
