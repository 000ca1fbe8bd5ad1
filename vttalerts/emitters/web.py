"""`infra/monitoring/web.yml`: the TLS and the logins of Prometheus, Alertmanager and the exporters in production."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from vttalerts.emitters import Artifact, header, yaml
from vttalerts.graph import Graph

PATH: Final = "infra/monitoring/web.yml"

_NOTE: Final = """\


One file for all servers, each is started with --web.config.file; all read the same certificate."""


def emit(graph: Graph) -> Iterator[Artifact]:
    """Yield the web configuration of production's servers."""
    production = graph.production
    if production is not None:
        yield yaml(PATH, lambda: production.access.web(graph.settings), header((production.access,)) + _NOTE)
