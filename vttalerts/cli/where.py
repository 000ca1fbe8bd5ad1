"""`vttalerts where FILE:LINE`: from a line of the output to its definition, and back."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from vttalerts import origins, pipeline
from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN, FINDINGS
from vttalerts.cli.projects import open_session
from vttalerts.emitters import Artifact
from vttalerts.graph import Graph


def run(place: str, project: str) -> int:
    """Print where a line comes from, or goes to, and return the exit code."""
    name, _, number = place.rpartition(":")
    if not name or not number.isdigit() or int(number) < 1:
        sys.stderr.write(f"{place} is no FILE:LINE, such as definitions/routing.py:26\n")
        return COULD_NOT_RUN
    session, graph = open_session(project)
    if graph is None or session.project is None:
        return COULD_NOT_RUN
    root, output = session.project.root, session.project.output
    file, line = Path(name).resolve(), int(number)
    if not file.exists() and (output / name).exists():
        file = output / name
    found = list(
        _back(graph, file.relative_to(output).as_posix(), line, root)
        if file.is_relative_to(output)
        else _forth(graph, file, line)
    )
    if not found:
        sys.stderr.write(f"nothing is known of {place}: {_reason(file, output)}\n")
        return FINDINGS
    sys.stdout.write("\n".join(found) + "\n")
    return CLEAN


def _reason(file: Path, output: Path) -> str:
    if not file.is_relative_to(output):
        return "no object of the definitions that is written to YAML stands there"
    if file.suffix in {".yml", ".yaml"}:
        return "it is part of the header, or no definition made it"
    return "only lines of YAML lead back to a definition; what the whole file was made of stands at its beginning"


def _back(graph: Graph, path: str, line: int, root: Path) -> Iterator[str]:
    artifact = next((one for one in pipeline.build(graph) if one.path == path), None)
    found = origins.origin(artifact, line) if artifact is not None else None
    if found is not None:
        span = found.span()
        shown = Path(span.file)
        shown = shown.relative_to(root) if shown.is_relative_to(root) else shown
        field = f"   `{found.keyword}` of {found.spec!r}" if found.keyword else f"   {found.spec!r}"
        yield f"{shown.as_posix()}:{span.line}{f':{span.column}' if span.column else ''}{field}"


def _forth(graph: Graph, file: Path, line: int) -> Iterator[str]:
    """The narrowest object whose call spans the line, wherever it is written to."""
    wanted = [
        (span.line, spec)
        for spec in graph.specs
        if (span := spec.whole()).file == str(file) and span.line <= line <= (span.end_line or span.line)
    ]
    if not wanted:
        return
    start = max(first for first, _ in wanted)
    specs = {id(spec) for first, spec in wanted if first == start}
    for artifact in pipeline.build(graph):
        yield from _lines(artifact, specs)


def _lines(artifact: Artifact, specs: set[int]) -> Iterator[str]:
    if artifact.tree is None:
        return
    for number, spec in origins.places(artifact):
        if id(spec) in specs:
            yield f"{artifact.path}:{number}   {spec!r}"
