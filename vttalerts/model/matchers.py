"""Which alerts are meant: label matchers as routes, inhibitions and deliveries use them."""

from __future__ import annotations

import enum
import sys
from dataclasses import dataclass, field
from typing import Any, Final

from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import label_name, regular_expression
from vttalerts.model.spec import fail

_RESERVED: Final = frozenset("{}!=~,\\\"'`")


class Operator(enum.StrEnum):
    """Alertmanager's four ways to compare a label (pkg/labels)."""

    EQUAL = "="
    NOT_EQUAL = "!="
    REGEX = "=~"
    NOT_REGEX = "!~"


@dataclass(frozen=True, slots=True)
class Matcher:
    """One label against a value or an anchored RE2 expression; a missing label is the empty text.

    Attributes:
        label: The label's name.
        operator: How it is compared.
        value: The value, or the expression.
    """

    label: str
    operator: Operator
    value: str
    _compiled: list[Any] = field(default_factory=list, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.operator in (Operator.REGEX, Operator.NOT_REGEX):
            regular_expression(self.value)

    def matches(self, value: str) -> bool:
        """Tell whether a label with this value is meant."""
        match self.operator:
            case Operator.EQUAL:
                return value == self.value
            case Operator.NOT_EQUAL:
                return value != self.value
            case Operator.REGEX:
                return bool(self._expression().search(value))
            case Operator.NOT_REGEX:
                return not self._expression().search(value)

    def _expression(self) -> Any:  # noqa: ANN401  google-re2 carries no types
        if not self._compiled:
            import re2

            # As the server does it, so that `a)|(b` means what it means there (alertmanager pkg/labels/matcher.go).
            self._compiled.append(re2.compile(f"^(?:{self.value})$"))
        return self._compiled[0]

    @override
    def __str__(self) -> str:
        name = self.label
        if any(character in _RESERVED or character.isspace() for character in name):
            name = _quoted(name)
        return f"{name}{self.operator.value}{_quoted(self.value)}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


Matchers = tuple[Matcher, ...]


def match(**labels: str) -> Matchers:
    """Return matchers for labels that have exactly these values: `match(service="database")`."""
    return _matchers(Operator.EQUAL, labels)


def no_match(**labels: str) -> Matchers:
    """Return matchers for labels that have other values, or are missing."""
    return _matchers(Operator.NOT_EQUAL, labels)


def regex(**labels: str) -> Matchers:
    """Return matchers for labels that match an RE2 expression as a whole: `regex(service="db|cache")`."""
    return _matchers(Operator.REGEX, labels)


def no_regex(**labels: str) -> Matchers:
    """Return matchers for labels that do not match an RE2 expression as a whole."""
    return _matchers(Operator.NOT_REGEX, labels)


def _matchers(operator: Operator, labels: dict[str, str]) -> Matchers:
    made: list[Matcher] = []
    for name, value in labels.items():
        try:
            if not isinstance(value, str):
                raise Fault(  # noqa: TRY301  one place records the fault
                    "DEF010",
                    f"label `{name}` is compared with {type(value).__name__}, not with a text",
                    help=f'write {name}="{value}"',
                )
            made.append(Matcher(label_name(name), operator, str(value)))
        except Fault as fault:
            fail(fault, sys._getframe(2))  # noqa: SLF001  the line is in the diagnostic
    return tuple(made)
