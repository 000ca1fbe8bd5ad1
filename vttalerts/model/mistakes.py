"""What is wrong with an object that could not be made, as diagnostics at the keywords that were written."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from vttalerts.diagnostics import Diagnostic, Edit, Fault, Label, Span
from vttalerts.model.schema import Mismatch, Problem, UnknownError

if TYPE_CHECKING:
    from vttalerts.model.spec import Spec

_NEAR: Final = 0.5
_KEYWORD: Final = re.compile(r"\b([a-z_]+)=(?!=)")


def from_fault(fault: Fault, span: Span, *, name: str = "") -> Diagnostic:
    """Return a fault as a diagnostic, now that its place is known."""
    return Diagnostic(fault.code, fault.headline, (Label(span, fault.label, name),), why=fault.why, help=fault.help)


def diagnose(spec: Spec, problems: list[Problem]) -> Iterator[Diagnostic]:
    """Yield a diagnostic for each problem, at the keyword that it is about."""
    kind = type(spec).__name__
    name = spec.__dict__.get("name", "")
    name = name if isinstance(name, str) else ""
    given = spec.model_fields_set
    unknown = [field for field, problem in problems if isinstance(problem, UnknownError) and field is not None]
    for field, problem in problems:
        if isinstance(problem, Fault):
            span = spec.span(field, snippet=_snippet(problem), fault=problem)
            yield _as_written(from_fault(problem, span, name=name), spec)
        elif isinstance(problem, Mismatch):
            yield _mismatch(spec, field or "", problem)
        elif isinstance(problem, UnknownError):
            yield _unknown_field(spec, field or "", kind)
        elif not difflib.get_close_matches(field or "", unknown, n=1, cutoff=_NEAR) and field not in given:
            yield Diagnostic(
                "DEF003",
                f"{kind} lacks `{field}`",
                (Label(spec.span(), f"`{field}` is required"),),
                why="the object can't be compiled without it",
                help=f"add `{field}=…`",
            )


def _as_written(found: Diagnostic, spec: Spec) -> Diagnostic:
    """Return a finding with its edit in the words of the file, where no Python code made the object."""
    place = spec.read_from
    if place is None or "=" not in found.help:
        return found
    kind, fields = type(spec), type(spec).model_fields

    def key(match: re.Match[str]) -> str:
        return f"{place.key(kind, match[1])}: " if match[1] in fields else match[0]

    return replace(found, help=_KEYWORD.sub(key, found.help))


def _unknown_field(spec: Spec, keyword: str, kind: str) -> Diagnostic:
    fields = list(type(spec).model_fields)
    near = difflib.get_close_matches(keyword, fields, n=1, cutoff=_NEAR)
    span = spec.span(keyword, part="name")
    surely = _meant(keyword, [field for field in fields if field not in spec.model_fields_set])
    return Diagnostic(
        "DEF001",
        f"{kind} has no field `{keyword}`",
        (Label(span, f"did you mean `{near[0]}`?" if near else "no such field"),),
        why="a field that nobody reads would be lost without a word",
        help=f"write `{near[0]}=`" if near else f"remove it; {kind} has: {', '.join(sorted(fields))}",
        edits=(Edit(span, surely),) if surely is not None and spec.read_from is None else (),
    )


def _meant(keyword: str, fields: list[str]) -> str | None:
    from vttalerts.model.edits import meant

    return meant(keyword, fields)


def _mismatch(spec: Spec, keyword: str, problem: Mismatch) -> Diagnostic:
    value = spec.model_fields_set and _given(spec, keyword)
    shown = f"`{value}`" if isinstance(value, bool | int | float) else type(value).__name__
    needs_quantity = "Quantity" in problem.expected
    return Diagnostic(
        "DEF002",
        f"{type(spec).__name__} can't take this `{keyword}{problem.path}`",
        (Label(spec.span(keyword), f"needs {problem.expected}" + ("" if problem.path else f", not {shown}")),),
        why="what it would compile to is not defined",
        help="give a quantity, such as minutes(5) or percent(95)" if needs_quantity else f"give {problem.expected}",
    )


def _given(spec: Spec, keyword: str) -> object:
    given: Mapping[str, object] = getattr(spec.model_fields_set, "mapping", {})
    return given.get(keyword)


def _snippet(fault: Fault) -> str:
    """The words of the value that are at fault, where that value is a text."""
    if fault.offset is None or not isinstance(fault.subject, str):
        return ""
    return fault.subject[fault.offset : fault.offset + max(1, fault.length)]
