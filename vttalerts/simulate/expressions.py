"""What the rules of a platform read and what they leave: each PromQL text once, with the definition that wrote it.

Decision: the labels of a condition are put together from those of its indicators, because an indicator's query is
parsed already and a condition's text is not; a test compares both ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final, TypeAlias
from weakref import WeakKeyDictionary

from vttalerts.diagnostics import Fault, Label
from vttalerts.graph import Graph
from vttalerts.language.promql import Labels, Query, parse, result_labels
from vttalerts.model.alerts import Alert
from vttalerts.model.expr import Absence, Combination, Comparison, Condition, Indicator, Raw
from vttalerts.model.metrics import Metric
from vttalerts.model.probes import Probe
from vttalerts.model.queries import Query as PanelQuery
from vttalerts.model.recording import RecordingRule
from vttalerts.model.scrape import FileDiscovery, HTTPDiscovery, RelabelAction, ScrapeJob
from vttalerts.simulate.labels import both, either, survivors
from vttalerts.simulate.panels import panel_queries, without_variables

BUILT_IN: Final = frozenset(
    """up scrape_duration_seconds scrape_samples_scraped scrape_samples_post_metric_relabeling
    scrape_series_added scrape_timeout_seconds scrape_sample_limit scrape_body_size_bytes
    ALERTS ALERTS_FOR_STATE""".split()
)
"""Series that Prometheus makes itself (prometheus scrape/scrape.go, rules/alerting.go)."""

Owner: TypeAlias = Indicator | RecordingRule | Alert | PanelQuery

_NAME: Final = "__name__"


class Source:
    """A PromQL text where it is written.

    Attributes:
        owner: The definition that holds it in its `expr`.
        query: What it says.
        made_of: The metric or recording rule, where the definition refers to one and holds no text.
    """

    __slots__ = ("made_of", "owner", "query")

    def __init__(self, owner: Owner, query: Query, made_of: Metric | RecordingRule | None) -> None:
        self.owner = owner
        self.query = query
        self.made_of = made_of

    @property
    def name(self) -> str:
        """How people call it."""
        owner = self.owner
        if isinstance(owner, PanelQuery):
            return owner.legend or "query"
        return owner.record if isinstance(owner, RecordingRule) else owner.name

    def label(self, text: str, snippet: str = "") -> Label:
        """Return a diagnostic's label at the expression, or at a part of it."""
        return replace(self.owner.at(text, "expr", snippet=snippet), name=self.name)


