"""`vttalerts import`: whole sessions, with their files, output and exit code."""

from __future__ import annotations

import json
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import pytest
import yaml

from vttalerts.cli import gathering, main, placing
from vttalerts.importers import proof
from vttalerts.importers.adopted import adopt
from vttalerts.language.comparisons import meaning

ROOT = Path(__file__).parents[2]
RULES = """\
# the file's own comment
groups:
  - name: web
    rules:
      # why it pages
      - alert: WebDown
        expr: up{job="web"} == 0
        for: 60s
        labels: {severity: critical, team: a}
        annotations:
          summary: "{{ $labels.instance }} is down"  # read by people
      - alert: WebSlow
        expr: (histogram_quantile(0.9, sum by (le) (rate(web_seconds_bucket[5m])))) > 300
        labels: {severity: critical}
      - record: job:web:rate5m
        expr: sum(rate(web_total[5m]))
"""
ALERTMANAGER = """\
global:
  slack_api_url: https://hooks.slack.com/services/T000/B000/hunter2hunter2
route:
  receiver: team
  routes:
    - receiver: pager
      match: {severity: critical}
      match_re: {team: a|b}
receivers:
  - name: team
    slack_configs: [{channel: "#team"}]
  - name: pager
    pagerduty_configs: [{routing_key: hunter2}]
  - name: unused
templates: [t.tmpl, elsewhere/*.tmpl]
"""
BOARD = {
    "title": "Web",
    "panels": [
        {"type": "graph", "title": "Up", "targets": [{"expr": 'up{job="web"}', "refId": "A"}]},
        {"type": "stat", "title": "Up now", "targets": [{"expr": 'up{job="web"}', "refId": "A"}]},
    ],
}


