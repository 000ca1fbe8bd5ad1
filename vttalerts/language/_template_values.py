"""What a Go template sees of its data: sets of labels, alerts and other records, with Go's names for what they can do.

Decision: gotpl calls what it finds and prints what it gets, so each value here answers to Go's method names itself;
adapting every lookup inside gotpl instead would tie us to its insides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, cast

from typing_extensions import override

from vttalerts.language._template_times import UnknownFieldError

_ALERTNAME: Final = "alertname"


def _lookup(value: object, field: str, methods: Mapping[str, str]) -> object:
    if field not in methods:
        raise UnknownFieldError(f"can't evaluate field {field} in type {type(value).__name__}")
    return getattr(value, methods[field])


class Pair(tuple[str, str]):
    """A label and its value (template/template.go `Pair`)."""

    __slots__ = ()
    _FIELDS: Final = ("Name", "Value")

    def __gotemplate_lookup__(self, field: str) -> object:
        if field not in self._FIELDS:
            raise UnknownFieldError(f"can't evaluate field {field} in type template.Pair")
        return self[self._FIELDS.index(field)]


class Pairs(list[Pair]):
    """Labels in their order (`Pairs`)."""

    def __gotemplate_lookup__(self, field: str) -> object:
        return _lookup(self, field, {"Names": "names", "Values": "values", "String": "__str__"})

    def names(self) -> list[str]:
        """Return the names."""
        return [name for name, _ in self]

    def values(self) -> list[str]:
        """Return the values."""
        return [value for _, value in self]

    @override
    def __str__(self) -> str:
        return ", ".join(f"{name}={value}" for name, value in self)


class KV(dict[str, str]):
    """A set of labels or annotations (`KV`): what it lacks is the empty text."""

    _METHODS: Final = {
        "SortedPairs": "sorted_pairs",
        "Remove": "remove",
        "Names": "names",
        "Values": "in_order",
        "String": "__str__",
    }

    def __gotemplate_lookup__(self, field: str) -> object:
        return getattr(self, self._METHODS[field]) if field in self._METHODS else self.get(field, "")

    def sorted_pairs(self) -> Pairs:
        """Return the labels by name, the alert's name first."""
        names = sorted(self, key=lambda name: (name != _ALERTNAME, name))
        return Pairs(Pair((name, self[name])) for name in names)

    def remove(self, names: Iterable[str]) -> KV:
        """Return the others."""
        without = set(names)
        return KV({name: value for name, value in self.items() if name not in without})

    def names(self) -> list[str]:
        """Return the names in their order."""
        return self.sorted_pairs().names()

    def in_order(self) -> list[str]:
        """Return the values in their names' order."""
        return self.sorted_pairs().values()

    @override
    def __str__(self) -> str:
        return str(self.sorted_pairs())


class Record:
    """A Go struct: some named values and no others.

    Attributes:
        fields: The values by the names that templates use.
        keys: The names under which JSON has them, in its order.
    """

    def __init__(self, name: str, fields: Mapping[str, Any], keys: Mapping[str, str]) -> None:
        self.name = name
        self.fields = fields
        self.keys = keys

    def __gotemplate_lookup__(self, field: str) -> object:
        if field not in self.fields:
            raise UnknownFieldError(f"can't evaluate field {field} in type {self.name}")
        return self.fields[field]

    def tree(self) -> dict[str, Any]:
        """Return what JSON shows of it."""
        return {key: self.fields[field] for field, key in self.keys.items()}

    @override
    def __str__(self) -> str:
        nested = printer(named=True)
        return f"{{{' '.join(str(nested(value)) for value in self.fields.values())}}}"


class Alerts(list[Record]):
    """The alerts of a notification (`Alerts`)."""

    def __gotemplate_lookup__(self, field: str) -> object:
        return _lookup(self, field, {"Firing": "firing", "Resolved": "resolved"})

    def firing(self) -> list[Record]:
        """Return those that fire."""
        return [one for one in self if one.fields["Status"] == "firing"]

    def resolved(self) -> list[Record]:
        """Return those that are over."""
        return [one for one in self if one.fields["Status"] == "resolved"]


def printer(*, named: bool) -> Callable[..., object]:
    """Return what makes a value such that gotpl prints it as Go does.

    Args:
        named: Whether sets of labels have a way of their own to be printed (`KV.String`, since 0.26).
    """

    def printable(value: object = None) -> object:
        if isinstance(value, KV):
            if named:
                return str(value)
            return f"map[{' '.join(f'{name}:{value[name]}' for name in sorted(value))}]"
        if isinstance(value, Pairs) and named:
            return str(value)
        if isinstance(value, Pair):
            return f"{{{value[0]} {value[1]}}}"
        if isinstance(value, list):
            return f"[{' '.join(nested(one) for one in cast('list[object]', value))}]"
        return value

    def nested(value: object) -> str:
        made = printable(value)
        if isinstance(made, bool):
            return "true" if made else "false"
        return "<nil>" if made is None else str(made)

    return printable


_EXPANSION: Final = re.compile(r"\$(?:\$|([A-Za-z0-9_]+)|\{([A-Za-z0-9_]+)\})")


def replaced(pattern: str, replacement: str, text: str) -> str:
    """Return a text with all matches replaced, `$1` and `${name}` in their place (Go `ReplaceAllString`)."""
    import re2

    expression = re2.compile(pattern)
    groups = expression.groupindex

    def expand(match: Any) -> str:  # noqa: ANN401  re2 has no types
        def one(found: re.Match[str]) -> str:
            name = found[1] or found[2]
            if name is None:
                return "$"
            index = int(name) if name.isdecimal() else groups.get(name, -1)
            return (match.group(index) or "") if 0 <= index <= expression.groups else ""

        return _EXPANSION.sub(one, replacement)

    made: list[str] = []
    done = 0
    for match in expression.finditer(text):
        start, end = match.span()
        # Go takes no empty match right after another one (regexp.go `replaceAll`).
        if start == end == done and made:
            continue
        made += (text[done:start], expand(match))
        done = end
    return "".join((*made, text[done:]))
