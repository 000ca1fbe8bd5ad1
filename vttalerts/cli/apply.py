"""`vttalerts apply`: shows what would become of the running servers, brings the build into them, or puts all back."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from typing import Final

from vttalerts import writer
from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN, FINDINGS
from vttalerts.cli.opening import Opened, Where, open_all, refuse
from vttalerts.cli.quick import Options
from vttalerts.emitters import blackbox
from vttalerts.live import apply
from vttalerts.live.apply import Outcome, Plan
from vttalerts.live.http import LiveError
from vttalerts.live.plan import Change

STUCK: Final = 3

_CODES: Final = {
    Outcome.UNCHANGED: CLEAN,
    Outcome.APPLIED: CLEAN,
    Outcome.PUT_BACK: FINDINGS,
    Outcome.STUCK: STUCK,
}


def run(options: Options, where: Where, patience: float, *, dry_run: bool) -> int:
    """Plan, and unless it is a dry run carry it out; return the exit code."""
    opened = open_all(options, where)
    if isinstance(opened, int):
        return opened
    # A supervisor that ends us is a Ctrl-C too: what was begun is put back.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        if dry_run:
            plan = apply.make(opened.build, opened.drift(), opened.servers)
            _say("\n".join(_shown(plan)))
            return CLEAN if plan.is_empty() else FINDINGS
        return _CODES[_carry_out(opened, patience)]
    except LiveError as error:
        refuse(error)
        return COULD_NOT_RUN
    except OSError as error:
        sys.stderr.write(f"error: {error.strerror or error}: {error.filename or opened.output}\n")
        return COULD_NOT_RUN
    finally:
        signal.signal(signal.SIGTERM, before)


def _carry_out(opened: Opened, patience: float) -> Outcome:
    with writer.locked(opened.output, wait=False):
        # What an `apply` that was killed had left: its files go before anything is compared.
        writer.recover(opened.output)
        plan = apply.make(opened.build, opened.drift(), opened.servers)
        _say("\n".join(_shown(plan)))

        def write() -> AbstractContextManager[object]:
            return writer.replacing(opened.output, opened.build.artifacts)

        return apply.carry_out(plan, opened.build, write, _say, patience)


_BY_HAND: Final = "   (the Blackbox Exporter reads it when it is told: POST /-/reload)"


def _shown(plan: Plan) -> Iterator[str]:
    if plan.is_empty():
        yield "nothing to do: the files and the servers are what the definitions say"
        return
    for path in plan.files:
        yield f"file {path}" + (_BY_HAND if path == blackbox.PATH else "")
    for server, changes in plan.servers:
        yield f"{server.kind} {server.url}" + ("" if changes else ": runs this already")
        yield from (line for change in changes for line in _lines(change))


def _lines(change: Change) -> Iterator[str]:
    head = f"  {change.sign} {change.kind} {change.name}"
    if len(change.details) == 1 and change.sign != "~":
        yield f"{head} {change.details[0]}"
        return
    yield head
    yield from (f"      {detail}" for detail in change.details)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
