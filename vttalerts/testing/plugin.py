"""The pytest plugin: `sim`, a fixture that says who would be told of an alert, before anything is deployed.

pytest loads this module in every project where vttalerts is installed, so it imports nothing but pytest; the platform
is loaded when a test asks for the fixture.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from vttalerts.testing.simulating import Sim

_OPTION = "vttalerts_project"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the setting that says where the project is."""
    parser.addini(_OPTION, "folder of the pyproject.toml with [tool.vttalerts], for the fixture `sim`", default=".")


@pytest.fixture(scope="session")
def sim(request: pytest.FixtureRequest) -> Sim:
    """Return the simulator of the repository's platform: `sim.at("Sun 03:00").fire("VTTAPIDown").reaches(on_call)`."""
    from vttalerts.testing.simulating import load

    return load(request.config.rootpath / str(request.config.getini(_OPTION)))
