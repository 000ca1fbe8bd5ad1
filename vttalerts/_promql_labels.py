"""Which labels the result of a PromQL expression can carry, as Prometheus's engine decides (promql/engine.go)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final, TypeAlias

from vttalerts._promql_nodes import (
    COMPARISONS,
    Aggregate,
    Binary,
    Call,
    Constant,
    Matcher,
    Node,
    Read,
    Selector,
    Wrap,
)
from vttalerts._promql_numbers import matches_empty

LabelsOf: TypeAlias = Callable[[str], frozenset[str] | None]

_NAME: Final = "__name__"
# engine.go, aggregation: these pick series and keep them whole.
_PICKING: Final = frozenset({"topk", "bottomk", "limitk", "limit_ratio"})
# functions.go: these return series as they are, or change only the labels that they name.
_KEEPING_NAME: Final = frozenset(
    {
        *("last_over_time", "first_over_time", "sort", "sort_desc", "sort_by_label", "sort_by_label_desc"),
        *("label_replace", "label_join", "info"),
    }
)
_ABSENCE: Final = frozenset({"absent", "absent_over_time"})
_BUCKETS: Final = frozenset({"histogram_quantile", "histogram_quantiles", "histogram_fraction"})
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Labels:
    """Which labels a result can carry.

    Attributes:
        names: Names of labels that it can carry, `__name__` among them.
        open: Whether there may be others, because a metric is not declared.
        known: Labels that every series of the result has with one and the same value.
        gone: Where `open`: names that it surely does not carry.
        dropper: Which piece of the expression, counted in `Query`'s own order, was the last to remove labels.
    """

    names: frozenset[str]
    open: bool = False
    known: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    gone: frozenset[str] = frozenset()
    dropper: int | None = None

    def can_carry(self, name: str) -> bool:
        """Return whether a series of the result may have this label."""
        return name in self.names or (self.open and name not in self.gone)


_NONE: Final = Labels(frozenset())


def labels_of_nodes(nodes: tuple[Node, ...], labels_of: LabelsOf) -> Labels:
    """Return which labels the result of these pieces can carry."""
    return every_step(nodes, labels_of)[-1]


def every_step(nodes: tuple[Node, ...], labels_of: LabelsOf) -> list[Labels]:
    """Return what each piece can carry, in order."""
    steps: list[Labels] = []
    stack: list[int] = []
    for index, node in enumerate(nodes):
        first = len(stack) - node.arity
        operands = stack[first:]
        del stack[first:]
        steps.append(_step(index, node, [steps[i] for i in operands], [nodes[i] for i in operands], labels_of))
        stack.append(index)
    return steps


def dropper(nodes: tuple[Node, ...], steps: list[Labels], label: str) -> int | None:
    """Return the outermost piece that removes a label which an operand of its still has; `None` if none does."""
    operands: list[list[int]] = []
    stack: list[int] = []
    for index, node in enumerate(nodes):
        first = len(stack) - node.arity
        operands.append(stack[first:])
        del stack[first:]
        stack.append(index)
    todo = [len(nodes) - 1]
    while todo:
        index = todo.pop()
        if steps[index].can_carry(label):
            continue
        givers = _givers(nodes[index], operands[index], label)
        if any(steps[giver].can_carry(label) for giver in givers):
            return index
        todo += reversed(givers)
    return None


def _givers(node: Node, operands: list[int], label: str) -> list[int]:
    """Return the operands whose labels the result has."""
    if not isinstance(node, Binary):
        return operands[-1:] if isinstance(node, Aggregate) else operands
    left, right = operands
    if node.op in {"and", "unless"} or node.scalars[1]:
        return [left]
    if node.scalars[0]:
        return [right]
    if node.many and label not in node.include:
        return [left if node.many == "left" else right]
    if node.many:
        return [right if node.many == "left" else left]
    return operands


def _step(index: int, node: Node, operands: list[Labels], pieces: list[Node], labels_of: LabelsOf) -> Labels:
    if isinstance(node, Read):
        return _of_selector(node.selector, labels_of)
    if isinstance(node, Binary):
        return _of_binary(index, node, operands[0], operands[1])
    if isinstance(node, Aggregate):
        return _of_aggregate(index, node, operands[-1], pieces[0])
    if isinstance(node, Call):
        return _of_call(index, node, operands, pieces)
    if isinstance(node, Wrap):
        return _without(operands[0], frozenset({_NAME}), None) if node.kind == "sign" else operands[0]
    return _NONE


def _of_selector(selector: Selector, labels_of: LabelsOf) -> Labels:
    declared = labels_of(selector.metric) if selector.metric is not None else None
    names = {_NAME, *(declared or ())}
    known = {} if selector.metric is None else {_NAME: selector.metric}
    gone: set[str] = set()
    for name, op, value in selector.matchers:
        if op == "=" and value:
            known[name] = value
        if _proves(op, value):
            names.add(name)
        elif op == "=":
            names.discard(name)
            gone.add(name)
    return Labels(frozenset(names), declared is None, known, frozenset(gone))


def _proves(op: str, value: str) -> bool:
    """Return whether a matcher lets only series through that have its label; an absent label is the empty text."""
    if op.endswith("~"):
        return matches_empty(value) == (op == "!~")
    return bool(value) == (op == "=")


def _of_aggregate(index: int, node: Aggregate, operand: Labels, parameter: Node) -> Labels:
    if node.op in _PICKING:
        return operand
    given = frozenset(node.labels or ())
    if node.without:
        result = _without(operand, given | {_NAME}, index)
    else:
        result = _only(operand, given, index)
    if node.op == "count_values" and isinstance(parameter, Constant):
        result = _with(result, str(parameter.value))
    return result


def _of_call(index: int, node: Call, operands: list[Labels], pieces: list[Node]) -> Labels:
    name = node.name
    main = next((i for i, piece in enumerate(pieces) if piece.type in {"vector", "matrix"}), None)
    if main is None:
        return _NONE
    labels = operands[main]
    if node.type == "scalar":
        return _only(labels, frozenset(), index)
    if name in _ABSENCE:
        return _of_absence(index, labels, pieces[main])
    texts = [str(piece.value) if isinstance(piece, Constant) else "" for piece in pieces]
    if name == "label_replace":
        return _replaced(labels, *texts[1:5])
    if name == "label_join":
        return _with(labels, texts[1])
    if name == "info":
        return replace(labels, open=True, gone=frozenset())
    if name in _BUCKETS:
        labels = _without(labels, frozenset({"le", _NAME}), index)
        return _with(labels, texts[1]) if name == "histogram_quantiles" else labels
    return labels if name in _KEEPING_NAME else _without(labels, frozenset({_NAME}), None)


def _of_absence(index: int, operand: Labels, piece: Node) -> Labels:
    """Return the labels that `absent` makes up (functions.go, createLabelsForAbsentFunction)."""
    known: dict[str, str] = {}
    matchers: tuple[Matcher, ...] = piece.selector.matchers if isinstance(piece, Read) else ()
    seen: set[str] = set()
    for name, op, value in matchers:
        if name == _NAME:
            continue
        if op == "=" and name not in seen:
            seen.add(name)
            known[name] = value
        else:
            known.pop(name, None)
    known = {name: value for name, value in known.items() if value}
    return Labels(frozenset(known), known=known, dropper=_blame(operand, known, index))


def _replaced(labels: Labels, to: str, replacement: str, source: str, pattern: str) -> Labels:
    result = _with(labels, to) if replacement else _forget(labels, to)
    always = pattern in {".*", "(.*)"} or (not source and matches_empty(pattern))
    if replacement and always and "$" not in replacement:
        return replace(result, known={**result.known, to: replacement})
    return result


def _of_binary(index: int, node: Binary, left: Labels, right: Labels) -> Labels:
    if node.op == "or":
        return _either(left, right)
    if node.op == "unless":
        return left
    dropped = frozenset[str]() if _keeps_name(node) else frozenset({_NAME})
    if node.scalars[0]:
        return _without(right, dropped, None)
    if node.scalars[1]:
        return _without(left, dropped, None)
    if node.many:
        many, one = (left, right) if node.many == "left" else (right, left)
        return _included(index, _without(many, dropped, None), one, node.include)
    if node.op == "and":
        return _matched(index, left, right, node, keep_all=True)
    result = _matched(index, left, right, node, keep_all=node.fills)
    given = frozenset(node.labels)
    if node.on:
        return _only(result, given - dropped, index)
    if node.on is not None:
        result = _without(result, given, index)
    return _without(result, dropped, None)


def _keeps_name(node: Binary) -> bool:
    """Return whether the metric's name survives (engine.go: a filter, not a computation)."""
    return node.op == "and" or (node.op in COMPARISONS and not node.returns_bool)


