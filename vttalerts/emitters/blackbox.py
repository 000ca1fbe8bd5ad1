"""`infra/monitoring/blackbox.yml`: what the Blackbox Exporter must find to be content."""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.emitters import Artifact, header, yaml
from vttalerts.graph import Graph
from vttalerts.model.probes import Module
from vttalerts.model.spec import Tree

PATH = "infra/monitoring/blackbox.yml"


def emit(graph: Graph) -> Iterator[Artifact]:
    """Yield the Blackbox Exporter's configuration."""
    if graph.modules:
        yield yaml(
            PATH,
            lambda: {"modules": {module.name: _module(module, graph) for module in graph.modules}},
            header(graph.modules),
        )


def _module(module: Module, graph: Graph) -> Tree:
    tree = Tree(module)
    tree["prober"] = module.prober
    if module.timeout is not None:
        tree["timeout"] = module.timeout.duration()
    section = module.probe.wire(graph.settings)
    if section:
        tree[module.prober] = section
        tree.keywords[module.prober] = "probe"
    return tree
