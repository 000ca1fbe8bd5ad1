"""Whom to turn to when a runbook is not enough: teams and rotas, never persons."""

from __future__ import annotations

from vttalerts import Contact


def on_call(after: str) -> Contact:
    """Return the engineer on call, who leads the incident until it is handed over."""
    return Contact(team="VTT on-call", reach="PagerDuty rota `VTT on-call`, #vtt-incidents", after=after)


def vtt_team(after: str) -> Contact:
    """Return the developers of the VTT server."""
    return Contact(team="VTT team", reach="#vtt-alerts", after=after)


def dba_team(after: str) -> Contact:
    """Return the owners of the database."""
    return Contact(team="DBA team", reach="#vtt-database, dba-team@vtt.example.com", after=after)


def ai_team(after: str) -> Contact:
    """Return the owners of the AI service."""
    return Contact(team="AI team", reach="#vtt-ai, ai-team@vtt.example.com", after=after)


def security_team(after: str) -> Contact:
    """Return those who judge attacks, and who alone decide to tell users."""
    return Contact(team="Security team", reach="#vtt-security, security-team@vtt.example.com", after=after)


def infrastructure_team(after: str) -> Contact:
    """Return the owners of hosts, network and the monitoring itself."""
    return Contact(
        team="Infrastructure team",
        reach="#vtt-infrastructure, infrastructure-team@vtt.example.com",
        after=after,
    )
