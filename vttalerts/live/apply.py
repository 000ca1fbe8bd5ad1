"""Brings a build into running servers, and takes it out again where a server refuses it or is not well with it.

The order: what would change; the files; each server reads them, and is asked what it runs now and how it is. At the
first that is not content the old files come back, and all servers that had read the new ones read the old ones.

Decision: Alertmanagers come before Prometheus, so that no new alert meets an old routing tree. One `apply` at a time
to an output folder, by the lock of `vttalerts.writer`, which the caller holds; two folders for the same servers are
the operator's mistake, which the comparison after the reload finds.
"""

from __future__ import annotations

import enum
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Final

from vttalerts.live import plan
from vttalerts.live.alertmanager import Alertmanager
from vttalerts.live.build import Build
from vttalerts.live.grafana import Grafana
from vttalerts.live.http import LiveError, printable
from vttalerts.live.plan import Change, LiveServer
from vttalerts.live.prometheus import Prometheus
from vttalerts.live.wellbeing import Wellbeing

_PAUSE: Final = 0.2
_SETTLE: Final = 15.0
"""Seconds beyond the longest interval of a group, in which each rule is evaluated."""
_DISCOVERY: Final = 6.0
"""Seconds after which targets are those of the new file (prometheus discovery/manager.go, `updatert`: 5 s)."""
_OF_SCRAPES: Final = frozenset({"scrape job", "setting"})
"""Changes after which targets may no longer answer."""
_GRAFANA: Final = 75.0
"""Seconds in which Grafana finds changed files: it looks every 30."""

Report = Callable[[str], None]


class Outcome(enum.Enum):
    """How it ended."""

    UNCHANGED = "unchanged"
    APPLIED = "applied"
    PUT_BACK = "put back"
    STUCK = "stuck"


@dataclass(frozen=True, slots=True)
class Plan:
    """What would change.

    Attributes:
        files: The files that differ from the build.
        servers: What would become of each server.
    """

    files: tuple[str, ...]
    servers: tuple[tuple[LiveServer, tuple[Change, ...]], ...]

    def is_empty(self) -> bool:
        """Tell whether all is as the definitions say."""
        return not self.files and not any(changes for _, changes in self.servers)


class RefusedError(LiveError):
    """A server does not want the new configuration, or is not well with it."""


def make(build: Build, files: Iterable[str], servers: Iterable[LiveServer]) -> Plan:
    """Return what would change.

    Args:
        build: The build.
        files: The files of the output folder that differ from it.
        servers: The servers.

    Raises:
        LiveError: A server can't be asked.
    """
    ordered = sorted(servers, key=_rank)
    for one in ordered:
        one.check_ready()
    return Plan(tuple(files), tuple((one, plan.changes(build, one)) for one in ordered))


def carry_out(
    made: Plan, build: Build, write: Callable[[], AbstractContextManager[object]], report: Report, patience: float
) -> Outcome:
    """Write the files and bring them into the servers.

    Args:
        made: What would change.
        build: The build.
        write: Writes the files, and puts the old ones back where the block ends with an error.
        report: Is told what happens.
        patience: The longest time in seconds for rules and targets to show how they are.

    Raises:
        OSError: A file could not be written; all is as it was.
        KeyboardInterrupt: Somebody stopped it; all is as it was.
    """
    if made.is_empty():
        return Outcome.UNCHANGED
    before = {one.url: Wellbeing.of(one) for one, _ in made.servers}
    reloaded: list[LiveServer] = []
    try:
        with write():
            report(f"wrote {len(made.files)} files")
            for server, changes in made.servers:
                reloaded.append(server)
                _bring_in(server, build)
                if isinstance(server, Prometheus):
                    scrapes = any(one.kind in _OF_SCRAPES for one in changes)
                    _await_health(server, before[server.url], report, patience, scrapes=scrapes)
                report(f"{server.kind} {server.url} runs the build")
    except LiveError as error:
        report(f"{error}")
        if error.advice:
            report(f"  help: {error.advice}")
        return _put_back(reloaded, before, report)
    except BaseException:
        _put_back(reloaded, before, report)
        raise
    return Outcome.APPLIED


