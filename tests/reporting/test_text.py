"""What a person reads on the terminal; every screen is spelled out."""

from __future__ import annotations

from pathlib import Path

import pytest

from vttalerts.diagnostics import Change, Diagnostic, Label, Level, Span
from vttalerts.reporting import Format, render

WARNING_AFTER_CRITICAL = """\
error[ALR007]: warning fires only after critical
  --> definitions/alerts/warning.py:18:33   VTTHighMemoryUsage
18 |             expr=memory_usage > percent(96),
   |                                 ^^^^^^^^^^^ warns above 96 %
  ::: definitions/alerts/critical.py:13:33   VTTCriticalMemoryUsage
13 |             expr=memory_usage > percent(95),
   |                                 ----------- pages above 95 %
   = why:  the warning can never give anyone time to act before the page
   = help: set the warning below percent(95)
"""

DEAD_ROUTE = """\
error[RTE003]: route can never match
  --> definitions/routing.py:31:9
31 |         Route(matchers=match(service="security", severity=Severity.CRITICAL), receiver=security_team),
   |         ^^^^^ every alert described here is already taken
  ::: definitions/routing.py:24:9
24 |         Route(matchers=match(severity=Severity.CRITICAL), receiver=on_call),
   |         ----- taken here: matches first and does not continue
   = why:  security-team would never hear of VTTSuspiciousActivity
   = help: move line 31 above line 24, or add `continue_=True` to line 24
"""

EMPTY_LABEL = """\
error[PQL006]: `$labels.instance` is always empty in this alert
  --> definitions/alerts/critical.py:41:25   VTTCriticalErrorRate
41 |             summary="{{ $labels.instance }} returns 5xx",
   |                         ^^^^^^^^^^^^^^^^ no such label on the result
  ::: definitions/indicators.py:35:9   error_ratio
35 |         sum by (service) (rate(http_requests_total{status=~"5.."}[5m]))
   |         ---------------- only `service` survives this aggregation
   = why:  the page would say " returns 5xx" and not where
   = help: write `{{ $labels.service }}`, or aggregate `by (service, instance)`
"""

DRIFT = """\
error[OUT001]: generated/infra/monitoring/alertmanager.yml differs from its definitions
  --> generated/infra/monitoring/alertmanager.yml:41
   - |       repeat_interval: 2h        in the file
   + |       repeat_interval: 30m       from definitions/routing.py:26, `repeat_interval`
   = why:  the next build would undo a hand edit, perhaps one made during an incident
   = help: `vttalerts build` drops the edit; `repeat_interval=hours(2)` at routing.py:26 keeps it
"""


def write(root: Path, file: str, number: int, line: str) -> None:
    """Put `line` at one line number of a file, keeping the file's other lines."""
    path = root / file
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = path.read_text(encoding="utf-8").split("\n") if path.exists() else []
    lines += [""] * (number - len(lines))
    lines[number - 1] = line
    path.write_text("\n".join(lines), encoding="utf-8")


def mark(root: Path, place: str, marked: str, text: str = "", name: str = "") -> Label:
    """Point at `marked`, which stands in the line of `place` (`path:line`)."""
    file, line = place.split(":")
    source = (root / file).read_text(encoding="utf-8").split("\n")[int(line) - 1]
    column = source.index(marked) + 1
    return Label(Span(str(root / file), int(line), column, int(line), column + len(marked)), text=text, name=name)


def warning_after_critical(root: Path) -> Diagnostic:
    write(root, "definitions/alerts/warning.py", 18, "            expr=memory_usage > percent(96),")
    write(root, "definitions/alerts/critical.py", 13, "            expr=memory_usage > percent(95),")
    return Diagnostic(
        code="ALR007",
        headline="warning fires only after critical",
        labels=(
            mark(
                root,
                "definitions/alerts/warning.py:18",
                "percent(96)",
                "warns above 96 %",
                "VTTHighMemoryUsage",
            ),
            mark(
                root,
                "definitions/alerts/critical.py:13",
                "percent(95)",
                "pages above 95 %",
                "VTTCriticalMemoryUsage",
            ),
        ),
        why="the warning can never give anyone time to act before the page",
        help="set the warning below percent(95)",
    )


def dead_route(root: Path) -> Diagnostic:
    file = "definitions/routing.py"
    critical = "        Route(matchers=match(severity=Severity.CRITICAL), receiver=on_call),"
    security = '        Route(matchers=match(service="security", severity=Severity.CRITICAL), receiver=security_team),'
    write(root, file, 24, critical)
    write(root, file, 31, security)
    return Diagnostic(
        code="RTE003",
        headline="route can never match",
        labels=(
            mark(root, f"{file}:31", "Route", "every alert described here is already taken"),
            mark(root, f"{file}:24", "Route", "taken here: matches first and does not continue"),
        ),
        why="security-team would never hear of VTTSuspiciousActivity",
        help="move line 31 above line 24, or add `continue_=True` to line 24",
    )


