"""A route that is called dead is never taken, whatever fires; and the plain cases are called so."""

import itertools

from hypothesis import given
from routing_trees import LABELS, TEAM, VALUES, naive, trees

from vttalerts import Route, match, no_match, regex
from vttalerts.simulate.shadows import Shadow, shadows

EVERYTHING = [
    {label: value for label, value in zip(LABELS, values, strict=True) if value}
    for values in itertools.product((*VALUES, "A", "other"), repeat=len(LABELS))
]


def found(*children: Route) -> list[Shadow]:
    return list(shadows(Route(receiver=TEAM, routes=children)))


@given(trees())
def test_dead_routes_are_never_taken(root: Route) -> None:
    dead = {id(shadow.route) for shadow in shadows(root)}
    if dead:
        taken = {id(route) for labels in EVERYTHING for route in naive(root, labels)}
        assert dead.isdisjoint(taken)


def test_sibling_that_takes_all_and_does_not_continue_is_named() -> None:
    critical = Route(matchers=match(severity="critical"))
    both = Route(matchers=match(service="security", severity="critical"))

    (shadow,) = found(critical, both)

    assert (shadow.route, shadow.taken_by) == (both, critical)


def test_sibling_that_continues_takes_nothing_away() -> None:
    assert (
        found(Route(matchers=match(severity="critical"), continue_=True), Route(matchers=match(severity="critical")))
        == []
    )


def test_expression_takes_the_values_that_it_matches() -> None:
    anything = Route(matchers=regex(service="data.*"))
    database = Route(matchers=match(service="database"))

    assert [shadow.route for shadow in found(anything, database)] == [database]
    assert found(database, anything) == []


def test_alternatives_are_taken_when_all_of_them_are() -> None:
    wide = Route(matchers=regex(service="a|b|c"))

    assert [shadow.route for shadow in found(wide, Route(matchers=regex(service="a|c")))] != []
    assert found(wide, Route(matchers=regex(service="a|d"))) == []


def test_sibling_without_matchers_takes_everything_after_it() -> None:
    last = Route(matchers=no_match(severity="info"))

    assert [shadow.route for shadow in found(Route(), last)] == [last]


def test_route_that_contradicts_its_parent_is_dead() -> None:
    child = Route(matchers=match(severity="critical"))
    parent = Route(matchers=match(severity="warning"), routes=(child,))

    (shadow,) = found(parent)

    assert (shadow.route, shadow.against, shadow.taken_by) == (child, parent, None)


def test_child_is_dead_where_an_earlier_sibling_of_its_parent_takes_all() -> None:
    critical = Route(matchers=match(severity="critical"))
    child = Route(matchers=match(severity="critical"))
    database = Route(matchers=match(service="database"), routes=(child,))

    (shadow,) = found(critical, database)

    assert (shadow.route, shadow.taken_by) == (child, critical)


def test_children_of_a_dead_route_are_not_listed() -> None:
    child = Route(matchers=match(team="dba"))
    again = Route(matchers=match(service="database"), routes=(child,))

    assert [shadow.route for shadow in found(Route(matchers=match(service="database")), again)] == [again]