class Expressions:
    """Every expression of a platform, and which labels each can leave.

    Attributes:
        sources: Those of indicators, recording rules and panels, and of alerts that hold PromQL themselves.
    """

    def __init__(self, graph: Graph) -> None:
        self._series = graph.series
        self._exporters = graph.exporters
        self._declared: dict[str, frozenset[str] | None] = {}
        self._made: dict[int, Labels] = {}
        self._plain: dict[str, frozenset[str]] = {}
        self._texts: dict[str, Labels] = {}
        self._by_owner: dict[int, tuple[Source, ...]] = {}
        owners: list[Owner] = [*graph.indicators]
        owners += [rule for _, rule in graph.recording_rules]
        # A comparison holds no text: its indicator does.
        owners += [placed.alert for placed in graph.alerts if type(placed.alert.expr) is not Comparison]
        owners += [query for _, _, query in panel_queries(graph)]
        self.sources = tuple(source for owner in owners for source in self.read(owner))

    def read(self, owner: Owner) -> tuple[Source, ...]:
        """Return the expressions that a definition holds itself."""
        found = self._by_owner.get(id(owner))
        if found is None:
            found = self._by_owner[id(owner)] = tuple(_sources(owner))
        return found

    def of(self, alert: Alert) -> tuple[Source, ...]:
        """Return the expressions that an alert looks at, in their order."""
        if isinstance(alert.expr, Comparison | Absence):
            return self.read(alert.expr.indicator)
        return tuple(
            source
            for leaf in leaves(alert.expr)
            for source in self.read(leaf.indicator if isinstance(leaf, Comparison | Absence) else alert)
            if not isinstance(leaf, Raw) or source.query.text == leaf.text
        )

    def labels(self, alert: Alert) -> Labels:
        """Return which labels an alert's expression can leave on its result, `__name__` among them."""
        return self._of_condition(alert.expr)

    def leaves_label(self, alert: Alert, label: str) -> bool:
        """Tell whether an alert's expression can leave a label, without working out the others if that is plain."""
        if isinstance(alert.expr, Comparison):
            sources = self.read(alert.expr.indicator)
            if sources and label in self.plain_labels(sources[0].query):
                return True
        return self.labels(alert).can_carry(label)

    def plain_labels(self, query: Query) -> frozenset[str]:
        """Return labels that all that a query reads has, and that nothing in it takes away.

        Nearly every label that somebody asks for is one of them; whether the result can carry another one, only
        `of_query` knows, which takes ten times as long.
        """
        plain = self._plain.get(query.text)
        if plain is None:
            plain = self._plain[query.text] = survivors(query, self.labels_of)
        return plain

    def labels_of(self, metric: str) -> frozenset[str] | None:
        """Return the labels that a series can have; `None` where nobody can tell them all."""
        if metric not in self._declared:
            # Before the answer is known, so that a rule that reads itself ends here.
            self._declared[metric] = None
            self._declared[metric] = self._look_up(metric)
        return self._declared[metric]

    def of_query(self, query: Query) -> Labels:
        """Return which labels the result of a query can carry."""
        return result_labels(query, self.labels_of)

    def _look_up(self, metric: str) -> frozenset[str] | None:
        known = self._series.get(metric)
        if known is None:
            return None
        family, labels = known
        if isinstance(family, RecordingRule):
            sources = self.read(family)
            made = self.of_query(sources[0].query) if sources else None
            return None if made is None or made.open else made.names - {_NAME} | frozenset(family.labels)
        jobs = self._exporters.get(family.name, ())
        if not jobs or any(_adds_unknown_labels(job) for job in jobs):
            return None
        return labels | frozenset(label for job in jobs for label in _relabeled(job))

    def _of_condition(self, condition: Condition) -> Labels:
        match condition:
            case Comparison(indicator=indicator):
                return self._of_indicator(indicator)
            case Combination():
                return self._of_combination(condition)
            case _:
                return self._of_text(condition.promql())

    def _of_text(self, text: str) -> Labels:
        """Return the labels of PromQL that an alert holds itself: many alerts of files hold the same."""
        made = self._texts.get(text)
        if made is None:
            try:
                made = self.of_query(parse(text))
            except Fault:
                made = Labels(frozenset(), open=True)
            self._texts[text] = made
        return made

    def _of_indicator(self, indicator: Indicator) -> Labels:
        made = self._made.get(id(indicator))
        if made is None:
            sources = self.read(indicator)
            made = self.of_query(sources[0].query) if sources else Labels(frozenset(), open=True)
            self._made[id(indicator)] = made
        return made

    def _of_combination(self, condition: Combination) -> Labels:
        """Return what `and` and `or` leave: all of them associate to the left (promql/engine.go)."""
        left, *rest = (self._of_condition(part) for part in condition.parts)
        for right in rest:
            left = either(left, right) if condition.operator == "or" else both(left, right, condition.on)
        return left


_EXPRESSIONS: WeakKeyDictionary[Graph, Expressions] = WeakKeyDictionary()


def expressions(graph: Graph) -> Expressions:
    """Return a graph's expressions; worked out once."""
    found = _EXPRESSIONS.get(graph)
    if found is None:
        found = _EXPRESSIONS[graph] = Expressions(graph)
    return found


def leaves(condition: Condition) -> Iterator[Condition]:
    """Yield the conditions that a condition is combined from, or itself."""
    if isinstance(condition, Combination):
        for part in condition.parts:
            yield from leaves(part)
    else:
        yield condition


def _sources(owner: Owner) -> Iterator[Source]:
    made_of = None
    match owner:
        case Alert():
            texts = [leaf.text for leaf in leaves(owner.expr) if isinstance(leaf, Raw)]
        case PanelQuery():
            texts = [without_variables(owner.expr)]
        case _:
            texts = [owner.text]
            made_of = None if isinstance(owner.expr, str) else owner.expr
    for text in texts:
        try:
            yield Source(owner, parse(text), made_of)
        except Fault:  # it has its own diagnostic
            continue


def _adds_unknown_labels(job: ScrapeJob | Probe) -> bool:
    """Tell whether a job's targets may have labels that its definition does not name."""
    if isinstance(job, Probe):
        return False
    if any(isinstance(one, FileDiscovery | HTTPDiscovery) for one in job.discoveries) or job.honor_labels:
        return True
    steps = (*job.relabel_configs, *job.metric_relabel_configs)
    return any(step.action is RelabelAction.LABELMAP for step in steps)


def _relabeled(job: ScrapeJob | Probe) -> Iterator[str]:
    if isinstance(job, ScrapeJob):
        for step in job.metric_relabel_configs:
            if step.target_label:
                yield step.target_label
