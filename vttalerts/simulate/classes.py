"""The classes of labels as a tree cuts them: the ways, what tells them apart, and an example of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from vttalerts.simulate.cells import Cells
from vttalerts.simulate.domains import Box
from vttalerts.simulate.routing import Step
from vttalerts.simulate.walk import Masks, Way

_MOST_WORDS: Final = 5
"""How many kinds of labels are named that go one way."""


class Class(NamedTuple):
    """Labels of an alert that all go one way.

    Attributes:
        steps: The nodes that take them, in the tree's order.
        words: What tells them from the alert's other labels; empty where there are no others.
        example: Labels of the class: those that the tree asks for, and those that are known.
        known: Whether values that are known decide, and none that only an incident tells.
    """

    steps: tuple[Step, ...]
    words: str
    example: Mapping[str, str]
    known: bool


class Piece(NamedTuple):
    """Labels that go one way, and what they were cut from."""

    number: int
    box: Box
    masks: Masks
    way: Way
    texts: Mapping[str, str]


class Cut(NamedTuple):
    """A class as far as the tree can see it: without the labels that it does not ask for."""

    steps: tuple[Step, ...]
    words: str
    known: bool
    number: int
    asked: Mapping[str, str]


def cut(cells: tuple[Cells, ...], pieces: list[Piece], all_: list[int], *, several: bool) -> Cut:
    """Return a class of the pieces that go its way.

    Args:
        cells: The kinds of values of the labels that the tree asks for.
        pieces: The labels.
        all_: The kinds of values that all of the alert's labels have.
        several: Whether there are other classes, from which words must tell it.
    """
    first = pieces[0]
    texts = dict.fromkeys(_words(cells, piece.way.masks, all_) for piece in pieces) if several else {}
    shown = [*texts][:_MOST_WORDS]
    if len(texts) > len(shown):
        shown.append(f"{len(texts) - len(shown)} more")
    known = all(
        mask == whole or piece.box.get(one.label).values is not None
        for piece in pieces
        for one, mask, whole in zip(cells, piece.way.masks, piece.masks, strict=True)
    )
    asked = {
        one.label: first.texts.get(one.label) or one.example(mask, first.box.get(one.label))
        for one, mask in zip(cells, first.way.masks, strict=True)
    }
    return Cut(first.way.steps, " or ".join(shown), known, first.number, asked)


def whole(boxes: tuple[Box, ...], cuts: tuple[Cut, ...]) -> tuple[Class, ...]:
    """Return classes with the known values of all labels."""
    known = [{name: min(domain.values) for name, domain in box.labels.items() if domain.values} for box in boxes]
    made: list[Class] = []
    for cut in cuts:
        example = {name: value for name, value in {**known[cut.number], **cut.asked}.items() if value}
        made.append(Class(cut.steps, cut.words, example, cut.known))
    return tuple(made)


def _words(cells: tuple[Cells, ...], masks: Masks, all_: list[int]) -> str:
    return " ".join(
        one.words(mask, within) for one, mask, within in zip(cells, masks, all_, strict=True) if mask != within
    )
