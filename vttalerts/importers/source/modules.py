"""One file of definitions: what it says of itself, what it imports, and its objects one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from vttalerts.importers.source.code import written
from vttalerts.importers.source.scope import Place, Scope
from vttalerts.importers.source.values import code, construct
from vttalerts.model.spec import Spec


@dataclass(frozen=True, slots=True)
class Named:
    """A statement: a name, and what it names.

    Attributes:
        name: The name.
        value: The object, or a tuple of some.
        comment: A line above it.
    """

    name: str
    value: Spec | tuple[Any, ...]
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Module:
    """One file.

    Attributes:
        name: Its name below the package, such as `alerts.node`.
        docstring: What it holds, in a sentence.
        statements: Its statements, each after what it refers to.
    """

    name: str
    docstring: str
    statements: tuple[Named, ...]

    def text(self, scope: Scope) -> str:
        """Return the file's text; the scope is this module's own, and new."""
        parts = [_statement(one, scope) for one in self.statements]
        imports = "\n".join(scope.imports())
        head = f'"""{self.docstring}"""\n'
        return "\n".join(part for part in (head, f"{imports}\n" if imports else "", *parts) if part)


def _statement(one: Named, scope: Scope) -> str:
    value = one.value
    if not isinstance(value, Spec):
        comment = f"# {one.comment}\n" if one.comment else ""
        return f"{comment}{written(f'{one.name} = ', code(value, scope))}\n"
    comments = "".join(f"# {line}".rstrip() + "\n" for line in scope.comments.get(value, ()))
    return f"{comments}{written(f'{one.name} = ', construct(value, scope))}\n"


def places_of(modules: Sequence[Module]) -> dict[Spec, Place]:
    """Return where each object that a statement names is defined."""
    return {
        one.value: Place(module.name, one.name)
        for module in modules
        for one in module.statements
        if isinstance(one.value, Spec)
    }
