"""Writes scenarios for `vttalerts timeline`: a month on call with VTT's own alerts."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Final

NAMES: Final = (
    "VTTDatabaseUnhealthy VTTAPIDown VTTHighErrorRate VTTHighMemoryUsage VTTCriticalMemoryUsage VTTSuspiciousActivity"
).split()
MONTH: Final = 31 * 24 * 60
"""In minutes."""
LENGTHS: Final = (3, 20, 90, 600, 3000)


def write(file: Path, alerts: int) -> None:
    """Write a month in which so many alerts fire, the same in every run."""
    chance = random.Random(alerts)  # noqa: S311  the same in every run
    lines = ["starts: 2026-10-01T00:00Z", "lasts: 31d", "alerts:"]
    for _ in range(alerts):
        lines += (
            f"  - alert: {chance.choice(NAMES)}",
            f"    labels: {{instance: host-{chance.randrange(alerts // 20)}}}",
            f"    from: {chance.randrange(MONTH)}m",
            f"    for: {chance.choice(LENGTHS)}m",
        )
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