def empty_label(root: Path) -> Diagnostic:
    alert, indicator = "definitions/alerts/critical.py", "definitions/indicators.py"
    write(root, alert, 41, '            summary="{{ $labels.instance }} returns 5xx",')
    write(root, indicator, 35, '        sum by (service) (rate(http_requests_total{status=~"5.."}[5m]))')
    return Diagnostic(
        code="PQL006",
        headline="`$labels.instance` is always empty in this alert",
        labels=(
            mark(
                root,
                f"{alert}:41",
                "$labels.instance",
                "no such label on the result",
                "VTTCriticalErrorRate",
            ),
            mark(
                root,
                f"{indicator}:35",
                "sum by (service)",
                "only `service` survives this aggregation",
                "error_ratio",
            ),
        ),
        why='the page would say " returns 5xx" and not where',
        help="write `{{ $labels.service }}`, or aggregate `by (service, instance)`",
    )


def drift(root: Path) -> Diagnostic:
    file = "generated/infra/monitoring/alertmanager.yml"
    write(root, file, 41, "      repeat_interval: 2h")
    return Diagnostic(
        code="OUT001",
        headline=f"{file} differs from its definitions",
        labels=(Label(Span(str(root / file), 41)),),
        changes=(
            Change("-", "      repeat_interval: 2h", "in the file"),
            Change("+", "      repeat_interval: 30m", "from definitions/routing.py:26, `repeat_interval`"),
        ),
        why="the next build would undo a hand edit, perhaps one made during an incident",
        help="`vttalerts build` drops the edit; `repeat_interval=hours(2)` at routing.py:26 keeps it",
    )


def test_second_label_marks_the_other_half_of_a_conflict(tmp_path: Path) -> None:
    assert render([warning_after_critical(tmp_path)], Format.TEXT, root=tmp_path) == WARNING_AFTER_CRITICAL


def test_two_places_in_one_file_are_shown_separately(tmp_path: Path) -> None:
    assert render([dead_route(tmp_path)], Format.TEXT, root=tmp_path) == DEAD_ROUTE


def test_caret_stands_inside_a_string(tmp_path: Path) -> None:
    assert render([empty_label(tmp_path)], Format.TEXT, root=tmp_path) == EMPTY_LABEL


def test_drift_shows_the_changed_lines_instead_of_the_files_own(tmp_path: Path) -> None:
    assert render([drift(tmp_path)], Format.TEXT, root=tmp_path) == DRIFT


def test_findings_are_sorted_by_place_with_an_empty_line_between(tmp_path: Path) -> None:
    findings = [
        drift(tmp_path),
        dead_route(tmp_path),
        warning_after_critical(tmp_path),
        empty_label(tmp_path),
    ]

    screen = render(findings, Format.TEXT, root=tmp_path)

    assert screen == f"{EMPTY_LABEL}\n{WARNING_AFTER_CRITICAL}\n{DEAD_ROUTE}\n{DRIFT}"


def test_no_findings_are_no_text(tmp_path: Path) -> None:
    assert render([], Format.TEXT, root=tmp_path) == ""


def test_finding_without_a_place_has_headline_why_and_help(tmp_path: Path) -> None:
    finding = Diagnostic(
        code="DEF001",
        headline="no platform is named",
        why="nothing can be built",
        help='add to pyproject.toml:\n[tool.vttalerts]\nplatform = "definitions:platform"',
        level=Level.WARNING,
    )

    assert render([finding], Format.TEXT, root=tmp_path) == (
        "warning[DEF001]: no platform is named\n"
        "  = why:  nothing can be built\n"
        "  = help: add to pyproject.toml:\n"
        "          [tool.vttalerts]\n"
        '          platform = "definitions:platform"\n'
    )


@pytest.mark.parametrize("color", [False, True])
def test_colors_change_no_character(tmp_path: Path, *, color: bool) -> None:
    screen = render([drift(tmp_path), dead_route(tmp_path)], Format.TEXT, root=tmp_path, color=color)

    for code in ("1;31", "1;34", "1", "31", "32", "0"):
        screen = screen.replace(f"\x1b[{code}m", "")
    assert screen == DEAD_ROUTE + "\n" + DRIFT


def test_a_line_that_holds_a_secret_is_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text('url="https://user:hunter2@example.com"\n', encoding="utf-8")
    span = Span(str(tmp_path / "a.py"), 1, 1, 1, 4)
    found = Diagnostic("SEC003", "a secret in clear text", (Label(span, "in clear text", hidden=True),))
    shown = render((found,), Format.TEXT, root=tmp_path)
    assert "hunter2" not in shown
    assert " --> a.py:1:1\n" in shown
