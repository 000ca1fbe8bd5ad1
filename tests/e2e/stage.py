"""Where every alert is played: the demo's VTT, host and sinks, the real servers, and a twin to break."""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from door import Door
from expected import ROOT, Expected, Way, expected, load
from second_engine import SecondEngine
from twin import Twin

from vttalerts.demo import quiet
from vttalerts.demo.inbox import Notification
from vttalerts.demo.run import Demo
from vttalerts.graph import Graph
from vttalerts.stack import programs
from vttalerts.stack.folder import Folder
from vttalerts.stack.native import MONITORING
from vttalerts.stack.ports import free_port

WATCHDOG = quiet.WATCHDOG
_LOOK = 0.1


@dataclass(slots=True)
class Outcome:
    """What became of one alert in one scene.

    Attributes:
        alert: The alert.
        cause: What was broken.
        began: When, in seconds since 1970.
        fired: How long after Prometheus let it fire.
        second: How long after vmalert did.
        heard: By which ways it was heard, and after how many seconds.
        over: By which ways its end was heard, and after how many seconds from the repair.
        messages: The first message of each way.
        suppressed: Whether Alertmanager kept it to itself.
    """

    alert: str
    cause: str
    began: float = 0
    fired: float | None = None
    second: float | None = None
    heard: dict[Way, float] = field(default_factory=dict)
    over: dict[Way, float] = field(default_factory=dict)
    messages: dict[Way, Notification] = field(default_factory=dict)
    suppressed: bool = False


