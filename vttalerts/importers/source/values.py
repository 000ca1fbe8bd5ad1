"""Objects as the Python that makes them: by the kinds of their values, whatever class they are of.

Decision: nothing here knows a field of any class. A class that gets a new field, and a notifier that is new, are
written out without an edit (as alembic renders its operations).
"""

from __future__ import annotations

import enum
import keyword
import re
from collections.abc import Mapping, Sequence
from typing import Final

from vttalerts import units
from vttalerts.importers.source.code import Block, Code, Item, Verbatim, Words, group
from vttalerts.importers.source.literals import number, quoted
from vttalerts.importers.source.names import identifier
from vttalerts.importers.source.scope import VOCABULARY, Scope
from vttalerts.model.drawing import Datasource
from vttalerts.model.expr import Absence, Combination, Comparison, Condition, Raw
from vttalerts.model.matchers import Matcher, Operator
from vttalerts.model.settings import SECRETS_DIRECTORY, EnvText, Secret
from vttalerts.model.spec import Spec
from vttalerts.units import Quantity, Unit

_FUNCTIONS: Final = {
    Operator.EQUAL: "match",
    Operator.NOT_EQUAL: "no_match",
    Operator.REGEX: "regex",
    Operator.NOT_REGEX: "no_regex",
}
_METHODS: Final = {"==": "equals", "!=": "differs"}
_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUERIES: Final = frozenset({"expr"})
"""Fields whose texts are PromQL, of which the common indentation does not count."""
_EMPTY: Final[tuple[object, ...]] = ((), {}, "")
_NOTHING: Final = frozenset({"labels", "annotations", "matchers", "integrations", "routes"})
"""Fields that say nothing if they are empty."""
_DOCUMENT: Final = 8
"""Lines from which on a text is read as a whole."""
_LAST: Final = frozenset({"saved", "panel", "variable"})
"""Fields that are long, and say least."""
UNITS: Final = {value: name for name, value in vars(units).items() if isinstance(value, Unit) and name in VOCABULARY}
"""The names of the units that definitions can use."""


def code(value: object, scope: Scope) -> Code:  # noqa: C901, PLR0911, PLR0912  one a kind
    """Return the Python that makes a value.

    Raises:
        TypeError: There is none.
    """
    match value:
        case Spec():
            return scope.reference(value) or construct(value, scope)
        case enum.Enum():
            return f"{scope.word(type(value).__name__)}.{value.name}"
        case None | bool():
            return repr(value)
        case int() | float():
            return number(value)
        case str():
            return _text(value)
        case Quantity():
            return _quantity(value, scope)
        case Unit():
            return scope.word(UNITS[value])
        case Secret():
            return _secret(value, scope)
        case EnvText():
            return _setting(value, scope)
        case Condition():
            return _condition(value, scope)
        case Datasource():
            return group(f"{scope.word('Datasource')}(", [Item("", Words(value.type)), Item("", Words(value.uid))], ")")
        case tuple() if value and all(isinstance(one, Matcher) for one in value):
            return _matchers(value, scope)
        case tuple():
            return _sequence("(", value, ")", scope, single=True)
        case list():
            return _sequence("[", value, "]", scope)
        case frozenset() | set():
            return _sequence("frozenset({" if value else "frozenset(", sorted(value), "})" if value else ")", scope)
        case Mapping():
            return group("{", [Item(f"{_key(key)}: ", code(one, scope)) for key, one in value.items()], "}")
        case _:
            raise TypeError(f"a {type(value).__name__} has no form in Python here")


def construct(spec: Spec, scope: Scope) -> Code:
    """Return the call that makes an object: its class, and each field that was given."""
    values = spec.__dict__
    fields = type(spec).model_fields
    items: list[Item] = []
    for name in sorted(fields, key=lambda one: one in _LAST):
        info = fields[name]
        value = values[name]
        if name not in spec.model_fields_set or (value is None and info.default is None):
            continue
        if value in _EMPTY and name in _NOTHING:
            continue
        hidden = scope.secrets.get((spec, name))
        if hidden is not None:
            made: Code = _named_secret(hidden, "", scope)
        else:
            made = query(value) if name in _QUERIES and isinstance(value, str) else code(value, scope)
        items.append(Item(f"{name}=", made, _comments(value, scope)))
    return group(f"{scope.word(type(spec).__name__)}(", items, ")")


def _text(value: str) -> Code:
    """Return a text; one that is a small document itself stays in one piece."""
    plain = all(character.isprintable() or character in "\n\t" for character in value)
    if value.count("\n") < _DOCUMENT or not plain or "\\" in value or '"""' in value or value.endswith('"'):
        return Words(value)
    return Verbatim(value)


