"""Labels that have one value together, cut into the kinds of values that the matchers on all of them tell apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vttalerts.simulate.cells import Cells, bits
from vttalerts.simulate.domains import Box, Domain
from vttalerts.simulate.walk import Masks


class Copies:
    """The kinds of values of labels that are copies of each other; each combination is worked out once."""

    def __init__(self, cells: Sequence[Cells]) -> None:
        self._cells = tuple(cells)
        self._joined: dict[tuple[int, ...], Cells] = {}
        self._known: dict[tuple[tuple[int, ...], Domain], tuple[tuple[Masks, str], ...]] = {}

    def apart(self, box: Box, masks: Masks) -> Iterator[tuple[Masks, dict[str, str]]]:
        """Yield sets of labels in which copies have values of one kind, with one such value for each of them."""
        made: list[tuple[Masks, dict[str, str]]] = [(masks, {})]
        for group in box.same:
            places = tuple(at for at, one in enumerate(self._cells) if one.label in group)
            if len(places) > 1:
                labels = [self._cells[at].label for at in places]
                made = [
                    (_placed(mine, places, kinds), texts | dict.fromkeys(labels, text))
                    for mine, texts in made
                    for kinds, text in self._kinds(places, box.get(labels[0]))
                ]
        yield from made

    def doubts(self, box: Box) -> Iterator[str]:
        """Yield why copies may have kinds of values that nobody found."""
        for group in box.same:
            places = tuple(at for at, one in enumerate(self._cells) if one.label in group)
            if len(places) > 1 and self._joint(places).doubt:
                yield self._joint(places).doubt

    def _kinds(self, places: tuple[int, ...], domain: Domain) -> tuple[tuple[Masks, str], ...]:
        found = self._known.get((places, domain))
        if found is None:
            joint = self._joint(places)
            kinds: dict[Masks, str] = {}
            for at in bits(joint.of(domain)):
                text = joint.example(1 << at, domain)
                kinds.setdefault(tuple(self._cells[place].of_value(text) for place in places), text)
            found = self._known[places, domain] = tuple(kinds.items())
        return found

    def _joint(self, places: tuple[int, ...]) -> Cells:
        found = self._joined.get(places)
        if found is None:
            matchers = [matcher for place in places for matcher in self._cells[place].matchers]
            found = self._joined[places] = Cells(self._cells[places[0]].label, matchers)
        return found


def _placed(masks: Masks, places: tuple[int, ...], kinds: Masks) -> Masks:
    made = list(masks)
    for place, kind in zip(places, kinds, strict=True):
        made[place] &= kind
    return tuple(made)
