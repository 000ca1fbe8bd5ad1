"""`vttalerts health` as a process: exit codes, output, signals, and what a kill in the middle can't lose."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import pty
import re
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from health.loopback import Answer, by_path, http, in_loop, says, silent, smtp, until

CONFIG: dict[str, Any] = {
    "interval": "100ms",
    "timeout": "100ms",
    "retries": 0,
    "endpoints": [
        {"name": "Database", "url": "/db", "critical": True, "expectedBody": {"checks.database.status": "pass"}},
        {"name": "Metrics", "url": "/metrics"},
    ],
    "thresholds": {"responseTime": "10s", "memoryUsagePercent": 85, "failures": 2, "successes": 2},
    "notificationChannels": [{"type": "webhook", "url": {"env": "WEBHOOK_URL"}, "signingKey": {"env": "SIGNING_KEY"}}],
}
UP = says({"status": "healthy", "checks": {"database": {"status": "pass"}}})
DOWN = says({"status": "unhealthy", "checks": {"database": {"status": "fail"}}}, status=503)
PATIENT = {"interval": "2s", "timeout": "2s"}


@dataclass(slots=True)
class Command:
    """A running `vttalerts health`, and what it printed."""

    process: Process
    lines: list[str] = field(default_factory=list[str])

    def events(self, kind: str) -> list[Any]:
        return [tree for tree in map(json.loads, self.lines) if tree["event"] == kind]


def written(folder: Path, url: str, **changes: object) -> str:
    file = folder / "health-monitor.json"
    file.write_text(json.dumps(CONFIG | {"baseUrl": url} | changes), encoding="utf-8")
    return str(file)


async def spawn(*arguments: str, environment: dict[str, str], stdout: int = PIPE) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "vttalerts", "health", *arguments),
        env=dict(os.environ) | {"COLUMNS": "100", "LC_ALL": "C.UTF-8", "NO_COLOR": "1"} | environment,
        stdout=stdout,
        stderr=PIPE,
    )


async def ran(*arguments: str, **environment: str) -> tuple[int | None, str, str]:
    process = await spawn(*arguments, environment=environment)
    out, err = await process.communicate()
    return process.returncode, out.decode(), err.decode()


@contextlib.asynccontextmanager
async def running(folder: Path, config: str, *arguments: str, **environment: str) -> AsyncIterator[Command]:
    """Run the monitor for ever; at the end it is asked to stop, and must."""
    process = await spawn(
        *("--config", config, "--state-dir", str(folder / "state"), "--format", "json", *arguments),
        environment=environment,
    )
    command = Command(process)

    async def read() -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            command.lines.append(line.decode())

    reading = asyncio.create_task(read())
    try:
        yield command
    finally:
        if process.returncode is None:
            process.terminate()
        assert process.stderr is not None
        errors = await process.stderr.read()
        await process.wait()
        await reading
    assert errors == b""


@pytest.mark.parametrize(
    ("database", "metrics", "code", "state"),
    [(UP, UP, 0, "healthy"), (UP, DOWN, 1, "degraded"), (DOWN, UP, 2, "unhealthy")],
    ids=["healthy", "degraded", "unhealthy"],
)
@in_loop
async def test_once_exits_with_the_state(
    tmp_path: Path, database: Answer, metrics: Answer, code: int, state: str
) -> None:
    async with http(by_path(db=database, metrics=metrics)) as vtt:
        config = written(tmp_path, "http://127.0.0.1:1", **PATIENT)
        ended, out, err = await ran("--once", "--config", config, "--format", "json", VTT_BASE_URL=vtt.url)
    tree = json.loads(out)
    assert (ended, tree["status"], err) == (code, state, "")
    assert [one["name"] for one in tree["endpoints"]] == ["Database", "Metrics"]


@in_loop
async def test_once_shows_a_table_and_tells_nobody(tmp_path: Path) -> None:
    async with http(by_path(db=DOWN, metrics=UP)) as vtt, http(says(b"")) as hook:
        config = written(tmp_path, vtt.url, **PATIENT)
        code, out, _ = await ran("--once", "--config", config, WEBHOOK_URL=hook.url, HOME=str(tmp_path))
        assert hook.requests == []
    assert code == 2
    assert re.sub(r" +\d+ ms +", " N ms ", out).splitlines() == [
        "Endpoint             State      Answers in  Memory  Last look",
        "Database (critical)  unhealthy N ms HTTP 503, not 200; checks.database.status is fail, not pass",
        "Metrics              healthy N ms good",
        "VTT is unhealthy",
    ]
    assert not (tmp_path / ".local").exists()


@in_loop
async def test_what_is_wrong_with_the_configuration_is_named_and_the_exit_code_is_2(tmp_path: Path) -> None:
    config = written(tmp_path, "http://127.0.0.1:1", interval="soon")
    assert await ran("--config", config) == (
        2,
        "",
        f"error: {config}: interval: does not have the right form\n   = help: write it as in 30s, 1m30s, 500ms\n",
    )


@in_loop
async def test_a_missing_secret_is_named_before_anything_starts(tmp_path: Path) -> None:
    config = written(tmp_path, "http://127.0.0.1:1")
    code, out, err = await ran("--config", config, WEBHOOK_URL="https://hooks.example.com/hunter2")
    assert (code, out) == (2, "")
    assert err == (
        f"error: {config}: notificationChannels[0].signingKey: the secret is missing:"
        " the environment has no SIGNING_KEY\n   = help: set SIGNING_KEY, or remove the channel\n"
    )


@pytest.mark.slow
@in_loop
async def test_people_are_told_of_changes_only_and_secrets_are_in_no_output(tmp_path: Path) -> None:
    async with http(UP) as vtt, http(says(b"")) as hook, smtp() as mail:
        config = written(
            tmp_path,
            vtt.url,
            mail={"smarthost": f"127.0.0.1:{mail.port}", "from": "alerts@vtt.example.com", "requireTls": False},
            notificationChannels=[*CONFIG["notificationChannels"], {"type": "email", "to": "a@vtt.example.com"}],
        )
        secrets = {"WEBHOOK_URL": f"{hook.url}/hunter2", "SIGNING_KEY": "hunter3"}
        async with running(tmp_path, config, "--listen", "127.0.0.1:0", **secrets) as command:
            await until(lambda: len(command.events("round")) > 3)
            assert hook.requests == []
            vtt.answer = DOWN
            await until(lambda: len(command.events("delivered")) == 2)
            rounds = len(command.events("round"))
            await until(lambda: len(command.events("round")) > rounds + 3)
            assert [one.tree["status"]["after"] for one in hook.requests] == ["unhealthy"]
            assert hook.requests[0].headers["x-vtt-signature"].startswith("sha256=")
            address = command.events("listening")[0]["address"]
            async with httpx.AsyncClient(base_url=f"http://{address}", trust_env=False) as client:
                assert 'vtt_health_monitor_state{state="unhealthy"} 1' in (await client.get("/metrics")).text
                assert (await client.get("/healthz")).json() == {"status": "healthy"}
            vtt.answer = UP
            await until(lambda: len(command.events("delivered")) == 4)
        assert command.process.returncode == 0
        assert [one.tree["status"]["after"] for one in hook.requests] == ["unhealthy", "healthy"]
        assert len(mail.messages) == 2
    assert "hunter" not in "".join(command.lines)


@pytest.mark.slow
@in_loop
async def test_a_kill_in_the_middle_of_a_notification_loses_nothing_and_repeats_no_other(tmp_path: Path) -> None:
    async with http(DOWN) as vtt, http(silent) as hook:
        config = written(tmp_path, vtt.url)
        secrets = {"WEBHOOK_URL": hook.url, "SIGNING_KEY": "k"}
        async with running(tmp_path, config, **secrets) as command:
            await until(lambda: len(hook.requests) == 1)
            command.process.send_signal(signal.SIGKILL)
            await command.process.wait()
        hook.answer = says(b"")
        async with running(tmp_path, config, **secrets) as command:
            await until(lambda: len(command.events("delivered")) == 1)
            await until(lambda: len(command.events("round")) > 4)
            assert command.events("change") == []
            assert [one["status"] for one in command.events("round")[0]["endpoints"]] == ["unhealthy", "unhealthy"]
        first, second = hook.requests
        assert first.body == second.body
        assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
        vtt.answer = UP
        async with running(tmp_path, config, **secrets) as command:
            await until(lambda: len(command.events("delivered")) == 1)
        assert [one.tree["status"] for one in hook.requests[2:]] == [{"before": "unhealthy", "after": "healthy"}]


@pytest.mark.slow
@in_loop
async def test_an_interrupt_ends_it_at_once_and_cleanly_even_while_vtt_hangs(tmp_path: Path) -> None:
    async with http(silent) as vtt, http(says(b"")) as hook:
        config = written(tmp_path, vtt.url, interval="1h", timeout="30m")
        async with running(tmp_path, config, WEBHOOK_URL=hook.url, SIGNING_KEY="k") as command:
            await until(lambda: len(vtt.requests) == 2)
            command.process.send_signal(signal.SIGINT)
            async with asyncio.timeout(3):
                assert await command.process.wait() == 0


@in_loop
async def test_an_address_that_is_none_is_named(tmp_path: Path) -> None:
    assert await ran("--config", str(tmp_path), "--listen", "9116") == (
        2,
        "",
        "error: --listen: is no HOST:PORT\n   = help: write 127.0.0.1:9116\n",
    )


@pytest.mark.slow
@in_loop
async def test_a_reader_that_goes_away_ends_it_quietly(tmp_path: Path) -> None:
    theirs, ours = os.pipe()
    async with http(UP) as vtt:
        config = written(tmp_path, vtt.url, notificationChannels=[])
        arguments = ("--config", config, "--state-dir", str(tmp_path), "--format", "json")
        process = await spawn(*arguments, stdout=ours, environment={})
        os.close(ours)
        assert (await asyncio.to_thread(os.read, theirs, 8)).startswith(b'{"event"')
        os.close(theirs)
        _, err = await process.communicate()
    assert (process.returncode, err) == (141, b"")


@pytest.mark.slow
@in_loop
async def test_an_address_that_is_taken_is_named(tmp_path: Path) -> None:
    async with http(silent) as vtt:
        config = written(tmp_path, vtt.url, notificationChannels=[])
        taken = vtt.url.removeprefix("http://")
        code, _, err = await ran("--config", config, "--state-dir", str(tmp_path), "--listen", taken)
        assert (code, err.partition(" can't be had: ")[0]) == (2, f"error: {taken}")


@pytest.mark.slow
@pytest.mark.skipif(not Path("/dev/pts/ptmx").exists(), reason="this machine has no pseudo-terminals")
@in_loop
async def test_a_terminal_shows_a_table_that_stays(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    async with http(by_path(db=UP, metrics=DOWN)) as vtt:
        config = written(tmp_path, vtt.url, notificationChannels=[])
        process = await spawn(
            "--config", config, "--state-dir", str(tmp_path), stdout=theirs, environment={"TERM": "xterm"}
        )
        os.close(theirs)
        os.set_blocking(ours, False)
        shown = bytearray()

        def read() -> bool:
            with contextlib.suppress(BlockingIOError):
                shown.extend(os.read(ours, 65536))
            return b"Metrics is degraded" in shown or b"VTT is degraded: Metrics is unhealthy" in shown

        await until(read)
        process.terminate()
        _, err = await process.communicate()
        os.close(ours)
    assert (process.returncode, err) == (0, b"")
    text = shown.decode()
    assert "VTT is healthy" in text
    assert "Database (critical)" in text
    assert "\x1b[" in text  # moves the cursor back up
