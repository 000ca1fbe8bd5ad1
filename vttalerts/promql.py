"""What a PromQL expression says: which metrics it reads, which labels its result has, whether it can be quiet.

The only importer of promql-parser, whose verdicts this module corrects where Prometheus decides otherwise.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Final

import promql_parser

from vttalerts.diagnostics import Fault

MAX_LENGTH: Final = 64 * 1024
MAX_NESTING: Final = 200

_COMPARISONS: Final = frozenset({"==", "!=", ">", "<", ">=", "<="})
_SETS: Final = frozenset({"and", "or", "unless"})
_KEEP_SAMPLES: Final = frozenset({"topk", "bottomk", "limitk", "limit_ratio"})
_KEEP_NAME: Final = frozenset(
    {"last_over_time", "first_over_time", "sort", "sort_desc", "sort_by_label", "sort_by_label_desc", "label_replace",
     "label_join", "info"}
)
_NO_LABELS: Final = frozenset({"vector", "scalar", "time", "pi"})
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Selector:
    """One selection of series."""

    metric: str | None
    matchers: tuple[tuple[str, str, str], ...] = ()
    range_seconds: float | None = None
    offset_seconds: float = 0.0
    function: str | None = None


@dataclass(frozen=True, slots=True)
class Requirement:
    """Something that not every supported Prometheus has."""

    name: str
    kind: str
    since: str | None = None
    until: str | None = None
    feature: str | None = None


@dataclass(frozen=True, slots=True)
class Query:
    """A PromQL expression that Prometheus accepts."""

    text: str
    value_type: str
    selectors: tuple[Selector, ...]
    functions: frozenset[str]
    aggregations: frozenset[str]
    compares: bool
    binds_looser_than_comparison: bool
    _nodes: tuple[tuple[Any, int], ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Labels:
    """Which labels the result of a query can carry."""

    names: frozenset[str]
    open: bool = False
    dropped_by: str | None = None
    known: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    gone: frozenset[str] = frozenset()
    dropped_at: int | None = None

    def can_carry(self, name: str) -> bool:
        """Return whether a series of the result may have this label."""
        return name in self.names or (self.open and name not in self.gone)


@functools.lru_cache(maxsize=1 << 16)
def parse(text: str) -> Query:
    """Return what the expression says.

    Raises:
        Fault: Not PromQL (PQL001), or too long or deep to be looked at (PQL002).
    """
    if len(text) > MAX_LENGTH:
        raise Fault("PQL002", f"an expression of {len(text)} characters")
    if len(text) > MAX_NESTING:
        deep = text.count("(") > MAX_NESTING or len(text) > 2000
        if deep:
            _bounded(text)
    try:
        tree = promql_parser.parse(text)
    except Exception as error:
        raise Fault("PQL001", f"not PromQL: {error}", why="Prometheus refuses the whole rule file") from None
    return _query(text, tree)


def _bounded(text: str) -> None:
    depth = 0
    for char in text:
        if char == "(":
            depth += 1
            if depth > MAX_NESTING:
                raise Fault("PQL002", f"nested more than {MAX_NESTING} deep")
        elif char == ")":
            depth -= 1


def _children(node: Any) -> list[Any]:
    kind = type(node)
    if kind is promql_parser.BinaryExpr:
        return [node.lhs, node.rhs]
    if kind is promql_parser.Call:
        return list(node.args)
    if kind is promql_parser.AggregateExpr:
        return [node.expr] if node.param is None else [node.param, node.expr]
    if kind in (promql_parser.ParenExpr, promql_parser.UnaryExpr, promql_parser.SubqueryExpr):
        return [node.expr]
    return []


def _query(text: str, tree: Any) -> Query:
    nodes: list[tuple[Any, int]] = []
    selectors: list[Selector] = []
    functions: set[str] = set()
    aggregations: set[str] = set()
    stack: list[tuple[Any, str | None]] = [(tree, None)]
    while stack:
        node, within = stack.pop()
        children = _children(node)
        nodes.append((node, len(children)))
        kind = type(node)
        if kind is promql_parser.VectorSelector:
            selectors.append(_selector(node, None, within))
        elif kind is promql_parser.MatrixSelector:
            selectors.append(_selector(node.vector_selector, node.range.total_seconds(), within))
        elif kind is promql_parser.Call:
            within = node.func.name
            functions.add(within)
        elif kind is promql_parser.AggregateExpr:
            within = str(node.op)
            aggregations.add(within)
        for child in reversed(children):
            stack.append((child, within))
    value_type, compares = _types(nodes)
    looser = type(tree) is promql_parser.BinaryExpr and str(tree.op) in _COMPARISONS | _SETS
    return Query(
        text, value_type, tuple(selectors), frozenset(functions), frozenset(aggregations), compares, looser, tuple(nodes)
    )


def _selector(node: Any, range_seconds: float | None, within: str | None) -> Selector:
    matchers = tuple((m.name, _OPS[str(m.op)], m.value) for m in node.matchers.matchers)
    metric = node.name
    if metric is None:
        for name, op, value in matchers:
            if name == "__name__" and op == "=":
                metric = value
    offset = node.offset.total_seconds() if node.offset is not None else 0.0
    return Selector(metric, matchers, range_seconds, offset, within)


_OPS: Final = {"MatchOp.Equal": "=", "MatchOp.NotEqual": "!=", "MatchOp.Re": "=~", "MatchOp.NotRe": "!~"}


def _types(nodes: list[tuple[Any, int]]) -> tuple[str, bool]:
    done: list[tuple[str, bool]] = []
    for node, count in reversed(nodes):
        kind = type(node)
        mine = [done.pop() for _ in range(count)]
        if kind is promql_parser.NumberLiteral:
            done.append(("scalar", False))
        elif kind is promql_parser.StringLiteral:
            done.append(("string", False))
        elif kind is promql_parser.VectorSelector:
            done.append(("vector", node.name == "ALERTS"))
        elif kind is promql_parser.MatrixSelector:
            done.append(("matrix", False))
        elif kind is promql_parser.SubqueryExpr:
            done.append(("matrix", mine[0][1]))
        elif kind is promql_parser.Call:
            name = node.func.name
            value = str(node.func.return_type).removeprefix("ValueType.").lower()
            filtered = name in {"absent", "absent_over_time"} or any(c for _, c in mine)
            done.append((value, filtered and value == "vector"))
        elif kind is promql_parser.AggregateExpr:
            done.append(("vector", mine[-1][1]))
        elif kind is promql_parser.BinaryExpr:
            done.append(_binary_type(node, mine[0], mine[1]))
        else:
            done.append(mine[0])
    return done[0]


def _binary_type(node: Any, left: tuple[str, bool], right: tuple[str, bool]) -> tuple[str, bool]:
    if left[0] == right[0] == "scalar":
        return "scalar", False
    op = str(node.op)
    if op == "unless":
        return "vector", True
    if op == "or":
        return "vector", left[1] and right[1]
    if op in _COMPARISONS and not (node.modifier is not None and node.modifier.return_bool):
        return "vector", True
    return "vector", left[1] or right[1]


def parenthesise(text: str) -> str:
    """Return the expression so that ` > 0.95` can be appended: in parentheses only where they are needed."""
    query = parse(text)
    return f"({text.strip()})" if query.binds_looser_than_comparison else text.strip()


def result_labels(query: Query, labels_of: Callable[[str], frozenset[str] | None]) -> Labels:
    """Return which labels the result can carry, as Prometheus's engine decides (promql/engine.go)."""
    if query.value_type in {"scalar", "string"}:
        return Labels(frozenset())
    done: list[Labels] = []
    for node, count in reversed(query._nodes):
        mine = [done.pop() for _ in range(count)]
        done.append(_labels_of_node(node, mine, labels_of))
    return done[0]


