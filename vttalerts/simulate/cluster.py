"""Who hears what when from several replicas of Alertmanager that gossip: one message, from the first that is able.

Each replica flushes its groups by itself. Before it looks into the log, it waits for the replicas before it: its place
among the sorted names of all peers times `--cluster.peer-timeout` (cmd/alertmanager `clusterWait`). What one has sent
is in the log of the others by then, so the others stay silent.

Decision: gossip takes no time, because it takes far less than the wait is there for; where the network is that slow,
people are told twice, and no simulation tells when.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from vttalerts.model.inhibition import Inhibition
from vttalerts.model.routing import Route
from vttalerts.simulate.happenings import Notification, Post, Silence
from vttalerts.simulate.server import MOMENT, Server
from vttalerts.simulate.timeline import RESOLVE_TIMEOUT

PEER_TIMEOUT: Final = timedelta(seconds=15)
"""How long a replica waits for each one before it (cmd/alertmanager `--cluster.peer-timeout`)."""


class Sent(NamedTuple):
    """A notification and who sent it.

    Attributes:
        replica: The place of the replica, from 0.
        notification: The notification; its time is when it was sent.
    """

    replica: int
    notification: Notification


def tell_together(
    root: Route,
    posts: Sequence[Iterable[Post]],
    until: datetime,
    *,
    inhibitions: Sequence[Inhibition] = (),
    silences: Sequence[Silence] = (),
    resolve_timeout: timedelta = RESOLVE_TIMEOUT,
    peer_timeout: timedelta = PEER_TIMEOUT,
) -> list[Sent]:
    """Return all notifications of a cluster in the order in which they are sent.

    Args:
        root: The routing tree.
        posts: What each replica is sent, in the order of their places.
        until: When to stop looking.
        inhibitions: The inhibitions.
        silences: What people silence by hand.
        resolve_timeout: The global `resolve_timeout`.
        peer_timeout: How long a replica waits for each one before it.
    """
    inbox = sorted(
        ((post, place) for place, own in enumerate(posts) for post in own if post.at <= until),
        key=lambda entry: entry[0].at,
    )
    if not inbox:
        return []
    servers = [Server(root, inhibitions, inbox[0][0].at, resolve_timeout) for _ in posts]
    for place, server in enumerate(servers):
        server.silences = tuple(silences)
        server.wait = place * peer_timeout
        server.log = servers[0].log
        server.watch()
    for post, place in inbox:
        _flush_before(servers, post.at)
        servers[place].receive(post)
    _flush_before(servers, until + MOMENT)
    sent = [Sent(place, one) for place, server in enumerate(servers) for one in server.sent]
    return sorted(sent, key=lambda one: one.notification.at)


def _flush_before(servers: Sequence[Server], end: datetime) -> None:
    """Let the replicas do what is due, in its order; at the same moment the first one comes first."""
    while True:
        due = min(((at, place) for place, one in enumerate(servers) if (at := one.due()) is not None), default=None)
        if due is None or due[0] >= end:
            return
        servers[due[1]].flush()
