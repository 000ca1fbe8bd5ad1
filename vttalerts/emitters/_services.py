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
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from vttalerts.emitters._production import REPLICA
from vttalerts.graph import Graph
from vttalerts.model.deployment import GRAFANA_DASHBOARDS, Container, Deployment
from vttalerts.model.needed_secrets import needed_secrets

if TYPE_CHECKING:
    from vttalerts.model.production import Federation, Production

NOBODY: Final = "65534:65534"
"""The user of Prometheus's and Alertmanager's images (their Dockerfiles); the exporters need no more."""
GRAFANA_USER: Final = "472:0"
"""The user of Grafana's image (grafana Dockerfile, `GF_UID` and `GF_GID`)."""
GOSSIP_PORT: Final = 9094
"""Where Alertmanagers hear of each other (alertmanager `--cluster.listen-address`)."""

MONITORING: Final = "monitoring"
"""The network of those who scrape, notify and draw each other; it leads nowhere else."""
OUTBOUND: Final = "outbound"
"""The network of those who ask or tell somebody outside: VTT, mail, chat, pagers."""
PUBLISHED: Final = "published"
"""The network of those who are only looked at."""

_WEB_FOLDER: Final = "/etc/monitoring"
"""Where a service without files of its own finds `web.yml`."""
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


def production_services(graph: Graph, deployment: Deployment, production: Production) -> tuple[Service, ...]:
    """Return the services of the stack as production runs it: replicas, each with a login and TLS."""
    replicas = deployment.copy_with(
        prometheus=deployment.prometheus.copy_with(replicas=len(production.prometheus)),
        alertmanager=deployment.alertmanager.copy_with(replicas=len(production.alertmanager)),
    )
    made = [_hardened(one, graph, production) for one in services(graph, replicas)]
    if production.federation is not None:
        made.insert(len(production.prometheus), _global(graph, deployment, production, production.federation))
    return tuple(made)


def _hardened(service: Service, graph: Graph, production: Production) -> Service:
    access = production.access
    if service.name == "grafana":
        drawn = tuple(
            one.replace("grafana/provisioning:", "grafana/provisioning-production:") for one in service.volumes
        )
        environment = {
            **service.environment,
            "GF_SERVER_PROTOCOL": "https",
            "GF_SERVER_CERT_FILE": access.certificate.path(graph.settings),
            "GF_SERVER_CERT_KEY": access.key.path(graph.settings),
            "GF_SECURITY_COOKIE_SECURE": "true",
        }
        secrets = tuple(sorted({*service.secrets, *needed_secrets(access)}))
        return replace(service, environment=environment, volumes=drawn, secrets=secrets, is_secure=True)
    folder = next((one.split(":")[1] for one in service.volumes if one.startswith("./:")), _WEB_FOLDER)
    flags = tuple(one.replace("/prometheus.yml", "/prometheus.production.yml") for one in service.flags)
    own = service.name.startswith("prometheus")
    asks = needed_secrets(production) if own else needed_secrets(access)
    return replace(
        service,
        flags=(*flags, f"--web.config.file={folder}/web.yml"),
        environment={**service.environment, REPLICA: service.name} if own else service.environment,
        volumes=service.volumes if folder != _WEB_FOLDER else (*service.volumes, f"./:{_WEB_FOLDER}:ro"),
        secrets=tuple(sorted({*service.secrets, *asks})),
        login=(access.user, access.password.path(graph.settings)),
        is_secure=True,
    )


def _global(graph: Graph, deployment: Deployment, production: Production, federation: Federation) -> Service:
    """The Prometheus above the replicas; it alerts nobody and asks nobody else."""
    name = "prometheus-global"
    access = production.access
    container = deployment.prometheus.copy_with(
        port=federation.port, target_port=deployment.prometheus.inner_port, replicas=1
    )
    return Service(
        name=name,
        container=container,
        health="/-/ready",
        networks=(MONITORING, PUBLISHED),
        flags=(
            "--config.file=/etc/prometheus/prometheus-global.production.yml",
            "--storage.tsdb.path=/prometheus",
            f"--storage.tsdb.retention.time={deployment.retention.duration()}",
            "--web.enable-lifecycle",
            f"--web.listen-address=:{container.inner_port}",
            "--web.config.file=/etc/prometheus/web.yml",
        ),
        volumes=("./:/etc/prometheus:ro", f"{name}-data:/prometheus"),
        secrets=needed_secrets(access),
        login=(access.user, access.password.path(graph.settings)),
        is_secure=True,
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
                *(("--enable-feature=event-recorder",) if graph.event_recorder is not None else ()),
            ),
            volumes=("./:/etc/alertmanager:ro", f"{name}-data:/alertmanager"),
            secrets=needed_secrets(graph.alertmanager, graph.receivers, graph.tracing, graph.event_recorder),
        )


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
