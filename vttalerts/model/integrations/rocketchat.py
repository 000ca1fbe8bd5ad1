"""Notifications in Rocket.Chat (alertmanager `RocketchatConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from vttalerts.model.fields import URL, Flag, Template
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.settings import Secret
from vttalerts.model.spec import Spec


class RocketChatField(Spec):
    """A titled value.

    Attributes:
        short: Whether it may stand beside another one; without it `short_fields`.
        title: Its title; a template.
        value: Its value; a template.
    """

    short: Flag | None = None
    title: Template | None = None
    value: Template | None = None


class RocketChatAction(Spec):
    """A button; Alertmanager sends its text, its address and its message, and nothing else of it.

    Upstream's keys are lower case without underscores, other than its documentation says.

    Attributes:
        type: `button`, whatever is written.
        text: What stands on it.
        url: Where it leads.
        imageurl: A picture.
        iswebview: Open the address inside of Rocket.Chat.
        webviewheightratio: How high that is: `compact`, `tall` or `full`.
        msg: The message that it sends.
        msginchatwindow: Send it into this chat.
        msgprocessingtype: Send it, or write it where the user can still change it.
    """

    type: Template | None = None
    text: Template | None = None
    url: Template | None = None
    imageurl: Template | None = None
    iswebview: Flag | None = None
    webviewheightratio: str | None = None
    msg: Template | None = None
    msginchatwindow: Flag | None = None
    msgprocessingtype: Literal["sendMessage", "respondWithMessage"] | None = None


class RocketChat(HTTPIntegration):
    """A channel or a user in Rocket.Chat.

    Attributes:
        api_url: The server's address; without it the global one.
        token_id: The user that writes; without it the global one.
        token: That user's token; without it the global one.
        channel: `#channel` or `@user`.
        color: The colour of the bar; without it red while it fires, and green when it is over.
        title: The title; without it upstream's.
        title_link: Where the title leads; without it upstream's.
        text: The text; without it upstream's.
        fields: Titled values.
        short_fields: Whether those may stand beside each other that say nothing.
        emoji: The picture of who writes, as an emoji.
        icon_url: The picture of who writes.
        image_url: A picture.
        thumb_url: A small picture.
        link_names: Make links of names.
        actions: Buttons.
    """

    key: ClassVar[str] = "rocketchat_configs"
    resolved_by_default: ClassVar[bool] = False
    since: ClassVar[Mapping[str, str]] = {"": "0.28"}

    api_url: URL | None = None
    token_id: Secret | None = None
    token: Secret | None = None
    channel: Template | None = None
    color: Template | None = None
    title: Template | None = None
    title_link: Template | None = None
    text: Template | None = None
    fields: tuple[RocketChatField, ...] = ()
    short_fields: Flag | None = None
    emoji: Template | None = None
    icon_url: Template | None = None
    image_url: Template | None = None
    thumb_url: Template | None = None
    link_names: Flag | None = None
    actions: tuple[RocketChatAction, ...] = ()
