"""Which running servers a command talks to, and who it says that it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vttalerts.graph import Graph
from vttalerts.live.alertmanager import Alertmanager
from vttalerts.live.grafana import Grafana
from vttalerts.live.http import Access, LiveError, Server
from vttalerts.live.plan import LiveServer
from vttalerts.live.prometheus import Prometheus


@dataclass(frozen=True, slots=True)
class Addresses:
    """What the options say of the servers.

    Attributes:
        prometheus: Addresses of Prometheus and its replicas.
        alertmanager: Addresses of Alertmanager and its peers.
        grafana: The address of Grafana.
        user: The user of Prometheus and Alertmanager.
        password_file: The file with that user's password.
        ca_file: Certificate authorities to believe.
        grafana_token_file: The file with the token of a service account of Grafana.
    """

    prometheus: tuple[str, ...] = ()
    alertmanager: tuple[str, ...] = ()
    grafana: str | None = None
    user: str | None = None
    password_file: str | None = None
    ca_file: str | None = None
    grafana_token_file: str | None = None

    def access(self) -> Access:
        """Return who we are to Prometheus and Alertmanager.

        Raises:
            LiveError: A user without a password, or the other way round.
        """
        if (self.user is None) != (self.password_file is None):
            raise LiveError("--user and --password-file need each other")
        return Access(self.user, _path(self.password_file), None, _path(self.ca_file))

    def open(self, graph: Graph) -> tuple[LiveServer, ...]:
        """Return the servers: those that are named, or else the deployment's Prometheus and Alertmanager.

        Raises:
            LiveError: An address is none, or nobody says where the servers are.
        """
        named = tuple(self._named())
        if named:
            return named
        deployment = graph.deployment
        if deployment is None:
            raise LiveError("nobody says where the servers are", "name them with --prometheus and --alertmanager")
        access = self.access()
        return (
            Alertmanager(Server(graph.text(deployment.alertmanager_url), access)),
            Prometheus(Server(graph.text(deployment.prometheus_url), access)),
        )

    def _named(self) -> Iterator[LiveServer]:
        access = self.access()
        for url in self.alertmanager:
            yield Alertmanager(Server(url, access))
        for url in self.prometheus:
            yield Prometheus(Server(url, access))
        if self.grafana is not None:
            token = _path(self.grafana_token_file)
            yield Grafana(Server(self.grafana, Access(token_file=token, ca_file=access.ca_file)))


def _path(text: str | None) -> Path | None:
    return Path(text) if text is not None else None
