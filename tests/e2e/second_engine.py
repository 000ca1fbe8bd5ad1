"""VictoriaMetrics' vmalert: a second engine for the same rule files, over the same numbers; its alerts end here.

What its recording rules compute goes to a VictoriaMetrics, where it is compared with what Prometheus computed.
"""

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
        self.store = ""
        """Where what it records is kept."""
        self._firing: set[str] = set()

    def services(self, rules: Path, prometheus: str, data: Path) -> tuple[Service, Service]:
        """Return what to start; `http` must listen.

        Args:
            rules: The folder of the rule files.
            prometheus: Where the numbers are.
            data: Where VictoriaMetrics keeps its own.
        """
        port, store = free_port(), free_port()
        self.store = f"http://127.0.0.1:{store}"
        keep = (
            str(binaries.get("victoria-metrics")),
            f"-storageDataPath={data}",
            f"-httpListenAddr=127.0.0.1:{store}",
            "-memory.allowedBytes=256MB",
        )
        evaluate = (
            str(binaries.get("vmalert")),
            f"-rule={rules}/*.yml",
            f"-datasource.url={prometheus}",
            f"-remoteWrite.url={self.store}",
            "-remoteWrite.flushInterval=300ms",
            f"-notifier.url={self.http.url}",
            f"-httpListenAddr=127.0.0.1:{port}",
            "-external.url=http://127.0.0.1",
            "-rule.evalDelay=0s",
        )
        return (
            Service("victoria-metrics", keep, store, f"{self.store}/health"),
            Service("vmalert", evaluate, port, f"http://127.0.0.1:{port}/health"),
        )

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
