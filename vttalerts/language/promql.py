"""What a PromQL expression says: which metrics it reads, which labels its result has, whether it can be quiet.

The only importer of promql-parser.

Decision: promql-parser decides on plain expressions, which are nearly all, in 40 µs; our own grammar decides on the
rest, says where a refused one goes wrong, and knows where each piece stands. An expression is plain if it is made of
words that promql-parser and Prometheus read alike (tests/parity/test_promql.py, tests/property/test_promql.py).
"""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import promql_parser
from promql_parser import (
    AggregateExpr,
    BinaryExpr,
    Expr,
    MatrixSelector,
    NumberLiteral,
    ParenExpr,
    StringLiteral,
    SubqueryExpr,
    UnaryExpr,
    VectorSelector,
)

from vttalerts.diagnostics import Fault
from vttalerts.language._promql_algebra import every_step
from vttalerts.language._promql_functions import NEWER
from vttalerts.language._promql_labels import Labels, LabelsOf, dropper
from vttalerts.language._promql_nodes import (
    COMPARISONS,
    SETS,
    Aggregate,
    Binary,
    Call,
    Constant,
    Matcher,
    Node,
    Read,
    Requirement,
    Selector,
    ValueType,
    Wrap,
    can_be_quiet,
)
from vttalerts.language._promql_numbers import regex_problem
from vttalerts.language._promql_plain import MAX_NESTING, bound, ends_in_comment, is_plain

if TYPE_CHECKING:
    from vttalerts.language._promql_grammar import Parsed

__all__ = [
    "Aggregate",
    "Binary",
    "Call",
    "Constant",
    "Drop",
    "Labels",
    "Query",
    "Read",
    "Requirement",
    "Selector",
    "Wrap",
    "dropped",
    "locate",
    "parenthesise",
    "parse",
    "requires",
    "result_labels",
    "unmet",
]

_MANY: Final[dict[str, Literal["left", "right"]]] = {
    "VectorMatchCardinality.ManyToOne": "left",
    "VectorMatchCardinality.OneToMany": "right",
}
_MATCH_OPS: Final = {
    "MatchOp.Equal": "=",
    "MatchOp.NotEqual": "!=",
    "MatchOp.Re": "=~",
    "MatchOp.NotRe": "!~",
}
_VALUE_TYPES: Final[dict[str, ValueType]] = {
    "ValueType.Vector": "vector",
    "ValueType.Matrix": "matrix",
    "ValueType.Scalar": "scalar",
    "ValueType.String": "string",
}

_Stack: TypeAlias = list[tuple[Expr, str | None]]


