"""One endpoint is asked: what each answer means, and that no server can hold or fill the monitor."""

from __future__ import annotations

import asyncio
import dataclasses
import gzip
import json
import ssl
import time
from typing import Any

import pytest
from health.loopback import Request, Server, by_path, http, in_loop, says, silent

from vttalerts.health import probe, run
from vttalerts.health.config import Config, Endpoint, Thresholds
from vttalerts.health.events import Reading
from vttalerts.health.judge import Level

H, D, U = Level
LIMITS = Thresholds(response_time=2, memory=85, failures=3, successes=2)


async def ask(server: Server, path: str = "/x", *, retries: int = 0, **fields: Any) -> Reading:  # noqa: ANN401
    endpoint = Endpoint("X", server.url + path, critical=True, timeout=2, status=200, expected={})
    async with probe.make_client(probe.make_context()) as client:
        return await probe.probe(client, dataclasses.replace(endpoint, **fields), LIMITS, retries=retries)


@in_loop
async def test_a_good_answer_is_healthy() -> None:
    async with http(says({"status": "healthy", "checks": {"memory": {"message": "Memory usage: 45.2%"}}})) as server:
        reading = await ask(server)
        assert (reading.level, reading.reasons, reading.status, reading.memory) == (H, (), 200, 45.2)
        assert 0 < reading.seconds < 2


@in_loop
async def test_text_that_is_no_json_is_a_good_answer_where_nothing_is_expected_of_it() -> None:
    async with http(says(b"OK", Content_Type="text/plain")) as server:
        assert (await ask(server)).level is H


@in_loop
async def test_another_status_is_a_failure_and_its_body_says_more() -> None:
    async with http(says({"checks": {"database": {"status": "fail"}}}, status=503)) as server:
        assert (await ask(server)).reasons == ("HTTP 503, not 200", "database.status is fail")
        assert (await ask(server, status=503)).reasons == ("database.status is fail",)


@in_loop
async def test_a_body_must_be_as_expected() -> None:
    async with http(says({"checks": {"database": {"status": "fail"}}})) as server:
        reading = await ask(server, expected={"checks.database.status": ("pass",)})
        assert (reading.level, reading.reasons) == (U, ("checks.database.status is fail, not pass",))


@in_loop
async def test_a_slow_answer_is_degraded() -> None:
    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(0.1)
        await says({})(request, writer)

    async with http(slow) as server, probe.make_client(probe.make_context()) as client:
        endpoint = Endpoint("X", server.url, critical=True, timeout=2, status=200, expected={})
        quick = dataclasses.replace(LIMITS, response_time=0.05)
        reading = await probe.probe(client, endpoint, quick, retries=0)
        assert reading.level is D
        assert reading.reasons[0].endswith("slower than 0.05 s")


@in_loop
async def test_a_failure_is_tried_again_before_it_counts() -> None:
    async def third_time_lucky(request: Request, writer: asyncio.StreamWriter) -> None:
        await says({}, status=200 if len(server.requests) > 2 else 500)(request, writer)

    async with http(third_time_lucky) as server:
        assert (await ask(server, retries=2)).level is H
        assert len(server.requests) == 3
        server.requests.clear()
        assert (await ask(server, retries=1)).level is U
        assert len(server.requests) == 2


@in_loop
async def test_nobody_there_is_a_failure() -> None:
    async with http(silent) as server:
        pass
    reading = await ask(server)
    assert reading.reasons == ("no connection: refused, unreachable, no such name, or no TLS",)


@in_loop
async def test_redirects_are_followed_three_times() -> None:
    hops = {f"r{at}": says(b"", status=302, Location=f"/r{at - 1}") for at in range(1, 5)}
    async with http(by_path(r0=says({}), **hops)) as server:
        assert (await ask(server, "/r3")).level is H
        assert (await ask(server, "/r4")).reasons == ("is redirected more than 3 times",)


@in_loop
async def test_a_redirect_that_is_expected_is_not_followed() -> None:
    async with http(says(b"", status=302, Location="/login")) as server:
        assert (await ask(server, status=302)).level is H
        assert len(server.requests) == 1


@in_loop
async def test_a_redirect_loop_ends() -> None:
    async with http(says(b"", status=301, Location="/x")) as server:
        assert (await ask(server)).reasons == ("is redirected more than 3 times",)
        assert len(server.requests) == 4


@pytest.mark.parametrize("goal", ["file:///etc/passwd", "ftp://127.0.0.1/", "javascript:0"])
@in_loop
async def test_a_redirect_leads_to_the_web_only(goal: str) -> None:
    async with http(says(b"", status=302, Location=goal)) as server:
        reading = await ask(server)
        assert reading.level is U
        assert reading.reasons[0].startswith(("is redirected to what is no web address", "no answer: "))


