"""What is posted to a webhook: Alertmanager's own document, or the one that the receiver describes (notify/webhook)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from vttalerts.language.execution import Alerts, Record
from vttalerts.model.integrations.webhook import Webhook
from vttalerts.simulate.messages.texts import Message, Texts

VERSION: Final = "4"
"""The document's version."""


def message(webhook: Webhook, texts: Texts, left_out: int) -> Message:
    """Return a request.

    Args:
        webhook: Where to.
        texts: What it says of the alerts that are left in.
        left_out: How many alerts `max_alerts` leaves out.

    Raises:
        NotSentError: A template failed.
    """
    if webhook.payload is not None:
        body = texts.json(texts.document(webhook.payload))
        return Message("webhook", body, (("document", body.strip()),))
    document: dict[str, Any] = {
        **texts.data.tree(),
        "version": VERSION,
        "groupKey": texts.key,
        "truncatedAlerts": left_out,
    }
    return Message("webhook", texts.json(document), tuple(_shown(texts.data, left_out)))


def _shown(data: Record, left_out: int) -> Iterator[tuple[str, str]]:
    alerts: Alerts = data.fields["Alerts"]
    yield "status", data.fields["Status"]
    for one in alerts:
        yield one.fields["Status"], str(one.fields["Labels"])
        yield from one.fields["Annotations"].sorted_pairs()
    if left_out:
        yield "left out", f"{left_out} more"
