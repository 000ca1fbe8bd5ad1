"""`infra/monitoring/grafana/`: dashboards with the alerts' own limits, and what makes Grafana find them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from vttalerts.emitters import Artifact, header, yaml
from vttalerts.emitters._alike import Writer
from vttalerts.graph import Graph
from vttalerts.model.dashboards import Dashboard
from vttalerts.model.deployment import GRAFANA_DASHBOARDS
from vttalerts.model.drawing import PROMETHEUS, Context
from vttalerts.model.grafana_json import moment
from vttalerts.model.spec import Tree
from vttalerts.simulate.limits import context_of, full_version

if TYPE_CHECKING:
    from vttalerts.model.production import Access, Production

FOLDER: Final = "infra/monitoring/grafana"

_PORTS: Final = {"prometheus": 9090, "alertmanager": 9093}
"""The servers' own ports, where no deployment names others."""


def emit(graph: Graph) -> Iterator[Artifact]:
    """Yield each dashboard, and what Grafana must know of dashboards and data sources."""
    if not graph.dashboards:
        return
    context, writer = context_of(graph), Writer()
    for board in graph.dashboards:
        yield _dashboard(board, context, writer)
    makers = [spec for spec in (graph.deployment, graph.prometheus) if spec is not None]
    for folder, production in (("provisioning", None), ("provisioning-production", graph.production)):
        if folder == "provisioning" or production is not None:
            yield yaml(
                f"{FOLDER}/{folder}/dashboards/{graph.platform.name}.yml",
                lambda: _providers(graph),
                header((graph.platform,)),
            )
            yield yaml(
                f"{FOLDER}/{folder}/datasources/prometheus.yml",
                partial(_datasources, graph, production),
                header(makers or (graph.platform,)),
            )


def _dashboard(board: Dashboard, context: Context, writer: Writer) -> Artifact:
    return Artifact(f"{FOLDER}/dashboards/{board.uid}.json", lambda: (writer.dump(board.build(context)),))


def _providers(graph: Graph) -> Tree:
    tree = Tree(graph.platform)
    tree["apiVersion"] = 1
    tree["providers"] = [
        {
            "name": graph.platform.name,
            "folder": graph.platform.name,
            "folderUid": graph.platform.name,
            "type": "file",
            # A dashboard that no definition makes any more goes away in Grafana, too.
            "disableDeletion": False,
            "allowUiUpdates": False,
            "updateIntervalSeconds": 30,
            "options": {"path": graph.settings.located(GRAFANA_DASHBOARDS)},
        }
    ]
    return tree


def _datasources(graph: Graph, production: Production | None) -> dict[str, Any]:
    made = _datasource(graph, "Prometheus", PROMETHEUS.type, PROMETHEUS.uid)
    made["isDefault"] = True
    options: dict[str, Any] = {
        "httpMethod": "POST",
        # Grafana's list of alerts reads Prometheus's rules.
        "manageAlerts": True,
        "prometheusType": "Prometheus",
        "prometheusVersion": full_version(graph.targets.prometheus),
    }
    if graph.prometheus is not None and graph.prometheus.scrape_interval is not None:
        options["timeInterval"] = moment(graph.prometheus.scrape_interval)
    made["jsonData"] = options
    sources = [made]
    if graph.routing is not None:
        options["alertmanagerUid"] = "alertmanager"
        silences = _datasource(graph, "Alertmanager", "alertmanager", "alertmanager")
        silences["jsonData"] = {"implementation": "prometheus", "handleGrafanaManagedAlerts": False}
        sources.append(silences)
    if production is not None:
        for source in sources:
            _reach(source, production.access, graph)
    return {"apiVersion": 1, "datasources": sources}


def _reach(source: dict[str, Any], access: Access, graph: Graph) -> None:
    """Reach a source over https and with a login; Grafana reads the secrets' files itself (`$__file{…}`)."""
    source["url"] = source["url"].replace("http://", "https://", 1)
    source["basicAuth"] = True
    source["basicAuthUser"] = access.user
    source["jsonData"]["tlsAuthWithCACert"] = True
    source["secureJsonData"] = {
        "basicAuthPassword": f"$__file{{{access.password.path(graph.settings)}}}",
        "tlsCACert": f"$__file{{{access.authority.path(graph.settings)}}}",
    }


def _datasource(graph: Graph, name: str, kind: str, uid: str) -> Tree:
    """The host is the service's name in the stack's network."""
    deployment = graph.deployment
    port = _PORTS[kind] if deployment is None else getattr(deployment, kind).inner_port
    url = graph.settings.located(f"http://{kind}:{port}")
    tree = Tree(deployment)
    tree.update(name=name, uid=uid, type=kind, access="proxy", url=url, editable=False)
    return tree
