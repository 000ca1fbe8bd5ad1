"""The monitor's own page."""

from __future__ import annotations

import asyncio

import httpx
from health.loopback import in_loop

from vttalerts.health.events import Delivered, NotDelivered, Reading, RoundDone, StoreFailed
from vttalerts.health.judge import Level, Standing
from vttalerts.health.listener import Listener
from vttalerts.health.metrics import Metrics

H, D, U = Level
DONE = RoundDone(100.0, U, {'a"b': Reading(U, ("x",), 0.25, 500, 45.2)}, {'a"b': Standing(U)}, frozenset())


def counted() -> Metrics:
    metrics = Metrics(interval=30)
    for event in (DONE, DONE, Delivered("c", "1"), NotDelivered("c", "2", "x", 1.0), NotDelivered("c", "2", "x", None)):
        metrics.add(event)
    return metrics


def test_everything_is_counted_and_labels_are_escaped() -> None:
    samples = [line for line in counted().text({"c": 3}).splitlines() if not line.startswith("#")]
    assert samples == [
        'vtt_health_monitor_state{state="healthy"} 0',
        'vtt_health_monitor_state{state="degraded"} 0',
        'vtt_health_monitor_state{state="unhealthy"} 1',
        'vtt_health_monitor_endpoint_state{endpoint="a\\"b",state="healthy"} 0',
        'vtt_health_monitor_endpoint_state{endpoint="a\\"b",state="degraded"} 0',
        'vtt_health_monitor_endpoint_state{endpoint="a\\"b",state="unhealthy"} 1',
        'vtt_health_monitor_endpoint_response_seconds{endpoint="a\\"b"} 0.25',
        'vtt_health_monitor_endpoint_memory_usage_percent{endpoint="a\\"b"} 45.2',
        "vtt_health_monitor_last_round_timestamp_seconds 100.0",
        'vtt_health_monitor_readings_total{endpoint="a\\"b",level="unhealthy"} 2',
        'vtt_health_monitor_notifications_total{channel="c",outcome="delivered"} 1',
        'vtt_health_monitor_notifications_total{channel="c",outcome="failed"} 1',
        'vtt_health_monitor_notifications_total{channel="c",outcome="given_up"} 1',
        'vtt_health_monitor_notifications_waiting{channel="c"} 3',
    ]


def test_the_monitor_is_healthy_while_rounds_come_and_the_state_is_kept() -> None:
    metrics = Metrics(interval=30)
    assert metrics.problem(0, longest_round=5) == "no round has ended yet"
    metrics.add(DONE)
    assert metrics.problem(200, longest_round=5) is None
    assert metrics.problem(206, longest_round=5) == "rounds fail to come"
    metrics.add(StoreFailed("disk full"))
    assert metrics.problem(100, longest_round=5) == "the state can't be written"


@in_loop
async def test_only_its_pages_are_served_and_only_to_readers() -> None:
    server, address = await Listener({"/metrics": lambda: (200, "text/plain", "x 1\n")}).start("127.0.0.1", 0)
    async with httpx.AsyncClient(base_url=f"http://{address}", trust_env=False) as client:
        got = await client.get("/metrics?x=1")
        assert (got.status_code, got.text, got.headers["content-type"]) == (200, "x 1\n", "text/plain")
        assert (await client.head("/metrics")).content == b""
        assert (await client.get("/other")).status_code == 404
        assert (await client.post("/metrics")).status_code == 405
    server.close()


async def raw(address: str, sent: bytes) -> bytes:
    host, _, port = address.rpartition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(sent)
    try:
        return await reader.read()
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


@in_loop
async def test_hostile_readers_get_nothing_and_others_still_do() -> None:
    server, address = await Listener({"/metrics": lambda: (200, "text/plain", "x 1\n")}).start("127.0.0.1", 0)
    assert await raw(address, b"GET /" + b"x" * 100_000) == b""
    assert (await raw(address, b"\xff\xfe\r\n\r\n")).startswith(b"HTTP/1.1 400 Bad Request\r\n")
    host, _, port = address.rpartition(":")
    mute = [await asyncio.open_connection(host, int(port)) for _ in range(40)]
    assert await raw(address, b"GET /metrics HTTP/1.1\r\n\r\n") == b""
    for _, writer in mute:
        writer.close()
    await asyncio.sleep(0.1)
    assert (await raw(address, b"GET /metrics HTTP/1.1\r\n\r\n")).endswith(b"x 1\n")
    server.close()
