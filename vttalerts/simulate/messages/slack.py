"""What is posted to Slack (alertmanager notify/slack)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from vttalerts.model.integrations.slack import Slack, SlackAction
from vttalerts.simulate.messages.texts import Message, NotSentError, Texts, shortened

_MOST_IN_TITLE: Final = 1024
"""Slack's limit on titles, in characters (`maxTitleLenRunes`)."""
_MARKDOWN: Final = ("fallback", "pretext", "text")
_MESSAGE_TEXT: Final = (0, 31)
_COLOR_TEMPLATE: Final = (0, 32)
_SENDS_HALVES: Final = (0, 32)
"""Since then a template that fails leaves the rest of the message empty, and it is sent all the same."""


def message(slack: Slack, texts: Texts) -> Message:
    """Return a message to a channel.

    Raises:
        NotSentError: A template failed, before Alertmanager 0.32.
    """
    color = '{{ if eq .Status "firing" }}danger{{ else }}good{{ end }}'
    attachment: dict[str, Any] = {
        "title": shortened(texts(slack.title, _default("title")), _MOST_IN_TITLE),
        "title_link": texts(slack.title_link, _default("titlelink")),
        "pretext": texts(slack.pretext, _default("pretext")),
        "text": texts(slack.text, _default("text")),
        "fallback": texts(slack.fallback, _default("fallback")),
        "callback_id": texts(slack.callback_id, _default("callbackid")),
        "image_url": texts(slack.image_url),
        "thumb_url": texts(slack.thumb_url),
        "footer": texts(slack.footer, _default("footer")),
        "color": texts(slack.color, _default("color") if texts.version >= _COLOR_TEMPLATE else color),
        "mrkdwn_in": list(slack.mrkdwn_in or _MARKDOWN),
        "fields": [
            {
                **_without_empty({"title": texts(field.title), "value": texts(field.value)}),
                "short": bool(slack.short_fields if field.short is None else field.short),
            }
            for field in slack.fields
        ],
        "actions": [_action(action, texts) for action in slack.actions],
    }
    request: dict[str, Any] = {
        "channel": texts(slack.channel),
        "username": texts(slack.username, _default("username")),
        "icon_emoji": texts(slack.icon_emoji, _default("iconemoji")),
        "icon_url": texts(slack.icon_url, _default("iconurl")),
        "link_names": bool(slack.link_names),
        "text": texts(slack.message_text) if texts.version >= _MESSAGE_TEXT else "",
    }
    if texts.error and texts.version < _SENDS_HALVES:
        raise NotSentError(texts.error)
    sent = {**_without_empty(request), "attachments": [dict(_ordered(attachment))]}
    return Message("slack", texts.json(sent), tuple(_shown(request, attachment)), texts.error)


_ORDER: Final = (
    "title title_link pretext text fallback callback_id fields actions image_url thumb_url footer color mrkdwn_in"
).split()
_ALWAYS: Final = frozenset({"text", "fallback", "callback_id", "footer"})


def _default(name: str) -> str:
    return f'{{{{ template "slack.default.{name}" . }}}}'


def _without_empty(tree: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in tree.items() if value}


def _ordered(attachment: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in _ORDER:
        if attachment[name] or name in _ALWAYS:
            yield name, attachment[name]


def _action(action: SlackAction, texts: Texts) -> dict[str, Any]:
    """Return a button; a link has no name, no value and asks nothing."""
    made: dict[str, Any] = {"type": texts(action.type), "text": texts(action.text), "url": texts(action.url)}
    made["style"] = texts(action.style)
    if action.url is None:
        made["name"], made["value"] = texts(action.name), texts(action.value)
        if action.confirm is not None:
            question = action.confirm
            asked = {"title": texts(question.title), "text": texts(question.text), "ok_text": texts(question.ok_text)}
            asked["dismiss_text"] = texts(question.dismiss_text)
            names = ("text", "title", "ok_text", "dismiss_text")
            made["confirm"] = _without_empty({name: asked[name] for name in names})
            return {name: value for name, value in made.items() if value or name == "confirm"}
    return _without_empty(made)


def _shown(request: dict[str, Any], attachment: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, text in (
        ("channel", request["channel"]),
        ("message", request["text"]),
        ("title", attachment["title"]),
        ("link", attachment["title_link"]),
        ("before it", attachment["pretext"]),
        ("text", attachment["text"]),
        *((field.get("title", ""), field.get("value", "")) for field in attachment["fields"]),
        ("colour", attachment["color"]),
        ("footer", attachment["footer"]),
    ):
        if text:
            yield name, text