def _labels_of_node(node: Any, mine: list[Labels], labels_of: Callable[[str], frozenset[str] | None]) -> Labels:
    kind = type(node)
    if kind is promql_parser.VectorSelector:
        return _labels_of_selector(_selector(node, None, None), labels_of)
    if kind is promql_parser.MatrixSelector:
        return _labels_of_selector(_selector(node.vector_selector, None, None), labels_of)
    if kind is promql_parser.AggregateExpr:
        return _labels_of_aggregate(node, mine)
    if kind is promql_parser.BinaryExpr:
        return _labels_of_binary(node, mine[0], mine[1])
    if kind is promql_parser.Call:
        return _labels_of_call(node, mine)
    if kind is promql_parser.UnaryExpr:
        return _without(mine[0], {"__name__"}, None)
    if mine:
        return mine[0]
    return Labels(frozenset())


def _labels_of_selector(selector: Selector, labels_of: Callable[[str], frozenset[str] | None]) -> Labels:
    declared = labels_of(selector.metric) if selector.metric is not None else None
    names = set(declared or ())
    names.add("__name__")
    known: dict[str, str] = {} if selector.metric is None else {"__name__": selector.metric}
    gone: set[str] = set()
    for name, op, value in selector.matchers:
        if op == "=" and value:
            names.add(name)
            known[name] = value
        elif op == "=":
            names.discard(name)
            gone.add(name)
        elif op == "!=" and not value:
            names.add(name)
    return Labels(frozenset(names), declared is None, None, known, frozenset(gone))


