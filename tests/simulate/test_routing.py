"""The routing tree goes the way that Alertmanager's code describes, however the children are looked up."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from routing_trees import TEAM, label_sets, naive, trees

from vttalerts import Receiver, Route, hours, match, minutes, no_match, regex, seconds
from vttalerts.diagnostics import Fault
from vttalerts.model.matchers import Matcher, Operator
from vttalerts.simulate.routing import Router
from vttalerts.simulate.siblings import beginnings, literals

DBA = Receiver(name="dba")


@given(trees(), st.lists(label_sets(), min_size=1, max_size=8))
def test_router_takes_the_same_way_as_the_plain_algorithm(root: Route, sets: list[dict[str, str]]) -> None:
    router = Router(root)
    for labels in sets:
        assert [step.route for step in router.match(labels)] == naive(root, labels)


def test_first_matching_child_wins_unless_it_continues() -> None:
    first = Route(matchers=match(service="db"), receiver=DBA, continue_=True)
    second = Route(matchers=no_match(severity="info"), group_wait=seconds(0))
    third = Route(matchers=match(service="db"))
    router = Router(Route(receiver=TEAM, routes=(first, second, third)))

    assert [step.route for step in router.match({"service": "db", "severity": "critical"})] == [first, second]
    assert [step.route for step in router.match({"service": "db", "severity": "info"})] == [first, third]


def test_node_takes_what_no_child_does() -> None:
    child = Route(matchers=match(severity="critical"), receiver=TEAM)
    parent = Route(matchers=match(service="db"), receiver=DBA, routes=(child,))
    root = Route(receiver=TEAM, routes=(parent,))

    assert Router(root).receivers({"service": "db"}) == (DBA,)
    assert Router(root).receivers({"service": "web"}) == (TEAM,)


def test_missing_label_is_an_empty_one() -> None:
    root = Route(receiver=TEAM, routes=(Route(matchers=match(team=""), receiver=DBA),))

    assert Router(root).receivers({}) == (DBA,)


def test_receiver_grouping_and_timing_are_inherited_and_nothing_else() -> None:
    leaf = Route(matchers=match(severity="critical"))
    middle = Route(
        matchers=match(service="db"),
        receiver=DBA,
        group_by=(),
        repeat_interval=hours(1),
        continue_=True,
        routes=(leaf,),
    )
    root = Route(receiver=TEAM, group_by=("alertname",), group_wait=seconds(10), routes=(middle, Route()))

    step = Router(root).match({"service": "db", "severity": "critical"})[0]

    assert step.path == (root, middle, leaf)
    assert (step.receiver, step.group_by) == (DBA, ())
    assert (step.group_wait, step.group_interval, step.repeat_interval) == (seconds(10), minutes(5), hours(1))


def test_root_has_what_alertmanager_has_where_nothing_is_said() -> None:
    (step,) = Router(Route(receiver=TEAM)).match({})

    assert (step.group_by, step.group_wait, step.group_interval) == ((), seconds(30), minutes(5))
    assert step.repeat_interval == hours(4)


def test_only_plain_alternatives_are_values() -> None:
    def of(*matchers: Matcher) -> Iterator[tuple[str, ...]]:
        return (literals(matcher) for matcher in matchers)

    assert list(of(*match(a="x|y"), *regex(b="x|y", c="x.y", d="", e="x|"), *no_match(f="x"))) == [
        ("x|y",),
        ("x", "y"),
        (),
        ("",),
        ("x", ""),
        (),
    ]


@given(st.text("ab|*+?{}.^$()[]\\- ", max_size=8), st.text("ab-. ", max_size=6))
def test_what_a_pattern_takes_begins_as_is_said(pattern: str, text: str) -> None:
    try:
        matcher = Matcher("team", Operator.REGEX, pattern)
    except Fault:
        return

    if matcher.matches(text):
        assert text.startswith(beginnings(matcher) or ("",))


def test_parentheses_that_close_the_servers_own_mean_what_they_mean_there() -> None:
    assert Matcher("team", Operator.REGEX, ")(").matches("")
    assert not Matcher("team", Operator.REGEX, ")(").matches("web")
    assert Matcher("team", Operator.REGEX, "a)|(b").matches("abc")


@pytest.mark.parametrize(
    ("pattern", "said"),
    [("db.*", ("db",)), ("db|cache.+", ("db", "cache")), ("dbs?", ("db",)), ("(a|b)c", ()), (".*", ()), ("a|.*", ())],
)
def test_plain_beginnings_are_seen(pattern: str, said: tuple[str, ...]) -> None:
    assert beginnings(Matcher("team", Operator.REGEX, pattern)) == said
