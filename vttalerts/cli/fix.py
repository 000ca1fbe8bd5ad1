"""`vttalerts check --fix`: shows the edits that findings ask for as a diff, and makes them when somebody agrees."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vttalerts import loader, mending
from vttalerts.cli.commands import CLEAN, COULD_NOT_RUN, FINDINGS, Session, wants_color
from vttalerts.model.spec import DefinitionError
from vttalerts.reporting import ordered
from vttalerts.reporting.diff import diff

if TYPE_CHECKING:
    from vttalerts.cli.quick import Options

_ROUNDS: Final = 10
"""An edit may make room for another; more rounds than this would be two edits that undo each other."""


def run(options: Options) -> int:
    """Show the edits, make them if that is wanted, and return the exit code of the check that follows."""
    for _ in range(_ROUNDS):
        held = _snapshot(options)
        session = Session(options)
        graph, found = session.compile()
        plan = mending.plan(ordered(found), held)
        if not plan.files or session.project is None:
            return session.answer(graph, found)
        root = session.project.root
        secrets = mending.hidden(found, held)
        for one in plan.files:
            lines = frozenset(number for file, number in secrets if Path(file) == one.path)
            color = wants_color(sys.stdout)
            sys.stdout.write(diff(one.path, one.before, one.after, root=root, color=color, hidden=lines))
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
