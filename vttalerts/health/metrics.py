"""The monitor's own metrics, in Prometheus' text format (version 0.0.4), and its own health."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from vttalerts.health.events import Delivered, Event, NotDelivered, RoundDone, StoreFailed
from vttalerts.health.judge import Level

_PREFIX: Final = "vtt_health_monitor"
_MISSED: Final = 3
"""Rounds that may fail to come before the monitor says of itself that it is stuck."""


@dataclass(slots=True)
class Metrics:
    """What happened so far.

    Attributes:
        interval: Seconds between two rounds.
        last: The last round; `None` before the first has ended.
        store_failed: Whether the state could not be written since that round.
    """

    interval: float
    last: RoundDone | None = None
    store_failed: bool = False
    readings: Counter[tuple[str, Level]] = field(default_factory=Counter[tuple[str, Level]])
    deliveries: Counter[tuple[str, str]] = field(default_factory=Counter[tuple[str, str]])

    def add(self, event: Event) -> None:
        """Count an event."""
        match event:
            case RoundDone():
                self.last = event
                self.store_failed = False
                self.readings.update((name, reading.level) for name, reading in event.readings.items())
            case Delivered():
                self.deliveries[event.channel, "delivered"] += 1
            case NotDelivered():
                self.deliveries[event.channel, "given_up" if event.again is None else "failed"] += 1
            case StoreFailed():
                self.store_failed = True
            case _:
                pass

    def problem(self, now: float, *, longest_round: float) -> str | None:
        """Say what is wrong with the monitor itself; `None` if it works.

        Args:
            now: Seconds since 1970.
            longest_round: How many seconds a round may take.
        """
        if self.store_failed:
            return "the state can't be written"
        if self.last is None:
            return "no round has ended yet"
        if now - self.last.at > _MISSED * (self.interval + longest_round):
            return "rounds fail to come"
        return None

    def text(self, waiting: Mapping[str, int]) -> str:
        """Return everything as Prometheus reads it.

        Args:
            waiting: How many notifications wait, by channel.
        """
        return "".join(f"{line}\n" for line in self._lines(waiting))

    def _lines(self, waiting: Mapping[str, int]) -> Iterator[str]:
        if self.last is not None:
            yield from _head("state", "gauge", "Whether VTT is in this state: 1 yes, 0 no.")
            yield from (f'{_PREFIX}_state{{state="{one.word}"}} {int(one is self.last.level)}' for one in Level)
            yield from _head("endpoint_state", "gauge", "Whether an endpoint is in this state: 1 yes, 0 no.")
            for name, standing in self.last.standings.items():
                for one in Level:
                    yield _sample("endpoint_state", int(one is standing.level), endpoint=name, state=one.word)
            yield from _head("endpoint_response_seconds", "gauge", "How long the last answer took.")
            for name, reading in self.last.readings.items():
                yield _sample("endpoint_response_seconds", round(reading.seconds, 6), endpoint=name)
            yield from _head("endpoint_memory_usage_percent", "gauge", "How full VTT's memory is by this endpoint.")
            for name, reading in self.last.readings.items():
                if reading.memory is not None:
                    yield _sample("endpoint_memory_usage_percent", reading.memory, endpoint=name)
            yield from _head("last_round_timestamp_seconds", "gauge", "When all endpoints were asked last.")
            yield _sample("last_round_timestamp_seconds", round(self.last.at, 3))
        yield from _head("readings_total", "counter", "How often an endpoint looked so.")
        for (name, level), count in sorted(self.readings.items()):
            yield _sample("readings_total", count, endpoint=name, level=level.word)
        yield from _head("notifications_total", "counter", "Attempts to tell people, by what became of them.")
        for (channel, outcome), count in sorted(self.deliveries.items()):
            yield _sample("notifications_total", count, channel=channel, outcome=outcome)
        yield from _head("notifications_waiting", "gauge", "Notifications that a channel has not yet taken.")
        for channel, count in waiting.items():
            yield _sample("notifications_waiting", count, channel=channel)


def _head(name: str, kind: str, text: str) -> tuple[str, str]:
    return f"# HELP {_PREFIX}_{name} {text}", f"# TYPE {_PREFIX}_{name} {kind}"


def _sample(name: str, value: float, **labels: str) -> str:
    inner = ",".join(f'{label}="{_escape(text)}"' for label, text in labels.items())
    return f"{_PREFIX}_{name}{f'{{{inner}}}' if inner else ''} {value}"


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
