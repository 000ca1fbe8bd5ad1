"""What a project says of the checks, as its definitions and its `pyproject.toml` say it, and the calendar."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vttalerts.cli import stamp

if TYPE_CHECKING:
    from vttalerts.cli.commands import Session
    from vttalerts.diagnostics import Diagnostic
    from vttalerts.policy import Policy
    from vttalerts.policy.allowances import Accepted

_NO_PROJECT: Final = "DEF060"


def of(session: Session, accepted: tuple[Accepted, ...] = ()) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """Return what a project says of the checks, and what is wrong with that; without a policy, it says nothing.

    Args:
        session: The run; its definitions are loaded, where it has any.
        accepted: What is accepted elsewhere than in definitions.
    """
    from vttalerts import checks

    levels = session.project.levels if session.project is not None else {}
    modules = checks.own_modules(session.modules)
    if not levels and not modules and not accepted and "vttalerts.model.allowing" not in sys.modules:
        return None, ()
    from vttalerts.policy import Policy, Setting
    from vttalerts.policy import own as own_checks

    own, problems = own_checks.find(modules, checks.every())
    settings = {code: Setting(level, place) for code, (level, place) in levels.items()}

    def has_passed(until: str) -> bool:
        if session.inputs is not None:
            # The answer holds until then, and no stamp longer.
            session.inputs.entries.add(f"until {until}")
        return stamp.today() > until

    return Policy(settings, own, accepted, has_passed), problems


def find_project(session: Session) -> tuple[Diagnostic, ...]:
    """Look for the project of a command that needs none, and return what is wrong with it if there is one."""
    from vttalerts import loader
    from vttalerts.model.spec import DefinitionError

    try:
        session.project = loader.find(Path(session.options.project))
    except DefinitionError as error:
        return tuple(one for one in error.diagnostics if one.code != _NO_PROJECT)
    return ()
