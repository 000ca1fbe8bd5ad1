"""`infra/monitoring/prometheus.yml`: what Prometheus scrapes, evaluates and alerts (prometheus config/config.go)."""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.emitters import Artifact, header, yaml
from vttalerts.graph import Graph
from vttalerts.model.probes import Probe
from vttalerts.model.spec import Tree, to_wire

PATH = "infra/monitoring/prometheus.yml"


def emit(graph: Graph) -> Iterator[Artifact]:
    """Yield Prometheus's configuration."""
    if graph.prometheus is not None or graph.scrape or graph.probes:
        server = () if graph.prometheus is None else (graph.prometheus,)
        yield yaml(PATH, lambda: _tree(graph), header(server, graph.scrape, graph.probes))


def _tree(graph: Graph) -> Tree:
    tree = Tree(graph.prometheus)
    server = graph.prometheus
    if server is not None:
        tree["global"] = server.wire(graph.settings)
        if server.alertmanagers:
            one = Tree(server)
            if server.alertmanager_path_prefix:
                one["path_prefix"] = server.alertmanager_path_prefix
            one["static_configs"] = [{"targets": to_wire(server.alertmanagers, graph.settings)}]
            tree["alerting"] = {"alertmanagers": [one]}
    if graph.groups or graph.recording:
        tree["rule_files"] = ["rules/*.yml"]
    tree["scrape_configs"] = [
        *(job.wire(graph.settings) for job in graph.scrape),
        *(_probe(probe, graph) for probe in graph.probes),
    ]
    return tree


def _probe(probe: Probe, graph: Graph) -> Tree:
    """The exporter's own pattern: the address to probe travels as a parameter, the exporter is what is scraped."""
    tree = Tree(probe)
    tree["job_name"] = probe.name
    tree["params"] = {"module": [probe.module.name]}
    for key in ("scrape_interval", "scrape_timeout"):
        value = probe.__dict__[key]
        if value is not None:
            tree[key] = value.duration()
    tree["metrics_path"] = "/probe"
    static: dict[str, object] = {"targets": to_wire(probe.targets, graph.settings)}
    if probe.labels:
        static["labels"] = probe.labels
    tree["static_configs"] = [static]
    tree["relabel_configs"] = [
        {"source_labels": ["__address__"], "target_label": "__param_target"},
        {"source_labels": ["__param_target"], "target_label": "instance"},
        {"target_label": "__address__", "replacement": to_wire(probe.exporter, graph.settings)},
    ]
    tree.keywords.update({"job_name": "name", "params": "module", "static_configs": "targets"})
    return tree
