"""Findings as JUnit's XML, for build servers that show tests: each finding is a test case that failed.

Decision: a warning is a skipped case, because JUnit knows no warnings, and a failed case would fail a build that
`vttalerts check` lets pass. A run without findings is one case that passed, because build servers take an empty
report for a run that never was. No times and no host names: the same findings make the same file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from vttalerts.diagnostics import Diagnostic, Label, Level
from vttalerts.reporting.order import tally
from vttalerts.reporting.places import location, shown
from vttalerts.reporting.prose import prose
from vttalerts.reporting.screen import visible

_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold, not even escaped (section 2.2)."""


def report(diagnostics: Sequence[Diagnostic], *, root: Path) -> str:
    """Write findings as one test suite.

    Args:
        diagnostics: The findings, in the order in which they are listed.
        root: Absolute path of the folder that paths are relative to.
    """
    counts = tally(diagnostics)
    totals = (
        f'tests="{max(1, len(diagnostics))}" failures="{counts[Level.ERROR]}" '
        f'errors="0" skipped="{counts[Level.WARNING]}"'
    )
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="vttalerts" {totals}>',
        f'  <testsuite name="vttalerts" {totals}>',
        *(line for one in diagnostics for line in _case(one, root)),
        *(() if diagnostics else ('    <testcase classname="vttalerts" name="no findings"/>',)),
        "  </testsuite>",
        "</testsuites>",
    ]
    return "".join(f"{line}\n" for line in lines)


def _case(diagnostic: Diagnostic, root: Path) -> Iterator[str]:
    def place(_number: int, label: Label) -> str:
        return location(label.span, root)

    where = diagnostic.labels[0].span if diagnostic.labels else None
    named = _attribute(shown(where.file, root) if where is not None else "vttalerts")
    at = f"{location(where, root)}: " if where is not None else ""
    headline = f"{diagnostic.code} {diagnostic.headline}"
    yield f"    <testcase classname={named} name={_attribute(f'{at}{headline}')}>"
    if diagnostic.level is Level.WARNING:
        yield f"      <skipped message={_attribute(headline)}/>"
        tag = "system-out"
        start = "<system-out>"
    else:
        tag = "failure"
        start = f"<failure type={_attribute(diagnostic.code)} message={_attribute(diagnostic.headline)}>"
    text = "\n".join((f"{at}{headline}", *prose(diagnostic, place)))
    yield f"      {start}{_text(text)}</{tag}>"
    yield "    </testcase>"


def _text(text: str) -> str:
    return escape(_NO_XML.sub("\ufffd", "\n".join(map(visible, text.split("\n")))))


def _attribute(text: str) -> str:
    return quoteattr(_NO_XML.sub("\ufffd", visible(text)))
