"""The ways down a routing tree for whole sets of labels at once: each set that goes one way, and that way.

The set that comes to a node is cut along the node's matchers: what they take goes in, the rest goes on to the next
sibling. So all sets together are what came in, no two overlap, and every labels in a set go the same way.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, TypeAlias

from vttalerts.model.matchers import Matcher
from vttalerts.simulate.cells import Cells, bits
from vttalerts.simulate.routing import Step
from vttalerts.simulate.siblings import literals, lookup_keys

Masks: TypeAlias = tuple[int, ...]
"""Sets of labels: for each label of the tree, the kinds of its values."""

MOST_PIECES: Final = 3000
"""How many sets are kept apart; labels that decide independently of each other multiply."""
_FEW_KINDS: Final = 8
"""Up to how many kinds are looked up in a dictionary one by one."""
_TIDIED_EVERY: Final = 16


class TooManyError(ValueError):
    """More sets of labels than anybody could look at."""


class Way(NamedTuple):
    """Labels that go one way.

    Attributes:
        masks: The labels.
        steps: The nodes that take them, in the tree's order; none where not even the root does.
    """

    masks: Masks
    steps: tuple[Step, ...]


class Walker:
    """A routing tree, ready to send sets of labels down.

    Attributes:
        labels: The labels that the tree asks for, in the order in which sets have them.
        cells: The kinds of their values.
    """

    def __init__(self, steps: Iterable[Step], cells: Mapping[str, Cells]) -> None:
        self.labels = tuple(cells)
        self.cells = tuple(cells.values())
        self._places = {label: at for at, label in enumerate(self.labels)}
        by_route = {id(step.route): step for step in steps}
        root = next(iter(by_route.values()))
        self._root = _Node(root, by_route, self)
        self._root_tests = self.tests(root.route.matchers)

    def tests(self, matchers: Iterable[Matcher]) -> tuple[tuple[int, int], ...]:
        """Return matchers as what they take, each with the label's place."""
        return tuple((at := self._places[one.label], self.cells[at].mask(one)) for one in matchers)

    def place(self, label: str) -> int:
        """Return where a label stands in sets."""
        return self._places[label]

    def ways(self, masks: Masks) -> list[Way]:
        """Return all ways that some sets of labels go, each way once for each set that cannot be joined with others.

        Raises:
            TooManyError: They are too many.
        """
        inside, outside = cut(masks, self._root_tests)
        found = [Way(one, ()) for one in outside]
        if inside is not None:
            found += self._root.descend(inside)
        return tidy(found)


class _Node:
    """A node with its children, found by the values that they ask for."""

    def __init__(self, step: Step, by_route: Mapping[int, Step], walker: Walker) -> None:
        self.step = step
        self._children: list[tuple[tuple[tuple[int, int], ...], bool, _Node]] = []
        self._tables: dict[int, dict[int, list[int]]] = {}
        self._all: dict[int, list[int]] = {}
        self._rest: list[int] = []
        keys = lookup_keys([child.matchers for child in step.route.routes])
        for position, (child, key) in enumerate(zip(step.route.routes, keys, strict=True)):
            node = _Node(by_route[id(child)], by_route, walker)
            self._children.append((walker.tests(child.matchers), child.continue_, node))
            if key is None:
                self._rest.append(position)
                continue
            at = walker.place(key.label)
            table = self._tables.setdefault(at, {})
            self._all.setdefault(at, []).append(position)
            for value in literals(key):
                table.setdefault(walker.cells[at].of_value(value), []).append(position)

    def descend(self, masks: Masks) -> list[Way]:
        """Return the ways of labels that have come this far."""
        waiting: list[Way] = [Way(masks, ())]
        done: list[Way] = []
        for turn, position in enumerate(self._candidates(masks)):
            tests, continues, node = self._children[position]
            left: list[Way] = []
            for way in waiting:
                inside, outside = cut(way.masks, tests)
                left += [Way(one, way.steps) for one in outside]
                if inside is not None:
                    taken = [Way(one.masks, way.steps + one.steps) for one in node.descend(inside)]
                    (left if continues else done).extend(taken)
            waiting = tidy(left) if turn % _TIDIED_EVERY == 0 and len(left) > 1 else left
            if len(waiting) + len(done) > MOST_PIECES:
                raise TooManyError
            if not waiting:
                break
        return [*done, *(way if way.steps else Way(way.masks, (self.step,)) for way in waiting)]

    def _candidates(self, masks: Masks) -> list[int]:
        """Return the positions of all children that may take some of the labels, in order."""
        found = list(self._rest)
        for at, table in self._tables.items():
            mask = masks[at]
            if mask.bit_count() > _FEW_KINDS:
                found += self._all[at]
            else:
                found += {position for bit in bits(mask) for position in table.get(1 << bit, ())}
        found.sort()
        return found


def cut(masks: Masks, tests: Iterable[tuple[int, int]]) -> tuple[Masks | None, list[Masks]]:
    """Return what meets all tests, and the rest in pieces that do not overlap."""
    outside: list[Masks] = []
    for at, taken in tests:
        mask = masks[at]
        inner = mask & taken
        if inner == mask:
            continue
        if not inner:
            outside.append(masks)
            return None, outside
        outside.append((*masks[:at], mask & ~taken, *masks[at + 1 :]))
        masks = (*masks[:at], inner, *masks[at + 1 :])
    return masks, outside


def tidy(ways: Iterable[Way]) -> list[Way]:
    """Return ways with sets joined that go the same way and differ in one label only."""
    found = list(ways)
    size = 0
    while len(found) != size and len(found) > 1:
        size = len(found)
        for at in range(len(found[0].masks)):
            joined: dict[tuple[object, ...], Way] = {}
            for way in found:
                key = (*map(id, way.steps), *way.masks[:at], None, *way.masks[at + 1 :])
                mine = joined.get(key)
                if mine is None:
                    joined[key] = way
                else:
                    mask = mine.masks[at] | way.masks[at]
                    joined[key] = Way((*way.masks[:at], mask, *way.masks[at + 1 :]), way.steps)
            found = list(joined.values())
    return found
