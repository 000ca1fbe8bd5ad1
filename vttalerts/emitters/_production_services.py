"""The services of the stack as production runs them: replicas, each with a login and TLS, and one Prometheus above."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vttalerts.emitters._production import REPLICA
from vttalerts.emitters._services import MONITORING, PUBLISHED, Service, services
from vttalerts.graph import Graph
from vttalerts.model.deployment import Deployment
from vttalerts.model.needed_secrets import needed_secrets

if TYPE_CHECKING:
    from vttalerts.model.production import Federation, Production

_EXPANDS_LABELS: Final = "3.0"
"""Since when Prometheus reads variables in external labels without being told (CHANGELOG 3.0)."""
_WEB_FOLDER: Final = "/etc/monitoring"
"""Where a service without files of its own finds `web.yml`."""


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
    if own and not graph.targets.reads("prometheus", _EXPANDS_LABELS):
        flags = (*flags, "--enable-feature=expand-external-labels")
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
