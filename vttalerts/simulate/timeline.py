"""Who hears what when: Alertmanager's clock as a discrete-event simulation, of which `server` is the server."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from vttalerts.model.inhibition import Inhibition
from vttalerts.model.routing import Route
from vttalerts.simulate.happenings import Held, Notification, Outage, Post, Silence
from vttalerts.simulate.inhibition import Identity
from vttalerts.simulate.server import MOMENT, Server

__all__ = ["RESOLVE_TIMEOUT", "Held", "Notification", "Outage", "Post", "Silence", "Story", "notifications", "tell"]

RESOLVE_TIMEOUT: Final = timedelta(minutes=5)
"""When an alert is over that nobody said the end of (config `DefaultGlobalConfig`)."""


def notifications(
    root: Route,
    posts: Iterable[Post],
    until: datetime,
    *,
    inhibitions: Sequence[Inhibition] = (),
    resolve_timeout: timedelta = RESOLVE_TIMEOUT,
) -> list[Notification]:
    """Return all notifications in the order in which they are sent; the arguments are those of `tell`."""
    return tell(root, posts, until, inhibitions=inhibitions, resolve_timeout=resolve_timeout).sent


class Story(NamedTuple):
    """What a server did.

    Attributes:
        sent: All notifications in the order in which they are sent.
        held: What it kept back, by the node (its place in the tree, depth first) and the alert.
    """

    sent: list[Notification]
    held: dict[tuple[int, Identity], Held]


def tell(
    root: Route,
    posts: Iterable[Post],
    until: datetime,
    *,
    inhibitions: Sequence[Inhibition] = (),
    silences: Sequence[Silence] = (),
    resolve_timeout: timedelta = RESOLVE_TIMEOUT,
) -> Story:
    """Return what a server does.

    Args:
        root: The routing tree.
        posts: What the server is sent; the first is when it starts.
        until: When to stop looking; the flushes of that moment are in.
        inhibitions: The inhibitions.
        silences: What people silence by hand.
        resolve_timeout: The global `resolve_timeout`.
    """
    inbox = sorted((post for post in posts if post.at <= until), key=lambda post: post.at)
    if not inbox:
        return Story([], {})
    server = Server(root, inhibitions, inbox[0].at, resolve_timeout)
    server.silences = tuple(silences)
    for post in inbox:
        server.flush_before(post.at)
        server.receive(post)
    server.flush_before(until + MOMENT)
    return Story(server.sent, server.held)
