"""A finding in plain sentences, for readers that show no source lines and no underlines."""

from __future__ import annotations

from collections.abc import Callable

from vttalerts.diagnostics import Diagnostic, Label


def prose(diagnostic: Diagnostic, place: Callable[[int, Label], str]) -> list[str]:
    """Return all that a finding says beside its code, headline and first place, in paragraphs.

    Args:
        diagnostic: The finding.
        place: Writes where a label other than the first is; takes the label's number, from 1, and the label.
    """
    paragraphs: list[str] = []
    for number, label in enumerate(diagnostic.labels):
        where = place(number, label) if number else ""
        who = " ".join(part for part in (where, label.name) if part)
        paragraphs.append(": ".join(part for part in (who, label.text) if part))
    paragraphs += [
        f"{change.sign} {change.text} ({change.note})" if change.note else f"{change.sign} {change.text}"
        for change in diagnostic.changes
    ]
    paragraphs.append(diagnostic.why and f"why: {diagnostic.why}")
    paragraphs.append(diagnostic.help and f"help: {diagnostic.help}")
    return [paragraph for paragraph in paragraphs if paragraph]
