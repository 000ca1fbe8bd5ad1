"""Which jobs alerts rely on, and which of them somebody watches: by `up`, or by the absence of what they export."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Final

from vttalerts.graph import Graph
from vttalerts.language.promql import Selector
from vttalerts.model.alerts import Alert
from vttalerts.model.expr import Absence
from vttalerts.model.matchers import Matcher, Operator
from vttalerts.model.scrape import ScrapeJob
from vttalerts.simulate.expressions import expressions, leaves
from vttalerts.simulate.queries import queries

_ABSENCE: Final = frozenset({"absent", "absent_over_time"})


class Watching:
    """Who watches the jobs of a platform."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._queries = queries(graph)

    @property
    def any(self) -> bool:
        """Whether some job is watched at all."""
        return any(self.watches(job) for job in self._graph.scrape)

    @cached_property
    def _ups(self) -> tuple[Selector, ...]:
        """The selections of `up` that alerts look at."""
        return tuple(one for source, one in self._queries.reads.get("up", ()) if self._queries.wakes(source))

    @cached_property
    def _absences(self) -> tuple[Selector, ...]:
        """The selections whose absence alerts look at."""
        return tuple(self._missed())

    def _missed(self) -> Iterator[Selector]:
        for name in _ABSENCE:
            for source in self._queries.calls.get(name, ()):
                if self._queries.wakes(source):
                    yield from (one for one in source.query.selectors if one.function in _ABSENCE)
        known = expressions(self._graph)
        for placed in self._graph.alerts:
            for leaf in leaves(placed.alert.expr):
                if isinstance(leaf, Absence):
                    for source in known.of(placed.alert):
                        if source.owner is leaf.indicator:
                            yield from source.query.selectors

    def watches(self, job: ScrapeJob) -> bool:
        """Tell whether an alert would fire when a job's targets are gone."""
        if any(means(selector, job.job_name) for selector in self._ups):
            return True
        exported = {name for metric in job.exports for name in metric.series()}
        return any(one.metric in exported and means(one, job.job_name) for one in self._absences)

    def relies_on(self, job: ScrapeJob) -> Alert | None:
        """Return an alert that reads a metric which only this job exports."""
        for metric in job.exports:
            if self._graph.exporters.get(metric.name) != (job,):
                continue
            for name in metric.series():
                for source, selector in self._queries.reads.get(name, ()):
                    if means(selector, job.job_name) and (alert := self._alert(source.owner)) is not None:
                        return alert
        return None

    def _alert(self, owner: object) -> Alert | None:
        return owner if isinstance(owner, Alert) else self._alerts.get(id(owner))

    @cached_property
    def _alerts(self) -> dict[int, Alert]:
        """The first alert that looks at an indicator."""
        found: dict[int, Alert] = {}
        for placed in self._graph.alerts:
            for indicator in placed.alert.expr.indicators():
                found.setdefault(id(indicator), placed.alert)
        return found


def means(selector: Selector, job: str) -> bool:
    """Tell whether a selector may mean series of a job."""
    return all(
        Matcher(name, Operator(operator), value).matches(job)
        for name, operator, value in selector.matchers
        if name == "job"
    )
