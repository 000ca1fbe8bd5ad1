"""What every emitter's test needs: its files as text, its files on disk for the judges, and the judges."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from vttalerts.emitters import emit
from vttalerts.graph import Graph
from vttalerts.model.platform import Platform
from vttalerts.model.settings import DEFAULTS, Settings

Emitted = Callable[[ModuleType, Platform], dict[str, str]]
Written = Callable[[Platform], Path]
Judge = Callable[..., str]


@pytest.fixture
def settings() -> Settings:
    """What a plain build has."""
    return DEFAULTS


@pytest.fixture
def emitted(settings: Settings) -> Emitted:
    """What one emitter makes of a platform: texts by path."""

    def texts(emitter: ModuleType, platform: Platform) -> dict[str, str]:
        return {artifact.path: artifact.text() for artifact in emitter.emit(Graph(platform, settings))}

    return texts


@pytest.fixture
def written(tmp_path: Path) -> Written:
    """All files of a platform on disk, its secrets beside them; gives the folder of the servers' configuration."""

    def write(platform: Platform) -> Path:
        secrets = tmp_path / "secrets"
        secrets.mkdir()
        graph = Graph(platform, Settings(secrets_directory=str(secrets)))
        for name in graph.secrets:
            (secrets / name).write_text("https://example.com/never-called", encoding="utf-8")
        for artifact in emit(graph):
            file = tmp_path / artifact.path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(artifact.text(), encoding="utf-8")
        return tmp_path / "infra" / "monitoring"

    return write


@pytest.fixture
def judge() -> Judge:
    """Runs a program that must find nothing wrong; gives what it said."""

    def run(*command: str | Path, environment: dict[str, str] | None = None) -> str:
        ended = subprocess.run(
            [str(part) for part in command], capture_output=True, text=True, check=False, env=environment
        )
        assert ended.returncode == 0, ended.stdout + ended.stderr
        return ended.stdout

    return run
