"""What production has more than one machine's stack: logins, TLS, replicas, federation, and samples stored elsewhere.

Decision: the bcrypt hash is a setting and no secret's file, because the servers read it inside their web configuration
only (prometheus/exporter-toolkit `web.Config`). The committed output holds the hash of a password that nobody knows,
so a stack that is started without the variable lets nobody in. The real one comes from `--env-file`, into the folder
that is deployed. It is not the password, and at a cost of 10 or more no cheap way to it; yet who can read that folder
can try. Rejected: making the hash here, which would need the password at build time and one more library.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Final, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.deferred import deferred
from vttalerts.model.fields import HostPort, LabelName, PositiveDuration, Text
from vttalerts.model.schema import AfterValidator, Field, model_validator
from vttalerts.model.settings import DEFAULTS, EnvText, Secret, Settings
from vttalerts.model.spec import Spec, Tree
from vttalerts.units import seconds

if TYPE_CHECKING:
    from vttalerts.model.remote import RemoteWrite
else:
    RemoteWrite = deferred("vttalerts.model.remote", "RemoteWrite")

_USER: Final = re.compile(r"[A-Za-z0-9._-]+")
_HASH: Final = re.compile(r"\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}")
_LEAST_COST: Final = 10
"""What exporter-toolkit's documentation has; each step doubles the work of whoever tries passwords."""
_MOST_COST: Final = 14
"""At 15 the servers themselves need seconds for each login."""


def _bcrypt(value: str | EnvText) -> str | EnvText:
    found = _HASH.fullmatch(str(value))
    if found is None or not _LEAST_COST <= int(found[1]) <= _MOST_COST:
        raise Fault(
            "SEC007",
            f"this is no bcrypt hash of a cost from {_LEAST_COST} to {_MOST_COST}",
            why="the servers refuse it, or let everybody in who tries long enough",
            help=f'make one with `htpasswd -nBC {_LEAST_COST} "" | tr -d ":\\n"`',
        )
    return value


def _user(value: str) -> str:
    if not _USER.fullmatch(value):
        raise Fault(
            "SEC008",
            f"`{value}` is no user that all servers and their health checks read alike",
            why="the servers could not log in at each other, and each alert about them would be silent",
            help="use letters, digits, dots, hyphens and underscores, such as `monitoring`",
        )
    return value


class Access(Spec):
    """Who is let in by Prometheus, Alertmanager and the exporters, and how they show who they are.

    Attributes:
        user: The user of basic authentication; people and the servers themselves.
        password: The password, for the servers when they ask each other.
        password_hash: Its bcrypt hash.
        certificate: The certificate of all servers, as PEM, with the names of all services.
        key: Its key.
        authority: The authority that has signed it.
    """

    user: Annotated[str, AfterValidator(_user)]
    password: Secret
    password_hash: Annotated[Text, AfterValidator(_bcrypt)]
    certificate: Secret
    key: Secret
    authority: Secret

    def web(self, settings: Settings = DEFAULTS) -> Tree:
        """Return a server's web configuration (exporter-toolkit docs/web-configuration.md)."""
        hashed = self.password_hash
        tree = Tree(self)
        tree["tls_server_config"] = {
            "cert_file": self.certificate.path(settings),
            "key_file": self.key.path(settings),
            "min_version": "TLS12",
        }
        tree["basic_auth_users"] = {self.user: hashed.resolve(settings) if isinstance(hashed, EnvText) else hashed}
        tree.keywords.update(tls_server_config="certificate", basic_auth_users="password_hash")
        return tree

    def reached(self, settings: Settings = DEFAULTS) -> Tree:
        """Return how such a server is reached (prometheus/common `HTTPClientConfig`)."""
        tree = Tree(self)
        tree["scheme"] = "https"
        tree["basic_auth"] = {"username": self.user, "password_file": self.password.path(settings)}
        tree["tls_config"] = {"ca_file": self.authority.path(settings), "min_version": "TLS12"}
        return tree


class Federation(Spec):
    """A Prometheus above the others, which keeps a few series of them (prometheus docs/federation.md).

    Attributes:
        match: Which series: selectors.
        port: Where it answers, on the host's loopback.
        interval: How often it asks.
    """

    match: tuple[str, ...] = Field(min_length=1)
    port: int = Field(ge=1, le=65535)
    interval: PositiveDuration = seconds(60)


class Production(Spec):
    """The stack as production runs it, in files of their own beside those of one machine.

    Attributes:
        access: Who is let in.
        prometheus: Where each replica of Prometheus answers.
        alertmanager: Where each member of Alertmanager's cluster answers; Prometheus tells all of them.
        jobs: The targets of the scrape jobs that read the stack itself, by the job's name.
        replica_label: What tells the replicas' samples apart; alerts lose it, so that they are told once.
        remote_write: Who gets all samples.
        federation: A Prometheus above the replicas.
    """

    access: Access
    prometheus: tuple[HostPort, ...] = Field(min_length=1)
    alertmanager: tuple[HostPort, ...] = Field(min_length=1)
    jobs: dict[str, tuple[Text, ...]]
    replica_label: LabelName = "replica"
    remote_write: tuple[RemoteWrite, ...] = ()
    federation: Federation | None = None

    @model_validator(mode="after")
    def _reached(self) -> Self:
        twice = next((one for one in self.alertmanager if self.alertmanager.count(one) > 1), None)
        if twice is not None:
            raise Fault(
                "DEF086",
                f"Alertmanager `{twice}` stands twice",
                why="one member of the cluster would hear of nothing from Prometheus",
                help="name each member once",
            )
        return self
