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
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from vttalerts.emitters import Artifact, header, yaml
from vttalerts.graph import Graph
from vttalerts.model.deployment import GRAFANA_DASHBOARDS, Container, Deployment
from vttalerts.model.needed_secrets import needed_secrets
from vttalerts.model.spec import Tree

PATH: Final = "infra/monitoring/docker-compose.yml"

NOBODY: Final = "65534:65534"
"""The user of Prometheus's and Alertmanager's images (their Dockerfiles); the exporters need no more."""
GRAFANA_USER: Final = "472:0"
"""The user of Grafana's image (grafana Dockerfile, `GF_UID` and `GF_GID`)."""
GOSSIP_PORT: Final = 9094
"""Where Alertmanagers hear of each other (alertmanager `--cluster.listen-address`)."""

_VTT: Final = "host.docker.internal:host-gateway"
"""The name of the machine itself, where the VTT server runs."""
_MONITORING, _OUTBOUND, _PUBLISHED = "monitoring", "outbound", "published"
_NOTE: Final = """\


Start it: docker compose --file docker-compose.yml up --detach --wait
Secrets come from the environment of that command, under their own names. Keep no .env file in this folder:
the services can read what lies here. A firewall on this machine must let the network {subnet} in."""


@dataclass(frozen=True, slots=True)
class _Service:
    """What makes one service different from the others; the shape is the same for all.

    Attributes:
        name: Its name, and its host name inside the stack.
        container: Its definition.
        health: The path that answers 200 when it can do its work.
        networks: The networks that it is in; none is the host's own.
        published: Whether the machine's loopback leads to it.
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
    networks: tuple[str, ...]
    published: bool = True
    user: str = NOBODY
    flags: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=dict[str, str])
    volumes: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


def emit(graph: Graph) -> Iterator[Artifact]:
    """Yield the Compose file."""
    deployment = graph.deployment
    if deployment is not None:
        note = _NOTE.format(subnet=deployment.subnet)
        yield yaml(PATH, lambda: _tree(graph, deployment), header((deployment,)) + note)


def _tree(graph: Graph, deployment: Deployment) -> Tree:
    # The platform that the deployment belongs to: one that includes it starts the same containers, not others.
    project = next(one.name for one in reversed(graph.platforms) if one.deployment is deployment)
    services = [
        *_prometheus(graph, deployment),
        *_alertmanager(graph, deployment),
        _grafana(graph, deployment),
        *_blackbox_exporter(graph, deployment),
        _node_exporter(deployment),
    ]
    tree = Tree(deployment)
    tree["name"] = f"{project}-monitoring"
    tree["services"] = {service.name: _wire(service, project) for service in services}
    pool = {"subnet": deployment.subnet, "gateway": _gateway(deployment)}
    tree["networks"] = {
        # Who scrapes, notifies and draws whom; it leads nowhere else.
        _MONITORING: {"internal": True, "ipam": {"config": [pool]}},
        # For those who ask or tell somebody outside: VTT, mail, chat, pagers.
        _OUTBOUND: {},
        # For those who are only looked at: without address translation, no answer from outside finds them.
        _PUBLISHED: {"driver_opts": {"com.docker.network.bridge.enable_ip_masquerade": "false"}},
    }
    mounts = (volume.partition(":")[0] for service in services for volume in service.volumes)
    tree["volumes"] = {name: {} for name in mounts if not name.startswith((".", "/"))}
    secrets = sorted({name for service in services for name in service.secrets})
    tree["secrets"] = {name: {"environment": name} for name in secrets}
    return tree


def _prometheus(graph: Graph, deployment: Deployment) -> Iterator[_Service]:
    container = deployment.prometheus
    flags = (
        "--config.file=/etc/prometheus/prometheus.yml",
        "--storage.tsdb.path=/prometheus",
        f"--storage.tsdb.retention.time={deployment.retention.duration()}",
        *((f"--storage.tsdb.retention.size={size}",) if (size := deployment.retention_size) else ()),
        "--web.enable-lifecycle",
        *_web(graph.text(deployment.prometheus_url), container),
    )
    for name in _names("prometheus", container):
        yield _Service(
            name=name,
            container=container,
            health="/-/ready",
            networks=(_MONITORING, _OUTBOUND),
            published=name == "prometheus",
            flags=flags,
            volumes=("./:/etc/prometheus:ro", f"{name}-data:/prometheus"),
            secrets=needed_secrets(graph.prometheus, graph.scrape),
            hosts=(_VTT, f"node-exporter:{_gateway(deployment)}"),
        )


def _alertmanager(graph: Graph, deployment: Deployment) -> Iterator[_Service]:
    if graph.routing is None:
        return  # there is no alertmanager.yml to start it with
    container = deployment.alertmanager
    names = _names("alertmanager", container)
    for name in names:
        peers = tuple(f"--cluster.peer={peer}:{GOSSIP_PORT}" for peer in names if peer != name)
        yield _Service(
            name=name,
            container=container,
            health="/-/ready",
            networks=(_MONITORING, _OUTBOUND),
            published=name == "alertmanager",
            flags=(
                "--config.file=/etc/alertmanager/alertmanager.yml",
                "--storage.path=/alertmanager",
                f"--data.retention={deployment.alertmanager_retention.go_duration()}",
                *_web(graph.text(deployment.alertmanager_url), container),
                f"--cluster.listen-address={f':{GOSSIP_PORT}' if peers else ''}",
                *peers,
            ),
            volumes=("./:/etc/alertmanager:ro", f"{name}-data:/alertmanager"),
            secrets=needed_secrets(graph.alertmanager, graph.receivers),
        )


def _grafana(graph: Graph, deployment: Deployment) -> _Service:
    password = deployment.grafana_admin_password
    url = graph.text(deployment.grafana_url)
    return _Service(
        name="grafana",
        container=deployment.grafana,
        health="/api/health",
        networks=(_MONITORING, _PUBLISHED),
        user=GRAFANA_USER,
        environment={
            "GF_SERVER_HTTP_PORT": str(deployment.grafana.inner_port),
            "GF_SERVER_ROOT_URL": url,
            "GF_SECURITY_ADMIN_PASSWORD__FILE": password.path(graph.settings),
            "GF_SECURITY_COOKIE_SECURE": str(url.startswith("https:")).lower(),
            "GF_SECURITY_DISABLE_GRAVATAR": "true",
            "GF_AUTH_ANONYMOUS_ENABLED": "false",
            "GF_USERS_ALLOW_SIGN_UP": "false",
            "GF_SNAPSHOTS_EXTERNAL_ENABLED": "false",
            # It has no way out of its network, and would log each attempt.
            "GF_ANALYTICS_REPORTING_ENABLED": "false",
            "GF_ANALYTICS_CHECK_FOR_UPDATES": "false",
            "GF_ANALYTICS_CHECK_FOR_PLUGIN_UPDATES": "false",
            "GF_PLUGINS_PREINSTALL_DISABLED": "true",
        },
        volumes=(
            "./grafana/provisioning:/etc/grafana/provisioning:ro",
            f"./grafana/dashboards:{GRAFANA_DASHBOARDS}:ro",
            "grafana-data:/var/lib/grafana",
        ),
        secrets=needed_secrets(password),
    )


def _blackbox_exporter(graph: Graph, deployment: Deployment) -> Iterator[_Service]:
    if not graph.modules:
        return  # there is no blackbox.yml to start it with
    container = deployment.blackbox_exporter
    for name in _names("blackbox-exporter", container):
        yield _Service(
            name=name,
            container=container,
            health="/-/healthy",
            networks=(_MONITORING, _OUTBOUND),
            published=name == "blackbox-exporter",
            flags=(
                "--config.file=/etc/blackbox_exporter/blackbox.yml",
                f"--web.listen-address=:{container.inner_port}",
            ),
            volumes=("./:/etc/blackbox_exporter:ro",),
            secrets=needed_secrets(graph.modules),
            hosts=(_VTT,),
        )


def _node_exporter(deployment: Deployment) -> _Service:
    port = deployment.node_exporter.port
    return _Service(
        name="node-exporter",
        container=deployment.node_exporter,
        health="/",
        networks=(),
        flags=(
            "--path.procfs=/host/proc",
            "--path.sysfs=/host/sys",
            "--path.rootfs=/host",
            "--path.udev.data=/host/run/udev/data",
            f"--web.listen-address=127.0.0.1:{port}",
            f"--web.listen-address={_gateway(deployment)}:{port}",
        ),
        # `rslave`: file systems that are mounted later are measured too.
        volumes=("/:/host:ro,rslave",),
    )


def _names(name: str, container: Container) -> tuple[str, ...]:
    """One service a replica, because each has data and a name of its own."""
    return (name, *(f"{name}-{number}" for number in range(2, container.replicas + 1)))


def _web(url: str, container: Container) -> Iterator[str]:
    """Where a server listens, and what its links begin with."""
    yield f"--web.listen-address=:{container.inner_port}"
    yield f"--web.external-url={url}"
    if urlsplit(url).path.strip("/"):
        # The path is the proxy's; inside the stack, scrapes and health checks do without.
        yield "--web.route-prefix=/"


def _gateway(deployment: Deployment) -> str:
    """The machine's own address in the stack's network."""
    return str(next(ipaddress.IPv4Network(deployment.subnet).hosts()))


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
    tree["volumes"] = list(service.volumes)
    if service.secrets:
        uid, _, gid = service.user.partition(":")
        tree["secrets"] = [
            {"source": name, "uid": uid, "gid": gid, "mode": "0400"} for name in service.secrets
        ]
    if service.networks:
        if service.published:
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


def _literal(text: str) -> str:
    """The text as Compose reads it: a dollar sign would begin a variable."""
    return text.replace("$", "$$")
