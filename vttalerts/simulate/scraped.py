"""Which labels with which values the series of a metric have, from the scrape configuration (prometheus scrape)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from vttalerts.diagnostics import Fault
from vttalerts.graph import Graph
from vttalerts.language.promql import parse
from vttalerts.model.discoveries import FileDiscovery, HTTPDiscovery, Static
from vttalerts.model.metrics import Metric
from vttalerts.model.probes import Probe
from vttalerts.model.recording import RecordingGroup, RecordingRule
from vttalerts.model.relabel import RelabelAction
from vttalerts.model.scrape import ScrapeJob
from vttalerts.simulate.domains import ANY, MISSING, PRESENT, Box, Domain, few, of
from vttalerts.simulate.expressions import BUILT_IN
from vttalerts.simulate.promql_space import Boxes, space
from vttalerts.simulate.relabeling import relabeled

_OF_ALERTS: Final = frozenset({"ALERTS", "ALERTS_FOR_STATE"})
_ANYTHING: Final[Boxes] = (Box({}, ANY),)


class Series:
    """The labels of all series of a platform; each metric is worked out when somebody asks for it."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._known: dict[str, Boxes] = {}
        self._spaces: dict[str, Boxes] = {}
        self._targets: dict[int, Boxes] = {}
        self._groups: dict[int, RecordingGroup] = {id(rule): one for one in graph.recording for rule in one.rules}

    def of_metric(self, metric: str | None) -> Boxes:
        """Return the labels of a metric's series, without its name; any labels where nobody can tell."""
        if metric is None:
            return _ANYTHING
        if metric not in self._known:
            # Before the answer is known, so that a rule that reads itself ends here.
            self._known[metric] = _ANYTHING
            self._known[metric] = self._look_up(metric)
        return self._known[metric]

    def of_text(self, text: str) -> Boxes:
        """Return the labels of an expression's result."""
        found = self._spaces.get(text)
        if found is None:
            try:
                found = space(parse(text), self.of_metric)
            except Fault:  # it has its own diagnostic
                found = _ANYTHING
            self._spaces[text] = found
        return found

    def _look_up(self, metric: str) -> Boxes:
        known = self._graph.series.get(metric)
        if known is None and metric not in BUILT_IN:
            return _ANYTHING
        family = known[0] if known is not None else None
        if isinstance(family, RecordingRule):
            return self._recorded(family)
        others = _ANYTHING if self._graph.prometheus is not None and self._graph.prometheus.scrape_config_files else ()
        jobs: Iterable[ScrapeJob | Probe] = self._graph.exporters.get(metric if family is None else family.name, ())
        if not jobs and metric in BUILT_IN - _OF_ALERTS:
            # What Prometheus says of a scrape itself is not relabeled (scrape/scrape.go `report`).
            return few((*(box for job in self._graph.jobs for box in self._of_targets(job)), *others)) or _ANYTHING
        labels = family.series().get(metric, ()) if isinstance(family, Metric) else ()
        return few((*(box for job in jobs for box in self._sampled(job, labels)), *others)) or _ANYTHING

    def _recorded(self, rule: RecordingRule) -> Boxes:
        group = self._groups.get(id(rule))
        labels = {**(group.labels if group is not None else {}), **rule.labels}
        return few(
            Box({**box.labels, **{name: of(value) for name, value in labels.items()}}, box.rest)
            for box in self.of_text(rule.text)
        )

    def _sampled(self, job: ScrapeJob | Probe, labels: Iterable[str]) -> Boxes:
        """Return the labels of a job's samples: its targets', and those that the exporter adds."""
        made: list[Box] = []
        for target in self._of_targets(job):
            trusts = isinstance(job, ScrapeJob) and job.honor_labels
            own = {name: ANY for name in labels if trusts or target.get(name) == MISSING}
            box = Box({**target.labels, **own}, target.rest)
            if trusts:
                box = box.put("job", PRESENT).put("instance", PRESENT)
            made.append(box)
        steps = job.metric_relabel_configs if isinstance(job, ScrapeJob) else ()
        return relabeled(made, steps).kept

    def _of_targets(self, job: ScrapeJob | Probe) -> Boxes:
        found = self._targets.get(id(job))
        if found is None:
            made = self._probed(job) if isinstance(job, Probe) else self._discovered(job)
            found = self._targets[id(job)] = few(made)
        return found

    def _probed(self, probe: Probe) -> Iterable[Box]:
        addresses = of(*map(self._graph.text, probe.targets))
        labels = {name: of(value) for name, value in (probe.labels or {}).items()}
        yield Box({"job": of(probe.name), **labels, "instance": addresses})

    def _discovered(self, job: ScrapeJob) -> Iterable[Box]:
        steps = job.relabel_configs
        mapped = any(step.action is RelabelAction.LABELMAP for step in steps)
        written = {step.target_label for step in steps if step.target_label}
        for discovery in job.discoveries:
            # Whoever writes those files or answers may set any label, `job` too.
            anything = isinstance(discovery, FileDiscovery | HTTPDiscovery)
            box = Box({"job": PRESENT if anything else of(job.job_name), "__address__": PRESENT}, ANY)
            if isinstance(discovery, Static):
                addresses = of(*map(self._graph.text, discovery.targets))
                labels = {name: of(self._graph.text(value)) for name, value in (discovery.labels or {}).items()}
                box = Box({"job": of(job.job_name), "__address__": addresses, **labels})
            # What other discoveries find out is in labels that begin with `__meta_`, and ends with the relabeling.
            rest = ANY if anything or (mapped and not isinstance(discovery, Static)) else MISSING
            for name in written - box.labels.keys():
                box = box.put(name, box.rest if anything or name.startswith("__") else MISSING)
            for one in relabeled((box,), steps).kept:
                yield _finished(one, rest)


def _finished(box: Box, rest: Domain) -> Box:
    """Return a target's labels without those that end here, and with its address for a name (scrape/target.go)."""
    instance = box.labels.get("instance", rest)
    if instance == MISSING:
        instance = box.get("__address__")
    elif instance.may_be(""):
        instance = PRESENT
    labels = {name: domain for name, domain in box.labels.items() if not name.startswith("__")}
    return Box({**labels, "instance": instance}, rest)
