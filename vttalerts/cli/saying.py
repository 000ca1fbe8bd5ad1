"""Messages on the screen: which integration says what, each part with its name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vttalerts.simulate.rendering import Message, Renderer
from vttalerts.simulate.timeline import Notification

_COLUMN = 2


def first_messages(told: Sequence[Notification], renderer: Renderer) -> Iterator[tuple[str, Message]]:
    """Yield the first message of each integration, with the integration's name."""
    seen: set[int] = set()
    for one in told:
        if id(one.integration) not in seen:
            seen.add(id(one.integration))
            yield type(one.integration).__name__, renderer.message(one)


def message_lines(name: str, message: Message, indent: str) -> Iterator[str]:
    """Yield what a message says: a line for each part, and further lines below where a part has them."""
    yield f"{indent}{name}"
    inner = " " * (len(indent) - len(indent.lstrip()) + 2)
    width = max((len(part) for part, _ in message.shown), default=0) + _COLUMN
    for part, text in message.shown:
        first, *others = text.strip("\n").split("\n") or [""]
        yield f"{inner}{part:<{width}}{first}".rstrip()
        for line in others:
            yield f"{inner}{'':<{width}}{line}".rstrip()
    if message.error:
        sent = "sent as far as it goes" if message.body else "not sent"
        yield f"{inner}{sent}: {message.error}"


def raw_lines(name: str, message: Message, indent: str) -> Iterator[str]:
    """Yield a message as it is sent."""
    yield f"{indent}{name}"
    inner = " " * (len(indent) - len(indent.lstrip()) + 2)
    if message.error:
        yield f"{inner}{message.error}"
    for line in message.body.splitlines():
        yield f"{inner}{line}".rstrip()
