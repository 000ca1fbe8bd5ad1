"""The files of an import: found by paths and patterns, read one by one, each with what is wrong with it."""

from __future__ import annotations

import glob
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from vttalerts import importers
from vttalerts.diagnostics import Diagnostic, Label, Level, Span
from vttalerts.importers import Bounds, File, Kind, _files, dashboard_files
from vttalerts.importers._yaml import RefusedError
from vttalerts.importers.adopted import SavedBoard
from vttalerts.importers.secrets import without_file
from vttalerts.importers.source.names import Names, slug

_CLEAR_TEXT: Final = "SEC010"
Tick = Callable[[int, int], None]
"""Is told how many files are read, and of how many."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the files are.

    Attributes:
        files: Files with objects.
        boards: Dashboards.
        diagnostics: What is wrong with any of them.
        broken: How many could not be used.
    """

    files: tuple[File, ...]
    boards: tuple[SavedBoard, ...]
    diagnostics: tuple[Diagnostic, ...]
    broken: int


def expand(patterns: Iterable[str]) -> Iterator[Path]:
    """Yield the paths that the command line names, as the shell would expand them.

    Raises:
        FileNotFoundError: A path does not exist, or a pattern names nothing.
    """
    for pattern in patterns:
        if Path(pattern).exists():
            yield Path(pattern)
            continue
        found = sorted(glob.glob(pattern, recursive=True))  # noqa: PTH207  it may be absolute
        if not found:
            raise FileNotFoundError(2, "no such file", pattern)
        yield from map(Path, found)


def gather(paths: Iterable[Path], tick: Tick) -> Gathered:
    """Read files, and the files in folders; a broken one does not stop the others."""
    named = tuple(paths)
    gathering = _Gathering(frozenset(named))
    found = list(_files.every(named, Bounds()))
    for index, path in enumerate(found):
        tick(index, len(found))
        if isinstance(path, Diagnostic):
            gathering.diagnostics.append(path)
        else:
            gathering.read(path)
    return Gathered(
        tuple(_without_own_rules(gathering.files)),
        tuple(gathering.boards),
        tuple(gathering.diagnostics),
        len(gathering.broken),
    )


def _without_own_rules(files: Iterable[File]) -> Iterator[File]:
    """Yield the files; Prometheus's configuration does not name rule files that are imported with it."""
    known = list(files)
    imported = {file.path.resolve() for file in known if file.kind is Kind.RULES}
    for file in known:
        server = file.platform.prometheus if file.platform is not None else None
        if file.platform is None or server is None or not server.rule_files:
            yield file
            continue
        kept = tuple(one for one in server.rule_files if not _is_imported(file.path.parent, str(one), imported))
        made = server.copy_with(rule_files=kept)
        yield replace(file, platform=file.platform.copy_with(prometheus=made))


def _is_imported(folder: Path, pattern: str, imported: set[Path]) -> bool:
    found = {Path(one).resolve() for one in glob.glob(str(folder / pattern))}  # noqa: PTH207  it may be absolute
    return bool(found) and found <= imported


class _Gathering:
    """What was read so far."""

    def __init__(self, named: frozenset[Path]) -> None:
        self._named = named
        self.files: list[File] = []
        self.boards: list[SavedBoard] = []
        self.diagnostics: list[Diagnostic] = []
        self.broken: set[Path] = set()
        self._names = Names((), "-")

    def read(self, path: Path) -> None:
        """Read one file."""
        if path.suffix == ".json" and self._board(path):
            return
        one = importers.read([path]).files[0]
        if one.kind is Kind.UNKNOWN and path not in self._named and _is_readable(one):
            # A folder holds what it holds: this is no file of ours.
            self.diagnostics.extend(replace(found, level=Level.WARNING) for found in one.diagnostics)
            return
        # What becomes of a secret in clear text is said where it gets its name.
        problems = [found for found in one.diagnostics if found.code != _CLEAR_TEXT]
        problems.extend(without_file(one.platform) if one.platform is not None else ())
        self.diagnostics.extend(problems)
        if any(found.level is Level.ERROR for found in problems):
            self.broken.add(path)
            return
        if one.kind is Kind.KUBERNETES:
            self._configmaps(one)
        if one.platform is None or one.kind is Kind.RULE_TESTS:
            if one.kind in {Kind.RULE_TESTS, Kind.DASHBOARD}:
                self.diagnostics.append(_left_out(path, one.kind))
            return
        name = self._names.give(one.platform.name)
        self.files.append(replace(one, platform=one.platform.copy_with(name=name)))

    def _board(self, path: Path) -> bool:
        """Read a file that may be a dashboard; tell whether it is one, or is nothing at all."""
        try:
            source = _files.read(path, Bounds())
        except RefusedError as refused:
            self._refuse(path, refused.diagnostic)
            return True
        return self._add(path, source.text, slug(path.stem, "dashboard"))

    def _configmaps(self, one: File) -> None:
        for document in one.raw():
            for key, text in dashboard_files.configmaps(document):
                self._add(one.path, text, slug(Path(key).stem, "dashboard"))

    def _add(self, path: Path, text: str, name: str) -> bool:
        found = dashboard_files.read(text, str(path.absolute()))
        for diagnostic in found.diagnostics:
            self._refuse(path, diagnostic)
        if found.saved is not None:
            self.boards.append(SavedBoard(str(path.absolute()), found.saved, name[:40]))
        return found.is_dashboard

    def _refuse(self, path: Path, diagnostic: Diagnostic) -> None:
        self.diagnostics.append(diagnostic)
        self.broken.add(path)


def _is_readable(one: File) -> bool:
    return all(found.code == "DEF114" for found in one.diagnostics)


def _left_out(path: Path, kind: Kind) -> Diagnostic:
    return Diagnostic(
        "DEF127",
        f"a file of kind `{kind.value}` is left out",
        (Label(Span(str(path.absolute()), 1)),),
        why="it configures no server; `promtool` goes on reading it where it is",
        help="take it out of the list",
        level=Level.WARNING,
    )
