"""Notifications in Telegram (alertmanager `TelegramConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import URL, Flag, Template, Whole
from vttalerts.model.receivers import HTTPIntegration
from vttalerts.model.schema import AfterValidator
from vttalerts.model.settings import Secret

_LIMIT: Final = 2**63


def _chat(value: Secret | int | str) -> Secret | int:
    if isinstance(value, Secret):
        return value
    if isinstance(value, str) or not value or not -_LIMIT <= value < _LIMIT:
        raise Fault(
            "RCV035",
            f"`{value}` is no chat of Telegram",
            why="Alertmanager refuses the file",
            help="write the chat's number, such as -1001234567890; it stands in the bot's getUpdates",
        )
    return value


class Telegram(HTTPIntegration):
    """A chat, a group or a channel in Telegram.

    Attributes:
        api_url: The API's address; without it the global one.
        bot_token: The bot that writes; without it the global one.
        chat_id: The chat's number; a secret where nobody may know it.
        message_thread_id: The topic in the group.
        message: The text; without it upstream's.
        disable_notifications: Make no sound.
        parse_mode: How the text is marked up; without it HTML, `""` for none.
    """

    key: ClassVar[str] = "telegram_configs"
    since: ClassVar[Mapping[str, str]] = {
        "bot_token_file": "0.26",
        "message_thread_id": "0.28",
        "chat_id_file": "0.31",
    }

    api_url: URL | None = None
    bot_token: Secret | None = None
    chat_id: Annotated[Secret | int | str, AfterValidator(_chat)]
    message_thread_id: Whole | None = None
    message: Template | None = None
    disable_notifications: Flag | None = None
    parse_mode: Literal["", "Markdown", "MarkdownV2", "HTML"] | None = None
