"""Alerts are silenced by those that inhibit/inhibit.go says, and by no others."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st
from routing_trees import label_sets, matchers

from vttalerts import Inhibition, match, no_match
from vttalerts.model.matchers import Matcher
from vttalerts.simulate.inhibition import Inhibited, Inhibitor, inhibited

START = datetime(2026, 1, 1, tzinfo=UTC)
SOURCE, TARGET = match(severity="critical"), match(severity="warning")


def rules() -> st.SearchStrategy[Inhibition]:
    return st.builds(
        lambda source, target, equal: Inhibition(source_matchers=source, target_matchers=target, equal=equal),
        matchers().filter(bool),
        matchers().filter(bool),
        st.lists(st.sampled_from(["severity", "service", "absent"]), max_size=2, unique=True).map(tuple),
    )


def naive(rules: list[Inhibition], firing: list[dict[str, str]], target: dict[str, str]) -> bool:
    """Every rule, every source, label by label."""

    def meets(given: tuple[Matcher, ...], labels: dict[str, str]) -> bool:
        return all(one.matches(labels.get(one.label, "")) for one in given)

    for rule in rules:
        two_sided = meets(rule.source_matchers, target)
        for source in firing:
            excluded = two_sided and meets(rule.target_matchers, source)
            same = all(source.get(label, "") == target.get(label, "") for label in rule.equal)
            if meets(rule.target_matchers, target) and meets(rule.source_matchers, source) and same and not excluded:
                return True
    return False


@given(st.lists(rules(), max_size=3), st.lists(label_sets(), max_size=6))
def test_exactly_those_are_silenced_that_the_plain_algorithm_silences(
    given_rules: list[Inhibition], firing: list[dict[str, str]]
) -> None:
    expected = [naive(given_rules, firing, labels) for labels in firing]

    assert [found is not None for found in inhibited(given_rules, firing)] == expected


@given(st.lists(rules(), max_size=3), label_sets(), label_sets())
def test_server_that_knows_one_source_agrees(
    given_rules: list[Inhibition], source: dict[str, str], target: dict[str, str]
) -> None:
    server = Inhibitor(given_rules, START)
    server.update(source, frozenset(source.items()), START + timedelta(hours=1), START)

    assert (server.why(target, START) is not None) is naive(given_rules, [source], target)


def test_labels_missing_on_both_sides_are_equal_and_a_reason_is_given() -> None:
    rule = Inhibition(source_matchers=SOURCE, target_matchers=TARGET, equal=("service", "instance"))
    source = {"severity": "critical", "service": "db"}
    same, other = {"severity": "warning", "service": "db"}, {"severity": "warning"}

    assert inhibited([rule], [source, same, other]) == [None, Inhibited(rule, source), None]


def test_alert_on_both_sides_silences_neither_itself_nor_its_like() -> None:
    rule = Inhibition(source_matchers=match(service="db"), target_matchers=no_match(severity="info"))
    both = [{"service": "db", "n": "1"}, {"service": "db", "n": "2"}]
    plain = {"service": "db", "severity": "info"}

    assert inhibited([rule], both) == [None, None]
    assert inhibited([rule], [*both, plain]) == [Inhibited(rule, plain), Inhibited(rule, plain), None]


def test_server_forgets_a_source_that_another_one_stood_for_until_it_is_sent_again() -> None:
    rule = Inhibition(source_matchers=SOURCE, target_matchers=TARGET)
    first, second = ({"severity": "critical", "n": n} for n in "12")
    target = {"severity": "warning"}
    server = Inhibitor([rule], START)

    def send(labels: dict[str, str], ends: int, at: int) -> None:
        server.update(labels, frozenset(labels.items()), START + timedelta(minutes=ends), START + timedelta(minutes=at))

    def silenced(at: int) -> Inhibited | None:
        return server.why(target, START + timedelta(minutes=at))

    send(first, 10, 0)
    send(second, 9, 0)
    assert silenced(1) == Inhibited(rule, first)
    send(first, 2, 2)
    assert silenced(3) is None
    send(second, 9, 4)
    assert silenced(5) == Inhibited(rule, second)
    # The cleaning after 15 minutes takes what stands for these values along with what is over.
    send(second, 30, 14)
    assert silenced(14) == Inhibited(rule, second)
    assert silenced(15) is None
    send(second, 30, 16)
    assert silenced(16) == Inhibited(rule, second)
