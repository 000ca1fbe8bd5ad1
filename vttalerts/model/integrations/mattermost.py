"""Notifications in Mattermost (alertmanager `MattermostConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from vttalerts.model.fields import URL, Flag, Template
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.schema import Field
from vttalerts.model.settings import Secret
from vttalerts.model.spec import Spec


class MattermostField(Spec):
    """A titled value.

    Attributes:
        title: Its title; a template.
        value: Its value; a template.
        short: Whether it may stand beside another one.
    """

    title: Template = Field(min_length=1)
    value: Template = Field(min_length=1)
    short: Flag | None = None


class MattermostAttachment(Spec):
    """A box of its own below the message.

    Attributes:
        fallback: What clients show that know no boxes.
        color: The colour of the bar.
        pretext: The text above.
        text: The text.
        author_name: Who writes.
        author_link: Where their name leads.
        author_icon: Their picture.
        title: The title.
        title_link: Where the title leads.
        fields: Titled values.
        thumb_url: A small picture.
        footer: The line below.
        footer_icon: The picture beside it.
        image_url: A picture.
    """

    fallback: Template | None = None
    color: Template | None = None
    pretext: Template | None = None
    text: Template | None = None
    author_name: Template | None = None
    author_link: Template | None = None
    author_icon: Template | None = None
    title: Template | None = None
    title_link: Template | None = None
    fields: tuple[MattermostField, ...] = ()
    thumb_url: Template | None = None
    footer: Template | None = None
    footer_icon: Template | None = None
    image_url: Template | None = None


class MattermostProps(Spec):
    """What else belongs to a message.

    Attributes:
        card: The text of the side bar.
    """

    card: Template | None = None


class MattermostPriority(Spec):
    """How important a message is.

    Attributes:
        priority: `important` or `urgent`.
        requested_ack: Ask people to confirm.
        persistent_notifications: Tell them again until they do.
    """

    priority: Template | None = None
    requested_ack: Flag | None = None
    persistent_notifications: Flag | None = None


class Mattermost(HTTPIntegration):
    """A channel in Mattermost.

    Attributes:
        webhook_url: The incoming webhook; without it the global one.
        channel: Another channel than the webhook's.
        username: Who writes; without it upstream's.
        text: The text; without it upstream's.
        fallback: What clients show that know no boxes; without it upstream's.
        color: The colour of the bar; without it upstream's.
        pretext: The text above the box.
        author_name: Who is named in the box.
        author_link: Where their name leads.
        author_icon: Their picture.
        title: The title; without it upstream's.
        title_link: Where the title leads; without it upstream's.
        fields: Titled values.
        thumb_url: A small picture.
        footer: The line below.
        footer_icon: The picture beside it.
        image_url: A picture.
        icon_url: The picture of who writes.
        icon_emoji: The picture of who writes, as an emoji.
        attachments: Boxes of your own instead of upstream's.
        type: The kind of message, for plugins.
        props: What else belongs to it.
        priority: How important it is.
    """

    key: ClassVar[str] = "mattermost_configs"
    since: ClassVar[Mapping[str, str]] = {
        "": "0.30",
        **dict.fromkeys(
            """fallback color pretext author_name author_link author_icon title title_link fields thumb_url footer
            footer_icon image_url""".split(),
            "0.32",
        ),
    }

    webhook_url: Secret | URL | None = None
    channel: Template | None = None
    username: Template | None = None
    text: Template | None = None
    fallback: Template | None = None
    color: Template | None = None
    pretext: Template | None = None
    author_name: Template | None = None
    author_link: Template | None = None
    author_icon: Template | None = None
    title: Template | None = None
    title_link: Template | None = None
    fields: tuple[MattermostField, ...] = ()
    thumb_url: Template | None = None
    footer: Template | None = None
    footer_icon: Template | None = None
    image_url: Template | None = None
    icon_url: Template | None = None
    icon_emoji: Template | None = None
    attachments: tuple[MattermostAttachment, ...] = ()
    type: Template | None = None
    props: MattermostProps | None = None
    priority: MattermostPriority | None = None
