"""VTT in small is VTT as the documentation and the definitions describe it, and breaks as it is told to."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # pytest's importlib mode leaves a test's folder out

from expected import load

from vttalerts.demo.crowd import Crowd
from vttalerts.demo.faults import FAULTS, Faults, UnknownFaultError, parse
from vttalerts.demo.host import Host
from vttalerts.demo.http import Answer, Request
from vttalerts.demo.inbox import Inbox
from vttalerts.demo.page import Page
from vttalerts.demo.vtt import VTT
from vttalerts.model.metrics import Metric, MetricType

JOBS = {job.job_name: job for job in load().scrape}


def ask(server: VTT | Host, path: str, **headers: str) -> Answer:
    return asyncio.run(server.answer(Request("GET", path, headers=headers)))


def vtt(*faults: str) -> VTT:
    made = Faults()
    for text in faults:
        made.begin(*parse(text))
    return VTT(made)


def health(*faults: str) -> tuple[int, Any]:
    answer = ask(vtt(*faults), "/api/health")
    return answer.status, json.loads(answer.body)


def test_health_has_the_documented_shape() -> None:
    status, body = health()

    assert status == 200
    assert list(body) == ["status", "uptime", "timestamp", "version", "checks"]
    assert body["status"] == "healthy"
    assert body["checks"] == {
        "database": {"status": "pass", "responseTime": 5, "message": "Database connection healthy"},
        "memory": {"status": "pass", "message": "Memory usage: 45.2%"},
    }


@pytest.mark.parametrize(
    ("fault", "status", "says"),
    [("memory=90", 200, "degraded"), ("unhealthy", 200, "unhealthy"), ("database", 503, "unhealthy")],
)
def test_health_says_how_vtt_is(fault: str, status: int, says: str) -> None:
    found, body = health(fault)

    assert (found, body["status"]) == (status, says)


def test_health_can_fail_altogether() -> None:
    assert health("health-error") == (500, {"error": "internal server error"})


def test_liveness_does_not_ask_the_database_and_readiness_does() -> None:
    assert ask(vtt("database"), "/api/health/live").status == 200
    assert ask(vtt("database"), "/api/health/ready").status == 503
    assert ask(vtt(), "/api/health/ready").status == 200


def declared(metrics: tuple[Metric, ...]) -> dict[str, tuple[str, ...]]:
    return {metric.name: tuple(sorted(metric.labels)) for metric in metrics}


def exposed(text: str) -> dict[str, tuple[str, ...]]:
    """The names of labels of every metric on a page; of a histogram, without the bucket's own."""
    found = {line.split()[2]: () for line in text.splitlines() if line.startswith("# TYPE")}
    labels: dict[str, tuple[str, ...]] = dict(found)
    for line in text.splitlines():
        if not line.startswith("#"):
            name, _, rest = line.partition("{")
            name = name.split()[0]
            own = next(known for known in labels if name == known or name.startswith(f"{known}_"))
            names = {pair.partition("=")[0] for pair in rest.rpartition("}")[0].split(",")} - {"le", ""}
            labels[own] = tuple(sorted(names))
    return labels


async def busy(server: VTT) -> str:
    """What the server measures once everybody has asked it something."""
    for path in ("/api/campaigns/7", "/api/maps/1/../../etc/passwd"):
        await server.answer(Request("GET", path))
    server.metrics.ai_duration.observe(1.0)
    answer = await server.answer(Request("GET", "/api/metrics/prometheus"))
    return answer.body.decode()


def test_vtt_exposes_exactly_the_metrics_of_the_catalogue() -> None:
    text = asyncio.run(busy(vtt()))

    assert exposed(text) == declared(JOBS["vtt-server"].exports)


def test_the_host_exposes_exactly_the_metrics_of_the_catalogue() -> None:
    text = ask(Host(Faults()), "/metrics").body.decode()

    assert exposed(text) == declared(JOBS["node-exporter"].exports)


def test_metrics_in_json_are_the_same_metrics() -> None:
    found = json.loads(ask(vtt("memory=97"), "/api/metrics").body)

    assert found.keys() == {metric.name for metric in JOBS["vtt-server"].exports}
    assert found["vtt_health_check_memory_usage_percent"] == 97


