"""Law: whatever integrations the model takes, amtool takes too."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_objects import GLOBAL, INTEGRATIONS

from vttalerts import Platform, Receiver, Route, Targets
from vttalerts.emitters import alertmanager
from vttalerts.graph import Graph
from vttalerts.model.receivers import Integration

RECEIVERS: Final = 30


@pytest.mark.judge
@pytest.mark.slow
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(st.one_of(*INTEGRATIONS), min_size=RECEIVERS, max_size=RECEIVERS))
def test_amtool_takes_what_the_model_takes(amtool: Path, tmp_path: Path, integrations: list[Integration]) -> None:
    receivers = tuple(
        Receiver(name=f"receiver {number}", integrations=(integration,))
        for number, integration in enumerate(integrations)
    )
    platform = Platform(
        name="any",
        targets=Targets(alertmanager="0.33"),
        alertmanager=GLOBAL,
        routing=Route(receiver=receivers[0]),
        receivers=receivers,
    )
    file = tmp_path / "alertmanager.yml"
    file.write_text(next(iter(alertmanager.emit(Graph(platform)))).text(), encoding="utf-8")
    ended = subprocess.run([str(amtool), "check-config", str(file)], capture_output=True, text=True, check=False)

    assert ended.returncode == 0, ended.stdout + ended.stderr
