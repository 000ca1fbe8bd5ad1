"""`vttalerts demo`: a newcomer breaks something, and sees who is told."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent

pytestmark = [pytest.mark.live, pytest.mark.slow]


def demo(*options: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "vttalerts", "demo", "--port", "0", *options],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        check=False,
        capture_output=True,
        text=True,
        timeout=180,
    )


def test_one_line_breaks_the_database_and_shows_who_is_told(tmp_path: Path) -> None:
    ended = demo("--break", "database", "--until-told", "--time-scale", "0.03", folder=tmp_path)

    assert ended.returncode == 0, ended.stdout + ended.stderr
    first = next(line for line in ended.stdout.splitlines() if "VTTDatabaseUnhealthy:" in line)
    assert "[CRITICAL] VTTDatabaseUnhealthy: VTT's database is unhealthy" in first
    assert list(tmp_path.iterdir()) == [], "something was left behind"


def test_a_fault_that_does_not_exist_is_named_with_those_that_do(tmp_path: Path) -> None:
    ended = demo("--break", "weather", folder=tmp_path)

    assert ended.returncode == 2
    assert "there is no fault `weather`; there are down, health-error" in ended.stderr


def test_every_fault_is_listed_with_the_alert_that_it_leads_to() -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "vttalerts", "demo", "--faults"], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert "memory=97" in ended.stdout
    assert "VTTCriticalMemoryUsage" in ended.stdout
