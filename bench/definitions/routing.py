"""Every team hears of its own alerts; each route is proven."""

from vttalerts import Delivery, Receiver, Route, Webhook, hours, match, minutes, seconds

from .sizes import ROUTES

EVERYBODY = Receiver(name="everybody", integrations=(Webhook(url="https://everybody.example.com/alerts"),))
TEAMS = tuple(
    Receiver(name=f"team-{team}", integrations=(Webhook(url=f"https://team-{team}.example.com/alerts"),))
    for team in range(ROUTES)
)

ROUTING = Route(
    receiver=EVERYBODY,
    group_by=("alertname", "service"),
    group_wait=seconds(30),
    group_interval=minutes(5),
    repeat_interval=hours(4),
    routes=tuple(Route(matchers=match(team=team.name), receiver=team) for team in TEAMS),
)
DELIVERIES = (
    *(Delivery(given=match(team=team.name), reaches=(team,)) for team in TEAMS),
    Delivery(given=match(alertname="AnythingElse"), reaches=(EVERYBODY,)),
)
