"""The same findings read the same, in whatever order checks found them; and what each format costs."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from vttalerts.diagnostics import Diagnostic, Label, Level, Span
from vttalerts.reporting import Format, ordered, render, summary

ERROR = Diagnostic("ALR001", "alert has no runbook", (Label(Span("/r/a.py", 3, 5, 3, 9)),))
WARNING = replace(ERROR, code="ALR002", level=Level.WARNING)


def test_findings_are_sorted_by_file_line_column_and_code() -> None:
    def at(file: str, line: int, column: int | None, code: str, headline: str = "here") -> Diagnostic:
        return Diagnostic(code, headline, (Label(Span(file, line, column)),))

    expected = (
        Diagnostic("DEF001", "no platform is named"),
        Diagnostic("DEF002", "no output folder is named"),
        at("/r/a.py", 2, None, "ALR009"),
        at("/r/a.py", 2, 9, "ALR001"),
        at("/r/a.py", 2, 9, "ALR002", "another"),
        at("/r/a.py", 2, 9, "ALR002", "one"),
        at("/r/a.py", 2, 10, "ALR001"),
        at("/r/a.py", 10, 1, "ALR001"),
        at("/r/b.py", 1, 1, "ALR001"),
    )

    assert ordered(expected[::-1]) == expected
    assert ordered(expected[1::2] + expected[::2]) == expected


def test_identical_findings_are_kept_once() -> None:
    assert ordered([ERROR, WARNING, replace(ERROR)]) == (ERROR, WARNING)


@pytest.mark.parametrize(
    ("findings", "expected"),
    [
        ([], "no findings"),
        ([ERROR], "1 error"),
        ([WARNING, replace(WARNING, code="ALR003")], "2 warnings"),
        ([ERROR, replace(ERROR, code="ALR003"), WARNING, ERROR], "2 errors, 1 warning"),
    ],
)
def test_summary_counts_what_is_shown(findings: list[Diagnostic], expected: str) -> None:
    assert summary(findings) == expected


@pytest.mark.parametrize("format_", list(Format))
def test_order_of_checks_changes_no_byte(tmp_path: Path, format_: Format) -> None:
    findings = [WARNING, ERROR, replace(ERROR, headline="another"), ERROR]

    assert render(findings, format_, root=tmp_path) == render(findings[::-1], format_, root=tmp_path)


def test_only_the_format_that_is_asked_for_is_imported() -> None:
    program = (
        "import sys; from pathlib import Path; from vttalerts import reporting\n"
        "def loaded():\n"
        "    return sorted(name for name in sys.modules if name.startswith('vttalerts.reporting.'))\n"
        "print(*loaded())\n"
        "reporting.render([], reporting.Format.GITHUB, root=Path('/'))\n"
        "print(*loaded())\n"
        "reporting.render([], reporting.Format.TEXT, root=Path('/'))\n"
        "print('rich' in sys.modules)\n"
    )
    printed = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert printed.stdout == (
        "vttalerts.reporting.formats vttalerts.reporting.order\n"
        "vttalerts.reporting.formats vttalerts.reporting.github vttalerts.reporting.order "
        "vttalerts.reporting.places vttalerts.reporting.prose vttalerts.reporting.screen\n"
        "False\n"
    )
