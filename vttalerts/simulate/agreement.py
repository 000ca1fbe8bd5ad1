"""What the alerts on both sides of an inhibition have of its `equal` labels, as far as that is plain.

Decision: `check` asks for what is surely wrong, and a view of an alert is enough to see it. Which alerts silence which
for all labels that they may have is `suppression`'s, which takes longer.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias
from weakref import WeakKeyDictionary

from vttalerts.graph import Graph
from vttalerts.model.inhibition import Inhibition
from vttalerts.simulate.fleet import View
from vttalerts.simulate.sides import Sides, sides

Values: TypeAlias = tuple[str | None, ...]
"""The values of the `equal` labels: the empty text where one is missing, `None` where nobody knows it yet."""


class Member:
    """An alert on one side.

    Attributes:
        view: The alert.
        certain: Whether it surely is on that side.
        values: What it has of the `equal` labels.
    """

    __slots__ = ("certain", "values", "view")

    def __init__(self, view: View, values: Values, *, certain: bool) -> None:
        self.view = view
        self.certain = certain
        self.values = values


class Agreement:
    """The alerts that an inhibition is about.

    Attributes:
        rule: The inhibition.
        sources: Those that may silence.
        targets: Those that may be silenced.
    """

    __slots__ = ("rule", "sources", "targets")

    def __init__(self, both: Sides) -> None:
        self.rule: Inhibition = both.rule
        self.sources = _members(both, both.sources)
        self.targets = _members(both, both.targets)

    def lacking(self) -> bool:
        """Tell whether some `equal` label is on no source, or on no target: another check's finding."""
        for side in (self.sources, self.targets):
            if any(all(member.values[at] == "" for member in side) for at in range(len(self.rule.equal))):
                return True
        return False


_AGREEMENTS: WeakKeyDictionary[Graph, tuple[Agreement, ...]] = WeakKeyDictionary()


def agreements(graph: Graph) -> tuple[Agreement, ...]:
    """Return what both sides of every inhibition have in common; worked out once."""
    found = _AGREEMENTS.get(graph)
    if found is None:
        found = _AGREEMENTS[graph] = tuple(map(Agreement, sides(graph)))
    return found


def _members(both: Sides, side: Iterable[tuple[View, bool]]) -> tuple[Member, ...]:
    return tuple(Member(view, both.compared(view), certain=certain) for view, certain in side)


def agree(one: Values, other: Values) -> bool:
    """Tell whether two alerts may have the same values."""
    return all(mine is None or theirs is None or mine == theirs for mine, theirs in zip(one, other, strict=True))
