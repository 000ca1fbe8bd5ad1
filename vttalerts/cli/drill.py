"""`vttalerts drill ALERT`: a test of the whole way from Alertmanager to the people, and how long it takes."""

from __future__ import annotations

import difflib
import json
import signal
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN, FINDINGS
from vttalerts.cli.connections import Addresses
from vttalerts.cli.projects import open_graph
from vttalerts.live import drill
from vttalerts.live.alertmanager import Alertmanager
from vttalerts.live.deliveries import LABEL, Verdict
from vttalerts.live.http import LiveError


def run(name: str, addresses: Addresses, project: str, patience: float | None, form: str) -> int:
    """Send the alert, show who was told, and return the exit code."""
    graph = open_graph(project)
    if graph is None:
        return COULD_NOT_RUN
    placed = next((one for one in graph.alerts if one.name == name), None)
    if placed is None:
        near = difflib.get_close_matches(name, [one.name for one in graph.alerts], n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else "; `vttalerts list alerts` shows all"
        sys.stderr.write(f"error: no alert is called {name}{hint}\n")
        return COULD_NOT_RUN
    # A supervisor that ends us is a Ctrl-C too: what was begun is ended.
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        made = drill.prepare(graph, placed, datetime.now(UTC))
        servers = [one for one in addresses.open(graph) if isinstance(one, Alertmanager)]
        if not servers:
            raise LiveError("nobody says where Alertmanager is", "name it with --alertmanager")  # noqa: TRY301
        for one in servers:
            one.check_ready()
        _say(f'{name}, marked {LABEL}="{made.labels[LABEL]}"')
        for silenced in made.silences:
            _say(f"while it lasts, nobody hears of {silenced}")
        verdicts = drill.carry_out(made, servers, patience, _say)
    except LiveError as error:
        sys.stderr.write(f"error: {error}\n" + (f"   = help: {error.advice}\n" if error.advice else ""))
        return COULD_NOT_RUN
    finally:
        signal.signal(signal.SIGTERM, before)
    sys.stdout.write(_machine(verdicts) if form == "json" else _shown(verdicts))
    if verdicts and all(one.seconds is not None for one in verdicts):
        return CLEAN
    _say("   = next: `vttalerts doctor`; Alertmanager's log says why a request failed")
    return FINDINGS


def _shown(verdicts: Iterable[Verdict]) -> str:
    lines: list[str] = []
    for one in verdicts:
        way = f"{one.way.receiver} ({one.way.integration}{f' × {one.way.expected}' if one.way.expected > 1 else ''})"  # noqa: RUF001
        if one.seconds is not None:
            lines.append(f"{way}: delivered after {one.seconds:.1f} s")
        else:
            part = f"{one.delivered} of {one.way.expected} delivered; " if one.delivered else ""
            lines.append(f"{way}: not delivered: {part}{one.reason}")
    return "".join(f"{line}\n" for line in lines) or "nobody is told: no receiver of this alert has an integration\n"


def _machine(verdicts: Iterable[Verdict]) -> str:
    found = [
        {
            "receiver": one.way.receiver,
            "integration": one.way.integration,
            "expected": one.way.expected,
            "delivered": one.delivered,
            "seconds": None if one.seconds is None else round(one.seconds, 3),
            "reason": one.reason,
        }
        for one in verdicts
    ]
    return json.dumps(found, indent=2) + "\n"


def _say(text: str) -> None:
    # Beside the answer, which a program may read.
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
