"""Law: what a build writes is imported as definitions that build the same."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import everything
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from random_objects import GLOBAL, INTEGRATIONS, durations, texts

from vttalerts import (
    Alert,
    AlertGroup,
    Dashboard,
    GaugePanel,
    Indicator,
    Inhibition,
    IntervalSpec,
    Matcher,
    Operator,
    Platform,
    Query,
    Receiver,
    RecordingGroup,
    RecordingRule,
    Route,
    Row,
    Severity,
    StatPanel,
    Targets,
    TextPanel,
    TimeInterval,
    TimeSeriesPanel,
    count,
    promql,
)
from vttalerts.cli import gathering, placing
from vttalerts.importers.adopted import adopt
from vttalerts.importers.converted import definitions
from vttalerts.importers.proof import differences
from vttalerts.importers.source.project import files
from vttalerts.language import comparisons
from vttalerts.model.receivers import Integration

ADDRESSES: Final = frozenset({"webhook_url", "api_url", "slack_api_url", "url", "mattermost_webhook_url"})
"""Fields that hold an address or a secret; an import takes what looks like a secret for one."""
FOLDER: Final = Path("infra/monitoring")
EXAMPLES: Final = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def imported(written: Mapping[str, str]) -> dict[str, str]:
    """Return what the definitions build that an import makes of some files."""
    with tempfile.TemporaryDirectory() as folder:
        paths = []
        for path, text in written.items():
            place = Path(folder, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
            if not path.endswith(".tmpl"):
                paths.append(place)
        read = gathering.gather(paths, lambda *_: None)
        assert [one for one in read.diagnostics if one.level == "error"] == []
        made = adopt([file.platform for file in read.files if file.platform is not None], read.boards)
        assert made.diagnostics == ()
        texts_ = files(definitions("imported", read.files, made))
        built = placing.build(texts_)
        assert built.problems == (), "\n".join(texts_.values())
        assert list(differences(read.files, made.boards, built.files, placing.alone)) == []
    return dict(built.files)


def meant(built: Mapping[str, str]) -> dict[str, Any]:
    """Return what files say, whatever they are called and in whatever order they name things."""
    said: dict[str, Any] = {"groups": {}}
    for path, text in built.items():
        if "/rules/" in path:
            for group in yaml.safe_load(text)["groups"]:
                for rule in group["rules"]:
                    rule["expr"] = comparisons.meaning(rule["expr"])
                said["groups"][group["name"]] = group
        elif path.endswith(".json") and "/dashboards/" in path:
            said[path] = json.loads(text)
        elif Path(path).parent == FOLDER and Path(path).stem in {"alertmanager", "prometheus", "blackbox"}:
            said[path] = named(plain(yaml.safe_load(text)))
    return said


def named(tree: dict[str, Any]) -> dict[str, Any]:
    for key in ("receivers", "time_intervals"):
        if key in tree:
            tree[key] = {one["name"]: one for one in tree[key]}
    return tree


def plain(tree: Any) -> Any:  # noqa: ANN401  any YAML
    """Return a tree without empty lists that say nothing, and in which addresses that are secrets are so already."""
    if isinstance(tree, list):
        return [plain(one) for one in tree]
    if not isinstance(tree, dict):
        return tree
    made: dict[str, Any] = {}
    for key, value in tree.items():
        name = key.removesuffix("_file")
        if name in ADDRESSES:
            made[name] = "an address"
        elif value != [] or key not in {"routes", "matchers", "labels"}:
            made[key] = plain(value)
    return made


def own(platform: Platform) -> dict[str, str]:
    """Return the files of a platform that an import reads."""
    folders = (FOLDER, FOLDER / "rules", FOLDER / "templates", FOLDER / "grafana/dashboards")
    return {
        path: text
        for path, text in placing.alone(platform).items()
        if Path(path).parent in folders and Path(path).stem not in {"docker-compose", "web"}
    }


def law(platform: Platform) -> None:
    written = own(platform)

    assert meant(imported(written)) == meant(written)


@pytest.mark.slow
@pytest.mark.parametrize(
    "platform",
    [
        everything.alertmanager(),
        everything.alertmanager("0.34"),
        everything.Prometheus().platform(),
        everything.Prometheus(newer=True).platform(),
        everything.blackbox(),
    ],
    ids=["alertmanager", "alertmanager 0.34", "prometheus", "prometheus, newer", "blackbox"],
)
def test_every_field_is_imported(platform: Platform) -> None:
    law(platform)


labels = st.dictionaries(st.sampled_from(["team", "severity", "service", "for", "x_1"]), texts, max_size=3)
queries = st.sampled_from(
    [
        "up",
        'sum by (job) (rate(http_requests_total{code=~"5.."}[5m]))\n/\nsum by (job) (rate(http_requests_total[5m]))',
        "(a or b) * 100",
        "histogram_quantile(0.9, sum by (le) (rate(x_seconds_bucket[5m])))",
        "a{b='it\\'s'}",
    ]
)
limits = st.sampled_from(["> 0.05", "== 0", "!= 1", ">= 300", "< 1e9", "<= -1.5", "> bool 1", "> on () b", "and b"])
conditions = st.one_of(
    st.builds(lambda text, limit: promql(f"({text}) {limit}"), queries, limits),
    st.builds(
        lambda text, limit: Indicator(name="i", unit=count(1).unit, expr=text) > count(limit),
        queries,
        st.floats(0.1, 5),
    ),
)
optional = st.none() | durations


def without_nothing(kind: Any) -> Any:  # noqa: ANN401  any class
    """Return a maker of objects that leaves out what is nothing."""
    return lambda **fields: kind(**{name: value for name, value in fields.items() if value not in (None, {}, "")})


alerts = st.builds(
    without_nothing(Alert),
    name=st.sampled_from(["A", "HighErrorRate", "x_1"]),
    expr=conditions,
    for_=optional,
    keep_firing_for=optional,
    severity=st.none() | st.sampled_from(Severity),
    labels=labels.map(lambda given_: {key: value for key, value in given_.items() if key != "severity"}),
    summary=texts,
    description=st.just("") | texts,
    annotations=st.dictionaries(st.sampled_from(["runbook_url", "note"]), texts),
)
records = st.builds(without_nothing(RecordingRule), record=st.sampled_from(["a:b:c", "x"]), expr=queries, labels=labels)
groups = st.builds(
    lambda number, rules, interval: without_nothing(AlertGroup)(name=f"g {number}", alerts=rules, interval=interval),
    st.integers(0, 10**6),
    st.lists(alerts, min_size=1, max_size=4).map(tuple),
    optional,
)


@pytest.mark.slow
@EXAMPLES
@given(st.lists(groups, max_size=4, unique_by=lambda group: group.name), st.lists(records, min_size=1, max_size=3))
def test_rules_are_imported(groups_: list[AlertGroup], rules: list[RecordingRule]) -> None:
    law(
        Platform(
            name="any",
            targets=Targets(prometheus="3.5"),
            groups=tuple(groups_),
            recording=(RecordingGroup(name="recorded", rules=tuple(rules)),),
        )
    )


matchers = st.lists(
    st.builds(
        Matcher, st.sampled_from(["team", "for", "a.b", "x"]), st.sampled_from(Operator), st.just("a|b") | st.just("")
    ),
    max_size=3,
).map(tuple)
intervals = (
    TimeInterval(name="nights", time_intervals=(IntervalSpec(weekdays=("monday:friday",)),)),
    TimeInterval(
        name='It\'s "late"', time_intervals=(IntervalSpec(days_of_month=("-3:-1",), location="Europe/Helsinki"),)
    ),
)


def routes(receivers: tuple[Receiver, ...]) -> st.SearchStrategy[Route]:
    fields = {
        "receiver": st.none() | st.sampled_from(receivers),
        "matchers": matchers,
        "group_by": st.none() | st.sampled_from([(), ("...",), ("team", "x")]),
        "group_wait": optional,
        "mute_time_intervals": st.sampled_from([(), intervals[:1], intervals]),
    }
    leaf = st.builds(without_nothing(Route), **fields)
    return st.builds(without_nothing(Route), **fields, routes=st.lists(leaf, max_size=3).map(tuple))


@pytest.mark.slow
@EXAMPLES
@given(st.data(), st.lists(st.one_of(*INTEGRATIONS), min_size=1, max_size=6))
def test_routes_and_receivers_are_imported(data: st.DataObject, integrations: list[Integration]) -> None:
    receivers = tuple(
        Receiver(name=f"receiver {number}", integrations=(one,)) for number, one in enumerate(integrations)
    )
    children = data.draw(st.lists(routes(receivers), max_size=3))
    law(
        Platform(
            name="any",
            targets=Targets(alertmanager="0.33"),
            alertmanager=GLOBAL,
            routing=Route(receiver=receivers[0], routes=tuple(children)),
            receivers=receivers,
            inhibitions=(
                Inhibition(
                    source_matchers=(Matcher("a.b", Operator.EQUAL, "x"),),
                    target_matchers=(Matcher("c", Operator.REGEX, "d|e"),),
                    equal=("team",),
                ),
            ),
        )
    )


targets = st.lists(
    st.builds(Query, expr=st.sampled_from(["up", "sum(rate(a[$__rate_interval]))"]), legend=texts),
    min_size=1,
    max_size=2,
).map(tuple)
panels = st.one_of(
    st.builds(
        TimeSeriesPanel,
        title=texts,
        targets=targets,
        fill=st.integers(0, 100),
        stack=st.sampled_from(["none", "normal"]),
    ),
    st.builds(
        StatPanel, title=texts, targets=targets, graph=st.sampled_from(["area", "none"]), decimals=st.integers(0, 3)
    ),
    st.builds(GaugePanel, title=texts, targets=targets, width=st.integers(1, 24), min=st.integers(0, 5)),
    st.builds(TextPanel, title=texts, content=texts),
)


@pytest.mark.slow
@EXAMPLES
@given(st.lists(st.builds(Row, title=texts, panels=st.lists(panels, max_size=4).map(tuple)), max_size=3))
def test_dashboards_are_imported_without_anything_saved(rows: list[Row]) -> None:
    law(Platform(name="any", dashboards=(Dashboard(uid="any", title="Any", rows=tuple(rows)),)))