class Ended(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    monkeypatch.chdir(tmp_path)
    # A project's definitions are loaded into this process, and have the name of ours.
    for name in [name for name in sys.modules if name.partition(".")[0] == "definitions"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    write("rules.yml", RULES)
    write("alertmanager.yml", ALERTMANAGER)
    write("t.tmpl", '{{ define "t" }}a\\d{{ end }}\n')
    write("web.json", json.dumps(BOARD, indent="\t"))

    def call(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["vttalerts", *arguments])
        code: int | str | None = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        return Ended(int(code or 0), *capsys.readouterr())

    yield call
    for name in [name for name in sys.modules if name.partition(".")[0] == "definitions"]:
        del sys.modules[name]


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def read(path: str) -> str:
    return Path(path).read_text(encoding="utf-8")


def test_files_become_definitions_that_build_at_once(run: Run) -> None:
    ended = run("import", "rules.yml", "alertmanager.yml", "web.json", "--output", "out")
    built = run("build", "--project", "out")

    assert (ended.code, ended.err) == (0, "")
    said = re.sub(r"\b\d+ findings", "some findings", ended.out.partition("as Grafana")[2])
    assert said == (
        " saved it: graph (Web: Up)\n"
        "as Grafana saved it: settings of 1 panel without a field here (`saved=`)\n"
        "3 files read; 2 alerts, 2 routes, 3 receivers, 1 dashboard: 13 files in out\n"
        "some findings from before in vttalerts-baseline.json: known, and no reason to fail\n\n"
        "next: `cd out && vttalerts check`, then `vttalerts build`\n"
    )
    assert built.code == 0, built.out
    assert "no findings" in run("check", "--project", "out").out
    assert yaml.safe_load(read("out/generated/infra/monitoring/rules/rules-alerts.yml"))["groups"][0]["rules"][0] == {
        "alert": "WebDown",
        "expr": 'up{job="web"} == 0',
        "for": "1m",
        "labels": {"severity": "critical", "team": "a"},
        "annotations": {"summary": "{{ $labels.instance }} is down"},
    }


def test_definitions_read_as_if_a_person_had_written_them(run: Run) -> None:
    run("import", "rules.yml", "alertmanager.yml", "web.json", "--output", "out")

    assert read("out/definitions/indicators.py") == dedent(
        '''\
        """Every number that is alerted on or drawn by several: PromQL written once, with its unit."""

        from vttalerts import SECONDS, STATE, Indicator

        up = Indicator(name="up", unit=STATE, expr='up{job="web"}')

        web_slow = Indicator(
            name="web_slow",
            unit=SECONDS,
            expr="histogram_quantile(0.9, sum by (le) (rate(web_seconds_bucket[5m])))",
        )
        '''
    )
    assert read("out/definitions/alerts/rules.py") == dedent(
        '''\
        """Alerts of rules."""

        from vttalerts import Alert, AlertGroup, RecordingRule, Severity, minutes, state

        from .. import indicators

        # the file's own comment
        WEB = AlertGroup(
            name="web",
            alerts=(
                # why it pages
                # read by people
                Alert(
                    name="WebDown",
                    expr=indicators.up.equals(state(0)),
                    for_=minutes(1),
                    labels={"team": "a"},
                    summary="{{ $labels.instance }} is down",
                ),
                Alert(name="WebSlow", expr=indicators.web_slow > minutes(5)),
                RecordingRule(record="job:web:rate5m", expr="sum(rate(web_total[5m]))"),
            ),
            severity=Severity.CRITICAL,
        )
        '''
    )
    assert 'matchers=(*match(severity="critical"), *regex(team="a|b"))' in read("out/definitions/routing.py")
    assert "targets=(indicators.up,)" in read("out/definitions/dashboards/web.py")


def test_a_secret_in_clear_text_gets_a_name_and_is_never_shown(run: Run) -> None:
    ended = run("import", "alertmanager.yml", "--output", "out")

    assert ended.code == 0
    assert "hunter2" not in ended.out
    assert [line for line in ended.out.splitlines() if line.startswith("warning[DEF125]")] == [
        "warning[DEF125]: `slack_api_url` holds a secret in clear text",
        "warning[DEF125]: `routing_key` holds a secret in clear text",
    ]
    assert 'becomes secret("PAGER_ROUTING_KEY")' in ended.out
    written = "".join(path.read_text() for path in Path("out").rglob("*.py"))
    assert "hunter2" not in written
    assert 'routing_key=secret("PAGER_ROUTING_KEY")' in written
    assert 'slack_api_url=secret("SLACK_API_URL")' in written


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_no_format_shows_a_secret(run: Run, form: str) -> None:
    ended = run("import", "alertmanager.yml", "--output", "out", "--format", form)

    assert ("hunter2" in ended.out, "DEF125" in ended.out) == (False, True)


def test_a_broken_file_is_shown_at_its_place_and_does_not_stop_the_others(run: Run) -> None:
    write("broken.yml", "groups:\n  - name: a\n    rules:\n      - alert: A\n        expr: sum(\n")
    write("broken.json", '{"panels": [\n  1,,\n]}')
    ended = run("import", "broken.yml", "broken.json", "rules.yml", "--output", "out")

    assert ended.code == 1
    assert "--> broken.yml:5:18" in ended.out
    assert "error[DEF120]: no JSON: expecting value" in ended.out
    assert "--> broken.json:2:5" in ended.out
    assert "1 file read, 2 left out; 2 alerts" in ended.out
    assert Path("out/definitions/alerts/rules.py").exists()


def test_nothing_is_written_if_nothing_can_be_read(run: Run) -> None:
    write("broken.yml", "groups: [")

    assert run("import", "broken.yml", "--output", "out").code == 1
    assert not Path("out").exists()


def test_a_folder_may_hold_other_files(run: Run) -> None:
    write("all/rules.yml", RULES)
    write("all/compose.yml", "services: {}\n")
    ended = run("import", "all", "--output", "out")

    assert ended.code == 0
    assert "warning[DEF114]: nobody can tell what this file configures" in ended.out
    assert "1 file read; 2 alerts" in ended.out


def test_a_pattern_is_expanded_where_no_shell_did(run: Run) -> None:
    assert "1 file read; 2 alerts" in run("import", "rule*.yml", "--output", "out").out


def test_a_path_that_does_not_exist_could_not_run(run: Run) -> None:
    ended = run("import", "nothing-*.yml", "--output", "out")

    assert ended == Ended(2, "", "error: no such file: nothing-*.yml\n")


def test_files_that_are_there_are_kept_unless_told_otherwise(run: Run) -> None:
    write("out/definitions/platform.py", "mine\n")
    refused = run("import", "rules.yml", "--output", "out")

    assert (refused.code, refused.err) == (
        2,
        "error: out has files that would be replaced (definitions/platform.py); --force does it\n",
    )
    assert sorted(str(path) for path in Path("out").rglob("*.*")) == ["out/definitions/platform.py"]
    assert read("out/definitions/platform.py") == "mine\n"
    assert run("import", "rules.yml", "--output", "out", "--force").code == 0
    assert "groups=(rules.WEB,)" in read("out/definitions/platform.py")


def test_importing_again_changes_nothing(run: Run) -> None:
    run("import", "rules.yml", "web.json", "--output", "out")
    before = {path: path.read_bytes() for path in Path("out").rglob("*.py")}

    assert run("import", "rules.yml", "web.json", "--output", "out").code == 0
    assert {path: path.read_bytes() for path in Path("out").rglob("*.py")} == before


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_can_not_be_written_stays_as_it_was(run: Run) -> None:
    write("out/kept.txt", "kept")
    Path("out").chmod(stat.S_IRUSR | stat.S_IXUSR)

    assert run("import", "rules.yml", "--output", "out").code == 2


def test_all_files_are_put_there_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "b").write_text("before")
    replaced = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == "c" and self.name == "c":
            raise OSError(28, "No space left on device", str(target))
        return replaced(self, target)

    monkeypatch.setattr(Path, "replace", full)

    with pytest.raises(OSError, match="No space left"):
        placing.put(tmp_path, {"new/a": "1", "b": "2", "c": "3"})

    assert {path.name: path.read_text() for path in tmp_path.rglob("*") if path.is_file()} == {"b": "before"}
    assert [path.name for path in tmp_path.iterdir()] == ["b"]


def test_two_alertmanagers_are_two_imports(run: Run) -> None:
    write("second.yml", ALERTMANAGER)
    ended = run("import", "alertmanager.yml", "second.yml", "--output", "out")

    assert ended.code == 1
    assert "error[DEF124]: two files are Alertmanager's configuration" in ended.out
    assert not Path("out").exists()


def test_two_dashboards_with_one_uid_are_shown(run: Run) -> None:
    for name in ("a", "b"):
        write(f"{name}.json", json.dumps({**BOARD, "uid": "same"}))
    ended = run("import", "a.json", "b.json", "--output", "out")

    assert ended.code == 1
    assert "error[DEF123]: two dashboards have the uid `same`" in ended.out


def test_a_dashboard_in_a_config_map_is_imported(run: Run) -> None:
    board = {"apiVersion": "v1", "kind": "ConfigMap", "data": {"web.json": json.dumps(BOARD)}}
    write("map.yml", yaml.safe_dump(board))

    assert "0 alerts, 0 routes, 0 receivers, 1 dashboard" in run("import", "map.yml", "--output", "out").out


def test_objects_of_kubernetes_become_definitions(run: Run) -> None:
    rules = yaml.safe_load(RULES)
    rule = {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "r"},
        "spec": rules,
    }
    monitor = {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "ServiceMonitor",
        "metadata": {"name": "m", "namespace": "n"},
        "spec": {"selector": {"matchLabels": {"app": "web"}}, "endpoints": [{"port": "http", "interval": "30s"}]},
    }
    write("objects.yml", yaml.safe_dump_all([rule, monitor]))
    write("prometheus.yml", "scrape_configs: [{job_name: own, static_configs: [{targets: [a:1]}]}]\n")
    ended = run("import", "objects.yml", "prometheus.yml", "--output", "out")
    built = run("build", "--project", "out")

    assert (ended.code, built.code) == (0, 0), ended.out + built.out
    jobs = yaml.safe_load(read("out/generated/infra/monitoring/prometheus.yml"))["scrape_configs"]
    assert [job["job_name"] for job in jobs] == ["serviceMonitor/n/m/0", "own"]
    groups = yaml.safe_load(read("out/generated/infra/monitoring/rules/objects-alerts.yml"))["groups"]
    assert [rule["alert"] for rule in groups[0]["rules"][:2]] == ["WebDown", "WebSlow"]


