"""What a build would have the servers run, as plain values, taken from the very files that it writes."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from vttalerts.emitters import Artifact, alertmanager, grafana, prometheus, rules
from vttalerts.live.documents import plain


@dataclass(frozen=True)
class Build:
    """All files of a build.

    Attributes:
        artifacts: The files.
        is_production: Whether Prometheus reads production's configuration.
    """

    artifacts: tuple[Artifact, ...]
    is_production: bool = False

    @cached_property
    def prometheus(self) -> dict[str, Any]:
        """Prometheus's configuration; empty where the build has none."""
        return self._tree(prometheus.PRODUCTION if self.is_production else prometheus.PATH)

    @cached_property
    def alertmanager(self) -> dict[str, Any]:
        """Alertmanager's configuration; empty where the build has none."""
        return self._tree(f"{alertmanager.FOLDER}/alertmanager.yml")

    @cached_property
    def groups(self) -> list[dict[str, Any]]:
        """The groups of rules."""
        return [
            group
            for one in self.artifacts
            if one.path.startswith(f"{rules.FOLDER}/") and one.tree is not None
            for group in plain(one.tree()).get("groups", ())
        ]

    @cached_property
    def dashboards(self) -> dict[str, dict[str, Any]]:
        """The dashboards by uid."""
        made = (
            json.loads(one.text())
            for one in self.artifacts
            if one.path.startswith(f"{grafana.FOLDER}/dashboards/") and one.path.endswith(".json")
        )
        return {board["uid"]: board for board in made}

    def _tree(self, path: str) -> dict[str, Any]:
        found = next((one for one in self.artifacts if one.path == path), None)
        return plain(found.tree()) if found is not None and found.tree is not None else {}


def of(artifacts: Iterable[Artifact], *, is_production: bool = False) -> Build:
    """Return a build of some files."""
    return Build(tuple(artifacts), is_production)
