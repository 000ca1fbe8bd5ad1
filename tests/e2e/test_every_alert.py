"""Each alert, from a real fault over the real servers to those who must hear of it, and to nobody else."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # pytest's importlib mode leaves a test's folder out

sys.path.insert(1, str(Path(__file__).parent.parent))
sys.path.insert(2, str(Path(__file__).parent.parent / "live"))

import report
from expected import ROOT, Expected, expected, load
from matrix import described
from scenes import play_all
from stage import WATCHDOG, Outcome, keep_logs, staged

TIME_SCALE = 0.01
ALERTS = expected(load())
KEPT = Path(os.environ.get("VTTALERTS_LOGS") or ROOT / ".nox" / "e2e")
"""Where the logs of every process are kept when something fails."""
RECORD = bool(os.environ.get("VTTALERTS_RECORD"))
"""Whether what is measured goes into docs/e2e.md; `nox -s e2e -- --record` sets it."""

pytestmark = [pytest.mark.live, pytest.mark.slow]


class Played:
    """What happened: all scenes are played once, for all tests."""

    def __init__(self, folder: Path) -> None:
        self.outcomes: list[Outcome] = []
        self.alerts: dict[str, Expected] = {}
        self.error: BaseException | None = None
        self.took = time.monotonic()
        self.mail_users: list[tuple[str, str]] = []
        self.recorded: dict[str, tuple[float, float]] = {}
        try:
            asyncio.run(self._play(folder))
        except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001  each test says what it lacks
            self.error = error
        self.took = time.monotonic() - self.took

    async def _play(self, folder: Path) -> None:
        async with staged(folder, TIME_SCALE, KEPT) as stage:
            self.outcomes, self.alerts = stage.outcomes, stage.alerts
            await play_all(stage)
            self.mail_users = list(stage.demo.sinks.mail.users)
            self.recorded = await stage.recorded()
            if any(self.wrong(one) for one in self.outcomes):
                keep_logs(stage.folder, KEPT)

    def wrong(self, one: Outcome) -> list[str]:
        """Return what is not as the definitions say."""
        wanted = self.alerts[one.alert]
        if one.cause == "follows":
            return _wrongly_heard(one)
        said = [f"told by {way}, and should not be" for way in one.heard if way not in wanted.ways]
        said += [f"not told by {way}" for way in wanted.ways if way not in one.heard]
        if one.alert != WATCHDOG:
            said += [f"its end is not told by {way}" for way in wanted.over if way not in one.over]
        for way, message in one.messages.items():
            text = message.everything() + (str(message.raw) if message.kind == "webhook" else "")
            said += [f"{way} lacks {word!r}" for word in (*wanted.words, *wanted.links) if word not in text]
        return said


def _wrongly_heard(one: Outcome) -> list[str]:
    if one.fired is None:
        return ["did not fire, so that nothing was silenced"]
    said = [f"heard by {way}" for way in one.heard]
    return said if one.suppressed else [*said, "Alertmanager does not say that it is inhibited"]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    found = Played(tmp_path_factory.mktemp("stage"))
    text = described(found.outcomes, found.alerts, TIME_SCALE, found.took)
    sys.stderr.write(f"\n{text}")
    if RECORD:
        report.record("Every alert", text)
    return found


@pytest.mark.parametrize("alert", ALERTS)
def test_alert_reaches_exactly_its_receivers_and_says_when_it_is_over(played: Played, alert: str) -> None:
    found = [one for one in played.outcomes if one.alert == alert and one.cause != "follows"]

    assert found, f"no scene leads to it; {played.error!r}"
    assert {one.cause: played.wrong(one) for one in found} == {one.cause: [] for one in found}, played.error


@pytest.mark.parametrize(
    "alert", ["VTTHighMemoryUsage", "VTTHighResponseTime", "VTTHighErrorRate", "VTTHealthCheckFailing"]
)
def test_what_follows_from_another_alert_fires_and_is_not_heard(played: Played, alert: str) -> None:
    found = [one for one in played.outcomes if one.alert == alert and one.cause == "follows"]

    assert found, played.error
    assert [played.wrong(one) for one in found] == [[] for _ in found]


@pytest.mark.parametrize("alert", ALERTS)
def test_a_second_engine_lets_the_same_alert_fire_from_the_same_file(played: Played, alert: str) -> None:
    found = [one for one in played.outcomes if one.alert == alert]

    assert found, played.error
    assert [one.cause for one in found if one.second is None] == []


@pytest.mark.parametrize("record", [rule.record for group in load().recording for rule in group.rules])
def test_a_second_engine_records_the_same_numbers(played: Played, record: str) -> None:
    first, second = played.recorded[record]

    assert first == pytest.approx(second, rel=0.25, abs=0.02)


def test_every_scene_is_played_to_its_end(played: Played) -> None:
    assert played.error is None


def test_the_mail_server_is_given_the_user_and_the_password(played: Played) -> None:
    assert set(played.mail_users) == {("alerts@vtt.example.com", "no secret")}
