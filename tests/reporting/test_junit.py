"""JUnit's XML, against the shape that build servers read (Jenkins' xunit plugin, junit-10.xsd)."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from vttalerts.diagnostics import Diagnostic, Label, Level, Span
from vttalerts.reporting import Format, render

ROOT = Path("/repository")
ROUTE = Diagnostic(
    code="RTE003",
    headline='route "a" & <b> can never match',
    labels=(
        Label(Span("/repository/definitions/routing.py", 31, 9, 31, 14), "already taken", "security"),
        Label(Span("/elsewhere/routing.py", 24)),
    ),
    why="`{{ $labels.instance }}` would be \x00\x1b[31mempty\ufffe",
    help="move line 31 above line 24",
)
WARNING = Diagnostic("ALR008", "name in another style", (Label(Span("/repository/a.py", 2)),), level=Level.WARNING)
NOWHERE = Diagnostic("DEF060", "no project", help="begin one")

# Which attributes and elements each element has, and which of them it must have.
SHAPE = {
    "testsuites": ({"name", "tests", "failures", "errors", "skipped"}, set(), {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped"}, {"name"}, {"testcase"}),
    "testcase": ({"name", "classname"}, {"name", "classname"}, {"failure", "skipped", "system-out"}),
    "failure": ({"type", "message"}, {"type"}, set()),
    "skipped": ({"message"}, set(), set()),
    "system-out": (set(), set(), set()),
}


def parse(*findings: Diagnostic) -> ET.Element:
    return ET.fromstring(render(findings, Format.JUNIT, root=ROOT).encode("utf-8", "backslashreplace"))  # noqa: S314  our own


@pytest.mark.parametrize("findings", [[], [ROUTE], [ROUTE, WARNING, NOWHERE]], ids=["none", "one", "three"])
def test_report_has_the_shape_of_junit(findings: list[Diagnostic]) -> None:
    root = parse(*findings)
    assert root.tag == "testsuites"
    for element in root.iter():
        attributes, required, children = SHAPE[element.tag]
        assert required <= set(element.attrib) <= attributes
        assert {child.tag for child in element} <= children
    for element in root.iter("testsuite"):
        cases = element.findall("testcase")
        assert element.attrib == {
            "name": "vttalerts",
            "tests": str(len(cases)),
            "failures": str(len(element.findall("testcase/failure"))),
            "errors": "0",
            "skipped": str(len(element.findall("testcase/skipped"))),
        }


def test_an_error_fails_and_a_warning_does_not() -> None:
    cases = {case.attrib["name"]: [child.tag for child in case] for case in parse(ROUTE, WARNING).iter("testcase")}
    assert cases == {
        "a.py:2: ALR008 name in another style": ["skipped", "system-out"],
        'definitions/routing.py:31:9: RTE003 route "a" & <b> can never match': ["failure"],
    }


def test_a_run_without_findings_is_a_case_that_passed() -> None:
    (case,) = parse().iter("testcase")
    assert (case.attrib, list(case)) == ({"classname": "vttalerts", "name": "no findings"}, [])


def test_a_failure_says_all_that_the_finding_says_and_nothing_that_xml_can_not_hold() -> None:
    (failure,) = parse(ROUTE).iter("failure")
    assert failure.attrib == {"type": "RTE003", "message": 'route "a" & <b> can never match'}
    assert failure.text == (
        'definitions/routing.py:31:9: RTE003 route "a" & <b> can never match\n'
        "security: already taken\n"
        "/elsewhere/routing.py:24\n"
        r"why: `{{ $labels.instance }}` would be \x00\x1b[31mempty"
        "\ufffd\n"
        "help: move line 31 above line 24"
    )


def test_a_finding_without_a_place_is_a_case_too() -> None:
    (case,) = parse(NOWHERE).iter("testcase")
    assert case.attrib == {"classname": "vttalerts", "name": "DEF060 no project"}
