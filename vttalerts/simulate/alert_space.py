"""Which sets of labels an alert may reach Alertmanager with: its expression's, its rule's, its server's, relabeled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final
from weakref import WeakKeyDictionary

from vttalerts.graph import Graph, PlacedAlert
from vttalerts.model.alerting import AlertmanagerConfig
from vttalerts.model.expr import Combination, Comparison, Condition
from vttalerts.model.matchers import Operator
from vttalerts.model.relabel import Relabel
from vttalerts.simulate.domains import ANY, Box, Domain, few, of
from vttalerts.simulate.relabeling import Relabeled, relabeled
from vttalerts.simulate.scraped import Series

_COPIES: Final = re.compile(r"\{\{-?\s*\$labels\.([a-zA-Z_]\w*)\s*-?\}\}", re.ASCII)
_NAME: Final = "alertname"


class AlertSpaces:
    """The labels of all alerts of a platform, each worked out when somebody asks for it."""

    def __init__(self, graph: Graph) -> None:
        self._series = Series(graph)
        server = graph.prometheus
        external = (server.external_labels if server is not None else None) or {}
        self._external: Mapping[str, str] = {name: str(value) for name, value in external.items()}
        self._steps = server.alert_relabel_configs if server is not None else ()
        own = (
            one for one in (server.alertmanagers if server is not None else ()) if isinstance(one, AlertmanagerConfig)
        )
        # Each group of Alertmanagers may get other labels, and all of them have the one configuration.
        self._ways: tuple[tuple[Relabel, ...], ...] = tuple(
            dict.fromkeys(one.alert_relabel_configs for one in own)
        ) or ((),)
        self._results: dict[int, tuple[Box, ...]] = {}

    def of(self, placed: PlacedAlert) -> Relabeled:
        """Return the sets of labels that an alert may have, and those with which it is never sent."""
        boxes: Iterable[Box] = self._result(placed.alert.expr)
        boxes = few(one for box in boxes for one in self._labelled(box, placed))
        if not self._steps and self._ways == ((),):
            return Relabeled(tuple(boxes))
        read = {label for steps in (self._steps, *self._ways) for step in steps for label in _labels(step)}
        common = relabeled([_spelt(box, read) for box in boxes], self._steps)
        each = [relabeled(common.kept, steps) for steps in self._ways]
        return Relabeled(
            few(box for one in each for box in one.kept),
            few((*common.dropped, *(box for one in each for box in one.dropped))),
        )

    def _result(self, condition: Condition) -> tuple[Box, ...]:
        if isinstance(condition, Comparison):
            # The comparison changes no label, and indicators are shared.
            key = id(condition.indicator)
            if key not in self._results:
                self._results[key] = few(
                    box.drop(("__name__",)) for box in self._series.of_text(condition.indicator.text)
                )
            return self._results[key]
        if isinstance(condition, Combination) and condition.operator == "or":
            return few(box for part in condition.parts for box in self._result(part))
        return self._series.of_text(condition.promql())

    def _labelled(self, box: Box, placed: PlacedAlert) -> Iterator[Box]:
        """Yield the labels after the rule set its own, and the server those that were missing (rules/alerting.go)."""
        made: list[Box] = [box]
        for name, value in placed.labels.items():
            made = [set_ for one in made for set_ in _set(one, box, name, value)]
        for one in made:
            finished = [one.put(_NAME, of(placed.alert.name))]
            for name, value in self._external.items():
                finished = [with_ for each in finished for with_ in _added(each, name, value)]
            yield from finished


def _set(box: Box, result: Box, name: str, value: str) -> Iterator[Box]:
    if "{{" not in value:
        yield box.put(name, of(value))
        return
    copied = _COPIES.fullmatch(value.strip())
    source = result.get(copied[1]) if copied is not None and copied[1] != "__name__" else ANY
    if copied is None or source.values is None or box.get(copied[1]) != source:
        yield box.put(name, source)
        return
    for one in sorted(source.values):
        yield box.put(copied[1], of(one)).put(name, of(one)) if copied[1] != name else box.put(name, of(one))


def _added(box: Box, name: str, value: str) -> Iterator[Box]:
    """Yield labels with a server's label where it is missing (notifier/manager.go `Send`)."""
    domain = box.get(name)
    if not domain.may_be(""):
        yield box
    elif domain.values is not None:
        yield box.put(name, Domain(domain.values - {""} | {value}))
    else:
        yield box.put(name, of(value))
        yield box.put(name, domain.only(Operator.NOT_EQUAL, ""))


def _labels(step: Relabel) -> Iterator[str]:
    yield from step.source_labels
    if step.target_label:
        yield step.target_label


def _spelt(box: Box, names: Iterable[str]) -> Box:
    """Return labels with those by name that are asked for, so that a step on names sees them."""
    return Box({**{name: box.get(name) for name in names}, **box.labels}, box.rest)


_SPACES: WeakKeyDictionary[Graph, AlertSpaces] = WeakKeyDictionary()


def alert_spaces(graph: Graph) -> AlertSpaces:
    """Return the labels of a graph's alerts; worked out once."""
    found = _SPACES.get(graph)
    if found is None:
        found = _SPACES[graph] = AlertSpaces(graph)
    return found
