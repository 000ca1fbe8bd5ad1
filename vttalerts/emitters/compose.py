"""`infra/monitoring/docker-compose.yml`: the whole monitoring on one machine, with the rights it needs.

Decision: secrets are Compose's own (`secrets: NAME: environment: NAME`), owned by the service's user. Compose
copies them into the container, and refuses that for `read_only` services (docker/compose pull 12531). So a
service is read-only unless it carries a secret; one that does runs as a user who owns little in its image but
the folder of its data. Rejected: secret files on the host; only a mode for all users lets that user read them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.emitters import Artifact, header, yaml
from vttalerts.emitters._services import (
    MONITORING,
    OUTBOUND,
    PUBLISHED,
    Service,
    gateway,
    services,
)
from vttalerts.graph import Graph
from vttalerts.model.deployment import Deployment
from vttalerts.model.needed_secrets import needed_secrets
from vttalerts.model.spec import Spec, Tree

PATH: Final = "infra/monitoring/docker-compose.yml"
PRODUCTION: Final = "infra/monitoring/docker-compose.production.yml"

_NOTE: Final = """\


Start it in this folder: docker compose up --detach --wait
Secrets come from the environment of that command, under their own names. Keep no .env file in this folder:
the services can read what lies here. A firewall on this machine must let the network {subnet} in.
Compose writes secrets into their containers, and can't where the file system is read-only."""


_PRODUCTION_NOTE: Final = """\


Start it in this folder: docker compose --file docker-compose.production.yml up --detach --wait
Build it with --env-file, into another folder: web.yml here holds the hash of a password that nobody knows.
Secrets come from the environment of that command, under their own names. The certificate must hold the names
localhost, {names}.
Keep no .env file in this folder: the services can read what lies here. A firewall on this machine must let the
network {subnet} in."""


def emit(graph: Graph) -> Iterator[Artifact]:
    """Yield the Compose file."""
    deployment = graph.deployment
    if deployment is not None:
        note = _NOTE.format(subnet=deployment.subnet)
        makers = (deployment,), _secret_holders(graph)
        yield yaml(PATH, lambda: _tree(graph, deployment, services(graph, deployment)), header(*makers) + note)
        production = deployment.production
        if production is not None:
            from vttalerts.emitters._production_services import production_services

            names = ", ".join(one.name for one in production_services(graph, deployment, production))
            yield yaml(
                PRODUCTION,
                lambda: _tree(graph, deployment, production_services(graph, deployment, production)),
                header(*makers, (production,)) + _PRODUCTION_NOTE.format(subnet=deployment.subnet, names=names),
            )


def _secret_holders(graph: Graph) -> tuple[Spec, ...]:
    """What Alertmanager's part says of secrets becomes part of its service."""
    parts = (*graph.receivers, *(part for one in graph.receivers for part in one.integrations), graph.alertmanager)
    return tuple(part for part in parts if part is not None and needed_secrets(part))


def _tree(graph: Graph, deployment: Deployment, stack: tuple[Service, ...]) -> Tree:
    # The platform that the deployment is part of: whoever includes it starts the same containers, not others.
    project = next(one.name for one in reversed(graph.platforms) if one.deployment is deployment)
    tree = Tree(deployment)
    tree["name"] = f"{project}-monitoring"
    tree["services"] = {service.name: _wire(service, project) for service in stack}
    pool = {"subnet": deployment.subnet, "gateway": gateway(deployment)}
    tree["networks"] = {
        MONITORING: {"internal": True, "ipam": {"config": [pool]}},
        OUTBOUND: {},
        # Without address translation, no answer from outside finds its way back in.
        PUBLISHED: {"driver_opts": {"com.docker.network.bridge.enable_ip_masquerade": "false"}},
    }
    mounts = (volume.partition(":")[0] for service in stack for volume in service.volumes)
    tree["volumes"] = {name: {} for name in mounts if not name.startswith((".", "/"))}
    secrets = sorted({name for service in stack for name in service.secrets})
    tree["secrets"] = {name: {"environment": name} for name in secrets}
    return tree


def _wire(service: Service, project: str) -> Tree:
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
    tree["volumes"] = list(service.volumes)
    if service.secrets:
        uid, _, gid = service.user.partition(":")
        tree["secrets"] = [{"source": name, "uid": uid, "gid": gid, "mode": "0400"} for name in service.secrets]
    if service.networks:
        if service.published:
            tree["ports"] = [f"127.0.0.1:{container.port}:{container.inner_port}"]
        tree["networks"] = list(service.networks)
    else:
        tree["network_mode"] = "host"
    if service.hosts:
        tree["extra_hosts"] = list(service.hosts)
    tree["healthcheck"] = {
        "test": _health(service),
        "interval": "15s",
        "timeout": "5s",
        "retries": 3,
        # Prometheus replays its log of the last hours before it is ready.
        "start_period": "2m",
    }
    tree["restart"] = "unless-stopped"
    tree["read_only"] = not service.secrets
    tree["tmpfs"] = ["/tmp"]  # noqa: S108  the container's own, in memory
    tree["cap_drop"] = ["ALL"]
    tree["security_opt"] = ["no-new-privileges:true"]
    tree["logging"] = {"driver": "local", "options": {"max-size": "10m", "max-file": "3"}}
    tree.keywords["ports"] = "port"
    return tree


def _health(service: Service) -> list[str]:
    """The command that asks a service whether it can do its work, as somebody whom it lets in."""
    address = f"{'https' if service.is_secure else 'http'}://127.0.0.1:{service.container.inner_port}{service.health}"
    ask = ["wget", "-q", "-O", "/dev/null", *(["--no-check-certificate"] if service.is_secure else ())]
    if service.login is None:
        return ["CMD", *ask, address]
    user, file = service.login
    # The password is read by the shell in the container, so that it stands neither here nor in `docker inspect`.
    pair = f'$(printf %s "{user}:$(cat {file})" | base64 | tr -d "\\n")'
    return ["CMD-SHELL", _literal(f'{" ".join(ask)} --header "Authorization: Basic {pair}" {address}')]


def _literal(text: str) -> str:
    """The text as Compose reads it: a dollar sign would begin a variable."""
    return text.replace("$", "$$")
