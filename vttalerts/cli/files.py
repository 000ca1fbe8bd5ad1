"""`vttalerts check FILE…`: says what is wrong with files that somebody wrote by hand; no definitions are needed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from vttalerts.cli import policies
from vttalerts.diagnostics import Diagnostic, Level

if TYPE_CHECKING:
    from vttalerts.cli.commands import Session
    from vttalerts.importers import Read
    from vttalerts.model.targets import Targets
    from vttalerts.policy import Policy
    from vttalerts.policy.allowances import Accepted

_BLACKBOX = "0.28"
_OF_VALUES = frozenset({"PQL014", "PQL015", "PQL023"})
_MISSING_GLOBAL = "RCV007"
_MISSING_TEMPLATES = "DEF113"
_UNDEFINED_TEMPLATE = "TPL003"


def run(session: Session) -> int:
    """Look at the files that the options name, and return the exit code: 0 clean, 1 findings, 2 could not run."""
    problems = policies.find_project(session)
    return session.tell(problems, ran=False) if problems else answer(session, *look(session))


def look(session: Session) -> tuple[Read, tuple[Diagnostic, ...]]:
    """Read the files that the options name, and return what is wrong with them that the baseline does not know."""
    from vttalerts import importers

    found = importers.read([Path(file) for file in session.options.files])
    accepted, wrong = _accepted(found)
    policy, _ = policies.of(session, accepted)
    return found, session.without_known((*wrong, *check(found, policy)))


def answer(session: Session, found: Read, diagnostics: tuple[Diagnostic, ...]) -> int:
    """Say what `look` found, or write it down as known, and return the exit code."""
    if session.options.write_baseline:
        from vttalerts.cli import baselines

        return baselines.keep(session, diagnostics)
    if diagnostics or session.options.format != "text":
        return session.tell(diagnostics, ran=True)
    session.print(f"{_size(found)}: no findings{session.shown_known()}\n")
    return 0


def _accepted(read: Read) -> tuple[tuple[Accepted, ...], tuple[Diagnostic, ...]]:
    """Return what comments in the files accept, where the checks look at a file; and comments that mean nothing."""
    accepted: list[Accepted] = []
    wrong: list[Diagnostic] = []
    for file in read.files:
        if "vttalerts:" in file.text and file.source is not None:
            from vttalerts.policy.allowances import accepted_by_comments

            of_file, mistakes = accepted_by_comments(file.text, file.source.file)
            wrong += mistakes
            if file.platform is not None and all(one.level is not Level.ERROR for one in file.diagnostics):
                accepted += of_file
    return tuple(accepted), tuple(wrong)


def check(read: Read, policy: Policy | None = None, targets: Targets | None = None) -> tuple[Diagnostic, ...]:
    """Return what is wrong with files: with each alone, and with those together that can be read.

    Args:
        read: The files.
        policy: What the project says of the checks, if there is one, and what comments accept.
        targets: The servers that must read the files; without it today's.
    """
    from vttalerts import importers, pipeline
    from vttalerts.graph import Graph
    from vttalerts.model.targets import Targets as Servers

    targets = targets or Servers(blackbox=_BLACKBOX)
    found = [one for platform in read.sound() for one in pipeline.check_files(Graph(platform, targets=targets))]
    # What an operator adds to its objects, they can't lack.
    partial = any(file.kind is importers.Kind.KUBERNETES for file in read.files)
    unsure = frozenset({_MISSING_GLOBAL}) if partial else frozenset[str]()
    heard = tuple(_certain(found, read.diagnostics, unsure))
    if policy is not None:
        from vttalerts.policy import settle

        heard = tuple(settle(heard, policy, policy.accepted))
    return (*read.diagnostics, *read.hide(heard))


def _certain(found: Iterable[Diagnostic], known: Iterable[Diagnostic], unsure: frozenset[str]) -> Iterator[Diagnostic]:
    """Yield findings; a template that may be in a file that is not here is missing for sure no more."""
    incomplete = any(one.code == _MISSING_TEMPLATES for one in known)
    for one in found:
        # What stands for a variable there, is no value that two matchers could contradict each other by.
        varies = one.code in _OF_VALUES and one.labels[0].span.file.endswith(".json")
        if one.code not in unsure and not varies:
            yield replace(one, level=Level.WARNING) if incomplete and one.code == _UNDEFINED_TEMPLATE else one


def _size(read: Read) -> str:
    from collections import Counter

    kinds = Counter(file.kind.value for file in read.files)
    return (
        ", ".join(f"{count} {kind} file{'' if count == 1 else 's'}" for kind, count in sorted(kinds.items()))
        or "no files"
    )
