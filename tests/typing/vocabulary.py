"""What type checkers say of definitions; checked by mypy and pyright in `nox -s lint`, and never run.

A line with an ignore comment must be an error: both checkers refuse an ignore that nothing needs.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_type

from vttalerts import (
    PERCENT,
    Alert,
    Check,
    Condition,
    Diagnostic,
    Graph,
    Indicator,
    Matcher,
    Metric,
    MetricType,
    Quantity,
    Receiver,
    Route,
    Secret,
    absent,
    all_of,
    allow,
    check,
    match,
    minutes,
    percent,
    promql,
    secret,
)

memory = Metric(name="memory_percent", type=MetricType.GAUGE, unit=PERCENT)
usage = Indicator(name="usage", unit=PERCENT, expr=memory)

assert_type(percent(95), Quantity)
assert_type(usage > percent(95), Condition)
assert_type(usage.equals(percent(0)), Condition)
assert_type(absent(usage), Condition)
assert_type(all_of(usage > percent(1), absent(usage)), Condition)
assert_type(promql("vector(1)"), Condition)
assert_type(match(severity="critical"), tuple[Matcher, ...])
assert_type(secret("TOKEN"), Secret)
assert_type(Receiver(name="team").name, str)
Receiver(name="team", allow=allow("RCV005", because="the route follows", until="2027-03-01"))
Receiver(name="team", allow=(allow("RCV005", because="the route follows"), allow("RCV006", because="on purpose")))


@check
def own001(graph: Graph) -> Iterator[Diagnostic]:
    for placed in graph.alerts:
        yield own001.finding("no", placed.alert.at("here", "expr"), why="why", help="help")


@check(code="OWN002")
def named(graph: Graph) -> tuple[Diagnostic, ...]:
    del graph
    return ()


assert_type(own001, Check)
assert_type(named, Check)

# A number without a unit, a name instead of an object, and a misspelt field are red in the editor.
_ = usage > 95  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue]
Route(receiver="team")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Receiver(nmae="team")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Alert(name="A", expr=usage > percent(1), summary="a", for_="5m")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
Alert(name="A", expr="usage > 1", summary="a", for_=minutes(5))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
allow("RCV005")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
Receiver(name="team", allow="RCV005")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
