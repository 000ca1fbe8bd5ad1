"""A real Prometheus sends alerts with the labels that were foreseen, and with all of them."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # pytest's importlib mode leaves a test's folder out

from servers import Metrics, Sink, free_port, get, running, wait_for

from vttalerts import (
    COUNT,
    Alert,
    AlertGroup,
    Metric,
    MetricType,
    Platform,
    PrometheusServer,
    RecordingGroup,
    RecordingRule,
    Relabel,
    RelabelAction,
    ScrapeJob,
    Static,
    pipeline,
    seconds,
)
from vttalerts.graph import Graph
from vttalerts.model.expr import promql
from vttalerts.simulate.alert_space import alert_spaces
from vttalerts.simulate.domains import Box

EXPOSED = """\
# TYPE depth gauge
depth{queue="mail",team="dba"} 7
depth{queue="jobs",team=""} 8
depth{queue="logs",team="Web"} 9
"""
DEPTH = Metric(name="depth", type=MetricType.GAUGE, unit=COUNT, labels=("queue", "team"))
LABELS = {"severity": "critical", "zone": ""}
ALERTS = (
    Alert(name="Deep", expr=promql("depth > 1"), summary="s", labels=LABELS),
    Alert(name="Named", expr=promql('depth{queue=~"mail|logs"} > 1'), summary="s", labels={"q": "{{ $labels.queue }}"}),
    Alert(name="Summed", expr=promql("sum by (queue) (depth) > 1 or absent(nothing{zone='a'})"), summary="s"),
    Alert(name="Up", expr=promql('up{kind="queues"} == 1'), summary="s", labels={"env": "own"}),
    Alert(name="Recorded", expr=promql('q:depth{queue!="mail"} > 1'), summary="s"),
    Alert(name="Replaced", expr=promql('label_replace(up, "port", "$1", "instance", ".*:(.*)") == 1'), summary="s"),
    Alert(name="Joined", expr=promql("depth * on (job) group_left (kind) up > 1"), summary="s"),
    Alert(name="Dropped", expr=promql("vector(1)"), summary="s", labels={"severity": "none"}),
)
TARGET_STEPS = (
    Relabel(source_labels=("__address__",), regex="(.*):.*", target_label="host"),
    Relabel(regex="__meta_(.*)", action=RelabelAction.LABELMAP),
)
SAMPLE_STEPS = (
    Relabel(source_labels=("queue",), regex="jobs", action=RelabelAction.DROP),
    Relabel(source_labels=("team",), target_label="team", action=RelabelAction.LOWERCASE),
)
ALERT_STEPS = (
    Relabel(source_labels=("severity",), regex="none", action=RelabelAction.DROP),
    Relabel(source_labels=("severity",), regex="", target_label="severity", replacement="warning"),
    Relabel(source_labels=("alertname", "queue"), regex="(Deep);(.*)", target_label="title", replacement="$1 $2"),
    Relabel(source_labels=("queue",), regex="(ma.*)", target_label="post", replacement="x-${1}"),
    Relabel(regex="host|q.*", action=RelabelAction.LABELDROP),
    Relabel(source_labels=("env",), target_label="env", action=RelabelAction.UPPERCASE),
)


def platform(target: int, sink: int) -> Platform:
    job = ScrapeJob(
        job_name="j",
        discoveries=(Static(targets=(f"127.0.0.1:{target}",), labels={"kind": "queues", "__meta_rack": "r1"}),),
        exports=(DEPTH,),
        relabel_configs=TARGET_STEPS,
        metric_relabel_configs=SAMPLE_STEPS,
    )
    rule = RecordingRule(record="q:depth", expr="sum by (queue, job) (depth)", unit=COUNT, labels={"by": "rule"})
    return Platform(
        name="p",
        scrape=(job,),
        recording=(RecordingGroup(name="r", rules=(rule,), labels={"of": "group"}),),
        groups=(AlertGroup(name="g", alerts=ALERTS),),
        prometheus=PrometheusServer(
            scrape_interval=seconds(1),
            scrape_timeout=seconds(1),
            evaluation_interval=seconds(1),
            external_labels={"env": "test", "zone": "outer"},
            alert_relabel_configs=ALERT_STEPS,
            alertmanagers=(f"127.0.0.1:{sink}",),
        ),
    )


@pytest.fixture
def sent(tmp_path: Path, prometheus: Path) -> Iterator[tuple[Graph, set[tuple[tuple[str, str], ...]]]]:
    """What a Prometheus with these definitions sends to its Alertmanager, once it has sent all of it twice."""
    exporter, sink, port = Metrics("/metrics", EXPOSED), Sink(), free_port()
    graph = Graph(platform(exporter.port, sink.port))
    for artifact in pipeline.build(graph):
        file = tmp_path / artifact.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(artifact.text(), encoding="utf-8")
    config = tmp_path / "infra" / "monitoring" / "prometheus.yml"
    command = [
        str(prometheus),
        f"--config.file={config}",
        f"--web.listen-address=127.0.0.1:{port}",
        f"--storage.tsdb.path={tmp_path / 'data'}",
        # What is sent before the Alertmanager is known is lost.
        "--rules.alert.resend-delay=1s",
    ]
    try:
        with running(command, tmp_path / "log", f"http://127.0.0.1:{port}/-/ready", tmp_path):

            def firing() -> int:
                answer: Any = get(f"http://127.0.0.1:{port}/api/v1/alerts")
                return len(answer["data"]["alerts"])

            def seen() -> set[tuple[tuple[str, str], ...]]:
                posts = sink.at("/api/v2/alerts")
                return {tuple(sorted(alert["labels"].items())) for post in posts for alert in post}

            # Deep, Named, Joined and Summed of two queues each, Summed's absent, one queue recorded, Up and Replaced,
            # and the one that is dropped.
            wait_for(lambda: firing() == 13, "all alerts fire")
            wait_for(lambda: len(seen()) >= 12, "all alerts are sent")
            yield graph, seen()
    finally:
        exporter.close()
        sink.close()


@pytest.mark.live
@pytest.mark.slow
def test_prometheus_sends_what_was_foreseen_and_nothing_else(
    sent: tuple[Graph, set[tuple[tuple[str, str], ...]]],
) -> None:
    graph, seen = sent
    foreseen: dict[str, list[Box]] = {placed.name: list(alert_spaces(graph).of(placed).kept) for placed in graph.alerts}

    assert foreseen["Dropped"] == []
    for items in seen:
        labels = dict(items)
        assert any(within(labels, box) for box in foreseen[labels["alertname"]]), labels
    known = {items for boxes in foreseen.values() for box in boxes for items in enumerated(box)}
    assert known <= seen


def within(labels: dict[str, str], box: Box) -> bool:
    return all(box.get(name).may_be(labels.get(name, "")) for name in {*labels, *box.labels})


def enumerated(box: Box) -> Iterator[tuple[tuple[str, str], ...]]:
    """Yield the label sets of a box of which all values are known."""
    domains = {name: domain.values for name, domain in box.labels.items()}
    known = {name: sorted(values) for name, values in domains.items() if values is not None}
    if len(known) == len(domains):
        for values in itertools.product(*known.values()):
            yield tuple(sorted((name, value) for name, value in zip(known, values, strict=True) if value))
