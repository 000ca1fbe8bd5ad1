"""Which process is meant: its number is given to another one when it ends, so its start time belongs to it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_START: Final = 19
"""Position of the start time behind the command's name in /proc/PID/stat (proc_pid_stat(5), field 22)."""
_DIE_WITH_PARENT: Final = 1
"""PR_SET_PDEATHSIG (prctl(2))."""


@dataclass(frozen=True, slots=True)
class Process:
    """A process that was started.

    Attributes:
        pid: Its number.
        start: When it began, in ticks since the machine did.
    """

    pid: int
    start: int

    @classmethod
    def of(cls, pid: int) -> Process | None:
        """Return the process that has a number now."""
        try:
            stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            return None
        fields = stat.rpartition(")")[2].split()
        if fields[0] == "Z":
            return None  # it has ended, and nobody has asked how
        return cls(pid, int(fields[_START]))

    def is_alive(self) -> bool:
        """Tell whether it still runs."""
        return Process.of(self.pid) == self

    def send(self, number: signal.Signals) -> None:
        """Send a signal, to this process and to none that got its number."""
        if self.is_alive():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def end(self, patience: float) -> None:
        """Ask it to end, and make it end after some seconds."""
        self.send(signal.SIGTERM)
        until = time.monotonic() + patience
        while self.is_alive():
            if time.monotonic() > until:
                self.send(signal.SIGKILL)
            time.sleep(0.05)


def die_with_parent() -> None:
    """Have this process ended when the one that started it is gone, however that happens; for `preexec_fn`."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGTERM)
