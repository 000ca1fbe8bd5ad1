"""Every part that delays a notification is counted, at the worst and on average, and nothing is counted twice."""

from typing import Any

import pytest

from vttalerts import (
    COUNT,
    Alert,
    AlertGroup,
    HTTPProbe,
    Indicator,
    Metric,
    MetricType,
    Module,
    Platform,
    Probe,
    PrometheusServer,
    Receiver,
    RecordingGroup,
    RecordingRule,
    Route,
    ScrapeJob,
    Static,
    absent,
    any_of,
    count,
    minutes,
    seconds,
)
from vttalerts.graph import Graph
from vttalerts.model.expr import Condition, promql
from vttalerts.simulate.latency import Told, latency
from vttalerts.simulate.routing import Router
from vttalerts.units import Quantity

TEAM = Receiver(name="team")
GAUGE = Metric(name="g", type=MetricType.GAUGE, unit=COUNT)
SERVER = PrometheusServer(scrape_interval=seconds(20), scrape_timeout=seconds(5), evaluation_interval=seconds(10))


def job(name: str = "j", /, **fields: object) -> ScrapeJob:
    """Return a scrape job."""
    made: Any = {"job_name": name, "discoveries": (Static(targets=("j:1",)),), "exports": (GAUGE,), **fields}
    return ScrapeJob(**made)


JOB = job()


def parts(
    expr: Condition,
    group: dict[str, Any] | None = None,
    platform: dict[str, Any] | None = None,
    for_: Quantity | None = None,
) -> list[list[tuple[str, float, float]]]:
    """Return what delays an alert with an expression, for each alternative: in words, on average, at the worst."""
    alert = Alert(name="A", expr=expr, summary="s", for_=for_)
    graph = graph_of(alert, group or {}, platform or {})
    return [[(part.what, part.usual, part.most) for part in one.parts] for one in latency(graph).fires(graph.alerts[0])]


def graph_of(alert: Alert, group: dict[str, Any], platform: dict[str, Any]) -> Graph:
    groups = (AlertGroup(name="g", alerts=(alert,), **group),)
    return Graph(Platform(**{"name": "p", "groups": groups, "scrape": (JOB,), "prometheus": SERVER, **platform}))


SCRAPED = [("scraped every 20s", 10, 20), ("answers within 5s", 0, 5)]
EVALUATED = ("evaluated every 10s", 5, 10)


def test_sample_is_scraped_answered_and_evaluated() -> None:
    assert parts(promql("g > 1")) == [[*SCRAPED, EVALUATED]]


def test_for_lasts_whole_evaluations() -> None:
    (one,) = parts(promql("g > 1"), for_=seconds(25))

    assert one[-1] == ("must last 25s", 30, 30)


def test_group_and_job_say_their_own_intervals() -> None:
    slow = job(scrape_interval=minutes(1), scrape_timeout=seconds(30))

    (one,) = parts(promql("g > 1"), {"interval": minutes(2)}, platform={"scrape": (slow,)})

    assert one == [("scraped every 1m", 30, 60), ("answers within 30s", 0, 30), ("evaluated every 2m", 60, 120)]


def test_query_offset_is_looked_back() -> None:
    (one,) = parts(promql("g > 1"), {"query_offset": seconds(90)})

    assert one[-1] == ("looks 1m30s back", 90, 90)


def test_only_the_job_that_is_asked_for_counts() -> None:
    slow = job("slow", scrape_interval=minutes(5))

    assert parts(promql('g{job="j"} > 1'), platform={"scrape": (JOB, slow)}) == [[*SCRAPED, EVALUATED]]
    assert parts(promql("g > 1"), platform={"scrape": (JOB, slow)})[0][0] == ("scraped every 5m", 150, 300)


def test_recording_rules_in_a_chain_take_a_turn_each_unless_one_group_does_both() -> None:
    first = RecordingRule(record="a:g", expr="g", unit=COUNT)
    second = RecordingRule(record="b:g", expr="a:g", unit=COUNT)
    together = (RecordingGroup(name="r", rules=(first, second), interval=seconds(15)),)
    apart = (RecordingGroup(name="a", rules=(first,)), RecordingGroup(name="b", rules=(second,), interval=seconds(15)))
    wrong_way = (RecordingGroup(name="r", rules=(second, first), interval=seconds(15)),)
    turn = ("recorded every 15s", 7.5, 15)

    assert parts(promql("b:g > 1"), platform={"recording": together}) == [[*SCRAPED, turn, EVALUATED]]
    assert parts(promql("b:g > 1"), platform={"recording": apart}) == [
        [*SCRAPED, ("recorded every 10s", 5, 10), turn, EVALUATED]
    ]
    assert parts(promql("b:g > 1"), platform={"recording": wrong_way}) == [[*SCRAPED, turn, turn, EVALUATED]]


