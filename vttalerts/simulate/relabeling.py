"""What relabeling leaves of labels whose values are known only in part (prometheus model/relabel `relabel`)."""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from math import prod
from typing import Any, Final, NamedTuple

from vttalerts.model.matchers import Operator
from vttalerts.model.relabel import Relabel, RelabelAction
from vttalerts.simulate.cells import real
from vttalerts.simulate.domains import ANY, MISSING, Box, few, of, prometheus_regex

_ALL: Final = "(.*)"
_REFERENCE: Final = re.compile(r"\$(?:\{(\w+)\}|(\w+)|(\$))", re.ASCII)
_DECIDING: Final = frozenset({RelabelAction.KEEP, RelabelAction.DROP, RelabelAction.KEEPEQUAL, RelabelAction.DROPEQUAL})
_MOST_COMBINATIONS: Final = 64
"""How many combinations of values of source labels are looked at one by one."""


class Replace(NamedTuple):
    """A step that writes a label where others match.

    Attributes:
        sources: The labels whose values are joined.
        target: The label that is written.
        replacement: What is written; `$1` is a group of the expression.
        regex: What the joined value must match as a whole.
        separator: What joins them.
    """

    sources: tuple[str, ...]
    target: str
    replacement: str
    regex: str = _ALL
    separator: str = ";"


class Relabeled(NamedTuple):
    """What became of labels.

    Attributes:
        kept: What goes on.
        dropped: What went in and does not go on, with the labels that it had where it was dropped.
    """

    kept: tuple[Box, ...]
    dropped: tuple[Box, ...] = ()


def relabeled(boxes: Iterable[Box], steps: Iterable[Relabel]) -> Relabeled:
    """Return what is left of labels after some steps."""
    kept, dropped = tuple(boxes), list[Box]()
    for step in steps:
        made: list[Box] = []
        for box in kept:
            done = _step(box, step)
            made += done.kept
            dropped += done.dropped
        kept = few(made)
    return Relabeled(kept, few(dropped))


def _step(box: Box, step: Relabel) -> Relabeled:
    action = step.action or RelabelAction.REPLACE
    sources, separator = step.source_labels, ";" if step.separator is None else step.separator
    regex = _ALL if step.regex is None else step.regex
    if action in _DECIDING:
        keeps = action in {RelabelAction.KEEP, RelabelAction.KEEPEQUAL}
        by_regex = action in {RelabelAction.KEEP, RelabelAction.DROP}
        meant, others = (
            _split(box, sources, separator, regex)
            if by_regex
            else _equal(box, sources, separator, step.target_label or "")
        )
        return Relabeled(meant, others) if keeps else Relabeled(others, meant)
    if action in {RelabelAction.LABELDROP, RelabelAction.LABELKEEP}:
        keeps = action is RelabelAction.LABELKEEP
        return Relabeled((box.drop(name for name in box.labels if bool(_match(regex, name)) is not keeps),))
    return Relabeled(few(_written(box, step, regex, separator)))


def _written(box: Box, step: Relabel, regex: str, separator: str) -> Iterator[Box]:
    """Yield what is left by a step that writes a label."""
    target = step.target_label or ""
    replacement = "$1" if step.replacement is None else str(step.replacement)
    match step.action or RelabelAction.REPLACE:
        case RelabelAction.REPLACE:
            yield from replaced(box, Replace(step.source_labels, target, replacement, regex, separator))
        case RelabelAction.LABELMAP:
            yield _mapped(box, regex, replacement)
        case RelabelAction.HASHMOD:
            remainders = step.modulus or 1
            yield box.put(target, of(*map(str, range(remainders))) if remainders <= _MOST_COMBINATIONS else ANY)
        case case:
            change = str.lower if case is RelabelAction.LOWERCASE else str.upper
            for one, value in _joined(box, step.source_labels, separator):
                yield one.put(target, ANY if value is None else of(change(value)))


