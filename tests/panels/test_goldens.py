"""What each kind of panel compiles to; the smallest case that makes the point."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_regressions.file_regression import FileRegressionFixture

from vttalerts.emitters._json import dump
from vttalerts.model.drawing import Context
from vttalerts.model.panel import Panel


def test_panel_compiles_to_its_golden(
    panel: Panel, context: Context, request: pytest.FixtureRequest, file_regression: FileRegressionFixture
) -> None:
    case = request.node.callspec.id

    file_regression.check(dump(panel.build(context)), basename=case, extension=".json")


def test_every_golden_has_a_case(cases: frozenset[str]) -> None:
    goldens = {file.stem for file in Path(__file__).with_suffix("").glob("*.json")}

    assert goldens == cases
