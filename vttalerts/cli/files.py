"""`vttalerts check FILE…`: says what is wrong with files that somebody wrote by hand; no definitions are needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vttalerts.diagnostics import Diagnostic, Level

if TYPE_CHECKING:
    from vttalerts.cli.commands import Session
    from vttalerts.importers import Read

_BLACKBOX = "0.28"
_MISSING_GLOBAL = "RCV007"
_MISSING_TEMPLATES = "DEF113"
_UNDEFINED_TEMPLATE = "TPL003"


def run(session: Session) -> int:
    """Look at the files that the options name, and return the exit code: 0 clean, 1 findings."""
    from vttalerts import importers

    found = importers.read([Path(file) for file in session.options.files])
    diagnostics = check(found)
    if diagnostics:
        return session.tell(diagnostics, ran=True)
    if session.options.format != "text":
        return session.tell((), ran=True)
    session.print(f"{_size(found)}: no findings\n")
    return 0


def check(read: Read) -> tuple[Diagnostic, ...]:
    """Return what is wrong with files: with each alone, and with those together that can be read."""
    from vttalerts import importers, pipeline
    from vttalerts.graph import Graph
    from vttalerts.model.targets import Targets

    # Nobody declares a version here: what today's servers read, is right.
    targets = Targets(blackbox=_BLACKBOX)
    found = [one for platform in read.sound() for one in pipeline.check_files(Graph(platform, targets=targets))]
    # What an operator adds to its objects, they can't lack.
    partial = any(file.kind is importers.Kind.KUBERNETES for file in read.files)
    unsure = frozenset({_MISSING_GLOBAL}) if partial else frozenset[str]()
    return (*read.diagnostics, *read.hide(_certain(found, read.diagnostics, unsure)))


def _certain(found: Iterable[Diagnostic], known: Iterable[Diagnostic], unsure: frozenset[str]) -> Iterator[Diagnostic]:
    """Yield findings; a template that may be in a file that is not here is missing for sure no more."""
    incomplete = any(one.code == _MISSING_TEMPLATES for one in known)
    for one in found:
        if one.code not in unsure:
            yield replace(one, level=Level.WARNING) if incomplete and one.code == _UNDEFINED_TEMPLATE else one


def _size(read: Read) -> str:
    from collections import Counter

    kinds = Counter(file.kind.value for file in read.files)
    return (
        ", ".join(f"{count} {kind} file{'' if count == 1 else 's'}" for kind, count in sorted(kinds.items()))
        or "no files"
    )
