"""How a server is with what it runs: which of its rules fail, and which of its jobs have a target that answers."""

from __future__ import annotations

from dataclasses import dataclass, field

from vttalerts.live.alertmanager import Alertmanager
from vttalerts.live.grafana import Grafana
from vttalerts.live.plan import LiveServer
from vttalerts.live.prometheus import RunningRule


@dataclass(frozen=True, slots=True)
class Wellbeing:
    """What a server runs, and how it is with it.

    Attributes:
        runs: Its configuration and rules, to be compared.
        failing: The error of each rule that fails, by its group and name.
        up: The jobs with a target that answers.
        down: Why, of each job none of whose targets answers.
        unknown: Whether some rule was not evaluated yet.
        targets: Each target with its last scrape.
    """

    runs: object
    failing: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    up: frozenset[str] = frozenset()
    down: dict[str, str] = field(default_factory=dict[str, str])
    unknown: bool = False
    targets: frozenset[tuple[str, str]] = frozenset()

    @classmethod
    def of(cls, server: LiveServer) -> Wellbeing:
        """Ask a server.

        Raises:
            LiveError: It can't be asked.
        """
        if isinstance(server, Grafana):
            return cls(None)
        if isinstance(server, Alertmanager):
            return cls(server.config())
        rules, targets = server.rules(), server.targets()
        up = frozenset(one.job for one in targets if one.health == "up")
        return cls(
            (server.config(), tuple(_identity(one) for one in rules)),
            {(one.group, one.name): one.error for one in rules if one.health == "err"},
            up,
            {one.job: one.error for one in targets if one.health == "down" and one.job not in up},
            any(one.health == "unknown" for one in rules),
            frozenset((one.url, one.scraped) for one in targets),
        )


def _identity(rule: RunningRule) -> tuple[object, ...]:
    return (rule.group, rule.name, rule.query, sorted(rule.settings.items(), key=str), rule.interval)
