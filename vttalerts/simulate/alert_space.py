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
from vttalerts.simulate.cells import real
from vttalerts.simulate.domains import ANY, Box, few, of
from vttalerts.simulate.relabeling import Relabeled, relabeled
from vttalerts.simulate.scraped import Series

_COPIES: Final = re.compile(r"\{\{-?\s*\$labels\.([a-zA-Z_]\w*)\s*-?\}\}", re.ASCII)
_NAME: Final = "alertname"
_KEPT: Final = "series' "
"""Before the name of a series' label that the rule overwrites; no label is called so."""


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
        sources = {name: _source(value) for name, value in placed.labels.items() if "{{" in value}
        # A template reads the series' label, also where the rule gives the alert another one of that name.
        kept = {source: f"{_KEPT}{source}" for source in sources.values() if source and source in placed.labels}
        for source, name in kept.items():
            box = box.copy(name, source)
        made: list[Box] = [box]
        for name, value in placed.labels.items():
            source = sources.get(name, "")
            made = [found for one in made for found in _set(one, name, value, kept.get(source, source))]
        for one in made:
            finished = [one.put(_NAME, of(placed.alert.name)).forget(kept.values())]
            for name, value in self._external.items():
                finished = [with_ for each in finished for with_ in _added(each, name, value)]
            yield from finished


def _source(template: str) -> str:
    """Return the label that a template prints and nothing else."""
    found = _COPIES.fullmatch(template.strip())
    return found[1] if found is not None and found[1] != "__name__" else ""


def _set(box: Box, name: str, value: str, source: str) -> Iterator[Box]:
    """Yield labels with one that the rule sets; `source` is the label that its template prints."""
    if "{{" not in value:
        yield box.put(name, of(value))
    elif not source:
        yield box.put(name, ANY)
    elif (known := box.get(source).values) is None:
        yield box.copy(name, source)
    else:
        for one in sorted(known):
            narrowed = box.only(source, Operator.EQUAL, one)
            if narrowed is not None:
                yield narrowed.put(name, of(one))


def _added(box: Box, name: str, value: str) -> Iterator[Box]:
    """Yield labels with a server's label where it is missing (notifier/manager.go `Send`)."""
    missing, present = box.only(name, Operator.EQUAL, ""), box.only(name, Operator.NOT_EQUAL, "")
    yield from real((None if missing is None else missing.put(name, of(value)), present))


def _labels(step: Relabel) -> Iterator[str]:
    yield from step.source_labels
    if step.target_label:
        yield step.target_label


def _spelt(box: Box, names: Iterable[str]) -> Box:
    """Return labels with those by name that are asked for, so that a step on names sees them."""
    return box._replace(labels={**{name: box.get(name) for name in names}, **box.labels})


_SPACES: WeakKeyDictionary[Graph, AlertSpaces] = WeakKeyDictionary()


def alert_spaces(graph: Graph) -> AlertSpaces:
    """Return the labels of a graph's alerts; worked out once."""
    found = _SPACES.get(graph)
    if found is None:
        found = _SPACES[graph] = AlertSpaces(graph)
    return found
