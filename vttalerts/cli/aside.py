"""Lets another process do a part of the work of a large platform, where the machine has a processor to spare.

Decision: a fork. It sees all objects without a copy, and has next to nothing to tell: findings are few. Rejected:
threads, which share one interpreter, and a pool, which would load the definitions again. Whatever the other process
does not get done, for whatever reason, is done here.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable
from functools import partial
from typing import Final, NoReturn, TypeVar

from vttalerts import checks, pipeline
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph

_T = TypeVar("_T")
MANY: Final = 1000
"""So many alerts take longer to check than a fork takes, several times over."""
_FIRST: Final = os.getpid()
_NUMBER: Final = 2
"""Bytes of a check's number in the queue."""


def pays(graph: Graph) -> bool:
    """Tell whether another process saves time: there is much to do, a processor, and no thread that a fork loses."""
    return (
        len(graph.alerts) >= MANY
        and os.getpid() == _FIRST
        and hasattr(os, "fork")
        and len(os.sched_getaffinity(0)) > 1
        and ("threading" not in sys.modules or sys.modules["threading"].active_count() == 1)
    )


def check(graph: Graph) -> tuple[Diagnostic, ...]:
    """Return what is wrong with a platform as a whole; two processes share the checks if that pays."""
    if not pays(graph):
        return pipeline.check(graph)
    every = checks.every()
    queue, filler = os.pipe()
    os.write(filler, b"".join(number.to_bytes(_NUMBER, "big") for number in range(len(every))))
    os.close(filler)
    share = partial(_share, graph, every, queue)
    rest = begin(share)
    found = share() | rest()
    os.close(queue)
    return tuple(
        one for number, check in enumerate(every) for one in (found[number] if number in found else check(graph))
    )


def _share(graph: Graph, every: tuple[checks.Check, ...], queue: int) -> dict[int, tuple[Diagnostic, ...]]:
    """Take checks from the queue until it is empty; return what they found, by their number."""
    found: dict[int, tuple[Diagnostic, ...]] = {}
    while taken := os.read(queue, _NUMBER):
        number = int.from_bytes(taken, "big")
        found[number] = tuple(every[number](graph))
    return found


def begin(work: Callable[[], _T]) -> Callable[[], _T]:
    """Begin some work in another process; return what waits for the result.

    Args:
        work: What to do. It may be done twice: if it fails there, it is done here.
    """
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _end_with(work, writer)
    os.close(writer)
    answers: list[bytes] = []

    def finish() -> _T:
        if not answers:
            with os.fdopen(reader, "rb") as pipe:
                answer = pipe.read()
            _, status = os.waitpid(child, 0)
            answers.append(b"" if status else answer)
        if not answers[0]:
            return work()
        result: _T = pickle.loads(answers[0])  # noqa: S301  written by this program, a moment ago
        return result

    return finish


def _end_with(work: Callable[[], object], writer: int) -> NoReturn:
    """Do the work and tell the result; never return into the life of the other process."""
    code = 1
    try:
        answer = pickle.dumps(work())
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(answer)
        code = 0
    finally:
        os._exit(code)