@dataclass(frozen=True, slots=True)
class Query:
    """A PromQL expression that some Prometheus accepts; `unmet` says whether a certain one does.

    Attributes:
        text: As it was written.
        value_type: What it evaluates to.
        selectors: What it reads, from left to right.
        functions: Names of the functions that it calls.
        aggregations: Names of the aggregations in it.
        compares: Whether its result is filtered (a comparison, `absent`, `unless`, or an operator over such results),
            so that an alert with it doesn't always fire.
        binds_looser_than_comparison: Whether ` > 0.95` written after it would become a part of it.
        nodes: Its pieces, every operand before its operator.
        syntax: What of its syntax not every Prometheus understands; `requires` adds its functions.
    """

    text: str
    value_type: ValueType
    selectors: tuple[Selector, ...]
    functions: frozenset[str]
    aggregations: frozenset[str]
    compares: bool
    binds_looser_than_comparison: bool
    nodes: tuple[Node, ...] = field(repr=False, compare=False)
    syntax: tuple[Requirement, ...] = field(default=(), repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Drop:
    """What removes a label from a result.

    Attributes:
        text: The words that do it, as written: `sum by (service)`.
        offset: Where they begin in the expression.
        length: How many characters they are.
        kept: The labels that are left after them.
    """

    text: str
    offset: int
    length: int
    kept: frozenset[str]


@functools.lru_cache(maxsize=1 << 15)
def parse(text: str) -> Query:
    """Return what an expression says.

    Raises:
        Fault: No Prometheus from 2.42 to 3.14 accepts it (PQL001), or it is too long or nested too deep to be looked
            at (PQL002).
    """
    bound(text)
    if is_plain(text):
        try:
            tree = promql_parser.parse(text)
        except ValueError:
            pass
        else:
            nodes = _nodes(tree)
            if nodes is not None:
                return _query(text, nodes, ())
    parsed = _grammar(text)
    return _query(text, parsed.nodes, parsed.needs)


def parenthesise(text: str) -> str:
    """Return an expression so that ` > 0.95` can be written after it, in parentheses only if it needs them.

    Raises:
        Fault: See `parse`.
    """
    query = parse(text)
    bare = text.strip(" \t\r\n")
    if ends_in_comment(bare):
        bare += "\n"  # else the comment would swallow what follows
    return f"({bare})" if query.binds_looser_than_comparison else bare


def result_labels(query: Query, labels_of: LabelsOf) -> Labels:
    """Return which labels the result can carry (promql/engine.go).

    Args:
        query: The expression.
        labels_of: Gives the declared label names of a metric, without `__name__`; `None` if it isn't declared.
    """
    return every_step(query.nodes, labels_of)[-1]._replace(text=query.text)


def dropped(query: Query, labels_of: LabelsOf, label: str) -> Drop | None:
    """Return what removes a label from the result; `None` if it is there, or never was."""
    index = dropper(query.nodes, every_step(query.nodes, labels_of), label)
    if index is None:
        return None
    place = _grammar(query.text).places[index]
    kept = every_step(query.nodes, labels_of)[index].names - {"__name__"}
    start, end = place.clause_start, place.clause_end
    return Drop(query.text[start:end], start, end - start, kept)


def locate(query: Query, selector: Selector) -> tuple[int, int]:
    """Return where one of the query's selectors stands: the offset and the length of its name, or of its braces.

    Raises:
        ValueError: It is not one of the query's.
    """
    reads = [index for index, node in enumerate(query.nodes) if isinstance(node, Read)]
    position = next((i for i, mine in enumerate(query.selectors) if mine is selector), None)
    if position is None:
        position = query.selectors.index(selector)
    place = _grammar(query.text).places[reads[position]]
    return place.clause_start, place.clause_end - place.clause_start


def requires(query: Query) -> tuple[Requirement, ...]:
    """Return what the expression uses that not every Prometheus from 2.42 on understands, sorted by name."""
    named = [NEWER[name] for name in query.functions | query.aggregations if name in NEWER]
    if not named and not query.syntax:
        return ()
    return tuple(sorted({*named, *query.syntax}, key=lambda need: need.name))


def unmet(query: Query, version: str, features: Iterable[str] = ()) -> tuple[Requirement, ...]:
    """Return what a Prometheus of this version, with these `--enable-feature` flags, doesn't understand."""
    flags = frozenset(features)
    return tuple(need for need in requires(query) if not need.met_by(version, flags))


def _query(text: str, nodes: tuple[Node, ...], syntax: tuple[Requirement, ...]) -> Query:
    root = nodes[-1]
    return Query(
        text,
        root.type,
        tuple(node.selector for node in nodes if type(node) is Read),
        frozenset(node.name for node in nodes if type(node) is Call),
        frozenset(node.op for node in nodes if type(node) is Aggregate),
        can_be_quiet(nodes),
        isinstance(root, Binary) and (root.op in COMPARISONS or root.op in SETS or root.op in {"</", ">/"}),
        nodes,
        syntax,
    )


def _nodes(tree: Expr) -> tuple[Node, ...] | None:
    """Return promql-parser's tree as a list in postfix order; `None` if Prometheus may decide otherwise."""
    nodes: list[Node] = []
    stack: _Stack = [(tree, None)]
    node: Node | None
    while stack:
        expr, within = stack.pop()
        if isinstance(expr, VectorSelector):
            node = _read(expr, None, within)
        elif isinstance(expr, MatrixSelector):
            node = _read(expr.vector_selector, expr.range.total_seconds(), within)
        else:
            node = _operator(expr, within, stack)
        if node is None:
            return None
        nodes.append(node)
    nodes.reverse()
    _infer(nodes)
    return tuple(nodes)


def _operator(expr: Expr, within: str | None, stack: _Stack) -> Node | None:
    """Return one piece, and put its operands on the stack: the rightmost is popped first."""
    node: Node | None
    if isinstance(expr, BinaryExpr):
        stack += ((expr.lhs, within), (expr.rhs, within))
        node = _binary(expr)
    elif isinstance(expr, promql_parser.Call):
        name = expr.func.name
        stack += [(argument, name) for argument in expr.args]
        node = Call(name, _VALUE_TYPES[str(expr.func.return_type)], len(expr.args))
    elif isinstance(expr, AggregateExpr):
        node = _aggregate(expr, stack)
    elif isinstance(expr, NumberLiteral):
        node = Constant(expr.val, "scalar")
    elif isinstance(expr, StringLiteral):
        node = Constant(expr.val, "string")
    elif isinstance(expr, SubqueryExpr | ParenExpr | UnaryExpr):
        stack.append((expr.expr, within))
        subquery = isinstance(expr, SubqueryExpr)
        kind: Literal["paren", "minus"] = "paren" if isinstance(expr, ParenExpr) else "minus"
        node = Wrap("subquery", "matrix") if subquery else Wrap(kind, "vector")
    else:
        node = None
    # promql-parser knows the newer functions, but not what all of them take.
    return None if isinstance(node, Call) and node.name in NEWER else node


def _aggregate(expr: AggregateExpr, stack: _Stack) -> Aggregate | None:
    op, modifier = str(expr.op), expr.modifier
    if op in NEWER:
        return None
    if expr.param is not None:
        stack.append((expr.param, op))
    stack.append((expr.expr, op))
    labels = None if modifier is None else tuple(modifier.labels)
    without = modifier is not None and str(modifier.type) == "AggModifierType.Without"
    return Aggregate(op, labels, without, 1 if expr.param is None else 2)


def _read(expr: VectorSelector, range_seconds: float | None, within: str | None) -> Read | None:
    metric = expr.name
    matchers: list[Matcher] = []
    for matcher in expr.matchers.matchers:
        op = _MATCH_OPS[str(matcher.op)]
        if op.endswith("~") and regex_problem(matcher.value):
            return None
        if metric is None and op == "=" and matcher.name == "__name__":
            metric = matcher.value
        matchers.append((matcher.name, op, matcher.value))
    offset = 0.0 if expr.offset is None else expr.offset.total_seconds()
    return Read(
        Selector(metric, tuple(matchers), range_seconds, offset, within),
        "vector" if range_seconds is None else "matrix",
    )


def _binary(expr: BinaryExpr) -> Binary:
    node = Binary(str(expr.op))
    modifier = expr.modifier
    if modifier is not None:
        node.returns_bool = modifier.return_bool
        if modifier.matching is not None:
            node.on = str(modifier.matching.type) == "LabelModifierType.Include"
            node.labels = tuple(modifier.matching.labels)
        card = str(modifier.card)
        if card in _MANY:
            node.many = _MANY[card]
            node.include = tuple(modifier.group_labels or ())
    return node


def _infer(nodes: list[Node]) -> None:
    """Set the types that promql-parser doesn't give: a piece's type follows from its operands'."""
    types: list[ValueType] = []
    for node in nodes:
        first = len(types) - node.arity
        if isinstance(node, Binary):
            node.scalars = (types[first] == "scalar", types[first + 1] == "scalar")
            node.type = "scalar" if all(node.scalars) else "vector"
        elif isinstance(node, Wrap) and node.kind != "subquery":
            node.type = types[first]
        del types[first:]
        types.append(node.type)


def _grammar(text: str) -> Parsed:
    """Return the pieces and their places by our own grammar, which is loaded only if it is needed."""
    from vttalerts.language import _promql_grammar
    from vttalerts.language._promql_literals import Refusal

    try:
        return _promql_grammar.parse(text)
    except RecursionError:
        raise Fault("PQL002", f"an expression nested deeper than {MAX_NESTING}") from None
    except Refusal as refusal:
        raise Fault(
            "PQL001",
            f"not PromQL: {refusal.message}",
            why="Prometheus refuses the whole rule file",
            help=refusal.help,
            offset=refusal.start,
            length=max(1, refusal.end - refusal.start),
            label=refusal.message,
        ) from None
