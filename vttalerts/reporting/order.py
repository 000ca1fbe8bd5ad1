"""One order for all formats, so that the same findings always read the same, however the checks ran."""

from __future__ import annotations

from collections.abc import Iterable

from vttalerts.diagnostics import Diagnostic, Level


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Sort findings by file, line, column and code; identical ones are kept once.

    Findings without a place come first: they concern the whole run.
    """
    return tuple(sorted(dict.fromkeys(diagnostics), key=_place))


def tally(diagnostics: Iterable[Diagnostic]) -> dict[Level, int]:
    """Count the findings of each level; a level without findings counts 0."""
    counts = dict.fromkeys(Level, 0)
    for diagnostic in diagnostics:
        counts[diagnostic.level] += 1
    return counts


def _place(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    # The headline makes the order independent of the order in which two checks of one code ran.
    if not diagnostic.labels:
        return "", 0, 0, diagnostic.code, diagnostic.headline
    span = diagnostic.labels[0].span
    return span.file, span.line, span.column or 0, diagnostic.code, diagnostic.headline
