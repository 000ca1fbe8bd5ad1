"""What VTT's people read: the first message of every alert, through every integration, is whole."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from definitions.platform import platform
from vttalerts.graph import Graph
from vttalerts.importers import scenarios
from vttalerts.simulate.scenario import play
from vttalerts.testing import Sim

pytestmark = pytest.mark.slow

SIM = Sim.of(platform)
SCENARIO = Path(__file__).parent.parent / "docs" / "scenarios" / "database-down.yml"


@pytest.mark.parametrize("name", [placed.name for placed in SIM.graph.alerts])
def test_message_is_whole_and_names_the_alert(name: str) -> None:
    shot = SIM.fire(name, instance="vtt-1:3000", job="vtt-server")

    messages = shot.messages()
    assert messages
    for message in messages:
        assert message.error == ""
        assert "<no value>" not in message.body
        assert "error expanding template" not in message.body
        assert name in message.body


@pytest.mark.parametrize("name", [placed.name for placed in SIM.graph.alerts if placed.severity == "critical"])
def test_page_tells_of_the_alerts_in_words(name: str) -> None:
    """Alertmanager makes a mapping of a text that happens to be YAML, and PagerDuty then shows it as one."""
    pages = [one for one in SIM.fire(name, instance="vtt-1:3000").messages(to="vtt-on-call") if one.kind == "pagerduty"]

    for page in pages:
        details = json.loads(page.body)["payload"]["custom_details"]
        assert isinstance(details["alerts"], str)
        assert details["num_firing"] == 1
    assert len(pages) == 1


def test_example_scenario_is_one() -> None:
    scenario, found = scenarios.read(SCENARIO, Graph(platform), datetime.now(UTC))

    assert found == ()
    assert scenario is not None
    played = play(SIM.graph, scenario)
    unheard = [fate.outage.labels["alertname"] for fate in played.fates if not fate.told]
    assert unheard == ["VTTHighErrorRate"]
