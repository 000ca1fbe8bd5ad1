"""Groups are told when Alertmanager's dispatcher and notification log say, and of what."""

import time
from datetime import UTC, datetime, timedelta

import pytest

from vttalerts import Email, Receiver, Route, Webhook, hours, match, minutes, no_match, regex, seconds
from vttalerts.simulate.grouping import Reason, group_key, in_order
from vttalerts.simulate.routing import Router
from vttalerts.simulate.timeline import Notification, Outage, Post, notifications

START = datetime(2026, 11, 1, tzinfo=UTC)
CHAT = Webhook(url="http://127.0.0.1/chat")
MAIL = Email(to="team@vtt.example.com")
TEAM = Receiver(name="team", integrations=(CHAT,))


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


def told(root: Route, *outages: Outage, until: float = 24 * 60) -> list[Notification]:
    return notifications(root, [post for outage in outages for post in outage.posts()], at(until))


def summary(found: list[Notification]) -> list[tuple[float, Reason, int, int]]:
    return [
        ((one.at - START).total_seconds() / 60, one.reason, len(one.alerts) - len(one.resolved), len(one.resolved))
        for one in found
    ]


def test_group_waits_then_tells_news_every_interval_and_repeats_later() -> None:
    root = Route(receiver=TEAM, group_by=("alertname",))
    first = Outage({"alertname": "A", "n": "1"}, at(0), at(9 * 60))
    second = Outage({"alertname": "A", "n": "2"}, at(3), at(60))

    # Four hours after the news of 01:00:30 the timer and the log are level, so it is one flush later.
    assert summary(told(root, first, second)) == [
        (0.5, Reason.FIRST, 1, 0),
        (5.5, Reason.NEW_ALERTS, 2, 0),
        (60.5, Reason.SOME_RESOLVED, 1, 1),
        (305.5, Reason.REPEAT, 1, 0),
        (540.5, Reason.ALL_RESOLVED, 0, 1),
    ]


def test_alert_that_ends_while_its_group_waits_is_never_heard_of() -> None:
    root = Route(receiver=TEAM, group_wait=minutes(2))

    assert told(root, Outage({"alertname": "A"}, at(0), at(1))) == []


def test_alert_that_began_long_ago_does_not_wait() -> None:
    root = Route(receiver=TEAM, group_wait=minutes(2))
    late = Post(at(10), {"alertname": "A"}, at(5), at(100))
    recent = Post(at(10), {"alertname": "A"}, at(8), at(100))

    assert notifications(root, [late], at(11))[0].at == at(10)
    assert notifications(root, [recent], at(13))[0].at == at(12)


def test_integration_that_keeps_quiet_about_the_end_hears_only_of_what_fires() -> None:
    team = Receiver(name="team", integrations=(CHAT, MAIL))
    root = Route(receiver=team, group_wait=seconds(0), repeat_interval=hours(12))
    outages = (Outage({"n": "1"}, at(0), at(20)), Outage({"n": "2"}, at(1), at(40)), Outage({"n": "1"}, at(61), at(70)))

    mails = [one for one in told(root, *outages) if one.integration is MAIL]

    assert summary(mails) == [(0, Reason.FIRST, 1, 0), (5, Reason.NEW_ALERTS, 2, 0), (61, Reason.FIRST, 1, 0)]


def test_alert_that_nobody_sends_again_is_over_after_the_resolve_timeout() -> None:
    found = notifications(Route(receiver=TEAM), [Post(at(0), {"n": "1"})], at(60))

    assert summary(found) == [(0.5, Reason.FIRST, 1, 0), (5.5, Reason.ALL_RESOLVED, 0, 1)]


def test_alert_without_labels_or_that_ends_before_it_begins_is_refused() -> None:
    posts = [Post(at(0), {"n": ""}), Post(at(0), {"n": "1"}, at(5), at(4))]

    assert notifications(Route(receiver=TEAM), posts, at(60)) == []
    assert notifications(Route(receiver=TEAM), [], at(60)) == []


def test_two_nodes_with_the_same_matchers_and_receiver_share_the_log() -> None:
    twin = match(severity="critical")
    root = Route(
        receiver=TEAM,
        routes=(Route(matchers=twin, continue_=True), Route(matchers=twin, group_wait=seconds(40))),
    )

    assert summary(told(root, Outage({"severity": "critical"}, at(0)), until=5)) == [(0.5, Reason.FIRST, 1, 0)]


def test_alert_that_ends_while_it_is_inhibited_is_not_announced_when_it_comes_back() -> None:
    from vttalerts import Inhibition

    rule = Inhibition(source_matchers=match(kind="source"), target_matchers=match(kind="target"))
    root = Route(receiver=TEAM, group_by=("kind",), group_wait=seconds(0))
    outages = (
        Outage({"kind": "target"}, at(0), at(8)),
        Outage({"kind": "source"}, at(6), at(12)),
        Outage({"kind": "target"}, at(20), at(22)),
    )
    posts = [post for outage in outages for post in outage.posts()]
    found = [one for one in notifications(root, posts, at(60), inhibitions=[rule]) if one.alerts[0]["kind"] == "target"]

    # The log still says that it fires, so only its end at 00:25 is news.
    assert summary(found) == [(0, Reason.FIRST, 1, 0), (25, Reason.ALL_RESOLVED, 0, 1)]


def test_group_key_is_the_one_that_webhooks_carry() -> None:
    child = Route(matchers=(*regex(z="b|c"), *match(a='say "hi"'), *no_match(a="b")), group_by=("z", "alertname", "no"))
    labels = {"z": "b", "a": 'say "hi"', "alertname": "X"}
    (step,) = Router(Route(receiver=TEAM, routes=(child,))).match(labels)

    assert group_key(step, labels) == '{}/{a!="b",a="say \\"hi\\"",z=~"b|c"}:{alertname="X", z="b"}'


def test_alerts_stand_in_order_of_job_instance_and_then_all_labels() -> None:
    alerts = [{"n": "1"}, {"job": "b"}, {"job": "a", "instance": "2"}, {"job": "a", "instance": "1"}, {"a": "1"}]
    ordered = [alerts[3], alerts[2], alerts[1], alerts[0], alerts[4]]

    assert in_order(alerts) == ordered
    assert in_order(reversed(alerts)) == ordered


@pytest.mark.slow
def test_month_of_a_thousand_alerts_takes_seconds() -> None:
    root = Route(receiver=TEAM, group_by=("alertname",))
    outages = [
        Outage(
            {"alertname": f"A{number % 250}", "instance": str(number)},
            at(number * 43),
            at(number * 43 + 30 + number % 900),
        )
        for number in range(1000)
    ]
    began = time.perf_counter()
    found = told(root, *outages, until=31 * 24 * 60)

    assert len(found) > 2000
    assert time.perf_counter() - began < 5
