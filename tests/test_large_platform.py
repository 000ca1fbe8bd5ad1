"""A platform that is checked while it is written ends as a small one does: right, or untouched."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from vttalerts import checks, teamwork
from vttalerts.cli import commands
from vttalerts.cli.quick import Options

DEFINITIONS = """
from vttalerts import Alert, AlertGroup, Contact, Platform, Runbook, Severity, Targets, minutes, promql

RUNBOOK = Runbook(slug="up", title="Up", impact="None.", investigation=("Look.",), resolution=("Mend.",),
                  escalation=(Contact(team="platform", reach="#platform", after="15 minutes"),))


def alert(number):
    return Alert(
        name=f"VTTPart{number}",
        expr=promql(f'max by (instance) (up{{job="part-{number}"}}) == 0'),
        for_=minutes(5),
        severity=Severity.WARNING,
        service="parts",
        summary="{{ $labels.LABEL }} is down",
        runbook=RUNBOOK,
    )


platform = Platform(
    name="parts",
    targets=Targets(prometheus="3.5", alertmanager="0.33", grafana="12"),
    groups=(AlertGroup(name="parts", alerts=tuple(alert(number) for number in range(COUNT))),),
    runbook_url="https://docs.vtt.example.com/runbooks",
)
"""


@pytest.fixture(autouse=True)
def two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    """A helper is at work on any machine."""
    monkeypatch.setattr(teamwork, "processors", lambda: 2)


def write(folder: Path, count: int, label: str = "instance") -> Options:
    (folder / "pyproject.toml").write_text('[tool.vttalerts]\nplatform = "parts:platform"\n')
    (folder / "parts.py").write_text(DEFINITIONS.replace("COUNT", str(count)).replace("LABEL", label))
    options = Options("build")
    options.project = str(folder)
    options.cache = False
    # pytest's process imported it before.
    sys.modules.pop("parts", None)
    return options


def files(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_the_same_is_written_with_and_without_help(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    options = write(tmp_path, checks.LARGE)
    assert commands.run(options) == commands.CLEAN
    with_help = files(tmp_path / "generated")
    monkeypatch.setattr(teamwork, "processors", lambda: 1)
    options.output = str(tmp_path / "alone")
    assert commands.run(options) == commands.CLEAN
    assert with_help == files(tmp_path / "alone")


def test_nothing_is_written_when_a_check_fails_meanwhile(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands.run(write(tmp_path, checks.LARGE)) == commands.CLEAN
    before = files(tmp_path / "generated")
    capsys.readouterr()
    assert commands.run(write(tmp_path, checks.LARGE + 1, label="nobody")) == commands.FINDINGS
    said = capsys.readouterr().out
    assert "error[PQL006]: `$labels.nobody` is always empty in this alert" in said
    assert before == files(tmp_path / "generated")
