"""Jobs that other processes do come back as if this one had done them."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from vttalerts import teamwork
from vttalerts.diagnostics import Diagnostic, Label, Span
from vttalerts.teamwork import Team

HERE = os.getpid()
JOBS = 40


@pytest.fixture(autouse=True)
def three_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Helpers are at work on any machine."""
    monkeypatch.setattr(teamwork, "processors", lambda: 3)


def test_results_come_in_the_order_of_the_jobs() -> None:
    def do(number: int) -> tuple[int, ...]:
        return (number,) * (number % 3)

    with Team(do, JOBS, worthwhile=True) as team:
        assert team.helped
        assert team.results() == [do(number) for number in range(JOBS)]


def test_findings_are_the_same_whoever_found_them() -> None:
    def do(number: int) -> tuple[Diagnostic, ...]:
        return (
            Diagnostic("ALR001", f"finding {number}", (Label(Span("/a.py", number + 1), "here", "X", hidden=True),)),
        )

    with Team(do, JOBS, worthwhile=True) as team:
        assert team.results() == [do(number) for number in range(JOBS)]


def test_others_work_while_this_process_does_something_else(tmp_path: Path) -> None:
    def do(number: int) -> tuple[int, ...]:
        (tmp_path / f"{number}").write_text(str(os.getpid()))
        return ()

    with Team(do, JOBS, worthwhile=True) as team:
        while len(list(tmp_path.iterdir())) < JOBS:
            pass
        assert team.results() == [()] * JOBS
    assert str(HERE) not in {file.read_text() for file in tmp_path.iterdir()}


def test_what_fails_elsewhere_fails_here() -> None:
    def do(number: int) -> tuple[int, ...]:
        if number == JOBS - 1:
            raise ValueError(f"job {number}")
        return ()

    with Team(do, JOBS, worthwhile=True) as team, pytest.raises(ValueError, match=f"job {JOBS - 1}"):
        team.results()


def test_what_a_killed_process_had_taken_is_done_again() -> None:
    def do(number: int) -> tuple[int, ...]:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return (number,)

    with Team(do, JOBS, worthwhile=True) as team:
        assert team.results() == [(number,) for number in range(JOBS)]


def test_nobody_is_left_when_the_work_is_given_up() -> None:
    def do(number: int) -> tuple[int, ...]:
        signal.pause()
        return (number,)

    with Team(do, JOBS, worthwhile=True) as team:
        helpers = [process for process, _ in team._helpers]
    assert len(helpers) == 2
    for process in helpers:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


@pytest.mark.parametrize("worthwhile", [True, False])
def test_one_processor_does_all_itself(monkeypatch: pytest.MonkeyPatch, *, worthwhile: bool) -> None:
    monkeypatch.setattr(teamwork, "processors", lambda: 1)
    with Team(lambda _: (os.getpid(),), JOBS, worthwhile=worthwhile) as team:
        assert not team.helped
        assert team.results() == [(HERE,)] * JOBS
