"""`vttalerts check --fix`: shows the edits that findings ask for as a diff, and makes them when somebody agrees."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from vttalerts import loader, mending
from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN, FINDINGS, Session, wants_color
from vttalerts.model.spec import DefinitionError
from vttalerts.reporting import ordered
from vttalerts.reporting.diff import diff

if TYPE_CHECKING:
    from vttalerts.cli.quick import Options
    from vttalerts.diagnostics import Diagnostic

_ROUNDS: Final = 10
"""An edit may make room for another; more rounds than this would be two edits that undo each other."""


def run(options: Options) -> int:
    """Show the edits, make them if that is wanted, and return the exit code of the check that follows."""
    for _ in range(_ROUNDS):
        turn = _files(options) if options.files else _definitions(options)
        session, found = turn.session, turn.found
        plan = mending.plan(ordered(found), turn.held)
        if not plan.files:
            return turn.answer()
        secrets = mending.hidden(found, turn.held) | turn.secrets
        for one in plan.files:
            lines = frozenset(number for file, number in secrets if Path(file) == one.path)
            color = wants_color(sys.stdout)
            sys.stdout.write(diff(one.path, one.before, one.after, root=session.root(), color=color, hidden=lines))
        sys.stdout.flush()
        wish = f"{_count(len(plan.mended), 'finding')} in {_count(len(plan.files), 'file')}"
        if options.diff:
            sys.stderr.write(f"{wish} can be mended by these edits; {len(found) - len(plan.mended)} can't\n")
            return FINDINGS if session.fails(found) else CLEAN
        if not options.yes and not _agrees(wish):
            return COULD_NOT_RUN if not sys.stdin.isatty() else FINDINGS
        try:
            mending.apply(plan)
        except mending.ChangedError as changed:
            sys.stderr.write(f"{changed.path} was edited meanwhile; nothing was changed, run it again\n")
            return COULD_NOT_RUN
        sys.stdout.write(f"mended {wish}\n")
    sys.stderr.write(f"edits still follow from edits after {_ROUNDS} rounds; look at the last diff\n")
    return COULD_NOT_RUN


class _Turn(NamedTuple):
    """One look at what may be mended.

    Attributes:
        session: The run.
        found: What is found.
        held: What the files hold that may be edited.
        secrets: Lines that hold a secret, by file and number.
        answer: Says what is found, and returns the exit code.
    """

    session: Session
    found: tuple[Diagnostic, ...]
    held: Mapping[Path, str]
    secrets: frozenset[tuple[str, int]]
    answer: Callable[[], int]


def _definitions(options: Options) -> _Turn:
    held = _snapshot(options)
    session = Session(options)
    graph, found = session.compile()
    return _Turn(session, found, held, frozenset(), lambda: session.answer(graph, found))


def _files(options: Options) -> _Turn:
    from vttalerts.cli import files, policies

    session = Session(options)
    problems = policies.find_project(session)
    if problems:
        return _Turn(session, problems, {}, frozenset(), lambda: session.tell(problems, ran=False))
    read, found = files.look(session)
    texts = {Path(file.source.file): file.source.text for file in read.files if file.source is not None}
    # What was edited since it was read is left alone, as is what is no plain UTF-8.
    held = {path: text for path, text in mending.snapshot(texts).items() if text == texts[path]}
    return _Turn(session, found, held, read.secret_lines(), lambda: files.answer(session, read, found))


def _snapshot(options: Options) -> dict[Path, str]:
    """Return what the files hold that may be edited: those of the definitions, and the project's configuration."""
    try:
        project = loader.find(Path(options.project))
    except DefinitionError:
        return {}
    tops = {name.partition(":")[0].partition(".")[0] for name in (project.platform, *project.checks)}
    sources = (file for top in sorted(tops) for file in (project.root / top).rglob("*.py"))
    return mending.snapshot((project.root / loader.CONFIGURATION, *sources))


def _agrees(wish: str) -> bool:
    if not sys.stdin.isatty():
        sys.stderr.write("--fix asks before it writes, and here is nobody to ask: add --yes\n")
        return False
    sys.stderr.write(f"mend {wish}? [y/N] ")
    sys.stderr.flush()
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
