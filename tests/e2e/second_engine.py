"""VictoriaMetrics' vmalert: a second engine for the same rule files, over the same numbers; its alerts end here."""

from __future__ import annotations

import json
import time
from datetime import datetime
from pathlib import Path

import binaries

from vttalerts.demo.http import Answer, Request, Server
from vttalerts.stack.native import Service
from vttalerts.stack.ports import free_port


class SecondEngine:
    """What to start, and what it says."""

    def __init__(self) -> None:
        self.http = Server(self._take)
        self.first: dict[str, list[float]] = {}
        """When each alert was said to fire, in seconds since 1970, each time that it began anew."""
        self._firing: set[str] = set()

    def service(self, rules: Path, prometheus: str) -> Service:
        """Return what to start; `http` must listen."""
        port = free_port()
        command = (
            str(binaries.get("vmalert")),
            f"-rule={rules}",
            f"-datasource.url={prometheus}",
            f"-notifier.url={self.http.url}",
            f"-httpListenAddr=127.0.0.1:{port}",
            "-external.url=http://127.0.0.1",
            "-rule.evalDelay=0s",
        )
        return Service("vmalert", command, port, f"http://127.0.0.1:{port}/health")

    def fired(self, alert: str, since: float) -> float | None:
        """Return when an alert was first said to fire after a moment."""
        return next((at for at in self.first.get(alert, ()) if at >= since), None)

    async def _take(self, request: Request) -> Answer:
        now = time.time()
        for one in json.loads(request.body or b"[]"):
            name = one["labels"]["alertname"]
            if datetime.fromisoformat(one["endsAt"]).timestamp() <= now:
                self._firing.discard(name)
            elif name not in self._firing:
                self._firing.add(name)
                self.first.setdefault(name, []).append(now)
        return Answer()
