"""The schemas that editors get take what the servers take, and no key that nobody reads."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import everything
import pytest
import yaml
from jsonschema import Draft202012Validator

from vttalerts import emitters
from vttalerts.cli.schema import SCHEMAS
from vttalerts.graph import Graph

ROOT = Path(__file__).parents[2]
GENERATED = ROOT / "generated" / "infra" / "monitoring"
CORPUS = Path(os.environ.get("VTTALERTS_CORPUS", ROOT / ".." / "shared" / "corpus"))
KINDS = tuple(SCHEMAS)


class Loader(yaml.SafeLoader):
    """Reads YAML as editors do: a date is a text."""


Loader.yaml_implicit_resolvers = {
    first: [one for one in resolvers if one[0] != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def mistakes(kind: str, text: str) -> list[str]:
    validator = Draft202012Validator(SCHEMAS[kind]())
    document: Any = next(iter(yaml.load_all(text, Loader=Loader)), None)
    return [f"{one.json_path}: {one.message[:200]}" for one in validator.iter_errors(document)]


@pytest.mark.parametrize("kind", KINDS)
def test_schema_is_one_of_2020_12(kind: str) -> None:
    schema = SCHEMAS[kind]()
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("alertmanager", "alertmanager.yml"),
        ("prometheus", "prometheus.yml"),
        ("blackbox", "blackbox.yml"),
        ("rules", "rules/*.yml"),
    ],
)
def test_schema_takes_what_the_build_writes(kind: str, pattern: str) -> None:
    files = sorted(GENERATED.glob(pattern))
    assert files
    assert {file.name: mistakes(kind, file.read_text()) for file in files} == {file.name: [] for file in files}


def test_schema_takes_every_field_of_every_server() -> None:
    platforms = {
        "alertmanager": everything.alertmanager("0.34"),
        "prometheus": everything.Prometheus(newer=True).platform(),
        "blackbox": everything.blackbox(),
    }
    for kind, platform in platforms.items():
        (text,) = [one.text() for one in emitters.emit(Graph(platform)) if one.path.endswith(f"/{kind}.yml")]
        assert mistakes(kind, text) == []


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "letter"), [("alertmanager", "A"), ("rules", "B"), ("rule-tests", "F")])
def test_schema_takes_what_the_real_tools_take(kind: str, letter: str) -> None:
    manifest = CORPUS / "manifest.jsonl"
    if not manifest.exists():
        pytest.skip(f"set {letter} of the corpus (files with the real tools' verdicts) is not at {manifest.resolve()}")
    cases = [case for case in map(json.loads, manifest.read_text().splitlines()) if case["set"] == letter]
    accepted = [case["path"] for case in cases if case["verdict"] == "ok"]
    wrong = {path: found for path in accepted if (found := mistakes(kind, (CORPUS / path).read_text()))}
    assert wrong == {}
    assert accepted


RECEIVER = "route: {{}}\nreceivers: [{{name: a, {}}}]"


@pytest.mark.parametrize(
    ("kind", "text", "path"),
    [
        ("rules", "groups: [{name: a, rules: [{alert: A, expr: up, fro: 5m}]}]", "$.groups[0].rules[0]"),
        ("rules", "groups: [{name: a, rules: [{alert: A, record: b, expr: up}]}]", "$.groups[0].rules[0]"),
        ("rules", "groups: [{name: a, interval: 60, rules: []}]", "$.groups[0].interval"),
        ("alertmanager", "route: {receiver: a, group_wiat: 5s}", "$.route"),
        ("alertmanager", "receivers: []", "$"),
        ("alertmanager", RECEIVER.format("slack_configs: [{chanel: x}]"), "$.receivers[0].slack_configs[0]"),
        ("alertmanager", RECEIVER.format("webhook_configs: [{timeout: 5}]"), "$.receivers[0].webhook_configs[0].timeout"),  # noqa: E501
        ("prometheus", "scrape_configs: [{job_name: a, static_config: []}]", "$.scrape_configs[0]"),
        ("prometheus", "scrape_configs: [{metrics_path: /x}]", "$.scrape_configs[0]"),
        ("blackbox", "modules: {a: {prober: htp}}", "$.modules.a.prober"),
        ("rule-tests", "tests: [{interval: 1 minute}]", "$.tests[0].interval"),
        ("health-monitor", "{endpoint: []}", "$"),
    ],
)  # fmt: skip
def test_schema_refuses_what_no_server_takes(kind: str, text: str, path: str) -> None:
    assert path in {found.partition(": ")[0] for found in mistakes(kind, text)}


def test_keys_are_described() -> None:
    slack = SCHEMAS["alertmanager"]()["$defs"]["Slack"]["properties"]
    assert slack["channel"]["description"] == "`#channel` or `@user`; a webhook bound to a channel ignores it."
    assert slack["api_url_file"]["description"] == "The incoming webhook; without it the global one."


def test_command_prints_a_schema_and_refuses_another_kind() -> None:
    def run(kind: str) -> subprocess.CompletedProcess[str]:
        command = (Path(sys.executable).with_name("vttalerts"), "schema", kind)
        return subprocess.run(command, capture_output=True, text=True, check=False)

    good, bad = run("rules"), run("rulez")
    assert json.loads(good.stdout) == SCHEMAS["rules"]()
    assert bad.returncode == 2
    assert bad.stderr == f"error: there is no schema of `rulez`; write one of: {', '.join(KINDS)}\n"
