"""Which labels the result of a PromQL expression can carry, and what removes the others."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, NamedTuple, TypeAlias

from vttalerts.language._promql_nodes import Aggregate, Binary, Node

LabelsOf: TypeAlias = Callable[[str], frozenset[str] | None]

_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})


class Labels(NamedTuple):
    """Which labels a result can carry.

    Attributes:
        names: Names of labels that it can carry, `__name__` among them.
        open: Whether there may be others, because a metric is not declared.
        known: Labels that every series of the result has with one and the same value.
        gone: Where `open`: names that it surely doesn't carry.
        dropper: Which of `Query.nodes` was the last to remove labels.
        text: The expression; empty for a part of one.
    """

    names: frozenset[str]
    open: bool = False
    known: Mapping[str, str] = _NOTHING
    gone: frozenset[str] = frozenset()
    dropper: int | None = None
    text: str = ""

    def can_carry(self, name: str) -> bool:
        """Return whether a series of the result may have this label."""
        return name in self.names or (self.open and name not in self.gone)

    @property
    def dropped_by(self) -> str | None:
        """The words of the outermost piece that removed labels, such as `sum by (service)`; `None` if none did."""
        span = self.dropped_at
        return None if span is None else self.text[span[0] : span[0] + span[1]]

    @property
    def dropped_at(self) -> tuple[int, int] | None:
        """The offset and the length of those words in the expression."""
        if self.dropper is None or not self.text:
            return None
        from vttalerts.language._promql_grammar import parse

        place = parse(self.text).places[self.dropper]
        return place.clause_start, place.clause_end - place.clause_start


def operands_of(nodes: tuple[Node, ...]) -> list[list[int]]:
    """Return, for each piece, which pieces are its operands."""
    operands: list[list[int]] = []
    stack: list[int] = []
    for index, node in enumerate(nodes):
        first = len(stack) - node.arity
        operands.append(stack[first:])
        del stack[first:]
        stack.append(index)
    return operands


def dropper(nodes: tuple[Node, ...], steps: list[Labels], label: str) -> int | None:
    """Return the outermost piece that removes a label which an operand of its still has; `None` if none does."""
    operands = operands_of(nodes)
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
