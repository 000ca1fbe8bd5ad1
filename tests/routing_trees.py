"""Random routing trees and label sets, and Alertmanager's own algorithm to compare with."""

from collections.abc import Mapping

from hypothesis import strategies as st

from vttalerts import Receiver, Route
from vttalerts.model.matchers import Matcher, Operator

LABELS = ("severity", "service", "team")
VALUES = ("", "a", "b", "c", "ab")
PATTERNS = ("a|b", "a.*", ".*", ".+", "", "a|", "[ab]", "(?i)A", "b|c|ab")
TEAM = Receiver(name="team")


def naive(route: Route, labels: Mapping[str, str]) -> list[Route]:
    """`Route.Match` of dispatch/route.go, line by line."""
    if not route.matches(labels):
        return []
    found: list[Route] = []
    for child in route.routes:
        matches = naive(child, labels)
        found.extend(matches)
        if matches and not child.continue_:
            break
    return found or [route]


@st.composite
def matchers(draw: st.DrawFn) -> tuple[Matcher, ...]:
    """Up to three matchers, contradictory ones too."""
    made: list[Matcher] = []
    for label in draw(st.lists(st.sampled_from(LABELS), max_size=3)):
        operator = draw(st.sampled_from(Operator))
        values = VALUES if operator in (Operator.EQUAL, Operator.NOT_EQUAL) else PATTERNS
        made.append(Matcher(label, operator, draw(st.sampled_from(values))))
    return tuple(made)


def routes(depth: int) -> st.SearchStrategy[Route]:
    """A route with up to three children, and so on down."""
    children = st.lists(routes(depth - 1), max_size=3).map(tuple) if depth else st.just(())
    return st.builds(
        lambda given, goes_on, below: Route(matchers=given, continue_=goes_on, routes=below),
        matchers(),
        st.booleans(),
        children,
    )


def trees() -> st.SearchStrategy[Route]:
    """A root with up to six children."""
    return st.builds(lambda below: Route(receiver=TEAM, routes=tuple(below)), st.lists(routes(2), max_size=6))


def label_sets() -> st.SearchStrategy[dict[str, str]]:
    """Some labels, with values that expressions have opinions on."""
    return st.dictionaries(st.sampled_from(LABELS), st.sampled_from((*VALUES, "A", "x\ny")))
