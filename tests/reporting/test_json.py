"""The JSON document and the schema that is shipped beside it."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from vttalerts.diagnostics import Change, Diagnostic, Edit, Label, Level, Span
from vttalerts.reporting import Format, render

ROOT = Path("/repository")

ROUTE = Diagnostic(
    code="RTE003",
    headline="route can never match",
    labels=(
        Label(Span("/repository/definitions/routing.py", 31, 9, 31, 14), "already taken", "security"),
        Label(Span("/elsewhere/routing.py", 24)),
    ),
    why="security-team would never hear of it: 価格",
    help="move line 31 above line 24",
    edits=(Edit(Span("/repository/definitions/routing.py", 31, 9, 31, 14), ""),),
)
DRIFT = Diagnostic(
    code="OUT001",
    headline="alertmanager.yml differs",
    level=Level.WARNING,
    changes=(Change("-", "a: 1", "in the file"), Change("+", "a: 2\x1b\udc80")),
)

DOCUMENT = r"""{
  "version": 1,
  "diagnostics": [
    {
      "code": "OUT001",
      "level": "warning",
      "headline": "alertmanager.yml differs",
      "labels": [],
      "why": "",
      "help": "",
      "changes": [
        {
          "sign": "-",
          "text": "a: 1",
          "note": "in the file"
        },
        {
          "sign": "+",
          "text": "a: 2\u001b\udc80",
          "note": ""
        }
      ],
      "edits": []
    },
    {
      "code": "RTE003",
      "level": "error",
      "headline": "route can never match",
      "labels": [
        {
          "file": "definitions/routing.py",
          "line": 31,
          "column": 9,
          "end_line": 31,
          "end_column": 14,
          "text": "already taken",
          "name": "security"
        },
        {
          "file": "/elsewhere/routing.py",
          "line": 24,
          "column": null,
          "end_line": null,
          "end_column": null,
          "text": "",
          "name": ""
        }
      ],
      "why": "security-team would never hear of it: \u4fa1\u683c",
      "help": "move line 31 above line 24",
      "changes": [],
      "edits": [
        {
          "file": "definitions/routing.py",
          "line": 31,
          "column": 9,
          "end_line": 31,
          "end_column": 14,
          "text": ""
        }
      ]
    }
  ],
  "summary": {
    "errors": 1,
    "warnings": 1
  }
}
"""


def schema() -> Any:  # noqa: ANN401  a JSON document
    return json.loads(files("vttalerts.reporting").joinpath("json.schema.json").read_text(encoding="utf-8"))


def test_document_holds_every_field() -> None:
    assert render([ROUTE, DRIFT, ROUTE], Format.JSON, root=ROOT) == DOCUMENT


def test_no_findings_are_a_document_too() -> None:
    assert json.loads(render([], Format.JSON, root=ROOT)) == {
        "version": 1,
        "diagnostics": [],
        "summary": {"errors": 0, "warnings": 0},
    }


@pytest.mark.parametrize("findings", [[], [ROUTE], [ROUTE, DRIFT]], ids=["none", "one", "two"])
def test_document_has_the_shape_of_its_schema(findings: list[Diagnostic]) -> None:
    Draft202012Validator.check_schema(schema())

    Draft202012Validator(schema()).validate(json.loads(render(findings, Format.JSON, root=ROOT)))


def test_schema_describes_every_key_and_requires_it() -> None:
    document = json.loads(DOCUMENT)
    defined = schema()["$defs"]
    finding = document["diagnostics"][1]

    assert list(schema()["properties"]) == schema()["required"] == list(document)
    for name, found in (
        ("diagnostic", finding),
        ("label", finding["labels"][0]),
        ("change", document["diagnostics"][0]["changes"][0]),
        ("edit", finding["edits"][0]),
    ):
        assert list(defined[name]["properties"]) == defined[name]["required"] == list(found)
