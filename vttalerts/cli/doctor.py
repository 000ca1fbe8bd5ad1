"""`vttalerts doctor`: what keeps the running stack from telling people, and what to do next."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from vttalerts import pipeline, writer
from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN, FINDINGS, Session
from vttalerts.cli.connections import Addresses
from vttalerts.cli.quick import Options
from vttalerts.live import build, doctor
from vttalerts.live.doctor import Finding, secrets
from vttalerts.live.http import LiveError


def run(options: Options, addresses: Addresses, form: str, *, production: bool) -> int:
    """Look, show what was found, and return the exit code."""
    session = Session(options)
    graph, found = session.compile()
    if graph is None or session.project is None or session.fails(found):
        return session.tell(found, ran=graph is not None)
    output = Path(options.output).resolve() if options.output else session.project.output
    made = build.of(pipeline.build(graph), is_production=production)
    try:
        servers = addresses.open(graph)
    except LiveError as error:
        sys.stderr.write(f"error: {error}\n" + (f"   = help: {error.advice}\n" if error.advice else ""))
        return COULD_NOT_RUN
    files = [one.path for one in writer.drift(output, made.artifacts)]
    findings = tuple(doctor.examine(graph, made, files, servers, lambda: datetime.now(UTC)))
    folder = graph.settings.secrets_directory
    unchecked = () if secrets.is_here(folder) else (f"the secrets: there is no {folder} on this machine",)
    looked_at = tuple(f"{one.kind} {one.url}" for one in servers)
    sys.stdout.write(_machine(findings, unchecked) if form == "json" else _shown(findings, looked_at, unchecked))
    return FINDINGS if any(one.is_error for one in findings) else CLEAN


def _shown(findings: Sequence[Finding], looked_at: Sequence[str], unchecked: Sequence[str]) -> str:
    lines: list[str] = []
    for one in findings:
        lines.append(f"{'error' if one.is_error else 'warning'}[{one.check}]: {one.what}")
        lines.append(f"   = next: {one.step}")
    if not findings:
        lines.append(f"nothing is wrong with {', '.join(looked_at)}")
    lines.extend(f"not looked at: {one}" for one in unchecked)
    return "".join(f"{line}\n" for line in lines)


def _machine(findings: Sequence[Finding], unchecked: Sequence[str]) -> str:
    found = [
        {"check": one.check, "level": "error" if one.is_error else "warning", "what": one.what, "next": one.step}
        for one in findings
    ]
    return json.dumps({"findings": found, "unchecked": list(unchecked)}, indent=2, ensure_ascii=False) + "\n"