def test_rule_that_reads_itself_ends() -> None:
    loop = RecordingRule(record="r", expr="r + g", unit=COUNT)

    (one,) = parts(promql("r > 1"), platform={"recording": (RecordingGroup(name="r", rules=(loop,)),)})

    assert one == [*SCRAPED, ("recorded every 10s", 5, 10), EVALUATED]


def test_alternatives_are_told_apart_and_what_must_come_together_takes_the_later() -> None:
    gauge = Indicator(name="i", unit=COUNT, expr=GAUGE)

    either, gone = parts(any_of(gauge > count(1), absent(gauge)))

    assert either == [*SCRAPED, EVALUATED]
    assert gone == [("series without staleness markers", 10, 300), EVALUATED]
    rule = RecordingRule(record="a:g", expr="g", unit=COUNT)
    recorded = {"recording": (RecordingGroup(name="r", rules=(rule,)),)}
    assert parts(promql("g > 1 and a:g > 1"), platform=recorded) == [
        [*SCRAPED, ("recorded every 10s", 5, 10), EVALUATED]
    ]


@pytest.mark.parametrize("field", [{"honor_timestamps": False}, {"track_timestamps_staleness": True}])
def test_series_without_timestamps_of_its_own_ends_when_its_target_is_forgotten(field: dict[str, bool]) -> None:
    assert parts(promql("absent(g)"), platform={"scrape": (job("j", **field),)}) == [
        [("series end after the target is gone", 10, 42), EVALUATED]
    ]


def test_absence_of_what_prometheus_says_itself_is_the_end_of_the_target() -> None:
    assert parts(promql('absent(up{job="j"})')) == [[("series end after the target is gone", 32, 42), EVALUATED]]


def test_absence_of_an_undeclared_metric_may_take_as_long_as_prometheus_looks_back() -> None:
    assert parts(promql("absent(nobody_knows)")) == [[("series without staleness markers", 10, 300), EVALUATED]]


def test_probe_is_a_scrape_that_writes_no_timestamps() -> None:
    success = Metric(name="probe_success", type=MetricType.GAUGE, unit=COUNT)
    module = Module(name="http_2xx", probe=HTTPProbe())
    probe = Probe(
        name="p",
        module=module,
        targets=("http://a",),
        exporter="b:9115",
        exports=(success,),
        scrape_interval=seconds(30),
        scrape_timeout=seconds(20),
    )

    found = parts(promql("probe_success == 0 or absent(probe_success)"), platform={"probes": (probe,)})

    assert found[0][:2] == [("scraped every 30s", 15, 30), ("answers within 20s", 0, 20)]
    assert found[1][:1] == [("series end after the target is gone", 15, 63)]


def test_what_is_compared_with_the_past_is_known_already() -> None:
    assert parts(promql("g > 2 * g offset 1h")) == [[*SCRAPED, EVALUATED]]
    assert parts(promql("g offset 1m > 2")) == [[*SCRAPED, ("offset 1m", 60, 60), EVALUATED]]


def test_what_reads_nothing_is_known_at_once() -> None:
    assert parts(promql("vector(1)")) == [[EVALUATED]]


def test_nothing_said_is_what_prometheus_does_by_default() -> None:
    assert parts(promql("g > 1"), platform={"prometheus": None}) == [
        [("scraped every 1m", 30, 60), ("answers within 10s", 0, 10), ("evaluated every 1m", 30, 60)]
    ]


def told(by: str) -> Told:
    alert = Alert(name="A", expr=promql("g > 1 or absent(g)"), summary="s", for_=seconds(60))
    graph = graph_of(alert, {}, {})
    root = Route(receiver=TEAM, group_by=(by,), group_wait=seconds(15), group_interval=minutes(5))
    (step,) = Router(root).match({})
    return latency(graph).told(graph.alerts[0], step)


def test_receiver_hears_after_its_routes_wait_on_average_of_the_first_and_at_the_latest_of_any_alternative() -> None:
    assert (told("alertname").usual, told("alertname").most) == (10 + 5 + 60 + 15, 300 + 10 + 60 + 15)


def test_group_of_several_alerts_may_be_known_already_and_then_its_news_wait() -> None:
    assert told("service").most == 300 + 10 + 60 + 300
    assert told("...").most == 300 + 10 + 60 + 15
