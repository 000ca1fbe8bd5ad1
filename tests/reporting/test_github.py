"""Workflow commands, as GitHub's runner reads them."""

from __future__ import annotations

from pathlib import Path

import pytest

from vttalerts.diagnostics import Change, Diagnostic, Label, Level, Span
from vttalerts.reporting import Format, render

ROOT = Path("/repository")


def test_annotation_has_the_place_the_headline_and_all_words() -> None:
    finding = Diagnostic(
        code="ALR007",
        headline="warning fires only after critical",
        labels=(
            Label(
                Span("/repository/definitions/alerts/warning.py", 18, 33, 18, 44),
                "warns above 96 %",
                "VTTHighMemoryUsage",
            ),
            Label(
                Span("/repository/definitions/alerts/critical.py", 13, 33, 13, 44),
                "pages above 95 %",
                "VTTCriticalMemoryUsage",
            ),
        ),
        why="the warning can never give anyone time to act before the page",
        help="set the warning below percent(95)",
    )

    assert render([finding], Format.GITHUB, root=ROOT) == (
        "::error file=definitions/alerts/warning.py,line=18,col=33,endLine=18,endColumn=43,"
        "title=ALR007 warning fires only after critical::"
        "VTTHighMemoryUsage: warns above 96 %25%0A"
        "definitions/alerts/critical.py:13:33 VTTCriticalMemoryUsage: pages above 95 %25%0A"
        "why: the warning can never give anyone time to act before the page%0A"
        "help: set the warning below percent(95)\n"
    )


def test_changes_are_lines_of_the_message() -> None:
    finding = Diagnostic(
        code="OUT001",
        headline="alertmanager.yml differs",
        labels=(Label(Span("/repository/alertmanager.yml", 41)),),
        changes=(Change("-", "  repeat_interval: 2h", "in the file"), Change("+", "  repeat_interval: 30m")),
    )

    assert render([finding], Format.GITHUB, root=ROOT) == (
        "::error file=alertmanager.yml,line=41,endLine=41,title=OUT001 alertmanager.yml differs::"
        "-   repeat_interval: 2h (in the file)%0A+   repeat_interval: 30m\n"
    )


@pytest.mark.parametrize(
    ("span", "expected"),
    [
        (Span("/repository/x.py", 3), "file=x.py,line=3,endLine=3"),
        (Span("/repository/x.py", 3, 5), "file=x.py,line=3,col=5,endLine=3,endColumn=5"),
        (Span("/repository/x.py", 3, 5, 3, 5), "file=x.py,line=3,col=5,endLine=3,endColumn=5"),
        (Span("/repository/x.py", 3, 5, 4, 2), "file=x.py,line=3,endLine=4"),
        (Span("/elsewhere/x.py", 3), "file=/elsewhere/x.py,line=3,endLine=3"),
    ],
    ids=["line only", "no end", "empty", "several lines", "outside the repository"],
)
def test_columns_are_given_only_within_one_line(span: Span, expected: str) -> None:
    finding = Diagnostic("ALR001", "alert has no runbook", (Label(span, "here"),), level=Level.WARNING)

    assert (
        render([finding], Format.GITHUB, root=ROOT) == f"::warning {expected},title=ALR001 alert has no runbook::here\n"
    )


def test_finding_without_words_repeats_its_headline() -> None:
    assert (
        render([Diagnostic("DEF001", "no platform is named")], Format.GITHUB, root=ROOT)
        == "::error title=DEF001 no platform is named::no platform is named\n"
    )


def test_text_can_neither_end_a_property_nor_start_a_command() -> None:
    finding = Diagnostic(
        code="DEF001",
        headline="100%, a:b\r\n::set-output::c",
        labels=(Label(Span("/repository/a,b:c%.py", 1)),),
        why="50%, a:b\r\n::add-mask::c\x1b[m",
    )

    assert render([finding], Format.GITHUB, root=ROOT) == (
        "::error file=a%2Cb%3Ac%25.py,line=1,endLine=1,"
        "title=DEF001 100%25%2C a%3Ab%0D%0A%3A%3Aset-output%3A%3Ac::"
        r"why: 50%25, a:b%0D%0A::add-mask::c\x1b[m" + "\n"
    )


def test_no_findings_are_no_commands() -> None:
    assert render([], Format.GITHUB, root=ROOT) == ""
