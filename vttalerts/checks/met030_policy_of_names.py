"""A recording rule is not called as the team has agreed.

## What it does
Holds the names of recording rules against the platform's `Policy`.

## Why it is bad
Other teams read the series by its name. What is called otherwise is not found, or read as something else.

## Bad
```python
rule = RecordingRule(record="tmp:memory:max", expr="max(memory_usage_percent)", unit=PERCENT)
platform = Platform(
    name="vtt",
    scrape=(server,),
    recording=(RecordingGroup(name="memory", rules=(rule,)),),
    policy=Policy(banned_record_name="tmp:.*"),
)
```

## Good
```python
rule = RecordingRule(record="vtt:memory:max", expr="max(memory_usage_percent)", unit=PERCENT)
platform = Platform(
    name="vtt",
    scrape=(server,),
    recording=(RecordingGroup(name="memory", rules=(rule,)),),
    policy=Policy(banned_record_name="tmp:.*"),
)
```
"""

from __future__ import annotations

from collections.abc import Iterator

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.simulate.agreed import fits, reason


@check()
def met030(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every recording rule with a name that is not agreed on."""
    policy = graph.policy
    if policy is None:
        return
    wanted, banned = policy.record_name, policy.banned_record_name
    for group in graph.recording:
        for rule in group.rules:
            asked = ""
            if wanted is not None and not fits(wanted, rule.record):
                asked, note = "record_name", f"does not match `{wanted}`"
            elif banned is not None and fits(banned, rule.record):
                asked, note = "banned_record_name", f"matches `{banned}`"
            else:
                continue
            yield met030.finding(
                f"the name {rule.record} is not agreed on",
                rule.at(note, "record"),
                policy.at("agreed here", asked),
                why=reason(policy),
                help="rename it, and what reads it",
            )
