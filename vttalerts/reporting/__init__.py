"""Findings as people and machines read them: on a terminal, as JSON, GitHub annotations, SARIF, JUnit.

Reporters return text; only the command line prints it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vttalerts.diagnostics import Diagnostic
from vttalerts.reporting.formats import Format
from vttalerts.reporting.order import ordered, tally

__all__ = ["Format", "ordered", "render", "summary"]


def render(
    diagnostics: Sequence[Diagnostic],
    format: Format,  # noqa: A002  the option's name
    *,
    root: Path,
    color: bool = False,
    width: int | None = None,
) -> str:
    """Write all findings in one format, sorted and each once.

    Args:
        diagnostics: The findings, in any order.
        format: How to write them.
        root: The folder that paths are shown relative to.
        color: Whether `text` is coloured; the other formats never are.
        width: Columns of the terminal, for `text`; `None` if there is no terminal.

    Returns:
        Text that ends with a newline. `text` and `github` are empty when there is no finding; `json`,
        `sarif` and `junit` are a document even then.
    """
    # Each format is imported when it is asked for: a check that finds nothing wrong pays for none of them.
    findings = ordered(diagnostics)
    root = root.absolute()
    match format:
        case Format.TEXT:
            from vttalerts.reporting import text

            return text.report(findings, root=root, color=color, width=width)
        case Format.JSON:
            from vttalerts.reporting import json

            return json.report(findings, root=root)
        case Format.GITHUB:
            from vttalerts.reporting import github

            return github.report(findings, root=root)
        case Format.SARIF:
            from vttalerts.reporting import sarif

            return sarif.report(findings, root=root)
        case Format.JUNIT:
            from vttalerts.reporting import junit

            return junit.report(findings, root=root)


def summary(diagnostics: Sequence[Diagnostic]) -> str:
    """Count what `render` shows, such as `2 errors, 1 warning`; `no findings` if there is none."""
    counts = [
        f"{count} {level}" if count == 1 else f"{count} {level}s"
        for level, count in tally(ordered(diagnostics)).items()
        if count
    ]
    return ", ".join(counts) or "no findings"
