"""Measures whole processes, from start to end: seconds of wall time, and the most memory they held.

Only ratios of one run are worth quoting, because a machine's speed drifts: candidates take turns, and medians of
their turns are compared.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

MIB = 2**20
# Nobody's settings of Python, and a terminal that nobody looks at.
_ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")} | {"TERM": "dumb"}


class Command(NamedTuple):
    """What to run, and where; several programs run one after the other and count as one.

    Attributes:
        programs: Programs with their arguments.
        folder: The working directory.
    """

    programs: Sequence[Sequence[str | Path]]
    folder: Path


class Turn(NamedTuple):
    """One run.

    Attributes:
        seconds: Wall time from start to end.
        peak: The most memory that one of its processes held, in bytes.
    """

    seconds: float
    peak: int


class Median(NamedTuple):
    """What a candidate takes in the middle of its turns: seconds, and bytes at the peak."""

    seconds: float
    peak: float


def turns(candidates: Mapping[str, Command], rounds: int) -> dict[str, Median]:
    """Run all candidates in turns, after one round that does not count; return their medians."""
    measured: dict[str, list[Turn]] = {name: [] for name in candidates}
    for number in range(rounds + 1):
        for name, command in candidates.items():
            turn = run(command)
            if number:
                measured[name].append(turn)
    return {
        name: Median(
            statistics.median(turn.seconds for turn in done),
            statistics.median(turn.peak for turn in done),
        )
        for name, done in measured.items()
    }


def run(command: Command) -> Turn:
    """Run a command once.

    The peak is what the kernel counts for the process, which begins as a copy of this one: keep this one small.

    Raises:
        RuntimeError: A program failed; the message is what it said.
    """
    seconds, peak = 0.0, 0
    for program in command.programs:
        with tempfile.TemporaryFile() as said:
            start = time.perf_counter()
            process = subprocess.Popen(program, cwd=command.folder, env=_ENVIRONMENT, stdout=said, stderr=said)  # noqa: S603
            _, status, usage = os.wait4(process.pid, 0)
            seconds += time.perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                said.seek(0)
                raise RuntimeError(f"{program} ended with {process.returncode}: {said.read()[-2000:].decode()}")
        peak = max(peak, usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
    return Turn(seconds, peak)