def _only(labels: Labels, keep: set[str], by: str | None) -> Labels:
    names = frozenset(n for n in keep if labels.can_carry(n))
    dropped = by if (labels.open or labels.names - keep - {"__name__"}) else labels.dropped_by
    return Labels(names, False, dropped, {k: v for k, v in labels.known.items() if k in names})


def _without(labels: Labels, drop: set[str], by: str | None) -> Labels:
    hit = any(labels.can_carry(n) for n in drop - {"__name__"})
    return Labels(
        labels.names - drop,
        labels.open,
        by if hit and by else labels.dropped_by,
        {k: v for k, v in labels.known.items() if k not in drop},
        labels.gone | drop if labels.open else frozenset(),
    )


def _labels_of_aggregate(node: Any, mine: list[Labels]) -> Labels:
    op = str(node.op)
    labels = mine[-1]
    if op in _KEEP_SAMPLES:
        return labels
    modifier = node.modifier
    if modifier is None:
        result = _only(labels, set(), op)
    else:
        given = set(modifier.labels)
        if str(modifier.type) == "AggModifierType.By":
            result = _only(labels, given, f"{op} by ({', '.join(modifier.labels)})")
        else:
            result = _without(labels, given | {"__name__"}, f"{op} without ({', '.join(modifier.labels)})")
    if op == "count_values":
        result = _with(result, {node.param.val})
    return result


def _with(labels: Labels, more: set[str]) -> Labels:
    return Labels(
        labels.names | more,
        labels.open,
        labels.dropped_by,
        {k: v for k, v in labels.known.items() if k not in more},
        labels.gone - more,
    )


def _labels_of_call(node: Any, mine: list[Labels]) -> Labels:
    name = node.func.name
    if name in _NO_LABELS or not mine:
        return Labels(frozenset())
    if name in {"absent", "absent_over_time"}:
        return _labels_of_absent(node, name)
    labels = mine[0]
    for argument, of in zip(node.args, mine, strict=True):
        if type(argument) not in (promql_parser.NumberLiteral, promql_parser.StringLiteral) and (of.names or of.open):
            labels = of
            break
    if name in {"label_replace", "label_join"}:
        return _with(labels, {node.args[1].val})
    if name == "info":
        return Labels(labels.names, True, labels.dropped_by, labels.known, frozenset())
    if name in {"histogram_quantile", "histogram_fraction"}:
        return _without(labels, {"le", "__name__"}, name)
    if name in _KEEP_NAME:
        return labels
    return _without(labels, {"__name__"}, None)


