"""`vttalerts doctor`: what keeps the running stack from telling people, and what to do next."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import UTC, datetime

from vttalerts.cli.commands import CLEAN, FINDINGS
from vttalerts.cli.opening import Where, open_all
from vttalerts.cli.quick import Options
from vttalerts.live import doctor
from vttalerts.live.doctor import Finding, secrets


def run(options: Options, where: Where, form: str) -> int:
    """Look, show what was found, and return the exit code."""
    opened = open_all(options, where)
    if isinstance(opened, int):
        return opened
    findings = tuple(
        doctor.examine(opened.graph, opened.build, opened.drift(), opened.servers, lambda: datetime.now(UTC))
    )
    folder = opened.graph.settings.secrets_directory
    unchecked = () if secrets.is_here(folder) else (f"the secrets: there is no {folder} on this machine",)
    looked_at = tuple(f"{one.kind} {one.url}" for one in opened.servers)
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