def test_what_would_be_lost_is_an_error_that_names_the_place(tmp_path: Path) -> None:
    file = tmp_path / "rules.yml"
    file.write_text(RULES)
    read_ = gathering.gather([file], lambda *_: None)
    built = {
        "infra/monitoring/rules/rules-alerts.yml": RULES.replace("60s", "2m").replace("severity: critical, ", ""),
    }
    found = list(proof.differences(read_.files, (), built, placing.alone))

    assert [(one.code, one.headline, one.labels[0].span.line) for one in found] == [
        ("DEF126", "`groups.web.rules[0].for` has another value after the build", 8),
        ("DEF126", "`groups.web.rules[0].labels.severity` is lost by the build", 9),
    ]


def test_templates_that_are_named_and_given_are_imported_once(run: Run) -> None:
    ended = run("import", "alertmanager.yml", "t.tmpl", "--output", "out")

    assert ended.code == 0
    assert read("out/definitions/templates.py").count("NotificationTemplate(") == 1
    assert 'template_files=("elsewhere/*.tmpl",)' in read("out/definitions/platform.py")


def test_rule_files_that_are_imported_too_are_named_by_the_build(run: Run) -> None:
    write("prometheus.yml", "rule_files: [rules.yml, others/*.yml]\nscrape_configs: []\n")
    ended = run("import", "prometheus.yml", "rules.yml", "--output", "out")
    run("build", "--project", "out")

    assert ended.code == 0, ended.out
    assert yaml.safe_load(read("out/generated/infra/monitoring/prometheus.yml"))["rule_files"] == [
        "rules/*.yml",
        "others/*.yml",
    ]


