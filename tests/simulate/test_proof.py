"""The proof's classes are exactly what happens: on random platforms all labels that can be are simulated one by one."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pytest
import re2
from hypothesis import given, settings
from hypothesis import strategies as st
from routing_trees import LABELS, TEAM, VALUES, matchers, naive, trees

from vttalerts import (
    COUNT,
    Alert,
    AlertGroup,
    Delivery,
    Metric,
    MetricType,
    Platform,
    PrometheusServer,
    Receiver,
    Relabel,
    RelabelAction,
    Route,
    ScrapeJob,
    Static,
    match,
    regex,
)
from vttalerts.graph import Graph
from vttalerts.model.expr import promql
from vttalerts.model.matchers import Matcher, Operator
from vttalerts.simulate.proof import Proof, Proven, proof

UNIVERSE = (*VALUES, "A", "other", "x\ny")
OPEN = "{{ $value }}"
OTHER = Receiver(name="other")


class World(NamedTuple):
    """A random platform, as it is said and as it is simulated."""

    root: Route
    jobs: tuple[Mapping[str, str], ...]
    exported: tuple[str, ...]
    wanted: tuple[Matcher, ...]
    labels: Mapping[str, str]
    external: Mapping[str, str]
    steps: tuple[Relabel, ...] = ()

    def graph(self) -> Graph:
        """Return the platform's graph."""
        metric = Metric(name="m", type=MetricType.GAUGE, unit=COUNT, labels=self.exported)
        jobs = tuple(
            ScrapeJob(
                job_name=f"j{number}",
                discoveries=(Static(targets=(f"h{number}:1",), labels={k: v for k, v in job.items() if v}),),
                exports=(metric,),
            )
            for number, job in enumerate(self.jobs)
        )
        wanted = ", ".join(map(str, self.wanted))
        alert = Alert(name="A", expr=promql(f"m{{{wanted}}} > 1"), summary="s", labels=dict(self.labels))
        platform = Platform(
            name="p",
            routing=self.root,
            scrape=jobs,
            groups=(AlertGroup(name="g", alerts=(alert,)),),
            prometheus=PrometheusServer(external_labels=dict(self.external), alert_relabel_configs=self.steps),
        )
        return Graph(platform)

    def alerts(self, universe: Iterable[str]) -> Iterator[dict[str, str]]:
        """Yield all labels that the alert can reach Alertmanager with, values taken from a universe."""
        values = tuple(dict.fromkeys(universe))
        for number, job in enumerate(self.jobs):
            free = [label for label in self.exported if not job.get(label)]
            for given_ in itertools.product(values, repeat=len(free)):
                series = {
                    **job,
                    **dict(zip(free, given_, strict=True)),
                    "job": f"j{number}",
                    "instance": f"h{number}:1",
                }
                if all(selected(one, series) for one in self.wanted):
                    yield from self.sent(series, values)

    def sent(self, series: Mapping[str, str], values: tuple[str, ...]) -> Iterator[dict[str, str]]:
        """Yield what becomes of a series, for all values that a template may print."""
        printed = [label for label, text in self.labels.items() if text == OPEN]
        for texts in itertools.product(values, repeat=len(printed)):
            labels = {**series, **{name: text for name, text in self.labels.items() if "{{" not in text}}
            labels |= dict(zip(printed, texts, strict=True))
            for name, text in self.labels.items():
                if text.startswith("{{ $labels."):
                    labels[name] = series.get(text.removeprefix("{{ $labels.").removesuffix(" }}"), "")
            labels["alertname"] = "A"
            for name, text in self.external.items():
                labels[name] = labels.get(name) or text
            after = relabel(labels, self.steps)
            if after is not None:
                yield after


def selected(matcher: Matcher, labels: Mapping[str, str]) -> bool:
    """Match as Prometheus does, whose `.` takes a newline."""
    value = labels.get(matcher.label, "")
    if matcher.operator in {Operator.EQUAL, Operator.NOT_EQUAL}:
        return (value == matcher.value) is (matcher.operator is Operator.EQUAL)
    return bool(re2.fullmatch(f"(?s:{matcher.value})", value)) is (matcher.operator is Operator.REGEX)