def _labels_of_absent(node: Any, name: str) -> Labels:
    argument = node.args[0]
    while type(argument) is promql_parser.ParenExpr:
        argument = argument.expr
    if type(argument) is promql_parser.MatrixSelector:
        argument = argument.vector_selector
    if type(argument) is not promql_parser.VectorSelector:
        return Labels(frozenset(), dropped_by=name)
    known: dict[str, str] = {}
    seen: set[str] = set()
    for label, op, value in _selector(argument, None, None).matchers:
        if label == "__name__":
            continue
        if op == "=" and label not in seen:
            seen.add(label)
            known[label] = value
        else:
            known.pop(label, None)
    known = {k: v for k, v in known.items() if v}
    return Labels(frozenset(known), False, name, known)


def _labels_of_binary(node: Any, left: Labels, right: Labels) -> Labels:
    op = str(node.op)
    modifier = node.modifier
    matching = modifier.matching if modifier is not None else None
    if op in {"and", "unless"}:
        return left
    if op == "or":
        same = {k: v for k, v in left.known.items() if right.known.get(k) == v}
        return Labels(
            left.names | right.names, left.open or right.open, left.dropped_by or right.dropped_by, same,
            left.gone & right.gone,
        )
    keeps_name = op in _COMPARISONS and not (modifier is not None and modifier.return_bool)
    drop = set() if keeps_name else {"__name__"}
    if _is_scalar(node.lhs):
        return _without(right, drop, None)
    if _is_scalar(node.rhs):
        return _without(left, drop, None)
    card = str(modifier.card) if modifier is not None else "VectorMatchCardinality.OneToOne"
    many, one = (right, left) if card.endswith("OneToMany") else (left, right)
    if card.endswith("OneToOne") and matching is not None:
        given = set(matching.labels)
        listed = ", ".join(matching.labels)
        if str(matching.type).endswith("Include"):
            return _only(many, given, f"on ({listed})")
        return _without(many, given | drop, f"ignoring ({listed})")
    result = _without(many, drop, None)
    for label in (modifier.group_labels or []) if modifier is not None else []:
        result = _with(result, {label}) if one.can_carry(label) else _without(result, {label}, f"group ({label})")
        if label in one.known:
            result = Labels(result.names, result.open, result.dropped_by, {**result.known, label: one.known[label]}, result.gone)
    return result


def _is_scalar(node: Any) -> bool:
    while True:
        kind = type(node)
        if kind is promql_parser.NumberLiteral:
            return True
        if kind is promql_parser.Call:
            return str(node.func.return_type) == "ValueType.Scalar"
        if kind is promql_parser.BinaryExpr:
            return _is_scalar(node.lhs) and _is_scalar(node.rhs)
        if kind not in (promql_parser.ParenExpr, promql_parser.UnaryExpr):
            return False
        node = node.expr


_NEWER: Final[Mapping[str, tuple[str, str | None]]] = {
    "mad_over_time": ("2.46", "promql-experimental-functions"),
    "sort_by_label": ("2.47", "promql-experimental-functions"),
    "sort_by_label_desc": ("2.47", "promql-experimental-functions"),
    "histogram_stddev": ("2.47", None),
    "histogram_stdvar": ("2.47", None),
    "histogram_avg": ("2.51", None),
    "limitk": ("2.54", "promql-experimental-functions"),
    "limit_ratio": ("2.54", "promql-experimental-functions"),
    "double_exponential_smoothing": ("3.0", "promql-experimental-functions"),
    "info": ("3.0", "promql-experimental-functions"),
    "ts_of_max_over_time": ("3.5", "promql-experimental-functions"),
    "ts_of_min_over_time": ("3.5", "promql-experimental-functions"),
    "ts_of_last_over_time": ("3.5", "promql-experimental-functions"),
    "first_over_time": ("3.7", "promql-experimental-functions"),
    "ts_of_first_over_time": ("3.7", "promql-experimental-functions"),
}


def requires(query: Query) -> tuple[Requirement, ...]:
    """Return what the expression uses that Prometheus 2.42 lacks, or has only behind a feature flag."""
    needs = [
        Requirement(name, "function" if name in query.functions else "aggregation", since, None, feature)
        for name, (since, feature) in sorted(_NEWER.items())
        if name in query.functions or name in query.aggregations
    ]
    if "holt_winters" in query.functions:
        needs.append(Requirement("holt_winters", "function", None, "3.0", None))
    return tuple(needs)
