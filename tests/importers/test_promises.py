"""An imported routing tree promises what it does."""

from __future__ import annotations

from hypothesis import given, settings
from routing_trees import trees

from vttalerts import Receiver, Route, match, no_match, regex
from vttalerts.importers.promises import promises
from vttalerts.model.routing import Delivery
from vttalerts.simulate.routing import Router

chat, pager, team = (Receiver(name=name) for name in ("chat", "pager", "team"))


def said(made: tuple[Delivery, ...]) -> list[tuple[dict[str, str], list[str]]]:
    return [(delivery.labels(), [one.name for one in delivery.reaches]) for delivery in made]


def test_each_route_has_a_delivery_that_ends_there() -> None:
    root = Route(
        receiver=chat,
        routes=(
            Route(matchers=match(service="db"), receiver=team, continue_=True),
            Route(
                matchers=regex(severity="critical|page"),
                receiver=pager,
                routes=(Route(matchers=match(service="db", quiet="yes"), receiver=chat),),
            ),
            Route(matchers=match(severity="critical", service="web"), receiver=team),
            Route(matchers=no_match(owner="") + match(a="b"), receiver=team),
            Route(matchers=no_match(owner="x"), receiver=pager),
        ),
    )

    assert said(promises(root)) == [
        ({"service": "db"}, ["team", "pager"]),
        ({"severity": "critical"}, ["pager"]),
        ({"service": "db", "quiet": "yes", "severity": "critical"}, ["team", "chat"]),
        ({"alertname": "AnythingElse"}, ["pager"]),
    ]


def test_what_no_route_takes_is_promised_too() -> None:
    assert said(promises(Route(receiver=chat))) == [({"alertname": "AnythingElse"}, ["chat"])]


@settings(max_examples=60)
@given(trees())
def test_a_promise_is_kept(root: Route) -> None:
    router = Router(root)

    for delivery in promises(root):
        assert {one.name for one in router.receivers(delivery.labels())} == {one.name for one in delivery.reaches}