class Stage:
    """Everything that runs."""

    def __init__(self, folder: Path, time_scale: float) -> None:
        self.graph: Graph = load()
        self.alerts: dict[str, Expected] = expected(self.graph)
        self.time_scale = time_scale
        self.demo = Demo()
        self.door = Door()
        self.folder = Folder(folder)
        self.twin: Twin | None = None
        self.second = SecondEngine()
        self.outcomes: list[Outcome] = []

    async def open(self) -> None:
        """Start everything, and wait until all is well."""
        ports = {name: free_port() for name in ("prometheus", "alertmanager", "blackbox-exporter")}
        await self.demo.open()
        await self.door.start(ports["alertmanager"])
        await self.second.http.start()
        program = programs.find("prometheus", ROOT)
        assert program is not None
        self.twin = Twin(self.folder.path / "twin", str(program), free_port(), f"127.0.0.1:{self.door.port}")
        plan = self.demo.plan(
            self.graph,
            ROOT,
            self.folder,
            time_scale=self.time_scale,
            ports=ports,
            variables={
                "ALERTMANAGER_TARGET": f"127.0.0.1:{self.door.port}",
                "PROMETHEUS_TARGET": f"127.0.0.1:{self.twin.service.port}",
            },
        )
        self.expected_links(plan.graph)
        rules = self.folder.config / MONITORING / "rules"
        prometheus = f"http://127.0.0.1:{ports['prometheus']}"
        second = self.second.services(rules, prometheus, self.folder.path / "victoria-metrics")
        plan = replace(plan, services=(self.twin.service, *plan.services, *second))
        problems = await self.demo.launch(plan, self.folder)
        assert problems == ()
        await self.demo.ready(60)

    def expected_links(self, graph: Graph) -> None:
        """Take the links from the build that runs: its addresses are others, and nothing else of the alerts is."""
        for name, one in expected(graph).items():
            self.alerts[name] = replace(self.alerts[name], links=one.links)

    async def close(self) -> None:
        """End everything."""
        await self.demo.close()
        await self.door.end()
        await self.second.http.close()

    async def reload(self, url: str) -> None:
        """Ask a server to read its configuration; what it thinks of it is the point."""
        try:
            await quiet.ask(f"{url}/-/reload", "POST")
        except OSError:
            return

    @property
    def alertmanager_file(self) -> Path:
        """What Alertmanager reads."""
        return self.folder.config / MONITORING / "alertmanager.yml"

    async def firing(self) -> set[str]:
        """Return the names of the alerts that fire in Prometheus."""
        found = await quiet.ask(f"{self.demo.url('prometheus')}/api/v1/alerts")
        return {one["labels"]["alertname"] for one in found["data"]["alerts"] if one["state"] == "firing"}

    async def suppressed(self) -> set[str]:
        """Return the names of the alerts that Alertmanager keeps to itself because of another."""
        found: list[dict[str, Any]] = await quiet.ask(f"{self.demo.url('alertmanager')}/api/v2/alerts")
        return {one["labels"]["alertname"] for one in found if one["status"]["inhibitedBy"]}

    async def recorded(self, minutes: int = 10) -> dict[str, tuple[float, float]]:
        """Return the mean over some minutes of what each recording rule made: by Prometheus, and by vmalert."""
        means: dict[str, tuple[float, float]] = {}
        for rule in (rule for group in self.graph.recording for rule in group.rules):
            # Of buckets and hosts there are several series; NaN, where there was no traffic, is no number.
            query = quote(f"avg(avg_over_time(({rule.record} >= 0)[{minutes}m:1s]))")
            values = [
                (await quiet.ask(f"{url}/api/v1/query?query={query}"))["data"]["result"]
                for url in (self.demo.url("prometheus"), self.second.store)
            ]
            first, second = (float(one[0]["value"][1]) if one else float("nan") for one in values)
            means[rule.record] = (first, second)
        return means

    async def play(
        self,
        causes: dict[str, tuple[str, ...]],
        breaks: Callable[[], Awaitable[None]],
        mends: Callable[[], Awaitable[None]],
        *,
        silent: Iterable[str] = (),
        seconds: float = 120,
    ) -> list[Outcome]:
        """Break something, wait until everybody has heard of it, mend it, and wait until all is well.

        Args:
            causes: What is broken, in words, and which alerts it leads to.
            breaks: Breaks it.
            mends: Mends it.
            silent: Alerts that fire too, and that nobody hears.
            seconds: After what time it has failed.
        """
        began, seen = time.time(), len(self.demo.inbox.received)
        scene = [Outcome(name, cause, began) for cause, names in causes.items() for name in names]
        quiet_ones = [Outcome(name, "follows", began) for name in silent]
        self.outcomes += (*scene, *quiet_ones)
        await breaks()
        done = await self._until(lambda: self._all_heard(scene, quiet_ones, seen), seconds)
        mended = time.time()
        await mends()
        await self._until(lambda: self._all_over(scene, seen, mended), seconds)
        await asyncio.wait_for(
            quiet.settle(self.demo.url("prometheus"), self.demo.url("alertmanager")), seconds if done else 60
        )
        return [*scene, *quiet_ones]

    async def _until(self, condition: Callable[[], Awaitable[bool]], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if await condition():
                return True
            await asyncio.sleep(_LOOK)
        return False

    async def _all_heard(self, scene: list[Outcome], silent: list[Outcome], seen: int) -> bool:
        firing, suppressed = await self.firing(), await self.suppressed()
        now = time.time()
        new = list(self.demo.inbox.received)[seen:]
        for one in (*scene, *silent):
            if one.alert in firing and one.fired is None:
                one.fired = now - one.began
            said = self.second.fired(one.alert, 0 if one.alert == WATCHDOG else one.began)
            one.second = None if said is None else max(0.0, said - one.began)
            one.suppressed = one.suppressed or one.alert in suppressed
            for message in new:
                if message.status == "firing" and _names(message, one.alert):
                    way = (message.kind, message.to)
                    one.heard.setdefault(way, message.at - one.began)
                    one.messages.setdefault(way, message)
        fired = all(one.fired is not None and one.second is not None for one in (*scene, *silent))
        heard = all(one.heard.keys() >= self.alerts[one.alert].ways for one in scene)
        return fired and heard and all(one.suppressed for one in silent)

    async def _all_over(self, scene: list[Outcome], seen: int, mended: float) -> bool:
        for message in list(self.demo.inbox.received)[seen:]:
            for one in scene:
                if _names(message, one.alert):
                    way = (message.kind, message.to)
                    if message.status == "resolved":
                        one.over.setdefault(way, message.at - mended)
                    else:
                        one.over.pop(way, None)
        return all(one.over.keys() >= self.alerts[one.alert].over for one in scene if one.alert != WATCHDOG)


def _names(message: Notification, alert: str) -> bool:
    """Tell whether a message is about an alert; one name may begin another."""
    return f"{alert}:" in message.title


@asynccontextmanager
async def staged(folder: Path, time_scale: float, kept: Path) -> AsyncIterator[Stage]:
    """Open a stage; if the block fails, the logs of every process are kept.

    Args:
        folder: Where everything runs.
        time_scale: What all waiting is multiplied with.
        kept: Where the logs go.
    """
    stage = Stage(folder, time_scale)
    try:
        await stage.open()
        yield stage
    except BaseException:
        keep_logs(stage.folder, kept)
        raise
    finally:
        await stage.close()


def keep_logs(folder: Folder, kept: Path) -> None:
    """Copy the logs and the configuration of every process."""
    for part in (folder.logs, folder.config):
        if part.exists():
            shutil.copytree(part, kept / part.name, dirs_exist_ok=True)