def _matched(index: int, left: Labels, right: Labels, node: Binary, *, keep_all: bool) -> Labels:
    """Return the left side's labels, of which those that must match have the right side's value too."""

    def compared(name: str) -> bool:
        if node.on is None:
            return name != _NAME
        return (name in node.labels) == node.on and (node.on or name != _NAME)

    if node.fills:
        return left
    known = {**{name: value for name, value in right.known.items() if compared(name)}, **left.known}
    known = {name: value for name, value in known.items() if left.can_carry(name)}
    if keep_all:
        return replace(left, known=known)
    lost = {name for name in left.names if compared(name) and not right.can_carry(name)}
    names = frozenset(left.names - lost) | (right.names if left.open and node.on is None else frozenset())
    if left.open and not right.open and node.on is None:
        names = frozenset(name for name in names if left.can_carry(name) and (right.can_carry(name) or name == _NAME))
        return Labels(names, known=known, dropper=index)
    return replace(left, names=names, known=known, dropper=index if lost else left.dropper)


def _included(index: int, many: Labels, one: Labels, include: Iterable[str]) -> Labels:
    """Return the many side's labels with those that `group_left` or `group_right` takes from the other side."""
    result = many
    for name in include:
        if one.can_carry(name):
            result = _with(result, name)
            if name in one.known:
                result = replace(result, known={**result.known, name: one.known[name]})
        else:
            result = _without(result, frozenset({name}), index)
    return result


