"""The checks that a project adds: found in its definitions, and kept from taking the others down with them.

A check is a function with `@check` from `vttalerts`; its code is the first word of its name, or given. It is found in
every module of the definitions, in `checks.py` beside them, and in the modules that `[tool.vttalerts] checks` names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from types import CodeType, ModuleType
from typing import Final

from vttalerts.checks import Check
from vttalerts.diagnostics import Diagnostic, Label, Span
from vttalerts.graph import Graph

_CODE: Final = re.compile(r"[A-Z]{3}[0-9]{3}")


def find(modules: Iterable[ModuleType], builtin: tuple[Check, ...]) -> tuple[tuple[Check, ...], tuple[Diagnostic, ...]]:
    """Return a project's own checks, sorted by code, and what is wrong with those that can't be used."""
    candidates = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, Check) and value.function.__module__ == module.__name__
    ]
    if not candidates:
        return (), ()
    from vttalerts.checks._faults import PAGES

    families = {code[:3] for code in (*PAGES, *(one.code for one in builtin))}
    found: dict[str, Check] = {}
    wrong: list[Diagnostic] = []
    for one in dict.fromkeys(candidates):
        other = found.get(one.code)
        if not _CODE.fullmatch(one.code):
            wrong.append(_refuse(one, f"`{one.code}` is no code of a check"))
        elif one.code[:3] in families:
            wrong.append(_refuse(one, f"codes with {one.code[:3]} belong to vttalerts"))
        elif other is not None:
            wrong.append(_refuse(one, f"two checks have the code {one.code}", Label(_place(other), "and here")))
        else:
            found[one.code] = one
    return tuple(found[code] for code in sorted(found)), tuple(wrong)


def run(one: Check, graph: Graph) -> Iterator[Diagnostic]:
    """Yield the findings of a project's check, or how it fails."""
    try:
        findings: Iterable[object] = one(graph)
        for found in findings:
            if not isinstance(found, Diagnostic):
                yield _failed(one, f"yields {type(found).__name__}, no finding", _place(one))
                return
            yield found
    except Exception as error:  # noqa: BLE001  a check of a project may raise anything
        text = str(error).strip().partition("\n")[0]
        yield _failed(one, f"raises {type(error).__name__}{f': {text}' if text else ''}", _raised(one, error))


def _refuse(one: Check, headline: str, *others: Label) -> Diagnostic:
    return Diagnostic(
        "DEF095",
        headline,
        (Label(_place(one), "this check is not run"), *others),
        why="what it looks for would be found by nobody",
        help='give it a code of its own, such as @check(code="OWN001"), or let its name begin with it: `def own001_…`',
    )


def _failed(one: Check, what: str, place: Span) -> Diagnostic:
    return Diagnostic(
        "DEF096",
        f"check {one.code} {what}",
        (Label(place, "here"),),
        why="whatever it would have found is not shown",
        help=f"mend the check; it takes a Graph and yields what `{one.function.__name__}.finding(…)` returns",
    )


def _place(one: Check) -> Span:
    code: CodeType = one.function.__code__
    return Span(code.co_filename, code.co_firstlineno)


def _raised(one: Check, error: BaseException) -> Span:
    """Return the innermost line of the check's own file that an exception passed through."""
    place = _place(one)
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == place.file:
            place = Span(place.file, trace.tb_lineno)
        trace = trace.tb_next
    return place
