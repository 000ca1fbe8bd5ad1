"""Damaged files never end in a traceback, and every finding in them can be shown.

`nox -s fuzz` runs the same for minutes.
"""

import json
from pathlib import Path

import everything
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vttalerts import emitters, importers
from vttalerts.cli import files
from vttalerts.graph import Graph
from vttalerts.importers import Bounds
from vttalerts.reporting import Format, render

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "generated" / "infra" / "monitoring"
OBJECTS = """\
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: a, namespace: b}
spec:
  selector: {matchLabels: {app: web}, matchExpressions: [{key: a, operator: In, values: [b]}]}
  endpoints: [{port: http, relabelings: [{sourceLabels: [a], targetLabel: b}]}]
---
apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
metadata: {name: a}
spec:
  route: {receiver: a, matchers: [{name: x, value: y, matchType: "="}]}
  receivers: [{name: a, slackConfigs: [{apiURL: {name: a, key: b}}], emailConfigs: [{headers: [{key: a, value: b}]}]}]
  muteTimeIntervals: [{name: n, timeIntervals: [{daysOfMonth: [{start: 1, end: 2}]}]}]
---
apiVersion: monitoring.coreos.com/v1
kind: Probe
metadata: {name: a}
spec: {prober: {url: a:1}, module: m, targets: {staticConfig: {static: [a]}}}
"""
TESTS = """\
rule_files: [rules/*.yml]
tests:
  - interval: 1m
    input_series: [{series: up, values: 1x3}]
    alert_rule_test: [{eval_time: 1m, alertname: A, exp_alerts: [{exp_labels: {a: b}}]}]
"""
PIECES = (
    "null", "~", "[]", "{}", "[", "{", ": ", "- ", "\n", "&a", "*a", "<<: *a", "|", ">", "'", '"', "!!binary x", "{{",
    "}}", "\t", "\x00", "\ufeff", "é", "😀", "1e999", "0x", "-1", "5", "yes", "2024-01-01", "---\n", "...\n", "? ",
    "%YAML 1.1\n", "#",
)  # fmt: skip


def whole() -> tuple[str, ...]:
    """Files of every kind, with every key in them."""
    platforms = (everything.alertmanager("0.34"), everything.Prometheus(newer=True).platform(), everything.blackbox())
    made = [
        artifact.text()
        for platform in platforms
        for artifact in emitters.emit(Graph(platform))
        if artifact.path.endswith((".yml", ".tmpl")) and "compose" not in artifact.path
    ]
    rules = sorted((FOLDER / "rules").glob("*.yml"))
    return (*made, *(file.read_text(encoding="utf-8") for file in rules), OBJECTS, TESTS)


WHOLE = whole()


@st.composite
def damaged(draw: st.DrawFn) -> str:
    text = draw(st.sampled_from(WHOLE))
    for _ in range(draw(st.integers(1, 4))):
        lines = text.split("\n")
        at = draw(st.integers(0, len(lines) - 1))
        line = lines[at]
        column = draw(st.integers(0, len(line)))
        piece = draw(st.one_of(st.sampled_from(PIECES), st.text(max_size=4), st.sampled_from(lines)))
        match draw(st.sampled_from(("cut", "insert", "value", "drop", "move", "end"))):
            case "cut":
                lines[at] = line[:column]
            case "insert":
                lines[at] = f"{line[:column]}{piece}{line[column:]}"
            case "value" if ":" in line:
                lines[at] = f"{line.partition(':')[0]}: {piece}"
            case "drop":
                del lines[at]
            case "move":
                lines[at] = " " * column + line.lstrip()
            case _:
                lines = lines[: at + 1]
        text = "\n".join(lines)
    return text


@given(text=damaged(), suffix=st.sampled_from((".yml", ".json", ".tmpl")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_damaged_file_ends_in_findings_and_never_in_a_traceback(
    tmp_path_factory: pytest.TempPathFactory, text: str, suffix: str
) -> None:
    file = tmp_path_factory.getbasetemp() / f"damaged{suffix}"
    file.write_bytes(text.encode("utf-8", errors="surrogatepass"))
    found = files.check(importers.read([file], Bounds(size=10_000_000)))
    for form in (Format.TEXT, Format.JSON):
        assert isinstance(render(found, form, root=file.parent), str)
    lines = max(text.count("\n"), text.count("\r")) + 2
    for one in found:
        for label in one.labels:
            assert label.span.line <= lines


@given(content=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_end_in_findings(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    file = tmp_path_factory.getbasetemp() / "bytes.yml"
    file.write_bytes(content)
    assert files.check(importers.read([file]))


@given(text=st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                "groups rules alert expr labels name route receiver routes receivers matchers match slack_configs "
                "scrape_configs job_name static_configs targets modules http prober apiVersion kind spec tests".split()
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=20,
))  # fmt: skip
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_known_keys_around_any_values_end_in_findings(tmp_path_factory: pytest.TempPathFactory, text: object) -> None:
    file = tmp_path_factory.getbasetemp() / "any.yml"
    file.write_text(json.dumps(text), encoding="utf-8")
    files.check(importers.read([file]))
