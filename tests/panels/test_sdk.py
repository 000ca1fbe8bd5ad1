"""A panel of the Foundation SDK finds its place; nobody else pays for the SDK."""

from __future__ import annotations

import subprocess
import sys
import warnings
from typing import Any

import pytest

from vttalerts.model.dashboards import Dashboard, Row
from vttalerts.model.drawing import Context
from vttalerts.model.panels.sdk import SDKPanel
from vttalerts.model.spec import DefinitionError


@pytest.fixture(scope="module")
def geomap() -> Any:  # noqa: ANN401  the SDK's own class
    with warnings.catch_warnings():
        # It advises its newer dashboards when it defines the classic one.
        warnings.simplefilter("ignore", DeprecationWarning)
        from grafana_foundation_sdk.builders import geomap
    return geomap.Panel().title("Players").unit("short").span(5).height(3)


def test_dashboard_places_and_numbers_an_sdk_panel(geomap: Any) -> None:  # noqa: ANN401
    board = Dashboard(uid="map", title="Map", rows=(Row(panels=(SDKPanel(panel=geomap, width=24, height=10),)),))

    (made,) = board.build(Context())["panels"]

    assert made["type"] == "geomap"
    assert made["title"] == "Players"
    assert made["fieldConfig"]["defaults"]["unit"] == "short"
    assert made["gridPos"] == {"h": 10, "w": 24, "x": 0, "y": 0}
    assert made["id"] == 1


def test_what_stands_beside_an_sdk_panel_wins(geomap: Any) -> None:  # noqa: ANN401
    made = SDKPanel(panel=geomap, title="Where they play").build(Context())

    assert made["title"] == "Where they play"


def test_a_built_panel_is_as_good_as_its_builder(geomap: Any) -> None:  # noqa: ANN401
    assert SDKPanel(panel=geomap.build()).build(Context()) == SDKPanel(panel=geomap).build(Context())


def test_anything_else_is_refused() -> None:
    with pytest.raises(DefinitionError) as caught:
        SDKPanel(panel={"type": "geomap"})

    (found,) = caught.value.diagnostics
    assert found.code == "DSH027"
    assert found.headline == "a dict is no panel of grafana-foundation-sdk"


def test_sdk_is_imported_only_to_compile_such_a_panel() -> None:
    script = (
        "import sys, vttalerts.model.panels.sdk, vttalerts.emitters.grafana;"
        "print([name for name in sys.modules if name.startswith('grafana')])"
    )

    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"
