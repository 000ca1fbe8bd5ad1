"""`vttalerts apply`: shows what would become of the running servers, brings the build into them, or puts all back."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vttalerts import pipeline, writer
from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN, FINDINGS, Session
from vttalerts.cli.connections import Addresses
from vttalerts.cli.quick import Options
from vttalerts.emitters import blackbox
from vttalerts.live import apply, build
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


def run(options: Options, addresses: Addresses, patience: float, *, dry_run: bool, production: bool) -> int:
    """Plan, and unless it is a dry run carry it out; return the exit code."""
    session = Session(options)
    graph, found = session.compile()
    if graph is None or session.project is None or session.fails(found):
        return session.tell(found, ran=graph is not None)
    output = Path(options.output).resolve() if options.output else session.project.output
    made = build.of(pipeline.build(graph), is_production=production)
    # A supervisor that ends us is a Ctrl-C too: what was begun is put back.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        servers = addresses.open(graph)
        if dry_run:
            plan = apply.make(made, (one.path for one in writer.drift(output, made.artifacts)), servers)
            _say("\n".join(_shown(plan)))
            return CLEAN if plan.is_empty() else FINDINGS
        with writer.locked(output, wait=False):
            # What an `apply` that was killed had left: its files go before anything is compared.
            writer.recover(output)
            plan = apply.make(made, (one.path for one in writer.drift(output, made.artifacts)), servers)
            _say("\n".join(_shown(plan)))
            outcome = apply.carry_out(plan, made, lambda: writer.replacing(output, made.artifacts), _say, patience)
    except LiveError as error:
        sys.stderr.write(f"error: {error}\n" + (f"   = help: {error.advice}\n" if error.advice else ""))
        return COULD_NOT_RUN
    except OSError as error:
        sys.stderr.write(f"error: {error.strerror or error}: {error.filename or output}\n")
        return COULD_NOT_RUN
    finally:
        signal.signal(signal.SIGTERM, before)
    return _CODES[outcome]


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