def relabel(labels: dict[str, str], steps: Iterable[Relabel]) -> dict[str, str] | None:
    """`relabel` of prometheus model/relabel, for the steps that are drawn here."""
    labels = {name: value for name, value in labels.items() if value}
    for step in steps:
        joined = ";".join(labels.get(name, "") for name in step.source_labels)
        found = re2.fullmatch(f"(?s:{'(.*)' if step.regex is None else step.regex})", joined)
        target = step.target_label or ""
        match step.action:
            case RelabelAction.KEEP | RelabelAction.DROP:
                if bool(found) is not (step.action is RelabelAction.KEEP):
                    return None
            case RelabelAction.LABELDROP:
                labels = {name: value for name, value in labels.items() if not re2.fullmatch(step.regex or "", name)}
            case RelabelAction.UPPERCASE:
                labels[target] = joined.upper()
            case _:
                if found:
                    labels[target] = ("$1" if step.replacement is None else str(step.replacement)).replace(
                        "$1", found.group(1) if found.groups() else ""
                    )
        labels = {name: value for name, value in labels.items() if value}
    return labels


def worlds(steps: st.SearchStrategy[list[Relabel]] | None = None) -> st.SearchStrategy[World]:
    label = st.sampled_from(LABELS)
    return st.builds(
        World,
        root=trees(),
        jobs=st.lists(st.dictionaries(label, st.sampled_from(VALUES)), min_size=1, max_size=2).map(tuple),
        exported=st.lists(label, unique=True, max_size=2).map(tuple),
        wanted=matchers(),
        labels=st.dictionaries(label, st.sampled_from(("a", "b", "ab", OPEN, "{{ $labels.team }}")), max_size=2),
        external=st.dictionaries(label, st.sampled_from(("a", "c")), max_size=1),
        steps=st.just(()) if steps is None else steps.map(tuple),
    )


def copying() -> st.SearchStrategy[World]:
    """A label that only an incident tells, and another one that copies it."""
    wanted = st.lists(st.sampled_from(VALUES[1:]), max_size=1).map(
        lambda values: tuple(Matcher("team", Operator.NOT_EQUAL, value) for value in values)
    )
    changed = {"exported": ("team",), "labels": {"service": "{{ $labels.team }}", "severity": "a"}, "jobs": ({},)}
    return st.tuples(worlds(), wanted).map(lambda two: two[0]._replace(wanted=two[1], **changed))  # type: ignore[arg-type]


def relabelings() -> st.SearchStrategy[list[Relabel]]:
    label, pattern = st.sampled_from(LABELS), st.sampled_from(("a|b", "a(.*)", "(.*)", "(.+)", "[ab]+", ""))
    sources = st.lists(label, min_size=1, max_size=2).map(tuple)
    replace = st.builds(
        Relabel,
        source_labels=sources,
        target_label=label,
        regex=pattern,
        replacement=st.sampled_from(("$1", "c", "", "x$1")),
    )
    decide = st.builds(
        Relabel, source_labels=sources, regex=pattern, action=st.sampled_from((RelabelAction.KEEP, RelabelAction.DROP))
    )
    names = st.builds(Relabel, regex=st.sampled_from(("team|service", "s.*")), action=st.just(RelabelAction.LABELDROP))
    case = st.builds(Relabel, source_labels=sources, target_label=label, action=st.just(RelabelAction.UPPERCASE))
    return st.lists(st.one_of(replace, decide, names, case), max_size=3)


def proven(world: World) -> Proven:
    """Return what the proof says of the platform's only alert."""
    graph = world.graph()
    made = proof(graph)
    assert made is not None
    return made.of(graph.alerts[0])


def went(root: Route, labels: Mapping[str, str]) -> tuple[int, ...]:
    return tuple(map(id, naive(root, labels)))


@pytest.mark.slow
@settings(deadline=None, max_examples=300)
@given(st.one_of(worlds(), worlds(), copying()))
def test_classes_are_what_happens_and_nothing_else(world: World) -> None:
    found = proven(world)

    assert not found.doubt
    classes = {tuple(id(step.route) for step in one.steps): one for one in found.classes}
    assert {went(world.root, labels) for labels in world.alerts(UNIVERSE)} <= classes.keys()
    more = (*UNIVERSE, *(value for one in classes.values() for value in one.example.values()))
    assert {went(world.root, labels) for labels in world.alerts(more)} == classes.keys()


@pytest.mark.slow
@settings(deadline=None, max_examples=300)
@given(worlds(relabelings()))
def test_relabeling_leaves_no_class_out_and_every_example_goes_its_way(world: World) -> None:
    found = proven(world)

    classes = {tuple(id(step.route) for step in one.steps): one for one in found.classes}
    assert {went(world.root, labels) for labels in world.alerts(UNIVERSE)} <= classes.keys()
    for way, one in classes.items():
        assert went(world.root, one.example) == way


