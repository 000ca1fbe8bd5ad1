"""The VTT server in small: its five endpoints, the metrics of its catalogue, and requests that can go wrong."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from typing import Final

from vttalerts.demo.exposition import KIND, Family, Histogram, text
from vttalerts.demo.faults import Faults
from vttalerts.demo.http import Answer, Request, Server, as_json

VERSION: Final = "1.2.0"
FINE_MEMORY: Final = 45.2
FULL_HOUSE: Final = 40
"""Connected players."""

_DEGRADED_MEMORY: Final = 85
_MOST_A_SECOND: Final = 8
"""Requests of one client; the rest is refused."""
_QUICK: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30)
_PATIENT: Final = (0.25, 0.5, 1, 2, 5, 10, 15, 20, 30, 60)
_ROUTES: Final = {
    "/api/campaigns/": "/api/campaigns/:id",
    "/api/maps/": "/api/maps/:id",
    "/api/login": "/api/login",
    "/api/dice": "/api/dice",
}
_FORBIDDEN: Final = 403
_FAILED: Final = 500


class Metrics:
    """What the server measures: every metric that the definitions' catalogue has of it."""

    def __init__(self) -> None:
        labels = ("method", "route", "status")
        self.requests = Family("http_requests_total", "counter", "HTTP requests answered.", labels)
        self.duration = Histogram("http_request_duration_seconds", "How long answers took.", _QUICK, labels)
        self.websockets = Family("vtt_websocket_connections_total", "gauge", "WebSocket connections that are open.")
        self.campaigns = Family("vtt_active_campaigns_total", "gauge", "Campaigns that are played now.")
        self.ai_requests = Family("vtt_ai_requests_total", "counter", "Requests to the AI service.")
        self.ai_duration = Histogram("vtt_ai_request_duration_seconds", "How long the AI service took.", _PATIENT)
        self.connections = Family("vtt_database_connections_active", "gauge", "Database connections in use.")
        self.database = Family("vtt_health_check_database_status", "gauge", "1 is healthy, 0 is unhealthy.")
        self.memory = Family("vtt_health_check_memory_usage_percent", "gauge", "Share of the memory in use.")
        self.rate_limit = Family("vtt_rate_limit_hits_total", "counter", "Requests refused, status 429.", ("route",))
        self.auth_failures = Family("vtt_auth_failures_total", "counter", "Logins refused.", ("reason",))
        self.suspicious = Family("vtt_suspicious_requests_total", "counter", "They look like an attack.", ("kind",))
        # At 0 from the start, so that the first event is seen as one.
        self.ai_requests.add(by=0)
        self.rate_limit.add("/api/maps/:id", by=0)
        self.auth_failures.add("bad_password", by=0)
        self.suspicious.add("path_traversal", by=0)

    def all(self) -> tuple[Family, ...]:
        """Return every family."""
        return tuple(vars(self).values())


class VTT:
    """The server and its state.

    Attributes:
        faults: What goes wrong.
        metrics: What it measures.
        http: Where it answers.
    """

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.metrics = Metrics()
        self.http = Server(self.answer)
        self._began = time.monotonic()
        self._owed = 0.0
        self._asked: dict[str, deque[float]] = {}

    async def answer(self, request: Request) -> Answer:
        """Answer a request, and measure it."""
        route = next((name for start, name in _ROUTES.items() if request.path.startswith(start)), request.path)
        began = time.monotonic()
        if request.path.startswith(("/api/health", "/api/metrics")):
            answer = self._own(request.path)
        elif route in _ROUTES.values():
            answer = await self._game(request, route)
        else:
            route, answer = "other", Answer(404, b"no such page\n")
        labels = (request.method, route, str(answer.status))
        self.metrics.requests.add(*labels)
        self.metrics.duration.observe(time.monotonic() - began, *labels)
        return answer

    def _own(self, path: str) -> Answer:
        """What is asked by monitors."""
        match path:
            case "/api/health":
                return self._health()
            case "/api/health/live":
                return as_json({"status": "alive"})
            case "/api/health/ready":
                return (
                    as_json({"status": "not ready"}, 503) if "database" in self.faults else as_json({"status": "ready"})
                )
            case "/api/metrics":
                self._measure()
                return as_json({family.name: family.simple() for family in self.metrics.all()})
            case "/api/metrics/prometheus":
                self._measure()
                return Answer(body=text(*self.metrics.all()), kind=KIND)
            case _:
                return Answer(404, b"no such page\n")

    def _health(self) -> Answer:
        if "health-error" in self.faults:
            return as_json({"error": "internal server error"}, 500)
        memory = self._memory()
        broken = "database" in self.faults
        full = memory >= _DEGRADED_MEMORY
        status = "unhealthy" if broken or "unhealthy" in self.faults else "degraded" if full else "healthy"
        checks = {
            "database": {"status": "fail", "responseTime": 5000, "message": "Database does not answer"}
            if broken
            else {"status": "pass", "responseTime": 5, "message": "Database connection healthy"},
            "memory": {"status": "warn" if full else "pass", "message": f"Memory usage: {memory:.1f}%"},
        }
        whole = {
            "status": status,
            "uptime": round((time.monotonic() - self._began) * 1000),
            "timestamp": round(time.time() * 1000),
            "version": VERSION,
            "checks": checks,
        }
        return as_json(whole, 503 if broken else 200)

    async def _game(self, request: Request, route: str) -> Answer:
        """What players ask for."""
        client = request.headers.get("x-client", "somebody")
        if ".." in request.path:
            self.metrics.suspicious.add("path_traversal")
            return Answer(_FORBIDDEN, b"no\n")
        if self._too_often(client):
            self.metrics.rate_limit.add(route)
            return Answer(429, b"not so fast\n")
        if route == "/api/login" and b"wrong" in request.body:
            self.metrics.auth_failures.add("bad_password")
            return Answer(401, b"no\n")
        delay = self.faults.level("slow")
        if delay:
            await asyncio.sleep(delay)
        # Exactly this share: by chance, a small number of requests would have another.
        self._owed += (self.faults.level("errors") or 0) / 100
        if self._owed >= 1:
            self._owed -= 1
            return Answer(_FAILED, b"something broke\n")
        return as_json({"ok": True})

    def _too_often(self, client: str) -> bool:
        now = time.monotonic()
        asked = self._asked.setdefault(client, deque(maxlen=_MOST_A_SECOND))
        refused = len(asked) == _MOST_A_SECOND and now - asked[0] < 1
        if not refused:
            asked.append(now)
        return refused

    def _measure(self) -> None:
        """Set what is not counted as it happens."""
        lost = self.faults.level("websockets") or 0
        self.metrics.websockets.set(round(FULL_HOUSE * (1 - lost / 100)))
        self.metrics.campaigns.set(FULL_HOUSE // 5)
        broken = "database" in self.faults
        self.metrics.database.set(0 if broken else 1)
        self.metrics.connections.set(0 if broken else 12)
        self.metrics.memory.set(self._memory())

    def _memory(self) -> float:
        level = self.faults.level("memory")
        return FINE_MEMORY if level is None else level
