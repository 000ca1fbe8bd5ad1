"""Keeps the alerts of a start to itself: until everything was looked at once, Prometheus takes it for gone.

Decision: a silence for everything but the watchdog, as somebody would set who starts a real one. Prometheus finds its
targets after five seconds however fast time runs, and at a tenth of the pace an alert on something that is missing
fires within six. Rejected: to start Alertmanager later; then the alert on undelivered alerts fires.
"""

from __future__ import annotations

import asyncio
import json
import urllib.request
from datetime import UTC, datetime, timedelta
from typing import Any, Final

WATCHDOG: Final = "VTTWatchdog"

_LOOK: Final = 0.3
_PATIENCE: Final = 5.0
_LONGEST: Final = timedelta(minutes=10)
# Loopback is asked directly, whatever proxies the environment names.
_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


async def ask(url: str, method: str = "GET", body: object = None) -> Any:  # noqa: ANN401  JSON
    """Return what an address of loopback answers.

    Raises:
        OSError: Nobody answers, or not with 2xx.
    """
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(  # noqa: S310  loopback
        url, data, {"Content-Type": "application/json"}, method=method
    )

    def send() -> Any:  # noqa: ANN401  JSON
        with _open(request, timeout=_PATIENCE) as answer:
            text = answer.read()
        return json.loads(text) if text else None

    return await asyncio.to_thread(send)


async def silence(alertmanager: str) -> str:
    """Silence everything but the watchdog; return what `speak` needs."""
    now = datetime.now(UTC)
    made = await ask(
        f"{alertmanager}/api/v2/silences",
        "POST",
        {
            "matchers": [{"name": "alertname", "value": WATCHDOG, "isRegex": False, "isEqual": False}],
            "startsAt": now.isoformat(),
            "endsAt": (now + _LONGEST).isoformat(),
            "createdBy": "vttalerts demo",
            "comment": "until everything was looked at once",
        },
    )
    return str(made["silenceID"])


async def settle(prometheus: str, alertmanager: str) -> None:
    """Wait until Prometheus has looked at everything, and Alertmanager knows of nothing but the watchdog."""
    while True:
        try:
            targets = (await ask(f"{prometheus}/api/v1/targets"))["data"]["activeTargets"]
            alerts = (await ask(f"{prometheus}/api/v1/alerts"))["data"]["alerts"]
            heard = await ask(f"{alertmanager}/api/v2/alerts")
        except OSError:
            targets, alerts, heard = [], [], []
        names = {one["labels"]["alertname"] for one in (*alerts, *heard)}
        if targets and all(one["health"] == "up" for one in targets) and heard and names == {WATCHDOG}:
            return
        await asyncio.sleep(_LOOK)


async def speak(alertmanager: str, silence_id: str) -> None:
    """End a silence."""
    await ask(f"{alertmanager}/api/v2/silence/{silence_id}", "DELETE")
