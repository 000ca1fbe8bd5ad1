"""What can go wrong with VTT in small, by name, and how badly: `memory=97` is 97 % of the memory."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that can go wrong.

    Attributes:
        name: How people call it.
        text: What happens; `{}` is the level.
        alert: The alert that it should lead to.
        level: How bad it is if nobody says.
    """

    name: str
    text: str
    alert: str
    level: float = 1


_ALL: Final = (
    Fault("down", "the process is gone: nobody answers", "VTTAPIDown"),
    Fault("health-error", "/api/health answers 500", "VTTHealthCheckFailing"),
    Fault("unhealthy", "/api/health answers 200 and says `unhealthy`", "VTTHealthCheckFailing"),
    Fault("database", "the check of the database fails", "VTTDatabaseUnhealthy"),
    Fault("memory", "{} % of the memory is in use", "VTTCriticalMemoryUsage", 97),
    Fault("slow", "answers take {} s", "VTTVeryHighResponseTime", 7),
    Fault("errors", "{} % of the answers are errors", "VTTCriticalErrorRate", 30),
    Fault("websockets", "{} % of the WebSocket connections are lost", "VTTWebSocketConnectionsDrop", 80),
    Fault("ai", "the AI service takes {} s", "VTTAIServiceHighLatency", 14),
    Fault("rate-limit", "one client asks {} times a second", "VTTHighRateLimitHits", 12),
    Fault("logins", "{} wrong passwords a second", "VTTHighAuthFailures", 2),
    Fault("attack", "requests look like an attack", "VTTSuspiciousActivity", 2),
    Fault("disk", "the host's disk is {} % full", "VTTDiskAlmostFull", 97),
    Fault("disk-filling", "the host's disk loses {} MB a second", "VTTDiskFilling", 50),
    Fault("host-memory", "{} % of the host's memory is in use", "VTTHostHighMemoryUsage", 95),
    Fault("cpu", "{} processes queue for each CPU of the host", "VTTHostCPUSaturated", 4),
    Fault("clock", "the host's clock is {} ms off", "VTTHostClockSkew", 200),
    Fault("host-down", "the host's Node Exporter is gone", "VTTNodeExporterDown"),
)
FAULTS: Final = {fault.name: fault for fault in _ALL}
"""Every fault, by name."""


class UnknownFaultError(ValueError):
    """There is no such fault, or its level is no number; the message says what there is."""


class Faults:
    """Which faults there are now.

    Attributes:
        since: When each began, in seconds of the monotonic clock.
    """

    def __init__(self) -> None:
        self._levels: dict[str, float] = {}
        self.since: dict[str, float] = {}

    def begin(self, name: str, level: float | None = None) -> None:
        """Let something go wrong."""
        fault = FAULTS[name]
        self._levels[name] = fault.level if level is None else level
        self.since.setdefault(name, time.monotonic())

    def end(self, name: str) -> None:
        """Put something right."""
        self._levels.pop(name, None)
        self.since.pop(name, None)

    def level(self, name: str) -> float | None:
        """Return how bad something is; `None` while it is well."""
        return self._levels.get(name)

    def __contains__(self, name: str) -> bool:
        return name in self._levels

    def describe(self) -> dict[str, str]:
        """Return what is wrong now, in words."""
        return {name: FAULTS[name].text.format(f"{level:g}") for name, level in self._levels.items()}


def parse(text: str) -> tuple[str, float | None]:
    """Return name and level of `memory` or `memory=97`.

    Raises:
        UnknownFaultError: There is no such fault, or no such level.
    """
    name, given, level = text.partition("=")
    if name not in FAULTS:
        raise UnknownFaultError(f"there is no fault `{name}`; there are {', '.join(FAULTS)}")
    try:
        number = float(level) if given else None
    except ValueError:
        number = -1.0
    if number is not None and not 0 <= number <= 1e6:  # noqa: PLR2004  more than anything that is measured here
        raise UnknownFaultError(f"`{level}` is no level of `{name}`; write a number, such as {FAULTS[name].level:g}")
    return name, number