def _rank(server: LiveServer) -> int:
    return (Alertmanager, Prometheus, Grafana).index(type(server))


def _bring_in(server: LiveServer, build: Build) -> None:
    if not isinstance(server, Grafana):
        server.reload()
    left = _await_sameness(build, server)
    if left:
        raise RefusedError(
            f"{server.kind} {server.url} runs something else after it has read its files: "
            f"{left[0].kind} {left[0].name}" + (f" and {len(left) - 1} more" if len(left) > 1 else ""),
            "does it read the folder that was written?",
        )
    server.check_ready()


def _await_sameness(build: Build, server: LiveServer) -> tuple[Change, ...]:
    """Return what still differs: Prometheus answers a reload before its rules are swapped, Grafana looks by itself."""
    end = time.monotonic() + (_GRAFANA if isinstance(server, Grafana) else _SETTLE)
    while True:
        left = plan.changes(build, server)
        if not left or time.monotonic() > end:
            return left
        if isinstance(server, Alertmanager):
            return left
        time.sleep(_PAUSE)


def _await_health(server: Prometheus, before: Wellbeing, report: Report, patience: float, *, scrapes: bool) -> None:
    """Wait until each rule was evaluated and, where it may scrape otherwise now, each target scraped.

    Raises:
        RefusedError: A rule fails that did not, or all targets of a job are down of which one was up.
    """
    longest = max((rule.interval for rule in server.rules()), default=0) / 1000 + _DISCOVERY
    began = time.monotonic()
    end = began + min(longest + _SETTLE, patience)
    old: Wellbeing | None = None
    while True:
        now = Wellbeing.of(server)
        _refuse_sick_rules(now, before)
        if old is None and time.monotonic() - began > _DISCOVERY:
            old = now
        is_scraped = bool(now.targets) and old is not None and not old.targets & now.targets
        if scrapes and is_scraped:
            _refuse_lost_jobs(now, before)
        if not now.unknown and (is_scraped or not scrapes):
            return
        if time.monotonic() > end:
            report(f"not all rules and targets of {server.url} have shown how they are")
            return
        time.sleep(_PAUSE)


def _refuse_sick_rules(now: Wellbeing, before: Wellbeing) -> None:
    sick = sorted(now.failing.keys() - before.failing.keys())
    if sick:
        group, name = sick[0]
        raise RefusedError(
            f"{name} (group {group}) fails: {printable(now.failing[sick[0]])}"
            + (f"; {len(sick) - 1} more fail" if len(sick) > 1 else ""),
            "mend its expression, and apply again",
        )


def _refuse_lost_jobs(now: Wellbeing, before: Wellbeing) -> None:
    lost = sorted(before.up & now.down.keys())
    if lost:
        raise RefusedError(
            f"no target of {', '.join(lost)} can be scraped any more: {printable(now.down[lost[0]])}",
            "mend the scrape job, and apply again",
        )


def _put_back(reloaded: Sequence[LiveServer], before: dict[str, Wellbeing], tell: Report) -> Outcome:
    """Let the servers read the old files, which are in their places again."""

    def report(text: str) -> None:
        # Nobody may listen any more; the servers are put back all the same.
        with suppress(OSError):
            tell(text)

    report("the old files are back")
    stuck = False
    for server in reloaded:
        if isinstance(server, Grafana):
            continue
        reason = ""
        try:
            try:
                server.reload()
            except LiveError as error:
                reason = str(error)
            now = _settled(server, before[server.url])
        except LiveError as error:
            reason, now = str(error), None
        if now is None or (reason and now.runs != before[server.url].runs):
            stuck = True
            report(f"{server.kind} {server.url} can't be put back: {reason}")
            continue
        if now.runs == before[server.url].runs:
            report(f"{server.kind} {server.url} runs what it ran before")
        else:
            report(f"{server.kind} {server.url} runs what the old files say, which it did not before")
    return Outcome.STUCK if stuck else Outcome.PUT_BACK


def _settled(server: LiveServer, before: Wellbeing) -> Wellbeing:
    end = time.monotonic() + _SETTLE
    while True:
        now = Wellbeing.of(server)
        if now.runs == before.runs or time.monotonic() > end:
            return now
        time.sleep(_PAUSE)
