"""What is wrong: values of the label `subject`, by which a page silences the warning about the same thing.

A warning and the critical alert above it share a subject; alerts on different things never do.
"""

from __future__ import annotations

from typing import Final

# --- of the VTT server
AVAILABILITY: Final = "availability"
HEALTH: Final = "health"
LATENCY: Final = "latency"
ERRORS: Final = "errors"
CONNECTIONS: Final = "connections"
MEMORY: Final = "memory"

# --- of hosts
DISK: Final = "disk"
CPU: Final = "cpu"
CLOCK: Final = "clock"

# --- of those who try to misuse VTT
RATE_LIMIT: Final = "rate-limit"
LOGIN: Final = "login"
ATTACK: Final = "attack"

# --- of the monitoring
CONFIGURATION: Final = "configuration"
RULES: Final = "rules"
DISPATCH: Final = "dispatch"
"""From Prometheus to Alertmanager."""
NOTIFICATION: Final = "notification"
"""From Alertmanager to people."""
DISCOVERY: Final = "discovery"
EXPORTER: Final = "exporter"
WATCHDOG: Final = "watchdog"
