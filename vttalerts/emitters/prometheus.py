"""`infra/monitoring/prometheus.yml`: what Prometheus scrapes, evaluates and alerts (prometheus config/config.go).

In production, `prometheus.production.yml` is that of the replicas, and `prometheus-global.production.yml` of the one
above them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vttalerts.emitters import Artifact, header, yaml
from vttalerts.graph import Graph
from vttalerts.model.pacing import pace, pace_scraping
from vttalerts.model.probes import Probe
from vttalerts.model.prometheus_server import PrometheusServer
from vttalerts.model.settings import EnvText, Settings
from vttalerts.model.spec import Tree, to_wire

PATH = "infra/monitoring/prometheus.yml"
PRODUCTION = "infra/monitoring/prometheus.production.yml"
GLOBAL = "infra/monitoring/prometheus-global.production.yml"


def emit(graph: Graph) -> Iterator[Artifact]:
    """Yield Prometheus's configuration."""
    if graph.prometheus is None and not graph.scrape and not graph.probes:
        return
    server = () if graph.prometheus is None else (graph.prometheus,)
    yield yaml(PATH, lambda: _tree(graph), header(server, graph.scrape, graph.probes))
    production = graph.production
    if production is not None:
        from vttalerts.emitters import _production

        yield yaml(
            PRODUCTION,
            lambda: _production.harden(_tree(graph), graph, production),
            header(server, graph.scrape, graph.probes, (production,)),
        )
        federation = production.federation
        if federation is not None:
            yield yaml(GLOBAL, lambda: _production.federate(graph, production, federation), header((production,)))


def _tree(graph: Graph) -> Tree:
    server = graph.prometheus
    tree = Tree(server)
    if server is not None:
        tree["global"] = _global(server, graph.settings)
        _put(tree, "runtime", server.runtime, graph)
        alerting = _alerting(server, graph)
        if alerting:
            tree["alerting"] = alerting
    own = ("rules/*.yml",) if graph.groups or graph.recording else ()
    _put(tree, "rule_files", (*own, *(server.rule_files if server is not None else ())), graph)
    if server is not None:
        _put(tree, "scrape_config_files", server.scrape_config_files, graph)
    tree["scrape_configs"] = [
        *(job.wire(graph.settings) for job in graph.scrape),
        *(_probe(probe, graph) for probe in graph.probes),
    ]
    for key in ("storage", "tracing", "remote_write", "remote_read", "otlp"):
        if server is not None:
            _put(tree, key, server.__dict__[key], graph)
    return tree


def _global(server: PrometheusServer, settings: Settings) -> Tree:
    tree = server.wire(settings)
    pace_scraping(tree, settings)
    pace(tree, settings, "evaluation_interval", "rule_query_offset")
    return tree


def _put(tree: Tree, key: str, value: object, graph: Graph) -> None:
    if value is not None and value != ():
        tree[key] = to_wire(value, graph.settings)
        tree.keywords[key] = key


def _located(addresses: Iterable[str | EnvText], settings: Settings) -> list[str]:
    return [one.resolve(settings) if isinstance(one, EnvText) else settings.located(one) for one in addresses]


def _alerting(server: PrometheusServer, graph: Graph) -> Tree:
    """Who gets the alerts: those that are only an address are one group, the others a group each."""
    tree = Tree(server)
    _put(tree, "alert_relabel_configs", server.alert_relabel_configs, graph)
    plain = [one for one in server.alertmanagers if isinstance(one, str | EnvText)]
    groups: list[Tree] = []
    if plain:
        group = Tree(server)
        if server.alertmanager_path_prefix:
            group["path_prefix"] = server.alertmanager_path_prefix
        group["static_configs"] = [{"targets": _located(plain, graph.settings)}]
        groups.append(group)
    groups.extend(one.wire(graph.settings) for one in server.alertmanagers if not isinstance(one, str | EnvText))
    if groups:
        tree["alertmanagers"] = groups
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
    pace_scraping(tree, graph.settings)
    tree["metrics_path"] = "/probe"
    static: dict[str, object] = {"targets": _located(probe.targets, graph.settings)}
    if probe.labels:
        static["labels"] = probe.labels
    tree["static_configs"] = [static]
    tree["relabel_configs"] = [
        {"source_labels": ["__address__"], "target_label": "__param_target"},
        {"source_labels": ["__param_target"], "target_label": "instance"},
        {"target_label": "__address__", "replacement": _located((probe.exporter,), graph.settings)[0]},
    ]
    tree.keywords.update({"job_name": "name", "params": "module", "static_configs": "targets"})
    return tree