def _comments(value: object, scope: Scope) -> tuple[str, ...]:
    """Return the comments of an object that stands here in full."""
    return scope.comments.get(value, ()) if isinstance(value, Spec) and value not in scope.places else ()


def query(text: str) -> Code:
    """Return PromQL, which is never broken: what is too long for a line becomes a block."""
    if '"""' in text or text.endswith("\\") or any(c < " " and c not in "\n\t" for c in text):
        return Words(text)
    return Block(text)


def _sequence(opening: str, values: Sequence[object], closing: str, scope: Scope, *, single: bool = False) -> Code:
    items = [Item("", code(one, scope), _comments(one, scope)) for one in values]
    return group(opening, items, closing, single=single)


def _key(key: object) -> str:
    return quoted(key) if isinstance(key, str) else repr(key)


def _quantity(value: Quantity, scope: Scope) -> Code:
    name = value.unit.constructor
    if name in VOCABULARY:
        return f"{scope.word(name)}({number(value.value)})"
    return f"{scope.word('Quantity')}({number(value.value)}, {scope.word(UNITS[value.unit])})"


def _secret(value: Secret, scope: Scope) -> Code:
    hidden = scope.hidden.get(id(value))
    if hidden is not None or not value.file:
        return _named_secret(hidden or value.name, "", scope)
    folder, _, name = value.file.rpartition("/")
    if folder == SECRETS_DIRECTORY and _NAME.fullmatch(name):
        return _named_secret(name, "", scope)
    called = identifier(name.partition(".")[0], value.name.lower(), constant=True)
    return _named_secret(called, value.file, scope)


def _named_secret(name: str, file: str, scope: Scope) -> Code:
    items = [Item("", Words(name))]
    if file:
        items.append(Item("file=", Words(file)))
    return group(f"{scope.word('secret')}(", items, ")")


def _setting(value: EnvText, scope: Scope) -> Code:
    made = f"{scope.word('env')}({quoted(value.name)}, default={quoted(value.default)})"
    before = f"{quoted(value.prefix)} + " if value.prefix else ""
    after = f" + {quoted(value.suffix)}" if value.suffix else ""
    return f"{before}{made}{after}"


def _condition(value: Condition, scope: Scope) -> Code:
    match value:
        case Comparison():
            left, right = scope.reference(value.indicator), _quantity(value.quantity, scope)
            if left is None:
                raise TypeError(f"the indicator {value.indicator.name} has no name to compare")
            method = _METHODS.get(value.operator)
            return f"{left}.{method}({right})" if method else f"{left} {value.operator} {right}"
        case Absence():
            return group(f"{scope.word('absent')}(", [Item("", code(value.indicator, scope))], ")")
        case Combination():
            name = scope.word("all_of" if value.operator == "and" else "any_of")
            items = [Item("", _condition(part, scope)) for part in value.parts]
            if value.on is not None:
                items.append(Item("on=", code(value.on, scope)))
            return group(f"{name}(", items, ")")
        case Raw():
            return group(f"{scope.word('promql')}(", [Item("", query(value.text))], ")")
        case _:
            raise TypeError(f"a {type(value).__name__} has no form in Python here")


def _matchers(matchers: Sequence[Matcher], scope: Scope) -> Code:
    """Return matchers as calls: one for each run of the same kind in which no label comes twice."""
    runs: list[tuple[Operator, dict[str, Matcher]]] = []
    for one in matchers:
        if not runs or runs[-1][0] is not one.operator or one.label in runs[-1][1]:
            runs.append((one.operator, {}))
        runs[-1][1][one.label] = one
    calls = [_matching(operator, tuple(run.values()), scope) for operator, run in runs]
    if len(calls) == 1:
        return calls[0]
    return group("(", [Item("*", call) for call in calls], ")")


def _matching(operator: Operator, run: Sequence[Matcher], scope: Scope) -> Code:
    if not all(one.label.isascii() and one.label.isidentifier() and one.label != "__name__" for one in run):
        kind, word = scope.word("Matcher"), scope.word("Operator")
        parts = [(Words(one.label), f"{word}.{operator.name}", Words(one.value)) for one in run]
        calls = [group(f"{kind}(", [Item("", part) for part in each], ")") for each in parts]
        return group("(", [Item("", call) for call in calls], ")", single=True)
    if any(keyword.iskeyword(one.label) for one in run):
        named = group("{", [Item(f"{quoted(one.label)}: ", Words(one.value)) for one in run], "}")
        return group(f"{scope.word(_FUNCTIONS[operator])}(", [Item("**", named)], ")")
    items = [Item(f"{one.label}=", Words(one.value)) for one in run]
    return group(f"{scope.word(_FUNCTIONS[operator])}(", items, ")")
