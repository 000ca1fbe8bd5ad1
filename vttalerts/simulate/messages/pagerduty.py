"""What PagerDuty is told: an event of its API v2, or v1 where only a `service_key` is given (notify/pagerduty)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from vttalerts.model.integrations.pagerduty import PagerDuty
from vttalerts.simulate.messages.texts import Message, NotSentError, Texts, shortened

_MOST_IN_SUMMARY: Final = 1024
"""In characters (`maxV2SummaryLenRunes`, `maxV1DescriptionLenRunes`)."""
_LARGEST_EVENT: Final = 512_000
"""In bytes (`maxEventSize`)."""
_TOO_LARGE: Final = "Custom details have been removed because the original event exceeds the maximum size of 512KB"
_STRUCTURED_DETAILS: Final = (0, 30)

_NUMBERS: Final = {"num_firing": "{{ len .Alerts.Firing }}", "num_resolved": "{{ len .Alerts.Resolved }}"}
_DETAILS: Final = {
    **_NUMBERS,
    "firing": "{{ toJson .Alerts.Firing }}",
    "resolved": "{{ toJson .Alerts.Resolved }}",
}
_OLD_DETAILS: Final = {
    **_NUMBERS,
    "firing": '{{ template "pagerduty.default.instances" .Alerts.Firing }}',
    "resolved": '{{ template "pagerduty.default.instances" .Alerts.Resolved }}',
}


def message(pager: PagerDuty, texts: Texts) -> Message:
    """Return an event that begins, changes or ends an incident.

    Raises:
        NotSentError: A template failed, or the key is empty.
    """
    details = _details(pager, texts)
    firing = texts.data.fields["Status"] == "firing"
    event = _old_event(pager, texts, details, firing=firing) if pager.service_key else _event(pager, texts, details)
    if not pager.service_key:
        event["event_action"] = "trigger" if firing else "resolve"
    texts.checked()
    if not event.get("service_key" if pager.service_key else "routing_key"):
        raise NotSentError("the key is empty")
    body = texts.json(_without_empty(event))
    if len(body.encode()) > _LARGEST_EVENT:
        place: dict[str, Any] = event if pager.service_key else event["payload"]
        place["details" if pager.service_key else "custom_details"] = {"error": _TOO_LARGE}
        body = texts.json(_without_empty(event))
    return Message("pagerduty", body, tuple(_shown(event)))


_ALWAYS: Final = frozenset({"event_action", "payload"})


def _without_empty(event: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in event.items() if value or name in _ALWAYS}


def _details(pager: PagerDuty, texts: Texts) -> dict[str, Any]:
    structured = texts.version >= _STRUCTURED_DETAILS
    wanted: dict[str, Any] = {**(_DETAILS if structured else _OLD_DETAILS), **(pager.details or {})}
    found: dict[str, Any] = {}
    for name in sorted(wanted):
        if structured:
            found[name] = texts.document(wanted[name])
        else:
            found[name] = texts(wanted[name])
            texts.checked()
    return found


def _client(pager: PagerDuty, texts: Texts) -> tuple[str, str]:
    client = texts(pager.client, '{{ template "pagerduty.default.client" . }}')
    return client, texts(pager.client_url, '{{ template "pagerduty.default.clientURL" . }}')


def _summary(pager: PagerDuty, texts: Texts) -> str:
    text = texts(pager.description, '{{ template "pagerduty.default.description" . }}')
    return shortened(text, _MOST_IN_SUMMARY)


def _event(pager: PagerDuty, texts: Texts, details: dict[str, Any]) -> dict[str, Any]:
    summary = _summary(pager, texts)
    client, client_url = _client(pager, texts)
    source = pager.client if pager.source is None else pager.source
    payload: dict[str, Any] = {
        "summary": summary,
        "source": texts(source, '{{ template "pagerduty.default.client" . }}'),
        "severity": texts(pager.severity or "error"),
        "class": texts(pager.class_),
        "component": texts(pager.component),
        "group": texts(pager.group),
        "custom_details": details,
    }
    images = [(texts(one.src), texts(one.alt), texts(one.href)) for one in pager.images]
    links = [(texts(one.href), texts(one.text)) for one in pager.links]
    always = ("summary", "source", "severity")
    return {
        "routing_key": texts.secret(pager.routing_key) if pager.routing_key is not None else "",
        "dedup_key": _hash(texts.key),
        "event_action": "",
        "payload": {name: value for name, value in payload.items() if value or name in always},
        "client": client,
        "client_url": client_url,
        # Without an address there is nothing to show.
        "images": [{"src": src, "alt": alt, "href": href} for src, alt, href in images if src],
        "links": [{"href": href, "text": text} for href, text in links if href],
    }


def _old_event(pager: PagerDuty, texts: Texts, details: dict[str, Any], *, firing: bool) -> dict[str, Any]:
    description = _summary(pager, texts)
    client, client_url = _client(pager, texts) if firing else ("", "")
    return {
        "service_key": texts.secret(pager.service_key) if pager.service_key is not None else "",
        "incident_key": _hash(texts.key),
        "event_type": "trigger" if firing else "resolve",
        "description": description,
        "event_action": "",
        "payload": None,
        "client": client,
        "client_url": client_url,
        "details": details,
    }


def _hash(key: str) -> str:
    """Return what ties all events of a group together (notify/util.go `Key.Hash`)."""
    return hashlib.sha256(key.encode()).hexdigest()


def _shown(event: dict[str, Any]) -> Iterator[tuple[str, str]]:
    payload: dict[str, Any] = event.get("payload") or {}
    yield "action", str(event["event_action"] or event.get("event_type", ""))
    for name, text in (
        ("summary", payload.get("summary") or event.get("description", "")),
        ("severity", payload.get("severity", "")),
        ("source", payload.get("source", "")),
        ("component", payload.get("component", "")),
        ("class", payload.get("class", "")),
        ("client", event.get("client", "")),
        ("link", event.get("client_url", "")),
        *((str(one["text"]), str(one["href"])) for one in event.get("links", ())),
    ):
        if text:
            yield name, text
