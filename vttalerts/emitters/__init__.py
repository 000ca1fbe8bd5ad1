"""What is written: one emitter a kind of artifact, found by its file; emitters make trees, `_yaml` and `_json` text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from vttalerts.graph import Graph, display
from vttalerts.model.spec import Spec


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file of the output.

    Attributes:
        path: Where it goes, below the output folder, with forward slashes.
        chunks: Makes its text, piece by piece.
        tree: What the text was made of, where it is YAML; leads from a line back to its definition.
        header: The comment before the tree, without `#`.
    """

    path: str
    chunks: Callable[[], Iterable[str]]
    tree: Callable[[], Any] | None = None
    header: str = ""

    def text(self) -> str:
        """Return the whole text."""
        return "".join(self.chunks())


def yaml(path: str, tree: Callable[[], Any], header: str) -> Artifact:
    """Return a YAML artifact whose tree is made when its text is asked for."""
    from vttalerts.emitters import _yaml

    return Artifact(path, lambda: _yaml.stream(tree(), header=header), tree, header)


def json(path: str, tree: Callable[[], Any]) -> Artifact:
    """Return a JSON artifact whose tree is made when its text is asked for."""
    from vttalerts.emitters import _json

    return Artifact(path, lambda: (_json.dump(tree()),))


def text(path: str, content: str) -> Artifact:
    """Return an artifact of plain text."""
    return Artifact(path, lambda: (content,))


def header(*makers: Iterable[Spec]) -> str:
    """Return the lines that say which definitions made a file, and what becomes of edits."""
    files = sorted({_display(spec.source_file) for group in makers for spec in group})
    lines = ["Made by `vttalerts build`; an edit here is lost with the next build. Edit instead:"]
    lines.extend(f"  {file}" for file in files)
    return "\n".join(lines)


_display = lru_cache(maxsize=None)(display)


def emit(graph: Graph) -> Iterator[Artifact]:
    """Yield every file that the platform compiles to, sorted by emitter."""
    import vttalerts.emitters as package
    from vttalerts.discovery import modules

    for module in modules(package):
        yield from module.emit(graph)
