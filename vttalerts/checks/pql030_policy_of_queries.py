"""A query is not as the team has agreed that queries are.

## What it does
Holds the queries of alerts, indicators, recording rules and panels against the platform's `Policy`: functions, metrics,
labels, windows, matchers, and the labels that are left on the result.

## Why it is bad
A query of last month, or of all tenants at once, makes the server slow for everybody; one without the label by which
routes find the team tells nobody.

## Bad
```python
busy = Indicator(name="busy", unit=PER_SECOND, expr="sum(irate(http_requests_total[5m]))")
platform = Platform(
    name="vtt",
    scrape=(server,),
    indicators=(busy,),
    policy=Policy(
        banned_functions=("irate",),
        selectors=(SelectorPolicy(metric="http_.*", required=("service",)),),
        because="one service's noise must not hide another one's failure",
    ),
)
```

## Good
```python
busy = Indicator(name="busy", unit=PER_SECOND, expr='sum(rate(http_requests_total{service="api"}[5m]))')
platform = Platform(
    name="vtt",
    scrape=(server,),
    indicators=(busy,),
    policy=Policy(
        banned_functions=("irate",),
        selectors=(SelectorPolicy(metric="http_.*", required=("service",)),),
        because="one service's noise must not hide another one's failure",
    ),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic, Label
from vttalerts.graph import Graph
from vttalerts.language._promql_nodes import Aggregate
from vttalerts.language.promql import Selector
from vttalerts.model.queries import Query as PanelQuery
from vttalerts.model.recording import RecordingRule
from vttalerts.simulate.agreed import fits, reason
from vttalerts.simulate.expressions import Source, expressions
from vttalerts.simulate.queries import queries
from vttalerts.units import SECONDS

if TYPE_CHECKING:
    from vttalerts.model.policy import Policy, SelectorPolicy


class _Breach(NamedTuple):
    """What is against the policy: the headline, the place, what asks for it, and the edit."""

    headline: str
    place: Label
    asked: Label
    mend: str


@check()
def pql030(graph: Graph) -> Iterator[Diagnostic]:
    """Yield everything about queries that is against the policy."""
    policy = graph.policy
    if policy is None:
        return
    known = queries(graph)
    for source in expressions(graph).sources:
        breaches = [*_of_words(policy, source), *_of_selectors(policy, source)]
        if known.wakes(source) or isinstance(source.owner, RecordingRule):
            breaches += _of_result(graph, policy, source)
        for breach in breaches:
            yield pql030.finding(breach.headline, breach.place, breach.asked, why=reason(policy), help=breach.mend)


def _of_words(policy: Policy, source: Source) -> Iterator[_Breach]:
    query = source.query
    for name in policy.banned_functions:
        if name in query.functions or name in query.aggregations:
            asked = policy.at("agreed here", "banned_functions")
            yield _Breach(f"`{source.name}` uses `{name}`", source.label("used here", name), asked, "write it without")
    for name in policy.banned_query_labels:
        grouped = any(isinstance(node, Aggregate) and name in (node.labels or ()) for node in query.nodes)
        if grouped or any(name == label for one in query.selectors for label, _, _ in one.matchers):
            asked = policy.at("agreed here", "banned_query_labels")
            place = source.label("used here", name)
            yield _Breach(f"`{source.name}` uses the label `{name}`", place, asked, "write it without")


def _of_selectors(policy: Policy, source: Source) -> Iterator[_Breach]:
    for selector in source.query.selectors:
        metric = selector.metric or ""
        for expression in policy.banned_metrics:
            if fits(expression, metric):
                asked = policy.at("agreed here", "banned_metrics")
                place = source.label(f"matches `{expression}`", metric)
                yield _Breach(f"`{source.name}` reads {metric}", place, asked, "read another metric")
        window, offset = selector.range_seconds, selector.offset_seconds
        if policy.min_range is not None and window is not None and window < policy.min_range.in_(SECONDS):
            asked = policy.at("agreed here", "min_range")
            headline = f"`{source.name}` looks over a window shorter than {policy.min_range}"
            yield _Breach(headline, source.label("too short", metric), asked, f"look over {policy.min_range} or more")
        if policy.max_lookback is not None and (window or 0) + offset > policy.max_lookback.in_(SECONDS):
            asked = policy.at("agreed here", "max_lookback")
            headline = f"`{source.name}` looks back further than {policy.max_lookback}"
            yield _Breach(headline, source.label("too far", metric), asked, f"look back {policy.max_lookback} or less")
        for rules in policy.selectors:
            if fits(rules.metric, metric):
                yield from _of_matchers(rules, source, selector)


def _of_matchers(rules: SelectorPolicy, source: Source, selector: Selector) -> Iterator[_Breach]:
    metric = selector.metric or "{"
    labels = [name for name, _, _ in selector.matchers if name != "__name__"]
    for name in rules.required:
        if name not in labels:
            place, asked = source.label(f"no `{name}`", metric), rules.at("agreed here", "required")
            yield _Breach(f"`{source.name}` reads {metric} of every `{name}`", place, asked, f'add `{name}="…"`')
    for name in labels:
        if name in rules.banned or (rules.allowed is not None and name not in rules.allowed):
            asked = rules.at("agreed here", "banned" if name in rules.banned else "allowed")
            place = source.label("not agreed on", name)
            yield _Breach(f"`{source.name}` selects {metric} by `{name}`", place, asked, "select by another label")
    for name, operator, value in selector.matchers:
        chosen = isinstance(source.owner, PanelQuery) and "$" in source.owner.expr
        if operator == "=" and not chosen and name in rules.values and not fits(rules.values[name], value):
            place, asked = source.label("not agreed on", value), rules.at("agreed here", "values")
            mend = f"write a value that matches `{rules.values[name]}`"
            yield _Breach(f'`{source.name}` selects `{name}="{value}"`', place, asked, mend)


def _of_result(graph: Graph, policy: Policy, source: Source) -> Iterator[_Breach]:
    if not policy.kept_labels and not policy.stripped_labels:
        return
    labels = expressions(graph).of_query(source.query)
    for name in policy.kept_labels:
        if not labels.can_carry(name):
            asked = policy.at("agreed here", "kept_labels")
            headline = f"`{source.name}` does not keep `{name}`"
            yield _Breach(headline, source.label("not on the result"), asked, f"aggregate `by (…, {name})`")
    for name in policy.stripped_labels:
        if name in labels.names:
            asked = policy.at("agreed here", "stripped_labels")
            headline = f"`{source.name}` keeps `{name}`"
            yield _Breach(headline, source.label("on the result"), asked, f"aggregate `without ({name})`")
