"""Asks a running Alertmanager whom it tells and what it holds, gives it alerts, and lets it read its files again."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from vttalerts.live.documents import read_yaml
from vttalerts.live.http import LiveError, Server
from vttalerts.live.prometheus import accept_reload


class Alertmanager:
    """A running Alertmanager."""

    kind: Final = "Alertmanager"

    def __init__(self, server: Server) -> None:
        self.server = server
        self.url = server.url

    def check_ready(self) -> None:
        """Raise `LiveError` where it does not answer, or is not ready."""
        self.server.get("/-/ready")

    def version(self) -> str:
        """Return its version, such as `0.33.1`."""
        return str(self._status().get("versionInfo", {}).get("version", ""))

    def config(self) -> dict[str, Any]:
        """Return the configuration that it runs, with secrets hidden."""
        return read_yaml(str(self._status().get("config", {}).get("original", "")), self.url)

    def peers(self) -> tuple[str, int]:
        """Return what it says of its cluster, `ready`, `settling` or `disabled`, and how many it sees."""
        cluster = self._status().get("cluster", {})
        return str(cluster.get("status", "")), len(cluster.get("peers") or ())

    def alerts(self) -> list[dict[str, Any]]:
        """Return the alerts that it holds, the silenced and inhibited too."""
        found = self.server.json("/api/v2/alerts")
        return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []

    def give(self, alerts: Sequence[dict[str, Any]]) -> None:
        """Give it alerts, as a Prometheus would."""
        self.server.post("/api/v2/alerts", list(alerts))

    def metrics(self) -> str:
        """Return what it exposes of itself."""
        return self.server.get("/metrics").text()

    def reload(self) -> None:
        """Let it read its files again.

        Raises:
            LiveError: It refuses them; it then runs what it ran before.
        """
        answer = self.server.ask("POST", "/-/reload")
        accept_reload(self.url, answer.status, answer.words())

    def _status(self) -> dict[str, Any]:
        found = self.server.json("/api/v2/status")
        if not isinstance(found, dict) or "versionInfo" not in found:
            raise LiveError(f"{self.url}/api/v2/status answers in another shape", "is this an Alertmanager?")
        return found
