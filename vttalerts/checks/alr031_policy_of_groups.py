"""A group of rules is not as the team has agreed that groups are.

## What it does
Holds the name, the interval, the limit, the offset and the number of rules of every group of alerts and of recording
rules against the platform's `Policy`.

## Why it is bad
A group is evaluated one rule after the other. One that is too long or too frequent is late, and its alerts are.

## Bad
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="memory", interval=seconds(5), alerts=(alert,)),),
    policy=Policy(group_name="vtt-.*", min_interval=seconds(15)),
)
```

## Good
```python
alert = Alert(
    name="VTTCriticalMemoryUsage",
    expr=memory_usage > percent(95),
    severity=Severity.CRITICAL,
    service="vtt-server",
    summary="memory is full",
    runbook=runbook,
)
platform = Platform(
    name="vtt",
    scrape=(server,),
    groups=(AlertGroup(name="vtt-memory", interval=seconds(30), alerts=(alert,)),),
    policy=Policy(group_name="vtt-.*", min_interval=seconds(15)),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.model.alerts import AlertGroup
from vttalerts.model.recording import RecordingGroup
from vttalerts.simulate.agreed import fits, reason
from vttalerts.simulate.scrapes import scrapes
from vttalerts.units import SECONDS, Quantity

if TYPE_CHECKING:
    from vttalerts.model.policy import Policy


class _Breach(NamedTuple):
    """What is against the policy: the headline, the field that breaks it, and the one that asks for it."""

    headline: str
    keyword: str
    asked: str


@check()
def alr031(graph: Graph) -> Iterator[Diagnostic]:
    """Yield everything about groups that is against the policy."""
    policy = graph.policy
    if policy is None:
        return
    common = scrapes(graph).evaluation
    groups: tuple[AlertGroup | RecordingGroup, ...] = (*(group for _, group in graph.groups), *graph.recording)
    for group in groups:
        for breach in _breaches(policy, group, common):
            yield alr031.finding(
                breach.headline,
                group.at("not as agreed", breach.keyword),
                policy.at("agreed here", breach.asked),
                why=reason(policy),
                help=f"change `{breach.keyword}`, or the policy's `{breach.asked}`",
            )


def _breaches(policy: Policy, group: AlertGroup | RecordingGroup, common: Quantity) -> Iterator[_Breach]:
    name, every = group.name, group.interval or common
    rules, keyword = (group.alerts, "alerts") if isinstance(group, AlertGroup) else (group.rules, "rules")
    if policy.group_name is not None and not fits(policy.group_name, name):
        yield _Breach(f"the name {name} does not match `{policy.group_name}`", "name", "group_name")
    if policy.min_interval is not None and every.in_(SECONDS) < policy.min_interval.in_(SECONDS):
        yield _Breach(f"{name} is evaluated every {every}, more often than agreed", "interval", "min_interval")
    if policy.max_interval is not None and every.in_(SECONDS) > policy.max_interval.in_(SECONDS):
        yield _Breach(f"{name} is evaluated every {every}, less often than agreed", "interval", "max_interval")
    if policy.max_rules is not None and len(rules) > policy.max_rules:
        yield _Breach(f"{name} has {len(rules)} rules, and {policy.max_rules} are agreed on", keyword, "max_rules")
    if policy.max_limit is not None and (not group.limit or group.limit > policy.max_limit):
        limit = group.limit or "none"
        yield _Breach(f"the limit of {name} is {limit}, and {policy.max_limit} is agreed on", "limit", "max_limit")
    offset, most = group.query_offset, policy.max_query_offset
    if offset is not None and most is not None and offset.in_(SECONDS) > most.in_(SECONDS):
        yield _Breach(f"{name} looks {offset} back, more than agreed", "query_offset", "max_query_offset")
