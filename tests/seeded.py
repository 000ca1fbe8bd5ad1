"""Mistakes that people make, each an edit of VTT's definitions, and who finds it before an incident does.

A mistake is a TOML file in `tests/mistakes/`:

    title = "what somebody did wrong"
    file = "alerts/critical.py"         # below `definitions/`
    old = '''what stands there'''       # once
    new = '''what somebody writes'''
    code = "ALR007"                     # the diagnostic that must find it
    line = '''part of the line'''       # where that diagnostic must point

    [built]                             # only where definitions with the mistake build nothing:
    file = "rules/vtt-alerts.yml"       # the same mistake in the file that a server would have read
    old = '''…'''
    new = '''…'''
"""

from __future__ import annotations

import shutil
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from vttalerts import bytecode, loader, pipeline
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph

ROOT = Path(__file__).parent.parent
MISTAKES = Path(__file__).parent / "mistakes"
_MONITORING = "infra/monitoring/"


@dataclass(frozen=True, slots=True)
class Replacement:
    """One text of a file instead of another.

    Attributes:
        file: The file's path, below the folder that the mistake is made in.
        old: What stands there, exactly once.
        new: What stands there instead.
    """

    file: str
    old: str
    new: str

    def make(self, folder: Path) -> str:
        """Make the replacement and return what the file held.

        Raises:
            ValueError: The text does not stand there exactly once.
        """
        path = folder / self.file
        text = path.read_text(encoding="utf-8")
        if text.count(self.old) != 1:
            raise ValueError(f"{self.file} holds {self.old!r} {text.count(self.old)} times")
        path.write_text(text.replace(self.old, self.new), encoding="utf-8")
        return text


@dataclass(frozen=True, slots=True)
class Mistake:
    """Something that somebody did wrong.

    Attributes:
        name: The file's name, without its ending.
        title: What it is, in words.
        edit: The edit of the definitions.
        code: The code of the diagnostic that must find it.
        line: Part of the line at which that diagnostic must point.
        built: The same mistake in a file that a server reads, where the definitions with it build nothing.
    """

    name: str
    title: str
    edit: Replacement
    code: str
    line: str
    built: Replacement | None


def every() -> tuple[Mistake, ...]:
    """Return all mistakes, sorted by name."""
    return tuple(_read(file) for file in sorted(MISTAKES.glob("*.toml")))


def _read(file: Path) -> Mistake:
    told = tomllib.loads(file.read_text(encoding="utf-8"))
    built = told.pop("built", None)
    edit = Replacement(told.pop("file"), told.pop("old"), told.pop("new"))
    return Mistake(file.stem, edit=edit, built=Replacement(**built) if built else None, **told)


class Sandbox:
    """A copy of VTT's definitions in which mistakes are made, one at a time.

    Attributes:
        root: The copy's folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        shutil.copytree(ROOT / "definitions", root / "definitions", ignore=shutil.ignore_patterns("__pycache__"))
        (root / "pyproject.toml").write_text("[tool.vttalerts]\n", encoding="utf-8")
        bytecode.make_room(root, "definitions")

    def check(self, mistake: Mistake | None) -> tuple[Graph | None, tuple[Diagnostic, ...]]:
        """Return the definitions with a mistake, and what is found in them."""
        if mistake is None:
            return self._check()
        text = mistake.edit.make(self.root / "definitions")
        try:
            return self._check()
        finally:
            (self.root / "definitions" / mistake.edit.file).write_text(text, encoding="utf-8")

    def _check(self) -> tuple[Graph | None, tuple[Diagnostic, ...]]:
        path = list(sys.path)
        try:
            loaded = loader.load(loader.find(self.root))
        finally:
            sys.path[:] = path
        if loaded.platform is None:
            return None, loaded.diagnostics
        graph = Graph(loaded.platform)
        found = pipeline.check(graph)
        # The places are worked out while the files still hold the mistake.
        return graph, found

    def line(self, mistake: Mistake, found: Diagnostic) -> str:
        """Return the line that a diagnostic points at, as it is with the mistake."""
        span = found.labels[0].span
        path = Path(span.file)
        text = path.read_text(encoding="utf-8")
        if path == self.root / "definitions" / mistake.edit.file:
            text = text.replace(mistake.edit.old, mistake.edit.new)
        return text.splitlines()[span.line - 1]


def build(graph: Graph | None, mistake: Mistake | None, clean: Path, folder: Path) -> Iterator[str]:
    """Write what Prometheus and Alertmanager would read, and yield the names of the files.

    Args:
        graph: The definitions with the mistake; `None` if nothing can be built from them.
        mistake: The mistake.
        clean: What the definitions without a mistake build.
        folder: Where to write.
    """
    if graph is None:
        shutil.copytree(clean, folder, dirs_exist_ok=True)
        if mistake is not None and mistake.built is not None:
            mistake.built.make(folder)
            yield mistake.built.file
        return
    for artifact in pipeline.build(graph):
        if artifact.path.startswith(_MONITORING) and artifact.path.endswith((".yml", ".tmpl")):
            path = folder / artifact.path.removeprefix(_MONITORING)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(artifact.text(), encoding="utf-8")
            yield artifact.path
