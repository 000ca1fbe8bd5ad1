"""The parts of VTT that can be in trouble: values of the label `service`, by which alerts find their team."""

from __future__ import annotations

from typing import Final

VTT_SERVER: Final = "vtt-server"
"""The API server itself: requests, WebSockets, memory."""

DATABASE: Final = "database"
"""The database behind the API; the DBA team's."""

AI: Final = "ai"
"""The AI service that the API calls; the AI team's."""

SECURITY: Final = "security"
"""Somebody misuses VTT, or tries to; the security team's."""

INFRASTRUCTURE: Final = "infrastructure"
"""The hosts below; the infrastructure team's."""

MONITORING: Final = "monitoring"
"""Prometheus, Alertmanager and their exporters; the infrastructure team's."""