def world_of(root: Route, **changes: object) -> World:
    plain = World(root, ({},), ("team",), (), {}, {})
    return plain._replace(**changes)  # type: ignore[arg-type]


def test_classes_are_told_apart_in_words() -> None:
    database = Route(matchers=match(team="dba"), receiver=OTHER)
    some = Route(matchers=regex(team="a.*"), receiver=OTHER)
    found = proven(world_of(Route(receiver=TEAM, routes=(database, some))))

    words = {one.steps[0].route: one.words for one in found.classes}
    assert words[database] == "team=dba"
    assert words[some] == 'team=~"a.*"'
    assert {one.steps[0].receiver.name for one in found.classes} == {"team", "other"}


def test_label_that_is_known_makes_no_class() -> None:
    database = Route(matchers=match(team="dba"), receiver=OTHER)
    (one,) = proven(world_of(Route(receiver=TEAM, routes=(database,)), labels={"team": "dba"})).classes

    assert (one.words, one.known) == ("", True)
    assert one.example == {"alertname": "A", "instance": "h0:1", "job": "j0", "team": "dba"}


def test_pattern_that_cannot_be_read_is_a_doubt_and_no_answer() -> None:
    words = Route(matchers=regex(team=r"\bdba\b.*"), receiver=OTHER)

    found = proven(world_of(Route(receiver=TEAM, routes=(words,))))

    assert found.doubt == "patterns on `team`: `\\b`"
    assert proven(world_of(Route(receiver=TEAM, routes=(words,)), labels={"team": "dba 1"})).doubt == ""


def test_copy_of_a_label_has_no_value_of_its_own() -> None:
    mixed = Route(matchers=match(team="a", service="b"), receiver=OTHER)
    alike = Route(matchers=(*match(team="a"), *regex(service="[a-c]")), receiver=OTHER)
    root = Route(receiver=TEAM, routes=(mixed, alike))

    found = proven(world_of(root, labels={"service": "{{ $labels.team }}"}))

    assert {one.steps[0].route for one in found.classes} == {root, alike}
    example = next(one.example for one in found.classes if one.steps[0].route is alike)
    assert (example["team"], example["service"]) == ("a", "a")


def test_alert_that_is_dropped_on_the_way_is_told_to_nobody() -> None:
    step = Relabel(source_labels=("team",), regex="dba", action=RelabelAction.DROP)

    found = proven(world_of(Route(receiver=TEAM), labels={"team": "dba"}, steps=(step,)))

    assert found.classes == ()
    assert found.dropped


def test_too_many_classes_are_a_doubt_and_take_no_time() -> None:
    labels = [f"l{number}" for number in range(20)]
    routes = tuple(Route(matchers=match(**{label: "x"}), receiver=OTHER, continue_=True) for label in labels)

    found = proven(world_of(Route(receiver=TEAM, routes=routes), exported=tuple(labels)))

    assert found.doubt == "labels that decide independently of each other make too many classes"


@pytest.mark.parametrize(("team", "holds"), [("dba", True), ("web", False)])
def test_promise_holds_for_every_class_of_the_labels_that_it_gives(team: str, holds: bool) -> None:  # noqa: FBT001
    database = Route(matchers=match(team="dba"), receiver=OTHER)
    world = world_of(Route(receiver=TEAM, routes=(database,)), labels={"team": team, "service": "db"})
    graph = world.graph()
    made = Proof(graph, world.root)

    (found,) = made.given(Delivery(given=match(service="db"), reaches=(OTHER,)), graph.alerts[0])

    assert ([step.receiver for step in found.steps] == [OTHER]) is holds
    assert made.given(Delivery(given=match(service="web"), reaches=(OTHER,)), graph.alerts[0]) == ()


@pytest.mark.slow
@settings(deadline=None, max_examples=200)
@given(trees())
def test_routes_that_no_labels_reach_are_exactly_those(root: Route) -> None:
    graph = Graph(Platform(name="p", routing=root))
    made = Proof(graph, root)
    universe = {label: set(UNIVERSE) for label in LABELS}
    for cells in made._walker.cells:
        universe[cells.label].update(cells.examples)
    reached = set[int]()
    paths = {id(step.route): step.path for step in made.router.steps}
    for values in itertools.product(*universe.values()):
        for route in naive(root, dict(zip(universe, values, strict=True))):
            reached.update(map(id, paths[id(route)]))

    assert made.possible() == frozenset(reached)
