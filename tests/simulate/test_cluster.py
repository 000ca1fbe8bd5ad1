"""Replicas of Alertmanager: one message, from the first that is able; tests/live/test_cluster.py asks real ones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from vttalerts import Receiver, Route, Webhook, hours, match, minutes, seconds
from vttalerts.simulate.cluster import PEER_TIMEOUT, Sent, tell_together
from vttalerts.simulate.timeline import Outage, Post, Silence, notifications

START = datetime(2026, 11, 25, 3, tzinfo=UTC)
UNTIL = START + timedelta(hours=12)
TEAM = Receiver(name="team", integrations=(Webhook(url="https://chat.example.com/hook"),))
ROOT = Route(
    receiver=TEAM,
    group_by=("alertname",),
    group_wait=seconds(30),
    group_interval=minutes(5),
    repeat_interval=hours(4),
)


def posts(name: str, *, lasts: float = 5) -> list[Post]:
    return list(Outage({"alertname": name}, START, START + timedelta(hours=lasts)).posts())


def told(sent: list[Sent]) -> list[tuple[int, float, bool]]:
    """Who sent it, after how many seconds, and whether it fires."""
    return [(one.replica, (one.notification.at - START).total_seconds(), one.notification.firing) for one in sent]


def test_what_all_hear_of_the_first_sends_alone_as_a_single_server_would() -> None:
    alone = notifications(ROOT, posts("A"), UNTIL)

    assert told(tell_together(ROOT, [posts("A")] * 3, UNTIL)) == [
        (0, (one.at - START).total_seconds(), one.firing) for one in alone
    ]


def test_what_only_the_second_hears_of_it_sends_after_it_has_waited() -> None:
    sent = told(tell_together(ROOT, [[], posts("A", lasts=1)], UNTIL))

    wait = PEER_TIMEOUT.total_seconds()
    assert sent == [(1, 30 + wait, True), (1, 3630 + wait, False)]


def test_what_the_first_does_not_know_the_second_adds() -> None:
    root = Route(receiver=TEAM, group_wait=seconds(30), group_interval=minutes(5), repeat_interval=hours(4))
    sent = tell_together(root, [posts("A"), [*posts("A"), *posts("B")]], START + timedelta(minutes=10))

    assert [(one.replica, [labels["alertname"] for labels in one.notification.alerts]) for one in sent] == [
        (0, ["A"]),
        (1, ["A", "B"]),
    ]


def test_a_silence_counts_for_all() -> None:
    silence = Silence(tuple(match(alertname="A")), START, UNTIL)

    assert tell_together(ROOT, [posts("A")] * 2, UNTIL, silences=[silence]) == []


def test_a_cluster_that_is_told_nothing_says_nothing() -> None:
    assert tell_together(ROOT, [[], []], UNTIL) == []
