"""A large platform is checked by two processes: nobody can tell but by the clock."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import stamped

from vttalerts import checks, loader, pipeline
from vttalerts.cli import aside
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph

ask = stamped.ask

MISTAKES = """
MANY = AlertGroup(
    name="many",
    alerts=tuple(
        Alert(
            name=f"bad_name_{number}",
            expr=indicators.server_up.equals(state(0)),
            severity=Severity.CRITICAL,
            summary="{{ $labels.nothing }}",
        )
        for number in range(5)
    ),
)
"""


@pytest.fixture
def large(ask: stamped.Ask, monkeypatch: pytest.MonkeyPatch) -> stamped.Ask:
    """Every platform counts as large, and every machine has two processors."""
    monkeypatch.setattr(aside, "MANY", 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    return ask


@pytest.fixture
def forks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The processes that were begun."""
    begun: list[int] = []
    fork = os.fork

    def spy() -> int:
        begun.append(fork())
        return begun[-1]

    monkeypatch.setattr(os, "fork", spy)
    return begun


def graph() -> Graph:
    loaded = loader.load(loader.find(Path.cwd()))
    assert loaded.platform is not None, loaded.diagnostics
    return Graph(loaded.platform)


def add_mistakes() -> None:
    stamped.add("definitions/alerts.py", MISTAKES)
    root = Path("definitions/root.py")
    text = root.read_text(encoding="utf-8")
    assert "(CRITICAL,)" in text
    text = text.replace("(CRITICAL,)", "(CRITICAL, MANY)").replace("import CRITICAL", "import CRITICAL, MANY")
    root.write_text(text, encoding="utf-8")


def test_two_processes_find_what_one_finds_in_the_same_order(large: stamped.Ask, forks: list[int]) -> None:
    del large
    add_mistakes()
    one = graph()
    found = aside.check(one)
    assert len(forks) == 1
    assert found == pipeline.check(one)
    assert {diagnostic.code for diagnostic in found} >= {"ALR003", "ALR004", "ALR008", "PQL006"}


def test_a_small_platform_is_not_worth_a_process(ask: stamped.Ask, forks: list[int]) -> None:
    assert ask("check", "--no-cache").code == 0
    assert forks == []


@pytest.mark.parametrize("reason", ["one processor", "a thread", "another process"])
def test_there_is_a_time_for_everything_to_be_done_here(
    large: stamped.Ask, forks: list[int], monkeypatch: pytest.MonkeyPatch, reason: str
) -> None:
    del large
    done = threading.Event()
    if reason == "one processor":
        monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    elif reason == "a thread":
        threading.Thread(target=done.wait).start()
    else:
        monkeypatch.setattr(os, "getpid", lambda: -1)
    try:
        assert aside.check(graph()) == ()
        assert forks == []
    finally:
        done.set()


@pytest.mark.parametrize("end", ["raise ValueError", "os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_what_the_other_process_leaves_undone_is_done_here(
    large: stamped.Ask, forks: list[int], monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    del large
    add_mistakes()
    one, here = graph(), os.getpid()
    expected = pipeline.check(one)
    call = checks.Check.__call__

    def end_or_call(self: checks.Check, graph: Graph) -> Iterable[Diagnostic]:
        if os.getpid() != here:
            exec(end, {"os": os})  # noqa: S102  a way to end
        return call(self, graph)

    monkeypatch.setattr(checks.Check, "__call__", end_or_call)
    assert aside.check(one) == expected
    assert len(forks) == 1


def test_a_large_platform_is_written_while_it_is_checked(large: stamped.Ask, forks: list[int]) -> None:
    assert large("build", "--no-cache").code == 0
    assert len(forks) == 1
    assert Path("generated/infra/monitoring/alertmanager.yml").exists()


def test_nothing_is_kept_of_a_large_platform_that_is_wrong(large: stamped.Ask, forks: list[int]) -> None:
    add_mistakes()
    ended = large("build", "--no-cache")
    assert (ended.code, len(forks)) == (1, 1)
    assert "error[ALR004]: bad_name_0 has no runbook" in ended.out
    assert not Path("generated").exists()


def test_an_emitter_may_stumble_over_what_a_check_finds(
    large: stamped.Ask, forks: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(_: Graph) -> Iterator[object]:
        yield from dict[str, Iterator[object]]()["nothing"]

    monkeypatch.setattr(pipeline, "build", stumble)
    monkeypatch.delenv("VTTALERTS_TRACEBACK", raising=False)
    assert large("build", "--no-cache").code == 2
    add_mistakes()
    ended = large("build", "--no-cache")
    assert (ended.code, len(forks)) == (1, 2)
    assert "error[ALR004]" in ended.out
