"""What each service of the stack is: its command line, what it reads, which networks and secrets it has.

Decision: the folder with the configuration is mounted, not its files. A mounted file stays the old one when
a build replaces it, so that `/-/reload` says yes and changes nothing; a folder shows what it holds now. The
price: the services can read all of that folder, so no `.env` with secrets belongs there; the header says so.

Decision: the Node Exporter shares the host's network, as upstream says, because in a network of its own it
counts the bytes of its own interface. It listens on loopback, and on the host's address in the stack's
network, which therefore has a fixed subnet. A firewall of the host has to let that network in.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from vttalerts.graph import Graph
from vttalerts.model.deployment import GRAFANA_DASHBOARDS, Container, Deployment
from vttalerts.model.needed_secrets import needed_secrets

NOBODY: Final = "65534:65534"
"""The user of Prometheus's and Alertmanager's images (their Dockerfiles); the exporters need no more."""
GRAFANA_USER: Final = "472:0"
"""The user of Grafana's image (grafana Dockerfile, `GF_UID` and `GF_GID`)."""
GOSSIP_PORT: Final = 9094
"""Where Alertmanagers hear of each other (alertmanager `--cluster.listen-address`)."""

_RECEIVER_NAMES: Final = "0.27"
"""Since when Alertmanager's metrics name the receiver (CHANGELOG: `receiver-name-in-metrics`)."""

MONITORING: Final = "monitoring"
"""The network of those who scrape, notify and draw each other; it leads nowhere else."""
OUTBOUND: Final = "outbound"
"""The network of those who ask or tell somebody outside: VTT, mail, chat, pagers."""
PUBLISHED: Final = "published"
"""The network of those who are only looked at."""

_VTT: Final = "host.docker.internal:host-gateway"
"""The name of the machine itself, where the VTT server runs."""
_DRAWN: Final = (
    "./grafana/provisioning:/etc/grafana/provisioning:ro",
    f"./grafana/dashboards:{GRAFANA_DASHBOARDS}:ro",
)


@dataclass(frozen=True, slots=True)
class Service:
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
        login: The user that it asks for, and the file with the password; `None` where everybody is let in.
        is_secure: Whether it speaks https.
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
    login: tuple[str, str] | None = None
    is_secure: bool = False


def services(graph: Graph, deployment: Deployment) -> tuple[Service, ...]:
    """Return the services of the stack; one whose configuration nobody defines is left out."""
    return (
        *_prometheus(graph, deployment),
        *_alertmanager(graph, deployment),
        _grafana(graph, deployment),
        *_blackbox_exporter(graph, deployment),
        _node_exporter(deployment),
    )


def gateway(deployment: Deployment) -> str:
    """Return the machine's own address in the stack's network."""
    return str(next(ipaddress.IPv4Network(deployment.subnet).hosts()))


def _prometheus(graph: Graph, deployment: Deployment) -> Iterator[Service]:
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
        yield Service(
            name=name,
            container=container,
            health="/-/ready",
            networks=(MONITORING, OUTBOUND),
            published=name == "prometheus",
            flags=flags,
            volumes=("./:/etc/prometheus:ro", f"{name}-data:/prometheus"),
            secrets=needed_secrets(graph.prometheus, graph.scrape),
            hosts=(_VTT, f"node-exporter:{gateway(deployment)}"),
        )


def _alertmanager(graph: Graph, deployment: Deployment) -> Iterator[Service]:
    if graph.routing is None:
        return  # there is no alertmanager.yml to start it with
    container = deployment.alertmanager
    names = _names("alertmanager", container)
    for name in names:
        peers = tuple(f"--cluster.peer={peer}:{GOSSIP_PORT}" for peer in names if peer != name)
        yield Service(
            name=name,
            container=container,
            health="/-/ready",
            networks=(MONITORING, OUTBOUND),
            published=name == "alertmanager",
            flags=(
                "--config.file=/etc/alertmanager/alertmanager.yml",
                "--storage.path=/alertmanager",
                f"--data.retention={deployment.alertmanager_retention.go_duration()}",
                *_web(graph.text(deployment.alertmanager_url), container),
                f"--cluster.listen-address={f'0.0.0.0:{GOSSIP_PORT}' if peers else ''}",
                *peers,
                *_features(graph),
            ),
            volumes=("./:/etc/alertmanager:ro", f"{name}-data:/alertmanager"),
            secrets=needed_secrets(graph.alertmanager, graph.receivers, graph.tracing, graph.event_recorder),
        )


def _features(graph: Graph) -> Iterator[str]:
    """What Alertmanager does only when it is told; all of it is one flag."""
    wanted = (
        ("event-recorder", graph.event_recorder is not None),
        # `vttalerts drill`, and who is paged for failing notifications, learn whom they were for.
        ("receiver-name-in-metrics", graph.targets.reads("alertmanager", _RECEIVER_NAMES)),
    )
    names = ",".join(name for name, is_wanted in wanted if is_wanted)
    if names:
        yield f"--enable-feature={names}"


def _grafana(graph: Graph, deployment: Deployment) -> Service:
    password = deployment.grafana_admin_password
    url = graph.text(deployment.grafana_url)
    return Service(
        name="grafana",
        container=deployment.grafana,
        health="/api/health",
        networks=(MONITORING, PUBLISHED),
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
        volumes=(*(_DRAWN if graph.dashboards else ()), "grafana-data:/var/lib/grafana"),
        secrets=needed_secrets(password),
    )


def _blackbox_exporter(graph: Graph, deployment: Deployment) -> Iterator[Service]:
    if not graph.modules:
        return  # there is no blackbox.yml to start it with
    container = deployment.blackbox_exporter
    for name in _names("blackbox-exporter", container):
        yield Service(
            name=name,
            container=container,
            health="/-/healthy",
            networks=(MONITORING, OUTBOUND),
            published=name == "blackbox-exporter",
            flags=(
                "--config.file=/etc/blackbox_exporter/blackbox.yml",
                f"--web.listen-address=:{container.inner_port}",
            ),
            volumes=("./:/etc/blackbox_exporter:ro",),
            secrets=needed_secrets(graph.modules),
            hosts=(_VTT,),
        )


def _node_exporter(deployment: Deployment) -> Service:
    port = deployment.node_exporter.port
    return Service(
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
            f"--web.listen-address={gateway(deployment)}:{port}",
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
