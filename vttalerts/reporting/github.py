"""Findings as GitHub's workflow commands: annotations beside the lines of a pull request.

The commands and their escapes are those of GitHub's own toolkit (`actions/toolkit`,
`packages/core/src/command.ts`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from vttalerts.diagnostics import Diagnostic, Label, Span
from vttalerts.reporting.places import location, shown
from vttalerts.reporting.prose import prose
from vttalerts.reporting.screen import visible


def report(diagnostics: Sequence[Diagnostic], *, root: Path) -> str:
    """Write findings as workflow commands, one a line.

    Args:
        diagnostics: The findings, in the order in which they are listed.
        root: Absolute path of the repository's folder, which GitHub counts paths from.
    """
    return "".join(f"{_command(diagnostic, root)}\n" for diagnostic in diagnostics)


def _command(diagnostic: Diagnostic, root: Path) -> str:
    def place(_number: int, label: Label) -> str:
        return location(label.span, root)

    properties = [("title", f"{diagnostic.code} {diagnostic.headline}")]
    if diagnostic.labels:
        properties[:0] = _where(diagnostic.labels[0].span, root)
    listed = ",".join(f"{name}={_property(value)}" for name, value in properties)
    # GitHub drops a command without a message.
    message = "\n".join(prose(diagnostic, place)) or diagnostic.headline
    return f"::{diagnostic.level} {listed}::{_message(message)}"


def _where(span: Span, root: Path) -> Iterator[tuple[str, str]]:
    yield "file", shown(span.file, root)
    yield "line", str(span.line)
    end_line = span.line if span.end_line is None else span.end_line
    # GitHub takes columns only within one line; its end column is the last character's, not the one after.
    if span.column is not None and end_line == span.line:
        last = span.column if span.end_column is None else max(span.column, span.end_column - 1)
        yield "col", str(span.column)
        yield "endLine", str(end_line)
        yield "endColumn", str(last)
    else:
        yield "endLine", str(end_line)


def _message(text: str) -> str:
    lines = text.replace("%", "%25").replace("\r", "%0D").split("\n")
    return "%0A".join(map(visible, lines))


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