def rules(text: str) -> list[dict[str, Any]]:
    """Return the groups of a rule file, with what their expressions mean."""
    groups: list[dict[str, Any]] = yaml.safe_load(text)["groups"]
    for group in groups:
        for rule in group["rules"]:
            rule["expr"] = meaning(rule["expr"])
    return groups


def test_an_import_of_what_we_built_builds_the_same(run: Run) -> None:
    ours = ROOT / "generated/infra/monitoring"
    parts = ("alertmanager.yml", "prometheus.yml", "blackbox.yml", "rules", "templates", "grafana/dashboards")
    ended = run("import", *(str(ours / part) for part in parts), "--output", "out")
    built = run("build", "--project", "out")

    assert (ended.code, built.code) == (0, 0), ended.out + built.out
    for name in ("alertmanager.yml", "prometheus.yml", "blackbox.yml"):
        theirs = yaml.safe_load(read(f"out/generated/infra/monitoring/{name}"))
        assert theirs == yaml.safe_load((ROOT / "generated/infra/monitoring" / name).read_text()), name
    for name in ("vtt-alerts", "vtt-recording"):
        kind = name.partition("-")[2]
        theirs = rules(read(f"out/generated/infra/monitoring/rules/{name}-{kind}.yml"))
        assert theirs == rules((ROOT / f"generated/infra/monitoring/rules/{name}.yml").read_text()), name
    board = "infra/monitoring/grafana/dashboards/vtt-overview.json"
    assert json.loads(read(f"out/generated/{board}")) == json.loads((ROOT / "generated" / board).read_text())


def test_contradictions_are_found_before_anything_is_made() -> None:
    assert adopt((), ()).diagnostics == ()
