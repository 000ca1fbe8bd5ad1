"""`infra/monitoring/alertmanager.yml` and its templates: who is told, how, and what need not be heard."""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.emitters import Artifact, header, text, yaml
from vttalerts.graph import Graph
from vttalerts.model.spec import Tree

FOLDER = "infra/monitoring"


def emit(graph: Graph) -> Iterator[Artifact]:
    """Yield Alertmanager's configuration and the files of its templates."""
    if graph.routing is None:
        return
    server = tuple(one for one in (graph.alertmanager, graph.tracing, graph.event_recorder) if one is not None)
    yield yaml(
        f"{FOLDER}/alertmanager.yml",
        lambda: _tree(graph),
        header(server, graph.routes, graph.receivers, graph.inhibitions, graph.intervals),
    )
    for template in graph.templates:
        # Go templates have comments of their own; the trim marker keeps them out of the messages.
        note = f"{{{{- /* {header((template,))} */ -}}}}"
        yield text(f"{FOLDER}/templates/{template.name}.tmpl", f"{note}\n{template.text.strip()}\n")


def _tree(graph: Graph) -> Tree:
    settings = graph.settings
    tree = Tree(graph.alertmanager)
    if graph.alertmanager is not None:
        tree["global"] = graph.alertmanager.wire(settings)
    if graph.templates or graph.template_files:
        tree["templates"] = [*(("templates/*.tmpl",) if graph.templates else ()), *graph.template_files]
    if graph.routing is not None:
        tree["route"] = graph.routing.wire(settings)
    if graph.inhibitions:
        names_inhibitions = graph.targets.reads("alertmanager", "0.30")
        tree["inhibit_rules"] = [rule.wire(settings) for rule in graph.inhibitions]
        if not names_inhibitions:
            for rule in tree["inhibit_rules"]:
                rule.pop("name", None)
    tree["receivers"] = [receiver.wire(settings) for receiver in graph.receivers]
    if graph.intervals:
        tree["time_intervals"] = [interval.wire(settings) for interval in graph.intervals]
    for key, section in (("tracing", graph.tracing), ("event_recorder", graph.event_recorder)):
        if section is not None:
            tree[key] = section.wire(settings)
    return tree
