"""`vttalerts prove`: who is told of every alert, whatever its labels turn out to be, and how soon."""

from __future__ import annotations

import difflib
import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN, FINDINGS
from vttalerts.cli.projects import open_session
from vttalerts.graph import Graph
from vttalerts.simulate.matrix import Matrix, matrix

FORMATS = ("text", "json", "markdown")


def run(alerts: Sequence[str], form: str, output: str | None, project: str) -> int:
    """Print a proof, or write it to a file, and return the exit code: 0 proven, 1 not, 2 could not run."""
    gc.disable()  # a proof makes many small objects and hardly any garbage
    session, graph = open_session(project)
    if graph is None or session.project is None:
        return COULD_NOT_RUN
    known = [placed.name for placed in graph.alerts]
    for name in alerts:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3, cutoff=0.5)
            hint = f"; did you mean {' or '.join(near)}?" if near else "; `vttalerts list alerts` shows all"
            sys.stderr.write(f"no alert is called {name}{hint}\n")
            return COULD_NOT_RUN
    made = matrix(graph, alerts)
    if made is None:
        sys.stderr.write("the platform has no routing tree, so nobody is told of anything\n")
        return COULD_NOT_RUN
    text = _written(made, form, session.project.root, graph)
    if output is None:
        sys.stdout.write(text)
        return CLEAN if made.holds else FINDINGS
    try:
        Path(output).write_text(text, encoding="utf-8")
    except OSError as error:
        sys.stderr.write(f"error: {error.strerror}: {output}\n")
        return COULD_NOT_RUN
    return CLEAN if made.holds else FINDINGS


def _written(made: Matrix, form: str, root: Path, graph: Graph) -> str:
    routes = len(graph.routes)
    if form == "json":
        from vttalerts.reporting import proof_json

        return proof_json.report(made, root=root, routes=routes)
    if form == "markdown":
        from vttalerts.reporting import proof_markdown

        return proof_markdown.report(made, root=root, routes=routes)
    from vttalerts.reporting import proof_text

    return proof_text.report(made, root=root, routes=routes)
