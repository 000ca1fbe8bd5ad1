"""What is broken together: as much at once as does not silence each other, so that all of it takes three minutes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from stage import WATCHDOG, Stage

Act = Callable[[], Awaitable[None]]
_LOSSES = 3
"""How often connections are lost before it counts that somebody missed it."""


def switching(stage: Stage, *faults: tuple[str, float | None], also: Act | None = None, on: bool) -> Act:
    """Return what turns faults of VTT in small on or off, and does something else too."""

    async def act() -> None:
        for name, level in faults:
            stage.demo.switch(name, level, on)
        if also is not None:
            await also()

    return act


async def play_all(stage: Stage) -> None:
    """Play every scene."""
    await connections(stage)
    await warnings(stage)
    await pages(stage)
    await down(stage)
    await gone(stage)
    await unhealthy(stage)


async def connections(stage: Stage) -> None:
    """Lost connections: the alert is over by itself in seconds, and an engine that was kept waiting may miss it."""
    for attempt in range(_LOSSES):
        (lost,) = await stage.play(
            {"80 % of the WebSockets are lost": ("VTTWebSocketConnectionsDrop",)},
            switching(stage, ("websockets", None), on=True),
            switching(stage, ("websockets", None), on=False),
            seconds=30,
        )
        if lost.second is not None and lost.over:
            break
        if attempt < _LOSSES - 1:
            stage.outcomes.remove(lost)


async def warnings(stage: Stage) -> None:
    """Everything that is bad, and not so bad that somebody is paged for the same."""
    twin = stage.twin
    assert twin is not None
    good = stage.alertmanager_file.read_text(encoding="utf-8")
    faults = (
        ("memory", 90.0),
        ("slow", 3.0),
        ("errors", 10.0),
        ("health-error", None),
        ("ai", None),
        ("rate-limit", None),
        ("logins", None),
        ("attack", None),
        ("disk-filling", None),
        ("host-memory", None),
        ("cpu", None),
        ("clock", None),
    )

    async def ruin() -> None:
        twin.damage()
        await stage.reload(twin.url)
        twin.ruin()
        await stage.reload(twin.url)
        stage.alertmanager_file.write_text("route: nowhere\n", encoding="utf-8")
        await stage.reload(stage.demo.url("alertmanager"))

    async def mend() -> None:
        twin.mend()
        await stage.reload(twin.url)
        stage.alertmanager_file.write_text(good, encoding="utf-8")
        await stage.reload(stage.demo.url("alertmanager"))

    await stage.play(
        {
            "nothing": (WATCHDOG,),
            "90 % of the memory": ("VTTHighMemoryUsage",),
            "answers take 3 s": ("VTTHighResponseTime",),
            "10 % of the answers are errors": ("VTTHighErrorRate",),
            "/api/health answers 500": ("VTTHealthCheckFailing",),
            "the AI service takes 14 s": ("VTTAIServiceHighLatency",),
            "one client asks 12 times a second": ("VTTHighRateLimitHits",),
            "2 wrong passwords a second": ("VTTHighAuthFailures",),
            "paths that lead out": ("VTTSuspiciousActivity",),
            "the disk loses 50 MB a second": ("VTTDiskFilling",),
            "95 % of the host's memory": ("VTTHostHighMemoryUsage",),
            "4 processes queue for each CPU": ("VTTHostCPUSaturated",),
            "the clock is 200 ms off": ("VTTHostClockSkew",),
            "a rule with two series on each side": ("VTTRuleEvaluationFailing",),
            "an Alertmanager where nobody listens": ("VTTPrometheusNotificationsFailing",),
            "a discovery without its certificate": ("VTTTargetDiscoveryFailing",),
            "a broken prometheus.yml": ("VTTPrometheusReloadFailed",),
            "a broken alertmanager.yml": ("VTTAlertmanagerReloadFailed",),
        },
        switching(stage, *faults, also=ruin, on=True),
        switching(stage, *faults, also=mend, on=False),
        seconds=150,
    )


async def pages(stage: Stage) -> None:
    """What somebody is paged for; the warnings about the same are not heard."""
    faults = (("memory", 97.0), ("slow", 7.0), ("errors", 30.0), ("database", None), ("disk", 97.0))

    async def refuse() -> None:
        stage.demo.sinks.failing.add("/webhook/watchdog")

    async def accept() -> None:
        stage.demo.sinks.failing.clear()

    await stage.play(
        {
            "97 % of the memory": ("VTTCriticalMemoryUsage",),
            "answers take 7 s": ("VTTVeryHighResponseTime",),
            "30 % of the answers are errors": ("VTTCriticalErrorRate",),
            "the check of the database fails": ("VTTDatabaseUnhealthy",),
            "the disk is 97 % full": ("VTTDiskAlmostFull",),
            "the watchdog's webhook answers 400": ("VTTAlertmanagerNotificationsFailing",),
        },
        switching(stage, *faults, also=refuse, on=True),
        switching(stage, *faults, also=accept, on=False),
        silent=("VTTHighMemoryUsage", "VTTHighResponseTime", "VTTHighErrorRate"),
    )


async def down(stage: Stage) -> None:
    """The server is gone: one page, and not one for each of its endpoints."""
    await stage.play(
        {"the process is gone": ("VTTAPIDown",)},
        switching(stage, ("down", None), on=True),
        switching(stage, ("down", None), on=False),
        silent=("VTTHealthCheckFailing",),
    )


async def gone(stage: Stage) -> None:
    """Parts of the monitoring are gone; what they would have seen is not heard as if it were VTT's."""
    supervisor = stage.demo.supervisor
    assert supervisor is not None

    async def halt() -> None:
        stage.door.shut()
        await asyncio.gather(supervisor.halt("twin"), supervisor.halt("blackbox-exporter"))

    async def resume() -> None:
        stage.door.closed = False
        supervisor.resume("twin")
        supervisor.resume("blackbox-exporter")

    await stage.play(
        {
            "the Node Exporter is gone": ("VTTNodeExporterDown",),
            "the other Prometheus is gone": ("VTTPrometheusDown",),
            "the Blackbox Exporter is gone": ("VTTBlackboxExporterDown",),
            "Alertmanager shows no metrics": ("VTTAlertmanagerDown",),
        },
        switching(stage, ("host-down", None), also=halt, on=True),
        switching(stage, ("host-down", None), also=resume, on=False),
        silent=("VTTHealthCheckFailing",),
    )


async def unhealthy(stage: Stage) -> None:
    """A server that answers 200, and says itself that it is not well."""
    await stage.play(
        {"/api/health says `unhealthy`": ("VTTHealthCheckFailing",)},
        switching(stage, ("unhealthy", None), on=True),
        switching(stage, ("unhealthy", None), on=False),
    )
