"""The checks: what is wrong with the whole although each part is right; one file each, its name starts with its code.

A check's module docstring is its page for `vttalerts explain`, and the `Bad` and `Good` blocks in it are its tests.
A project adds checks of its own with the same decorator (see `vttalerts.policy.own`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from types import ModuleType
from typing import Final, Self, overload

from vttalerts.diagnostics import Diagnostic, Edit, Label, Level
from vttalerts.graph import Graph
from vttalerts.teamwork import Team

Function = Callable[[Graph], Iterable[Diagnostic]]


class Check:
    """One check; called with a graph, it yields its findings.

    Attributes:
        code: Its code, such as `ALR007`: the first word of its file's name; for a check of a project, the one that is
            given, or the first word of its function's name.
        level: How sure the damage is.
        page: Its documentation, in Markdown.
        function: The function that looks.
        in_files: The level of its findings in files that no definitions made; `None` where it needs definitions.
    """

    def __init__(
        self, function: Function, level: Level, page: str, code: str, in_files: Level | None = Level.WARNING
    ) -> None:
        self.code = code
        self.level = level
        self.page = page
        self.function = function
        self.in_files = in_files

    def __call__(self, graph: Graph) -> Iterable[Diagnostic]:
        """Yield the findings in a platform."""
        return self.function(graph)

    def finding(
        self,
        headline: str,
        *labels: Label,
        why: str,
        help: str,  # noqa: A002  as in Diagnostic
        edits: tuple[Edit, ...] = (),
    ) -> Diagnostic:
        """Return a finding of this check.

        Args:
            headline: What is wrong: lower case, no full stop, true on its own.
            labels: The places; the first is what to edit. `alert.at("what to read there", "keyword")` makes one.
            why: The consequence on call, in one sentence.
            help: The edit that mends it.
            edits: That edit as `vttalerts check --fix` makes it, where there is only one right one.
        """
        return Diagnostic(self.code, headline, labels, why=why, help=help, level=self.level, edits=edits)


@overload
def check(function: Function, /) -> Check: ...
@overload
def check(
    *, code: str | None = ..., level: Level = ..., in_files: Level | None = ...
) -> Callable[[Function], Check]: ...
def check(
    function: Function | None = None,
    /,
    *,
    code: str | None = None,
    level: Level = Level.ERROR,
    in_files: Level | None = Level.WARNING,
) -> Check | Callable[[Function], Check]:
    """Make a check of a function from a graph to its findings.

    Args:
        function: The function, where the decorator has no arguments.
        code: The check's code, three letters and three digits; without it, the first word of the function's name.
        level: How sure the damage is.
        in_files: The level of its findings in files that somebody wrote by hand, where less is known: an error only
            if no server could do what the file says, `None` if nothing can be said without definitions.
    """

    def decorate(function: Function) -> Check:
        import sys

        module = sys.modules.get(function.__module__)
        page = module.__doc__ if module is not None else None
        if function.__module__.startswith(f"{__name__}."):
            found = function.__module__.rpartition(".")[2]
        else:
            found, page = code or function.__name__, function.__doc__ or page
        return Check(function, level, page or "", found.partition("_")[0].upper(), in_files)

    return decorate(function) if function is not None else decorate


def every() -> tuple[Check, ...]:
    """Return all checks, sorted by code.

    Raises:
        ValueError: Two checks have the same code.
    """
    import vttalerts.checks as package
    from vttalerts.discovery import modules

    found: dict[str, Check] = {}
    for module in modules(package):
        for value in vars(module).values():
            if isinstance(value, Check) and found.setdefault(value.code, value) is not value:
                raise ValueError(f"two checks have the code {value.code}")
    return tuple(found[code] for code in sorted(found))


LARGE: Final = 2000
"""From so many alerts on, to check them takes much longer than to begin another process."""


class Run:
    """Checks over one graph, with the help of other processes where there is much to do; a context.

    Attributes:
        beside: Whether others are at work already, so that this process may do something else meanwhile.
    """

    def __init__(self, graph: Graph, chosen: Sequence[Check]) -> None:
        def do(number: int) -> tuple[Diagnostic, ...]:
            return tuple(chosen[number](graph))

        self._team = Team(do, len(chosen), worthwhile=len(graph.alerts) >= LARGE)
        self.beside = self._team.helped

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._team.__exit__()

    def findings(self) -> tuple[Diagnostic, ...]:
        """Return the findings of all checks, in the order of the checks."""
        return tuple(found for result in self._team.results() for found in result)


def run(graph: Graph) -> tuple[Diagnostic, ...]:
    """Return the findings of all checks."""
    with Run(graph, every()) as team:
        return team.findings()


def own_modules(modules: Iterable[ModuleType]) -> tuple[ModuleType, ...]:
    """Return the modules, of those of a project, that make checks."""
    return tuple(module for module in modules if any(type(value) is Check for value in vars(module).values()))


def run_on_files(graph: Graph) -> tuple[Diagnostic, ...]:
    """Return the findings in what files describe that no definitions made."""
    levels = {one.code: one.in_files for one in every() if one.in_files is not None}
    with Run(graph, [one for one in every() if one.code in levels]) as team:
        found = team.findings()
    return tuple(one if one.level is levels[one.code] else replace(one, level=levels[one.code]) for one in found)
