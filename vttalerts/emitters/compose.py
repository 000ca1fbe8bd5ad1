"""`infra/monitoring/docker-compose.yml`: the whole monitoring on one machine, each service with no more than it needs.

Decision: the folder with the configuration is mounted, not its files. A mounted file stays the old one when a
build replaces it, so that `/-/reload` says yes and changes nothing; what a folder holds is always current.
The price: the services can read all of that folder, so no `.env` with secrets belongs there; the header says so.

Decision: secrets are Compose's own (`secrets: NAME: environment: NAME`), owned by the service's user. Compose
copies them into the container, and refuses that for `read_only` services (docker/compose pull 12531): a service
is read-only unless it carries a secret, and one that does runs as a user who owns nothing in its image but the
folder of its data. Rejected: secret files on the host, which would need a mode that other users can read.

Decision: the Node Exporter shares the host's network, as upstream says, because inside a network of its own it
counts the bytes of its own interface. It listens on loopback and on the host's address in the stack's network,
which therefore has a fixed subnet. A firewall of the host has to let that network in.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from vttalerts.emitters import Artifact, header, yaml
from vttalerts.graph import Graph
from vttalerts.model.deployment import GRAFANA_DASHBOARDS, Container, Deployment
from vttalerts.model.needed_secrets import needed_secrets
from vttalerts.model.settings import Secret
from vttalerts.model.spec import Tree

PATH: Final = "infra/monitoring/docker-compose.yml"

NOBODY: Final = "65534:65534"
"""The user of Prometheus's and Alertmanager's images (their Dockerfiles); the exporters need no more."""
GRAFANA_USER: Final = "472:0"
"""The user of Grafana's image (grafana Dockerfile, `GF_UID` and `GF_GID`)."""
GOSSIP_PORT: Final = 9094
"""Where Alertmanagers hear of each other (alertmanager `--cluster.listen-address`)."""

_HOST_ALIAS: Final = "host.docker.internal:host-gateway"
"""The name of the machine itself, where the VTT server runs."""
_MONITORING, _OUTBOUND, _PUBLISHED = "monitoring", "outbound", "published"
_NOTE: Final = """\

Start: docker compose -f docker-compose.yml up --detach --wait
The values of secrets come from the environment of that command, under their own names. Keep no .env file in
this folder: the services can read what lies here. This machine's firewall must let the network {subnet} in."""


@dataclass(frozen=True, slots=True)
class _Service:
    """What makes one service different from the others; the shape is the same for all.

    Attributes:
        name: Its name, and its host name inside the stack.
        container: Its definition.
        health: The path that answers 200 when it can do its work.
        networks: The networks that it is in; none is the host's own.
        user: Who runs it.
        flags: Its command line.
        environment: Its environment.
        volumes: What is mounted.
        secrets: The names of the secrets that it reads.
        hosts: Further host names that it knows.
    """

    name: str
    container: Container
    health: str
    networks: Sequence[str]
    user: str = NOBODY
    flags: Sequence[str] = ()
    environment: dict[str, str] = field(default_factory=dict[str, str])
    volumes: Sequence[str | dict[str, Any]] = ()
    secrets: Sequence[str] = ()
    hosts: Sequence[str] = ()


def emit(graph: Graph) -> Iterator[Artifact]:
    """Yield the Compose file."""
    deployment = graph.deployment
    if deployment is not None:
        note = _NOTE.format(subnet=deployment.subnet)
        yield yaml(PATH, lambda: _tree(graph, deployment), header((deployment,)) + note)


def _tree(graph: Graph, deployment: Deployment) -> Tree:
    # The platform that the deployment belongs to: an including one starts the same containers, not others.
    owner = next(one for one in reversed(graph.platforms) if one.deployment is deployment)
    services = [
        *_prometheus(graph, deployment),
        *_alertmanager(graph, deployment),
        _grafana(graph, deployment),
        *_blackbox_exporter(graph, deployment),
        _node_exporter(deployment),
    ]
    tree = Tree(deployment)
    tree["name"] = f"{owner.name}-monitoring"
    tree["services"] = {service.name: _wire(service, owner.name) for service in services}
    tree["networks"] = {
        # Inside: who scrapes, notifies and draws whom. It leads nowhere else.
        _MONITORING: {"internal": True, "ipam": {"config": [{"subnet": deployment.subnet}]}},
        # For those who ask or tell somebody outside: VTT, mail, chat, pagers.
        _OUTBOUND: None,
        # For those who are only looked at: without address translation no answer finds its way back in.
        _PUBLISHED: {"driver_opts": {"com.docker.network.bridge.enable_ip_masquerade": "false"}},
    }
    tree["volumes"] = {
        str(volume).partition(":")[0]: None
        for service in services
        for volume in service.volumes
        if isinstance(volume, str) and not volume.startswith(".")
    }
    names = sorted({name for service in services for name in service.secrets})
    if names:
        tree["secrets"] = {name: {"environment": name} for name in names}
    return tree


def _wire(service: _Service, project: str) -> Tree:
    """The service in Compose's shape: what it is, what it is given, how it is watched, what it may not do."""
    container = service.container
    tree = Tree(container)
    tree["image"] = container.image
    tree["container_name"] = f"{project}-{service.name}"
    tree["user"] = service.user
    if service.flags:
        tree["command"] = [_literal(flag) for flag in service.flags]
    if service.environment:
        tree["environment"] = {name: _literal(value) for name, value in service.environment.items()}
    if service.volumes:
        tree["volumes"] = list(service.volumes)
    if service.secrets:
        uid, _, gid = service.user.partition(":")
        tree["secrets"] = [
            {"source": name, "uid": uid, "gid": gid, "mode": "0400"} for name in service.secrets
        ]
    if service.networks:
        if not service.name.endswith(tuple("23456789")):
            tree["ports"] = [f"127.0.0.1:{container.port}:{container.inner_port}"]
        tree["networks"] = list(service.networks)
    else:
        tree["network_mode"] = "host"
    if service.hosts:
        tree["extra_hosts"] = list(service.hosts)
    address = f"http://127.0.0.1:{container.inner_port}{service.health}"
    tree["healthcheck"] = {
        "test": ["CMD", "wget", "-q", "-O", "/dev/null", address],
        "interval": "15s",
        "timeout": "5s",
        "retries": 3,
        # Prometheus reads its log of the last hours before it is ready.
        "start_period": "2m",
    }
    tree["restart"] = "unless-stopped"
    if not service.secrets:
        tree["read_only"] = True
    tree["tmpfs"] = ["/tmp"]
    tree["cap_drop"] = ["ALL"]
    tree["security_opt"] = ["no-new-privileges:true"]
    tree["logging"] = {"driver": "local", "options": {"max-size": "10m", "max-file": "3"}}
    tree.keywords["ports"] = "port"
    return tree
