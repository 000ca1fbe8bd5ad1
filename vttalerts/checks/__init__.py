"""The checks: what is wrong with the whole although each part is right; one file each, its name starts with its code.

A check's module docstring is its page for `vttalerts explain`, and the `Bad` and `Good` blocks in it are its tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from vttalerts.diagnostics import Diagnostic, Label, Level
from vttalerts.graph import Graph

Function = Callable[[Graph], Iterable[Diagnostic]]


class Check:
    """One check; called with a graph, it yields its findings.

    Attributes:
        code: Its code, such as `ALR007`; the first word of its file's name.
        level: How sure the damage is.
        page: Its documentation, in Markdown.
    """

    def __init__(self, function: Function, level: Level, page: str) -> None:
        module = function.__module__.rpartition(".")[2]
        self.code = module.partition("_")[0].upper()
        self.level = level
        self.page = page
        self._function = function

    def __call__(self, graph: Graph) -> Iterable[Diagnostic]:
        """Yield the findings in a platform."""
        return self._function(graph)

    def finding(self, headline: str, *labels: Label, why: str, help: str) -> Diagnostic:  # noqa: A002  as in Diagnostic
        """Return a finding of this check."""
        return Diagnostic(self.code, headline, labels, why=why, help=help, level=self.level)


def check(*, level: Level = Level.ERROR) -> Callable[[Function], Check]:
    """Make a check of a function from a graph to its findings."""

    def decorate(function: Function) -> Check:
        import sys

        page = sys.modules[function.__module__].__doc__ or function.__doc__ or ""
        return Check(function, level, page)

    return decorate


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


def run(graph: Graph) -> Iterator[Diagnostic]:
    """Yield the findings of all checks."""
    for one in every():
        yield from one(graph)
