"""Who hears about it: no credential appears here, only the names of secrets.

Slack's own webhooks ("incoming webhooks" of an app) post to one channel and ignore `channel`. SLACK_WEBHOOK_URL
must be one of a kind that does not, such as a legacy webhook; or give each team a secret of its own.
"""

from __future__ import annotations

from vttalerts import (
    AlertmanagerGlobal,
    Email,
    PagerDuty,
    PagerDutyLink,
    Receiver,
    Slack,
    Webhook,
    env,
    secret,
)

SMTP_USER = env("SMTP_USER", default="alerts@vtt.example.com")

ALERTMANAGER = AlertmanagerGlobal(
    smtp_smarthost=env("SMTP_HOST", default="smtp.example.com") + ":" + env("SMTP_PORT", default="587"),
    smtp_from=SMTP_USER,
    smtp_auth_username=SMTP_USER,
    smtp_auth_password=secret("SMTP_PASSWORD"),
    pagerduty_url=env("PAGERDUTY_URL", default="https://events.pagerduty.com/v2/enqueue"),
)


def _slack(channel: str) -> Slack:
    """Return a message in a channel of VTT's workspace; its texts are in `templates`."""
    return Slack(
        channel=channel,
        api_url=secret("SLACK_WEBHOOK_URL"),
        send_resolved=True,
        color='{{ template "vtt.slack.color" . }}',
        title='{{ template "vtt.title" . }}',
        title_link='{{ template "vtt.link" . }}',
        text='{{ template "vtt.slack.text" . }}',
        fallback='{{ template "vtt.title" . }}',
    )


def _email(to: str) -> Email:
    """Return a mail to a team; its texts are in `templates`."""
    return Email(
        to=to,
        send_resolved=True,
        headers={"Subject": '{{ template "vtt.title" . }}'},
        html='{{ template "vtt.email.html" . }}',
        text='{{ template "vtt.email.text" . }}',
    )


on_call = Receiver(
    name="vtt-on-call",
    integrations=(
        PagerDuty(
            routing_key=secret("PAGERDUTY_INTEGRATION_KEY"),
            severity="critical",
            description='{{ template "vtt.title" . }}',
            client="VTT monitoring",
            client_url='{{ template "vtt.link" . }}',
            component="{{ .CommonLabels.service }}",
            class_="{{ .CommonLabels.alertname }}",
            details={"alerts": '{{ template "vtt.email.text" . }}'},
            links=(
                PagerDutyLink(text="Runbook", href="{{ .CommonAnnotations.runbook_url }}"),
                PagerDutyLink(text="Dashboard", href="{{ .CommonAnnotations.dashboard_url }}"),
            ),
        ),
        _slack("#vtt-incidents"),
        _email("on-call@vtt.example.com"),
    ),
)

security_team = Receiver(
    name="vtt-security-team",
    integrations=(_slack("#vtt-security"), _email("security-team@vtt.example.com")),
)

dba_team = Receiver(
    name="vtt-dba-team",
    integrations=(_slack("#vtt-database"), _email("dba-team@vtt.example.com")),
)

ai_team = Receiver(
    name="vtt-ai-team",
    integrations=(_slack("#vtt-ai"), _email("ai-team@vtt.example.com")),
)

infrastructure_team = Receiver(
    name="vtt-infrastructure-team",
    integrations=(_slack("#vtt-infrastructure"), _email("infrastructure-team@vtt.example.com")),
)

# Whatever belongs to no other team: read during the day, no mail.
team_chat = Receiver(
    name="vtt-team-chat",
    integrations=(_slack("#vtt-alerts"),),
)

# The dead man's switch calls on-call when it hears nothing, so it must hear nothing that says "resolved".
watchdog = Receiver(
    name="vtt-watchdog",
    integrations=(Webhook(url=secret("WATCHDOG_WEBHOOK_URL"), send_resolved=False),),
)
