"""Servers that run something else than the definitions say: missing rules, and edits that nobody wrote down."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from vttalerts.live.doctor import Finding, Patient
from vttalerts.live.http import printable
from vttalerts.live.plan import Change, changes

_RULES: Final = ("alert", "recording rule")
_MOST: Final = 5


def findings(patient: Patient) -> Iterator[Finding]:
    """Yield rules that are not loaded or fail, and what else differs."""
    if patient.files:
        yield Finding(
            "files-differ",
            f"{_some(patient.files)} differ{'s' if len(patient.files) == 1 else ''} from the definitions",
            "`vttalerts build --check` shows the lines; `vttalerts apply` writes and loads the build",
        )
    for server in patient.servers:
        found = changes(patient.build, server)
        missing = [one.name for one in found if one.sign == "+" and one.kind in _RULES]
        if missing:
            yield Finding(
                "rule-not-loaded",
                f"{server.kind} {server.url} has not loaded {_some(missing)}",
                "does it read this folder? `vttalerts apply --dry-run` shows all that differs",
            )
        others = [one for one in found if not (one.sign == "+" and one.kind in _RULES)]
        if others:
            yield Finding(
                "drift",
                f"{server.kind} {server.url} runs something else: {_some([_named(one) for one in others])}",
                "`vttalerts apply --dry-run` shows all; put an edit that is to stay into the definitions, and apply",
            )
    for prometheus in patient.prometheus:
        for rule in prometheus.rules():
            if rule.health == "err":
                yield Finding(
                    "rule-failing",
                    f"{rule.name} (group {rule.group}) fails at {prometheus.url}: {printable(rule.error)}",
                    f"try its query at {prometheus.url}/query; `vttalerts explain {rule.name}` shows it"
                    if rule.is_alert
                    else f"try its query at {prometheus.url}/query",
                )


def _named(change: Change) -> str:
    words = {"+": "lacks ", "-": "has also ", "~": ""}[change.sign]
    detail = f" ({change.details[0]})" if change.sign == "~" and change.details else ""
    return f"{words}{change.kind} {change.name}{detail}"


def _some(names: Sequence[str]) -> str:
    more = len(names) - _MOST
    return ", ".join(names[:_MOST]) + (f" and {more} more" if more > 0 else "")
