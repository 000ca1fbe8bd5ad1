"""What each kind of panel compiles to; the smallest case that makes the point."""

from __future__ import annotations

from pytest_regressions.file_regression import FileRegressionFixture

from vttalerts.emitters._json import dump
from vttalerts.model.drawing import Context
from vttalerts.model.panel import Panel


def test_panel_compiles_to(panel: Panel, context: Context, file_regression: FileRegressionFixture) -> None:
    file_regression.check(dump(panel.build(context)), extension=".json")
