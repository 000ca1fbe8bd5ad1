"""Slack, PagerDuty, a webhook and a mail server in small: where notifications end instead of at people."""

from __future__ import annotations

import json
from email.message import EmailMessage
from typing import Any, Final

from vttalerts.demo.http import Answer, Request, Server, as_json
from vttalerts.demo.inbox import Inbox, Notification
from vttalerts.demo.mail import MailServer

SLACK: Final = "/slack"
PAGERDUTY: Final = "/pagerduty/v2/enqueue"
WEBHOOK: Final = "/webhook/"


class Sinks:
    """All sinks.

    Attributes:
        inbox: What arrived.
        http: Slack, PagerDuty and webhooks.
        mail: The mail server.
        failing: Beginnings of paths that answer 400 now, as a service does with a wrong credential.
    """

    def __init__(self, inbox: Inbox) -> None:
        self.inbox = inbox
        self.http = Server(self.answer)
        self.mail = MailServer(self._take_mail)
        self.failing: set[str] = set()

    async def start(self) -> None:
        """Listen at free ports."""
        await self.http.start()
        await self.mail.start()

    async def close(self) -> None:
        """Listen no more."""
        await self.http.close()
        await self.mail.close()

    async def answer(self, request: Request) -> Answer:
        """Take what Alertmanager posts."""
        if any(request.path.startswith(path) for path in self.failing):
            return Answer(400, b"wrong credential\n")
        try:
            body = json.loads(request.body)
        except ValueError:
            return Answer(400, b"no JSON\n")
        if request.path == SLACK:
            self.inbox.put(_from_slack(body))
            return Answer(body=b"ok")
        if request.path == PAGERDUTY:
            self.inbox.put(_from_pagerduty(body))
            return as_json({"status": "success", "dedup_key": body.get("dedup_key", "")}, 202)
        if request.path.startswith(WEBHOOK):
            self.inbox.put(_from_webhook(request.path.removeprefix(WEBHOOK), body))
            return Answer(body=b"ok")
        return Answer(404, b"no such sink\n")

    def _take_mail(self, message: EmailMessage, recipient: str) -> None:
        plain = message.get_body(("plain",))
        rich = message.get_body(("html",))
        subject = str(message["Subject"] or "")
        self.inbox.put(
            Notification(
                "email",
                recipient,
                _status(subject),
                subject,
                "" if plain is None else plain.get_content(),
                html="" if rich is None else rich.get_content(),
                raw=message.as_string(),
            )
        )


def _status(title: str) -> str:
    return "resolved" if title.startswith("[RESOLVED") else "firing"


def _from_slack(body: dict[str, Any]) -> Notification:
    part = (body.get("attachments") or [{}])[0]
    title = str(part.get("title", body.get("text", "")))
    links = ((title, str(part["title_link"])),) if part.get("title_link") else ()
    color = str(part.get("color", ""))
    status = "resolved" if color == "good" else _status(title)
    return Notification(
        "slack", str(body.get("channel", "")), status, title, str(part.get("text", "")), color, links, raw=body
    )


def _from_pagerduty(body: dict[str, Any]) -> Notification:
    payload = body.get("payload") or {}
    details = payload.get("custom_details") or {}
    status = "resolved" if body.get("event_action") == "resolve" else "firing"
    links = tuple((str(one.get("text", "")), str(one.get("href", ""))) for one in body.get("links") or ())
    text = "\n".join(str(value) for value in details.values())
    return Notification("pagerduty", "pager", status, str(payload.get("summary", "")), text, links=links, raw=body)


def _from_webhook(name: str, body: dict[str, Any]) -> Notification:
    labels = body.get("commonLabels") or {}
    alerts = body.get("alerts") or []
    text = "\n".join(str((one.get("annotations") or {}).get("summary", "")) for one in alerts)
    title = f"{labels.get('alertname', name)}: {text.partition(chr(10))[0]}"
    return Notification("webhook", name, str(body.get("status", "firing")), title, text, raw=body)