@pytest.mark.usefixtures("trusted")
@in_loop
async def test_a_redirect_never_leads_out_of_tls(tls: ssl.SSLContext) -> None:
    async with http(says({})) as plain, http(says(b"", status=302, Location=plain.url), tls=tls) as server:
        assert (await ask(server)).reasons == ("is redirected from https to http",)
        assert plain.requests == []


@pytest.mark.usefixtures("trusted")
@in_loop
async def test_a_certificate_of_a_trusted_authority_is_good(tls: ssl.SSLContext) -> None:
    async with http(says({}), tls=tls) as server:
        assert (await ask(server)).level is H


@in_loop
async def test_a_certificate_that_nobody_signed_is_a_failure(tls: ssl.SSLContext) -> None:
    async with http(says({}), tls=tls) as server:
        reading = await ask(server)
        assert reading.level is U
        assert reading.reasons[0].startswith("TLS certificate is not valid: self")
        assert server.requests == []


@in_loop
async def test_an_endless_body_is_cut_at_one_mebibyte() -> None:
    async def endless(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
        while True:
            writer.write(b" " * 65536)
            await writer.drain()

    async with http(endless) as server:
        assert (await ask(server)).reasons == ("the body is larger than 1 MiB",)


@in_loop
async def test_a_body_of_just_one_mebibyte_is_read() -> None:
    content = json.dumps({"status": "healthy", "fill": "x" * 1_048_539})
    assert len(content) == probe.LARGEST_BODY - 4
    async with http(says(content.encode() + b"    ")) as server:
        assert (await ask(server)).level is H


@in_loop
async def test_a_body_that_drips_has_a_deadline_as_a_whole() -> None:
    async def drip(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        while True:
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    async with http(drip) as server:
        reading = await ask(server, timeout=0.3)
        assert reading.reasons == ("no whole answer within 0.3 s",)
        assert reading.seconds < 1


@in_loop
async def test_who_never_answers_is_a_failure_after_the_timeout() -> None:
    async with http(silent) as server:
        assert (await ask(server, timeout=0.2)).reasons == ("no whole answer within 0.2 s",)


@in_loop
async def test_headers_without_end_are_refused() -> None:
    async def headers(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nX: ")
        while True:
            writer.write(b"x" * 65536)
            await writer.drain()

    async with http(headers) as server:
        reading = await ask(server)
        assert reading.level is U
        assert reading.reasons[0].startswith("no HTTP: ")


@in_loop
async def test_what_is_no_http_is_a_failure() -> None:
    async def ssh(_: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH\r\n\x1b[2J\r\n\r\n")

    async with http(ssh) as server:
        reading = await ask(server)
        assert reading.reasons[0].startswith("no HTTP: ")
        assert reading.reasons[0].isprintable()


@in_loop
async def test_compressed_bodies_are_not_unpacked() -> None:
    bomb = gzip.compress(b"0" * 50_000_000, compresslevel=1)
    async with http(says(bomb, Content_Encoding="gzip")) as server:
        assert (await ask(server)).reasons == ("the body is compressed, though nobody asked for that",)
        assert server.requests[0].headers["accept-encoding"] == "identity"


@in_loop
async def test_json_nested_too_deep_is_a_failure() -> None:
    async with http(says(b"[" * 1_000_000)) as server:
        assert (await ask(server)).reasons == ("the body's JSON is nested too deep",)


@in_loop
async def test_cookies_are_not_kept() -> None:
    async with http(says({}, Set_Cookie="a=b; Path=/")) as server, probe.make_client(probe.make_context()) as client:
        endpoint = Endpoint("X", server.url, critical=True, timeout=2, status=200, expected={})
        for _ in range(2):
            await probe.probe(client, endpoint, LIMITS, retries=0)
        assert len(server.requests) == 2
        assert not any("cookie" in request.headers for request in server.requests)


@in_loop
async def test_an_address_with_a_password_is_in_no_reason() -> None:
    async with http(silent) as server:
        pass
    reading = await ask(server, url="http://user:hunter2@127.0.0.1:1/x")
    assert "hunter2" not in repr(reading)


@in_loop
async def test_hundreds_of_endpoints_are_asked_at_once() -> None:
    at_once = most = 0

    async def slow(request: Request, writer: asyncio.StreamWriter) -> None:
        nonlocal at_once, most
        at_once += 1
        most = max(most, at_once)
        await asyncio.sleep(0.5)
        at_once -= 1
        await says({"status": "healthy"})(request, writer)

    async with http(slow) as server:
        endpoints = tuple(
            Endpoint(f"E{at}", f"{server.url}/{at}", critical=True, timeout=10, status=200, expected={})
            for at in range(300)
        )
        began = time.perf_counter()
        done = await run.once(Config(10, 0, endpoints, dataclasses.replace(LIMITS, response_time=9), None, ()))
        assert done.level is H
        assert len(done.readings) == 300
        assert most > 100
        assert time.perf_counter() - began < 8
