"""Writes a repository with as many alerts, routes and dashboards as one likes, from `bench/definitions`."""

from __future__ import annotations

import shutil
from pathlib import Path

_DEFINITIONS = Path(__file__).parent / "definitions"


def write(folder: Path, *, alerts: int, routes: int, dashboards: int) -> Path:
    """Write the repository and return its folder.

    Args:
        folder: Where to make it; it must not exist.
        alerts: How many alerts.
        routes: How many routes below the root.
        dashboards: How many dashboards of 30 panels; none, and the alerts link to pages that somebody else writes.
    """
    shutil.copytree(_DEFINITIONS, folder / "definitions", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "definitions" / "sizes.py").write_text(
        f'"""How large the platform is."""\n\nALERTS = {alerts}\nROUTES = {routes}\nDASHBOARDS = {dashboards}\n',
        encoding="utf-8",
    )
    (folder / "pyproject.toml").write_text("[tool.vttalerts]\n", encoding="utf-8")
    return folder
