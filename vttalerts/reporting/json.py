"""Findings for scripts: one document, whose shape is `json.schema.json` and changes only with its version.

Decision: plain ASCII with escapes, not UTF-8, because the bytes then do not depend on the locale of the
terminal or pipe they go to.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from vttalerts.diagnostics import Diagnostic, Label, Level, Span
from vttalerts.reporting.order import tally
from vttalerts.reporting.places import shown

_VERSION: Final = 1
"""Counts up when a reader of the old shape would break; new keys do not."""


def report(diagnostics: Sequence[Diagnostic], *, root: Path) -> str:
    """Write findings as one JSON document.

    Args:
        diagnostics: The findings, in the order in which they are listed.
        root: Absolute path of the folder that paths are relative to.
    """
    counts = tally(diagnostics)
    document = {
        "version": _VERSION,
        "diagnostics": [_finding(diagnostic, root) for diagnostic in diagnostics],
        "summary": {"errors": counts[Level.ERROR], "warnings": counts[Level.WARNING]},
    }
    return json.dumps(document, indent=2) + "\n"


def _finding(diagnostic: Diagnostic, root: Path) -> dict[str, object]:
    return {
        "code": diagnostic.code,
        "level": diagnostic.level.value,
        "headline": diagnostic.headline,
        "labels": [_label(label, root) for label in diagnostic.labels],
        "why": diagnostic.why,
        "help": diagnostic.help,
        "changes": [{"sign": change.sign, "text": change.text, "note": change.note} for change in diagnostic.changes],
        "edits": [{**_span(edit.span, root), "text": edit.text} for edit in diagnostic.edits],
    }


def _label(label: Label, root: Path) -> dict[str, object]:
    return {**_span(label.span, root), "text": label.text, "name": label.name}


def _span(span: Span, root: Path) -> dict[str, object]:
    return {
        "file": shown(span.file, root),
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }
