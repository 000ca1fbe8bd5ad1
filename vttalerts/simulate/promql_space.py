"""Which labels with which values the result of an expression may have, worked out piece by piece (promql/engine.go).

Decision: alternatives (`or`, several jobs) stay apart as boxes of their own, so that what is together in a series
stays together. Within a box labels are taken to be independent, which may allow more than ever happens, never less.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from vttalerts.language._promql_nodes import Aggregate, Binary, Call, Constant, Matcher, Node, Read, Selector, Wrap
from vttalerts.language.promql import Query
from vttalerts.model.matchers import Operator
from vttalerts.simulate.cells import real
from vttalerts.simulate.domains import ANY, Box, few, of, prometheus_regex
from vttalerts.simulate.relabeling import Replace, replaced

Boxes = tuple[Box, ...]
SeriesOf = Callable[[str | None], Boxes]

_NAME: Final = "__name__"
_PICKING: Final = frozenset({"topk", "bottomk", "limitk", "limit_ratio"})
_BUCKETS: Final = frozenset({"histogram_quantile", "histogram_quantiles", "histogram_fraction"})
_NO_LABELS: Final[Boxes] = (Box({}),)
_ANYTHING: Final[Boxes] = (Box({}, ANY),)


def space(query: Query, series_of: SeriesOf) -> Boxes:
    """Return the sets of labels that the result may have; `__name__` is none of them.

    Args:
        query: The expression.
        series_of: Gives the labels of a metric's series.
    """
    stack: list[Boxes] = []
    pieces: list[Node] = []
    for node in query.nodes:
        first = len(stack) - node.arity
        operands, nodes = stack[first:], pieces[first:]
        del stack[first:], pieces[first:]
        if isinstance(node, Read):
            stack.append(_read(node.selector, series_of))
        elif isinstance(node, Constant):
            stack.append(_NO_LABELS)
        elif isinstance(node, Binary):
            stack.append(_binary(node, operands[0], operands[1]))
        elif isinstance(node, Aggregate):
            stack.append(_aggregate(node, operands[-1], nodes[0]))
        elif isinstance(node, Call):
            stack.append(_call(node, operands, nodes))
        else:
            stack.append(operands[0])
        # Parentheses are looked through: `absent((up))` is `absent(up)`.
        pieces.append(nodes[0] if isinstance(node, Wrap) and node.kind == "paren" else node)
    return few(box.drop((_NAME,)) for box in stack[-1])


def _read(selector: Selector, series_of: SeriesOf) -> Boxes:
    boxes: list[Box | None] = []
    for series in series_of(selector.metric):
        box: Box | None = series
        for name, op, value in selector.matchers:
            if box is not None and name != _NAME:
                box = box.only(name, Operator(op), prometheus_regex(value) if op.endswith("~") else value)
        boxes.append(box)
    return few(real(boxes))


def _aggregate(node: Aggregate, boxes: Boxes, parameter: Node) -> Boxes:
    if node.op in _PICKING:
        return boxes
    given = node.labels or ()
    made = few(box.drop((*given, _NAME)) if node.without else box.keep(given) for box in boxes)
    if node.op == "count_values" and isinstance(parameter, Constant):
        return few(box.put(str(parameter.value), ANY) for box in made)
    return made


def _call(node: Call, operands: list[Boxes], nodes: list[Node]) -> Boxes:
    main = next((at for at, piece in enumerate(nodes) if piece.type in {"vector", "matrix"}), None)
    if main is None or node.type == "scalar":
        return _NO_LABELS
    boxes, name = operands[main], node.name
    if name in {"absent", "absent_over_time"}:
        return _absent(nodes[main])
    if name == "info":
        return few(box._replace(rest=ANY, same=()) for box in boxes)
    texts = [str(piece.value) if isinstance(piece, Constant) else "" for piece in nodes]
    if name == "label_replace" and len(texts) == 5:  # noqa: PLR2004  the function's arguments
        _, target, replacement, source, pattern = texts
        return few(found for box in boxes for found in replaced(box, Replace((source,), target, replacement, pattern)))
    if name in {"label_join", "histogram_quantiles"}:
        boxes = few(box.put(texts[1], ANY) for box in boxes)
    return few(box.drop(("le",)) for box in boxes) if name in _BUCKETS else boxes


def _absent(piece: Node) -> Boxes:
    """Return what `absent` makes up of a selector's matchers (functions.go `createLabelsForAbsentFunction`)."""
    matchers: tuple[Matcher, ...] = piece.selector.matchers if isinstance(piece, Read) else ()
    known: dict[str, str] = {}
    seen: set[str] = set()
    for name, op, value in matchers:
        if name == _NAME:
            continue
        if op == "=" and name not in seen:
            seen.add(name)
            known[name] = value
        else:
            known.pop(name, None)
    # The storage may put matchers with a `!` behind the others, and the label is gone (tsdb/querier.go).
    unsure = {name for name, op, _ in matchers if op.startswith("!")}
    return (Box({name: of(value, "") if name in unsure else of(value) for name, value in known.items()}),)


def _binary(node: Binary, left: Boxes, right: Boxes) -> Boxes:
    if node.op == "or":
        return few((*left, *right))
    if node.op == "unless":
        return left
    if True in node.scalars:
        return right if node.scalars[0] else left
    if node.fills:
        return _ANYTHING
    names = frozenset(node.labels) if node.on else None
    but = frozenset({_NAME} if node.on is None else {_NAME, *node.labels} if not node.on else ())
    made: list[Box | None] = []
    for mine in left:
        for theirs in right:
            many, one = (theirs, mine) if node.many == "right" else (mine, theirs)
            made.append(_joined(node, one, many.both(one, names, but)))
    return few(real(made))


def _joined(node: Binary, one: Box, matched: Box | None) -> Box | None:
    """Return the labels of the result of two series that match."""
    if matched is None or node.op == "and":
        return matched
    if node.many:
        for name in node.include:
            matched = matched.put(name, one.get(name))
        return matched
    if node.on:
        return matched.keep(node.labels)
    return matched.drop(node.labels) if node.on is not None else matched
