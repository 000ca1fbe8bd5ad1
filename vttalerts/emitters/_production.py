"""What Prometheus's configuration has more in production: replicas that alert as one, logins, TLS, other storage.

Decision: all replicas read the same file. The label that tells them apart is `${REPLICA}`, which Prometheus takes
from its environment (config `expandExternalLabels`), so that a reload can't mix them up.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from vttalerts.graph import Graph
from vttalerts.model.spec import Tree, to_wire

if TYPE_CHECKING:
    from vttalerts.model.production import Federation, Production

REPLICA: Final = "REPLICA"
"""The variable that holds a replica's own name."""


def harden(tree: Tree, graph: Graph, production: Production) -> Tree:
    """Return one machine's configuration as production runs it."""
    client = production.access.reached(graph.settings)
    made = Tree(graph.prometheus)
    made.keywords.update(tree.keywords)
    head = dict(tree.get("global", {}))
    head["external_labels"] = {**head.get("external_labels", {}), production.replica_label: f"${{{REPLICA}}}"}
    made["global"] = head
    made.update({key: value for key, value in tree.items() if key not in {"global", "alerting"}})
    made["alerting"] = {
        "alert_relabel_configs": [
            *tree.get("alerting", {}).get("alert_relabel_configs", ()),
            # Alertmanager takes alerts with the same labels for one, whoever sent them.
            {"regex": production.replica_label, "action": "labeldrop"},
        ],
        "alertmanagers": [
            {
                **client,
                "static_configs": [{"targets": to_wire(production.alertmanager, graph.settings)}],
            }
        ],
    }
    probes = {one.name for one in graph.probes}
    made["scrape_configs"] = [_job(job, probes, graph, production, client) for job in tree["scrape_configs"]]
    if production.remote_write:
        made["remote_write"] = [*tree.get("remote_write", ()), *to_wire(production.remote_write, graph.settings)]
    return made


def federate(graph: Graph, production: Production, federation: Federation) -> Tree:
    """Return the configuration of the Prometheus above the replicas."""
    tree = Tree(federation)
    tree["global"] = {"scrape_interval": graph.settings.paced(federation.interval).duration()}
    tree["scrape_configs"] = [
        {
            "job_name": "federate",
            # The labels of a series are those that it has below, the replica's name too.
            "honor_labels": True,
            "metrics_path": "/federate",
            "params": {"match[]": list(federation.match)},
            **production.access.reached(graph.settings),
            "static_configs": [{"targets": to_wire(production.prometheus, graph.settings)}],
        }
    ]
    return tree


def _job(job: dict[str, Any], probes: set[str], graph: Graph, production: Production, client: Tree) -> dict[str, Any]:
    name = job["job_name"]
    if name in probes:
        return {**job, **client}
    if name not in production.jobs:
        return job
    kept = {key: value for key, value in job.items() if key != "static_configs"}
    return {**kept, **client, "static_configs": [{"targets": to_wire(production.jobs[name], graph.settings)}]}
