"""Delivery in order, with growing pauses, out of an outbox that survives."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest
from health.loopback import in_loop, until
from hypothesis import given
from hypothesis import strategies as st
from typing_extensions import override

from vttalerts.health import courier
from vttalerts.health.channels import UndeliveredError
from vttalerts.health.config import Channel as ConfiguredChannel
from vttalerts.health.config import Config, Endpoint, Thresholds
from vttalerts.health.courier import Courier, pause
from vttalerts.health.events import Change, Delivered, Event, NotDelivered, Notification, Reading, StoreFailed
from vttalerts.health.judge import Level, Standing
from vttalerts.health.outbox import Outbox, StoreError
from vttalerts.health.run import Monitor

H, D, U = Level
CHANGE = Change("X", critical=True, before=H, after=U, reasons=())


def news(name: str, at: float | None = None) -> Notification:
    return Notification(name, time.time() if at is None else at, H, U, (CHANGE,))


class Channel:
    """Takes what it is told, but for what it is told to fail at first."""

    def __init__(self, **fails: list[UndeliveredError]) -> None:
        self.fails = fails
        self.seen: list[str] = []

    async def send(self, notification: Notification) -> None:
        self.seen.append(notification.id)
        if self.fails.get(notification.id):
            raise self.fails[notification.id].pop(0)


async def deliver(folder: Path, channel: Channel, names: list[Notification], events: int) -> list[Event]:
    outbox, told = Outbox(folder), list[Event]()
    for one in names:
        outbox.commit({}, one, ["c"])
    runner = Courier("c", channel.send, outbox, told.append)
    task = asyncio.create_task(runner.run())
    await until(lambda: len(told) >= events)
    runner.stop()
    await task
    outbox.close()
    return told


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier, "FIRST_PAUSE", 0.05)


@in_loop
async def test_an_unreachable_channel_is_told_again_and_in_order(tmp_path: Path) -> None:
    channel = Channel(a=[UndeliveredError("HTTP 500"), UndeliveredError("HTTP 500")])
    told = await deliver(tmp_path, channel, [news("a"), news("b")], 4)
    assert channel.seen == ["a", "a", "a", "b"]
    assert told == [
        NotDelivered("c", "a", "HTTP 500", 0.05),
        NotDelivered("c", "a", "HTTP 500", 0.1),
        Delivered("c", "a"),
        Delivered("c", "b"),
    ]


@in_loop
async def test_a_refused_message_holds_nobody_up(tmp_path: Path) -> None:
    channel = Channel(a=[UndeliveredError("HTTP 400", refused=True)])
    await deliver(tmp_path, channel, [news("a"), news("b")], 3)
    assert channel.seen == ["a", "b", "a"]


@in_loop
async def test_a_mistake_in_a_channel_does_not_end_the_monitor(tmp_path: Path) -> None:
    class Broken(Channel):
        @override
        async def send(self, notification: Notification) -> None:
            if not self.seen:
                self.seen.append(notification.id)
                raise RuntimeError("hunter2")

    told = await deliver(tmp_path, Broken(), [news("a")], 2)
    assert told == [
        NotDelivered("c", "a", "the channel itself fails: RuntimeError", 0.05),
        Delivered("c", "a"),
    ]


@in_loop
async def test_after_a_day_it_is_no_news_but_still_said_and_kept(tmp_path: Path) -> None:
    old = news("a", time.time() - 90_000)
    told = await deliver(tmp_path, Channel(a=[UndeliveredError("HTTP 500")]), [old], 1)
    assert told == [NotDelivered("c", "a", "HTTP 500", None)]
    with sqlite3.connect(tmp_path / "health.sqlite") as database:
        assert database.execute("SELECT given_up FROM outbox").fetchall() == [(1,)]
    database.close()


@in_loop
async def test_a_clock_that_was_set_back_delays_by_the_longest_pause_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier, "LONGEST_PAUSE", 0.2)
    outbox = Outbox(tmp_path)
    outbox.commit({}, news("a"), ["c"])
    outbox.postpone(1, time.time() + 1e6, refused=False)
    runner = Courier("c", Channel().send, outbox, lambda _: None)
    assert await runner._deliver_due() == pytest.approx(0.2)
    outbox.close()


@given(st.integers(1, 10_000), st.none() | st.floats(0, 1e9))
def test_pauses_grow_and_never_exceed_five_minutes(attempts: int, asked: float | None) -> None:
    assert 0 < pause(attempts, asked) <= 300
    assert pause(attempts) <= pause(attempts + 1)
    assert pause(attempts, asked) >= pause(attempts)


def test_states_and_notifications_are_there_after_a_restart(tmp_path: Path) -> None:
    standing = Standing(U, (3, 3), (0, 0))
    first = Outbox(tmp_path)
    first.commit({"X": standing}, news("a", 5.0), ["c", "d"])
    first.close()
    second = Outbox(tmp_path)
    assert second.standings(["X", "Y"]) == {"X": standing, "Y": Standing()}
    assert [one.notification for one in second.waiting("d")] == [news("a", 5.0)]
    assert second.channels() == {"c": 1, "d": 1}
    second.close()


def test_states_and_notifications_become_durable_together_or_not_at_all(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    with pytest.raises(sqlite3.Error):
        outbox.commit({"X": Standing(U)}, news("a"), [None])  # type: ignore[list-item]
    assert outbox.standings(["X"]) == {"X": Standing()}
    outbox.close()


def test_two_monitors_do_not_share_a_directory(tmp_path: Path) -> None:
    first = Outbox(tmp_path)
    with pytest.raises(StoreError, match="is used by another monitor; give each its own --state-dir"):
        Outbox(tmp_path)
    first.close()
    Outbox(tmp_path).close()


def test_a_damaged_state_is_said_and_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "health.sqlite"
    file.write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError, match=r"can't be used \(file is not a database\); move it away to begin anew"):
        Outbox(tmp_path)
    assert file.read_bytes() == b"no database" * 1000


def test_the_state_is_nobody_else_s_to_read(tmp_path: Path) -> None:
    Outbox(tmp_path / "new").close()
    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert (tmp_path / "new" / "health.sqlite").stat().st_mode & 0o777 == 0o600


def test_an_unknown_version_of_the_state_is_refused(tmp_path: Path) -> None:
    Outbox(tmp_path).close()
    with sqlite3.connect(tmp_path / "health.sqlite") as database:
        database.execute("PRAGMA user_version = 9")
    database.close()
    with pytest.raises(StoreError, match="made by another version, 9 and not 1"):
        Outbox(tmp_path)


def test_a_notification_without_reasons_is_kept_too(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path)
    recovery = replace(news("r"), before=U, after=H)
    outbox.commit({}, replace(recovery, at=1.5), ["c"])
    assert outbox.waiting("c")[0].notification == replace(recovery, at=1.5)
    outbox.close()


def test_what_can_not_be_written_is_found_and_told_again_by_the_next_round(tmp_path: Path) -> None:
    endpoint = Endpoint("X", "http://127.0.0.1:1", critical=True, timeout=1, status=200, expected={})
    config = Config(1, 0, (endpoint,), Thresholds(1, 85, 2, 2), None, (ConfiguredChannel("c", "slack"),))
    outbox, told = Outbox(tmp_path), list[Event]()
    monitor = Monitor(config, {}, outbox, told.append)
    failing = {"X": Reading(U, ("gone",), 0.1)}
    held = monitor._conclude({"X": Standing()}, failing, told.append)
    locker = sqlite3.connect(tmp_path / "health.sqlite", isolation_level=None)
    locker.execute("BEGIN EXCLUSIVE")
    assert monitor._conclude(held, failing, told.append) is held
    assert told[-1] == StoreFailed("database is locked")
    locker.close()
    assert monitor._conclude(held, failing, told.append)["X"].level is U
    assert [one.notification.after for one in outbox.waiting("c")] == [U]
    outbox.close()
