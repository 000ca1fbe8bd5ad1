"""Asks a running Grafana for the dashboards that it shows; it finds the files by itself.

Decision: dashboards are never posted. Grafana reads them from the folder that its provisioning names, every 30 s, and
one that came through the API would be a second source of truth that nobody can find in the definitions.
"""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

from vttalerts.live.http import LiveError, Server

_NOT_FOUND: Final = 404


class Grafana:
    """A running Grafana."""

    kind: Final = "Grafana"

    def __init__(self, server: Server) -> None:
        self.server = server
        self.url = server.url

    def check_ready(self) -> None:
        """Raise `LiveError` where it does not answer, or its database does not."""
        found = self.server.json("/api/health")
        if not isinstance(found, dict) or found.get("database") != "ok":
            raise LiveError(f"{self.url} is not well: its database does not answer", "look at its log")

    def version(self) -> str:
        """Return its version, such as `12.4.4`; empty where it does not tell strangers."""
        found = self.server.json("/api/health")
        return str(found.get("version", "")) if isinstance(found, dict) else ""

    def dashboard(self, uid: str) -> dict[str, Any] | None:
        """Return a dashboard; `None` where it has none of that name."""
        path = f"/api/dashboards/uid/{quote(uid, safe='')}"
        answer = self.server.ask("GET", path)
        if answer.status == _NOT_FOUND:
            return None
        found = self.server.json(path)
        if not isinstance(found, dict) or not isinstance(found.get("dashboard"), dict):
            raise LiveError(f"{self.url}{path} answers in another shape", "is this a Grafana?")
        return dict(found["dashboard"])