@pytest.mark.judge
def test_promtool_reads_what_is_exposed(promtool: Path) -> None:
    for text in (asyncio.run(busy(vtt())), ask(Host(Faults()), "/metrics").body.decode()):
        said = subprocess.run([promtool, "check", "metrics"], input=text, capture_output=True, text=True, check=False)
        # 3 is about style only: gauges that are called `_total`, and Node Exporter's own capital letters.
        assert said.returncode in {0, 3}, said.stderr


def test_histograms_have_the_buckets_that_the_alerts_need() -> None:
    text = asyncio.run(busy(vtt()))
    for metric, least in (("http_request_duration_seconds", 5.0), ("vtt_ai_request_duration_seconds", 10.0)):
        bounds = [
            float(line.partition('le="')[2].partition('"')[0])
            for line in text.splitlines()
            if line.startswith(f"{metric}_bucket") and "+Inf" not in line
        ]
        assert max(bounds) > least
    kinds = {one.name: one.type for one in JOBS["vtt-server"].exports}
    assert kinds["vtt_ai_request_duration_seconds"] is MetricType.HISTOGRAM


def answered(server: VTT, client: str, times: int, path: str = "/api/dice") -> list[int]:
    async def all_of_them() -> list[int]:
        return [(await server.answer(Request("GET", path, headers={"x-client": client}))).status for _ in range(times)]

    return asyncio.run(all_of_them())


def test_errors_are_exactly_the_share_that_is_asked_for() -> None:
    server = vtt("errors=25")
    statuses = [status for number in range(5) for status in answered(server, f"player-{number}", 8)]

    assert statuses.count(500) == 10


def test_a_client_that_asks_too_often_is_refused_and_others_are_not() -> None:
    server = vtt()

    assert answered(server, "scraper", 10) == [200] * 8 + [429] * 2
    assert answered(server, "player", 1) == [200]


def test_every_fault_leads_to_an_alert_of_the_definitions() -> None:
    assert {fault.alert for fault in FAULTS.values()} <= {placed.name for placed in load().alerts}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("weather", "there is no fault `weather`"),
        ("memory=much", "`much` is no level of `memory`; write a number, such as 97"),
        ("memory=-1", "`-1` is no level of `memory`"),
        ("memory=nan", "`nan` is no level of `memory`"),
        ("memory=", "`` is no level of `memory`"),
    ],
)
def test_a_fault_that_is_none_is_refused(text: str, message: str) -> None:
    with pytest.raises(UnknownFaultError, match=message):
        parse(text)


async def while_served(server: VTT, act: Callable[[], Awaitable[None]]) -> None:
    await server.http.start()
    crowd = asyncio.ensure_future(Crowd(server).run())
    try:
        async with asyncio.timeout(30):
            await act()
    finally:
        crowd.cancel()
        await asyncio.gather(crowd, return_exceptions=True)
        await server.http.close()


def test_the_crowd_plays_attacks_and_is_counted() -> None:
    server = vtt("rate-limit=40", "logins=20", "attack=20")

    async def wait() -> None:
        counted = (server.metrics.rate_limit, server.metrics.auth_failures, server.metrics.suspicious)
        while not all(sum(one.values.values()) > 0 for one in counted):  # noqa: ASYNC110  counters tell nobody
            await asyncio.sleep(0.05)

    asyncio.run(while_served(server, wait))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "127.0.0.1:1"}, 200),
        ({"host": "localhost:1", "origin": "http://localhost:1"}, 200),
        ({"host": "localhost:1", "origin": "https://example.com"}, 403),
        ({"host": "attacker.example.com:1"}, 403),
        ({}, 403),
    ],
)
def test_only_a_page_of_this_machine_may_break_something(headers: dict[str, str], status: int) -> None:
    faults = Faults()
    page = Page(Inbox(), faults, lambda name, level, on: faults.begin(name, level) if on else faults.end(name))
    request = Request("POST", "/faults", {"name": "memory=90", "on": "true"}, headers)

    assert asyncio.run(page.answer(request)).status == status
    assert ("memory" in faults) == (status == 200)