def _either(left: Labels, right: Labels) -> Labels:
    return Labels(
        left.names | right.names,
        left.open or right.open,
        {name: value for name, value in left.known.items() if right.known.get(name) == value},
        frozenset(name for name in left.gone | right.gone if not (left.can_carry(name) or right.can_carry(name))),
        left.dropper if left.dropper is not None else right.dropper,
    )


def _only(labels: Labels, keep: frozenset[str], index: int) -> Labels:
    names = frozenset(name for name in keep if labels.can_carry(name))
    known = {name: value for name, value in labels.known.items() if name in names}
    return Labels(names, known=known, dropper=_blame(labels, names, index))


def _blame(labels: Labels, kept: Iterable[str], index: int) -> int | None:
    lost = labels.names.difference(kept, {_NAME})
    return index if labels.open or lost else labels.dropper


def _without(labels: Labels, drop: frozenset[str], index: int | None) -> Labels:
    if not drop:
        return labels
    lost = any(labels.can_carry(name) for name in drop if name != _NAME)
    return Labels(
        labels.names - drop,
        labels.open,
        {name: value for name, value in labels.known.items() if name not in drop},
        labels.gone | drop if labels.open else frozenset(),
        index if lost and index is not None else labels.dropper,
    )


def _with(labels: Labels, name: str) -> Labels:
    return replace(_forget(labels, name), names=labels.names | {name}, gone=labels.gone - {name})


def _forget(labels: Labels, name: str) -> Labels:
    """Return the labels without knowing this one's value."""
    if name not in labels.known:
        return labels
    return replace(labels, known={key: value for key, value in labels.known.items() if key != name})
