"""What to do when somebody misuses VTT, or tries to."""

from __future__ import annotations

from vttalerts import Runbook

from .contacts import on_call, security_team, vtt_team

rate_limit_hits = Runbook(
    slug="rate-limit-hits",
    title="Many requests hit the rate limit",
    impact=(
        "More than 100 requests a minute are refused: somebody scrapes or attacks VTT, or a client of ours "
        "is in a loop and its users are locked out."
    ),
    investigation=(
        "Which route? `topk(5, sum by (route) (rate(vtt_rate_limit_hits_total[5m])) * 60)`.",
        (
            "Who? `docker logs --since 10m vtt-server | grep -i 'rate limit'`: a single address, a "
            "network, or everywhere."
        ),
        "Ours? A user agent of the VTT client right after a release is a bug, not an attack.",
        "Does it hurt others? Look at `job:http_request_duration_seconds:p95_rate5m`.",
    ),
    resolution=(
        "One address or network: block it at the proxy, for a day.",
        "Our own client: roll its release back, and raise the limit of that route until it is out.",
        ("Everywhere at once: treat it as a denial of service; the infrastructure team switches protection on."),
    ),
    escalation=(
        security_team("at once; they are told"),
        vtt_team("it is our own client"),
    ),
)

auth_failures = Runbook(
    slug="auth-failures",
    title="Many logins fail",
    impact=(
        "More than 10 logins or tokens a minute are refused: somebody tries passwords, or our own login is "
        "broken and players are locked out."
    ),
    investigation=(
        (
            "Why? `sum by (reason) (rate(vtt_auth_failures_total[5m])) * 60`: `expired_token` for all is a "
            "broken login; `bad_password` for many accounts is an attack."
        ),
        (
            "How many accounts and addresses? `docker logs --since 10m vtt-server | grep -i 'auth'`: one "
            "address with many accounts is credential stuffing; one account from many addresses is a "
            "targeted attack."
        ),
        "Do logins still succeed? Try one; compare with the hour before.",
        "A deployment, a new signing key, or a wrong clock? The alert VTTHostClockSkew would say so.",
    ),
    resolution=(
        ("An attack: block the addresses, lock accounts that were hit and then logged in, force new passwords there."),
        "Our own login: roll back the deployment or the key.",
        "Keep the logs of the time; the security team needs them.",
    ),
    escalation=(
        security_team("at once; they are told"),
        on_call("an account was taken over, or nobody can log in"),
    ),
)

suspicious_activity = Runbook(
    slug="suspicious-activity",
    title="Suspicious requests",
    impact=(
        "Requests that look like an attack reached VTT. Most are robots that find nothing; one that finds "
        "something costs users their data."
    ),
    investigation=(
        "What kind, and how many? `sum by (kind) (increase(vtt_suspicious_requests_total[1h]))`.",
        "Read them: `docker logs --since 15m vtt-server | grep -i suspicious`: address, route and payload.",
        ("Did one succeed? Look for a 200 from the same address, and for logins, exports and changed rights after it."),
        "A robot asks for paths that VTT never had (`/wp-login.php`); a person asks for ours.",
    ),
    resolution=(
        "A robot that found nothing: block its address; silence the alert for its kind for an hour.",
        ("A person, or anything that succeeded: call the security team, keep all logs, do not restart or clean up."),
        "A false alarm of our own client: tell the VTT team the request; they mend the detector.",
    ),
    escalation=(
        security_team("at once; they are told"),
        on_call("anything succeeded"),
    ),
)
