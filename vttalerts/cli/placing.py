"""Imported definitions on their way to a folder: built and compared first, and then put there whole or not at all."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from vttalerts import loader, pipeline
from vttalerts.cli import baselines
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.platform import Platform

_SUFFIX = ".vttalerts-import"


@dataclass(frozen=True, slots=True)
class Built:
    """What definitions compile to.

    Attributes:
        graph: The platform; `None` if they do not compile.
        files: The text of each file, by its path.
        problems: Why they do not compile.
        baseline: What is found in them from the first day on, as the text of a baseline; empty if nothing is.
        known: How many findings that are.
    """

    graph: Graph | None
    files: Mapping[str, str] = field(default_factory=dict[str, str])
    problems: tuple[Diagnostic, ...] = ()
    baseline: str = ""
    known: int = 0


def build(texts: Mapping[str, str]) -> Built:
    """Return what definitions compile to.

    Args:
        texts: The text of each file of the definitions, by its path.
    """
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _write(root, texts)
        with _apart():
            loaded = loader.load(loader.find(root))
        if loaded.platform is None:
            return Built(None, problems=loaded.diagnostics)
        graph = Graph(loaded.platform)
        found = pipeline.check(graph)
        place = root / baselines.DEFAULT
        known = baselines.write(found, place, root) if found else 0
        baseline = place.read_text(encoding="utf-8") if found else ""
        # Texts are made here: headers name the files of the definitions, which are gone afterwards.
        return Built(graph, {one.path: one.text() for one in pipeline.build(graph)}, (), baseline, known)


def alone(platform: Platform) -> dict[str, str]:
    """Return what a platform compiles to, by path, without a word on whether that is wise."""
    return {one.path: one.text() for one in pipeline.build(Graph(platform))}


@contextmanager
def _apart() -> Generator[None]:
    """Let definitions be loaded that the rest of the process never sees: those of a project may be loaded too."""
    before = {name: sys.modules.pop(name) for name in list(sys.modules) if name.partition(".")[0] == "definitions"}
    try:
        yield
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == "definitions"]:
            del sys.modules[name]
        sys.modules.update(before)


def existing(output: Path, texts: Mapping[str, str]) -> list[str]:
    """Return the files that are there already and say something else, sorted."""
    return sorted(path for path, text in texts.items() if (output / path).exists() and _read(output / path) != text)


def put(output: Path, texts: Mapping[str, str]) -> None:
    """Write files into a folder: all of them, or none.

    Raises:
        OSError: It could not be done; the folder is as it was.
    """
    with _staged(output, texts) as stage:
        done: list[tuple[Path, Path | None]] = []
        try:
            for index, path in enumerate(texts):
                place, kept = output / path, None
                place.parent.mkdir(parents=True, exist_ok=True)
                if place.exists():
                    kept = stage / f"{index}.kept"
                    place.replace(kept)
                done.append((place, kept))
                (stage / path).replace(place)
        except BaseException:
            for place, kept in reversed(done):
                place.unlink(missing_ok=True)
                if kept is not None:
                    kept.replace(place)
            raise


@contextmanager
def _staged(output: Path, texts: Mapping[str, str]) -> Generator[Path]:
    """Write files beside their place, and make folders; what is left over goes away."""
    made = [folder for folder in (output, *output.parents) if not folder.exists()]
    output.mkdir(parents=True, exist_ok=True)
    stage = Path(tempfile.mkdtemp(suffix=_SUFFIX, dir=output))
    try:
        _write(stage, texts)
        yield stage
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        _prune(output, texts)
        for folder in made:
            if folder.exists() and not any(folder.iterdir()):
                folder.rmdir()
        raise
    shutil.rmtree(stage, ignore_errors=True)


def _prune(output: Path, texts: Mapping[str, str]) -> None:
    """Remove the folders that were made for nothing."""
    folders = {parent for path in texts for parent in Path(path).parents if parent != Path()}
    for folder in sorted(folders, key=lambda one: len(one.parts), reverse=True):
        place = output / folder
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()


def _write(root: Path, texts: Mapping[str, str]) -> None:
    for path, text in texts.items():
        place = root / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("w", encoding="utf-8", newline="\n", errors="surrogatepass") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())


def _read(place: Path) -> str | None:
    try:
        return place.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