def replaced(box: Box, step: Replace) -> Iterator[Box]:
    """Yield what a replacement leaves of labels."""
    if "$" in step.target:
        yield Box(dict.fromkeys(box.labels, ANY), ANY)
        return
    for one, value in _joined(box, step.sources, step.separator):
        if value is not None:
            found = _match(step.regex, value)
            yield one if found is None else one.put(step.target, of(_expand(step.replacement, found)))
            continue
        inside, outside = _split(one, step.sources, step.separator, step.regex)
        yield from outside
        for matched in inside:
            copies = step.replacement in {"$1", "${1}"} and step.regex in {_ALL, "(.+)"} and len(step.sources) == 1
            if copies:
                yield matched.copy(step.target, step.sources[0])
            else:
                yield matched.put(step.target, ANY if "$" in step.replacement else of(step.replacement))


def _joined(box: Box, sources: tuple[str, ...], separator: str) -> Iterator[tuple[Box, str | None]]:
    """Yield the sets of labels by the value that the sources have together; `None` where nobody knows it."""
    domains = [box.get(name) for name in sources]
    choices = [sorted(domain.values) for domain in domains if domain.values is not None]
    if len(choices) < len(sources) or prod(map(len, choices)) > _MOST_COMBINATIONS:
        yield box, None
        return
    for values in itertools.product(*choices):
        one = box
        for name, value in zip(sources, values, strict=True):
            one = one.put(name, of(value))
        yield one, separator.join(values)


def _split(box: Box, sources: tuple[str, ...], separator: str, regex: str) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    """Return the sets of labels whose sources match, and those whose do not; both, where nobody can tell."""
    inside: list[Box | None] = []
    outside: list[Box | None] = []
    for one, value in _joined(box, sources, separator):
        if value is not None:
            (outside if _match(regex, value) is None else inside).append(one)
        elif len(sources) == 1:
            inside.append(one.only(sources[0], Operator.REGEX, prometheus_regex(regex)))
            outside.append(one.only(sources[0], Operator.NOT_REGEX, prometheus_regex(regex)))
        else:
            inside.append(one)
            outside.append(one)
    return few(real(inside)), few(real(outside))


def _equal(box: Box, sources: tuple[str, ...], separator: str, target: str) -> tuple[tuple[Box, ...], tuple[Box, ...]]:
    same: list[Box | None] = []
    other: list[Box | None] = []
    for one, value in _joined(box, sources, separator):
        if value is None:
            same.append(one)
            other.append(one)
        else:
            same.append(one.only(target, Operator.EQUAL, value))
            other.append(one.only(target, Operator.NOT_EQUAL, value))
    return few(real(same)), few(real(other))


def _mapped(box: Box, regex: str, replacement: str) -> Box:
    """Return labels with copies of some under other names; of unknown ones anything may become."""
    if box.rest.values is None:
        return Box(dict.fromkeys(box.labels, ANY), ANY)
    for name, domain in box.labels.items():
        found = _match(regex, name)
        if found is not None and domain != MISSING:
            target = _expand(replacement, found)
            box = box.put(target, domain.either(box.get(target)) if domain.may_be("") else domain)
    return box


@functools.lru_cache(maxsize=1024)
def _compiled(regex: str) -> Any:  # noqa: ANN401  google-re2 carries no types
    import re2

    return re2.compile(prometheus_regex(regex))


def _match(regex: str, value: str) -> Any:  # noqa: ANN401  google-re2 carries no types
    return _compiled(regex).fullmatch(value)


def _expand(template: str, found: Any) -> str:  # noqa: ANN401  google-re2 carries no types
    """Return a template with the groups of a match, as Go's `Regexp.Expand` does."""

    def group(reference: re.Match[str]) -> str:
        if reference[3]:
            return "$"
        name = reference[1] or reference[2]
        try:
            return found.group(int(name) if name.isdigit() else name) or ""
        except (IndexError, KeyError):
            return ""

    return _REFERENCE.sub(group, template)
