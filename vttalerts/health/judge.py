"""When an endpoint counts as healthy, degraded or unhealthy: not after one bad answer, nor after one good one.

Decision: a state follows runs of readings. It worsens to the worst level that the last `failures` readings all
reached, and improves to the best level that the last `successes` readings all kept. Rejected: one counter of equal
readings, with which an endpoint that fails in two ways by turns (slow, gone, slow, gone) would never be anything
but healthy.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from dataclasses import dataclass


class Level(enum.IntEnum):
    """How well something is; a higher number is worse, and is the exit code of `vttalerts health --once`."""

    HEALTHY = 0
    DEGRADED = 1
    UNHEALTHY = 2

    @property
    def word(self) -> str:
        """The level as people and machines read it."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Standing:
    """What is held of an endpoint, and the runs of readings that lead to another state.

    Attributes:
        level: The state.
        reached: How many of the last readings were at least degraded, and at least unhealthy.
        kept: How many of the last readings were at best healthy, and at best degraded or better.
    """

    level: Level = Level.HEALTHY
    reached: tuple[int, int] = (0, 0)
    kept: tuple[int, int] = (0, 0)


def judge(standing: Standing, reading: Level, *, failures: int, successes: int) -> Standing:
    """Return what is held of an endpoint after one more reading.

    Args:
        standing: What was held before.
        reading: How the endpoint looked this time.
        failures: So many readings in a row make it worse; at least 1.
        successes: So many readings in a row make it better; at least 1.
    """
    # A run stops counting where it suffices: a steady endpoint has a steady standing, and nothing to write to disk.
    degraded, unhealthy = standing.reached
    reached = (
        min(degraded + 1, failures) if reading >= Level.DEGRADED else 0,
        min(unhealthy + 1, failures) if reading >= Level.UNHEALTHY else 0,
    )
    healthy, no_worse = standing.kept
    kept = (
        min(healthy + 1, successes) if reading <= Level.HEALTHY else 0,
        min(no_worse + 1, successes) if reading <= Level.DEGRADED else 0,
    )
    # The last reading lies between the two, so that they never contradict each other.
    level = min(max(standing.level, _worst(reached, failures)), _best(kept, successes))
    return Standing(level, reached, kept)


def overall(endpoints: Iterable[tuple[bool, Level]]) -> Level:
    """Return VTT's state: unhealthy if something critical is, degraded if anything is not healthy.

    Args:
        endpoints: For each endpoint whether it is critical, and its level.
    """
    return max((_weight(level, critical=critical) for critical, level in endpoints), default=Level.HEALTHY)


def _weight(level: Level, *, critical: bool) -> Level:
    return level if critical else min(level, Level.DEGRADED)


def _worst(reached: tuple[int, int], failures: int) -> Level:
    degraded, unhealthy = reached
    if unhealthy >= failures:
        return Level.UNHEALTHY
    return Level.DEGRADED if degraded >= failures else Level.HEALTHY


def _best(kept: tuple[int, int], successes: int) -> Level:
    healthy, no_worse = kept
    if healthy >= successes:
        return Level.HEALTHY
    return Level.DEGRADED if no_worse >= successes else Level.UNHEALTHY
