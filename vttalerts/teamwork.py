"""Shares numbered jobs among the machine's processors, so that a large platform is checked while it is written.

Decision: forked processes, because they begin with all objects in place and Python runs one thread at a time.
Numbers wait in a pipe, from which whoever is free takes the next. Rejected: a pool (it would pickle the platform),
and a fixed division (nobody knows beforehand which check has much to do). Whatever goes wrong in another process is
done again in this one, where its error belongs.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Final, Generic, Self, TypeVar

_Result = TypeVar("_Result", bound=tuple[object, ...])
_WIDTH: Final = 2  # bytes of a number
_MOST_NUMBERS: Final = 4096 // _WIDTH  # what a pipe takes at once everywhere (PIPE_BUF)
_MOST_HELPERS: Final = 3
_DONE: Final = b"done"


def processors() -> int:
    """Return how many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Linux
        return os.cpu_count() or 1


class Team(Generic[_Result]):
    """Jobs, and the processes that do them; a context, at whose end no helper is left.

    Attributes:
        helped: Whether other processes are at work.
    """

    def __init__(self, do: Callable[[int], _Result], number: int, *, worthwhile: bool) -> None:
        """Begin.

        Args:
            do: Does the job with a number from 0; it may not change what others look at.
            number: How many jobs there are.
            worthwhile: Whether they take longer than it takes to begin a process.
        """
        self._do = do
        self._number = number
        self._results: dict[int, _Result] = {}
        self._helpers: list[tuple[int, int]] = []
        self._waiting = -1
        helpers = min(processors() - 1, _MOST_HELPERS)
        self.helped = worthwhile and helpers > 0 and number <= _MOST_NUMBERS and hasattr(os, "fork")
        if self.helped:
            self._begin(helpers)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._helpers:
            import signal

            for process, answers in self._helpers:
                os.close(answers)
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)
            self._helpers = []
        if self._waiting >= 0:
            os.close(self._waiting)
            self._waiting = -1

    def results(self) -> list[_Result]:
        """Do what is left, wait for the others, and return what all jobs gave, by their numbers."""
        if self.helped:
            self._work(self._waiting, self._results)
            while self._helpers:
                self._hear()
        for number in range(self._number):
            if number not in self._results:
                self._results[number] = self._do(number)
        return [self._results[number] for number in range(self._number)]

    def _begin(self, helpers: int) -> None:
        self._waiting, numbers = os.pipe()
        os.write(numbers, b"".join(number.to_bytes(_WIDTH) for number in range(self._number)))
        os.close(numbers)
        for _ in range(helpers):
            answers, answer = os.pipe()
            process = os.fork()
            if process == 0:
                os.close(answers)
                self._help(answer)
            os.close(answer)
            self._helpers.append((process, answers))

    def _work(self, waiting: int, results: dict[int, _Result]) -> None:
        while taken := os.read(waiting, _WIDTH):
            number = int.from_bytes(taken)
            results[number] = self._do(number)

    def _help(self, answer: int) -> None:
        """Do jobs in a process that was made for it, say what came out, and end it; nothing of it is printed."""
        try:
            import signal

            # Who stops the work stops the first process, and that one ends this one.
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            done: dict[int, _Result] = {}
            self._work(self._waiting, done)
            with os.fdopen(answer, "wb") as file:
                # Most jobs find nothing, and what nobody reads need not be loaded.
                file.write(b"".join(number.to_bytes(_WIDTH) for number, result in done.items() if not result))
                found = {number: result for number, result in done.items() if result}
                file.write(_DONE)
                if found:
                    import pickle

                    pickle.dump(found, file)
        finally:
            os._exit(0)

    def _hear(self) -> None:
        process, answers = self._helpers.pop()
        try:
            with os.fdopen(answers, "rb") as file:
                said = file.read()
        finally:
            os.waitpid(process, 0)
        without, done, found = said.partition(_DONE)
        if done:
            empty: tuple[object, ...] = ()
            for place in range(0, len(without), _WIDTH):
                self._results[int.from_bytes(without[place : place + _WIDTH])] = empty  # type: ignore[assignment]
            if found:
                import pickle

                self._results.update(pickle.loads(found))  # noqa: S301  from our own process
