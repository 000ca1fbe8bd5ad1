"""What the keys of files become, and where their mistakes are shown."""

from pathlib import Path

import pytest

from vttalerts import importers
from vttalerts.importers import Read
from vttalerts.model.settings import ClearText, Secret
from vttalerts.reporting import Format, render
from vttalerts.units import minutes, seconds


def read(folder: Path, text: str, name: str = "file.yml") -> Read:
    (folder / name).write_text(text, encoding="utf-8")
    return importers.read([folder / name])


RULES = """\
groups:
  - name: api
    interval: 90s
    labels: {team: dice}
    rules:
      - record: job:up:min
        expr: min by (job) (up)
      - alert: Down
        expr: |
          job:up:min == 0
        for: 5m
        labels: {severity: critical, service: api, page: "yes"}
        annotations: {summary: "{{ $labels.job }} is down", link: https://x}
"""


def test_rules_become_groups_with_their_alerts_and_recording_rules_in_order(tmp_path: Path) -> None:
    found = read(tmp_path, RULES)
    assert found.diagnostics == ()
    (group,) = found.platform.includes[0].groups
    assert (group.name, group.interval, group.labels) == ("api", seconds(90), {"team": "dice"})
    record, alert = group.alerts
    assert record.wire() == {"record": "job:up:min", "expr": "min by (job) (up)"}
    assert alert.wire() | {"expr": ""} == {
        "name": "Down",
        "expr": "",
        "for": "5m",
        "severity": "critical",
        "service": "api",
        "labels": {"page": "yes"},
        "summary": "{{ $labels.job }} is down",
        "description": "",
        "annotations": {"link": "https://x"},
    }
    assert getattr(alert, "for_") == minutes(5)  # noqa: B009  an alert or a rule


def test_places_lead_to_the_file(tmp_path: Path) -> None:
    alert = read(tmp_path, RULES).platform.includes[0].groups[0].alerts[1]
    places = {key: alert.span(key) for key in ("name", "expr", "for_", "severity", "summary", "annotations")}
    assert {key: (span.line, span.column, span.end_column) for key, span in places.items()} == {
        "name": (8, 16, 20),
        "expr": (10, 11, 26),
        "for_": (11, 14, 16),
        "severity": (12, 28, 36),
        "summary": (13, 32, 59),
        "annotations": (13, 22, 77),
    }
    assert (alert.whole().line, alert.whole().end_line) == (8, 13)


def test_all_mistakes_of_a_file_are_shown_at_once_where_they_stand(tmp_path: Path) -> None:
    text = """\
groups:
  - name: api
    rules:
      - alert: Down
        expr: up = 0
        fro: 5m
      - alert: Slow
        expr: rate(x[5m] > 1
        for: 5 minutes
        annotations:
          summary: "{{ $labels.job | upcase }}"
"""
    assert [
        (found.code, found.labels[0].span.line, found.labels[0].span.column)
        for found in read(tmp_path, text).diagnostics
    ] == [("DEF105", 6, 9), ("PQL001", 5, 18), ("PQL001", 8, 19), ("DEF106", 9, 14), ("TPL001", 11, 38)]


ROUTES = """\
global: {smtp_smarthost: "mail:25", smtp_from: a@b.c}
route:
  receiver: team
  group_by: [alertname]
  routes:
    - match: {severity: critical}
      match_re: {service: db|cache}
      matchers: ['a="b", c!~"d"', e=f g]
      receiver: pager
      mute_time_intervals: [night]
receivers:
  - name: team
    email_configs: [{to: x@y.z}]
  - name: pager
    pagerduty_configs:
      - routing_key: 0123456789abcdef
      - routing_key_file: /etc/keys/two
time_intervals:
  - name: night
    time_intervals: [{times: [{start_time: "00:00", end_time: "06:00"}]}]
"""


def test_routes_refer_to_the_receivers_and_times_that_they_name(tmp_path: Path) -> None:
    platform = read(tmp_path, ROUTES).platform.includes[0]
    assert platform.routing is not None
    (child,) = platform.routing.routes
    assert child.receiver is platform.receivers[1]
    assert [str(matcher) for matcher in child.matchers] == [
        'severity="critical"', 'service=~"db|cache"', 'a="b"', 'c!~"d"', 'e="f g"',
    ]  # fmt: skip
    assert child.mute_time_intervals == platform.time_intervals


def test_secret_in_clear_text_is_kept_and_never_shown(tmp_path: Path) -> None:
    found = read(tmp_path, ROUTES)
    first, second = found.platform.includes[0].receivers[1].integrations
    clear, named = first.__dict__["routing_key"], second.__dict__["routing_key"]
    assert isinstance(clear, ClearText)
    assert clear.reveal() == "0123456789abcdef"
    assert named == Secret("ROUTING_KEY", "/etc/keys/two")
    assert second.wire() == {"routing_key_file": "/etc/keys/two"}
    shown = render(found.diagnostics, Format.TEXT, root=tmp_path)
    assert "warning[SEC010]: `routing_key` stands in clear text\n  --> file.yml:16:22\n" in shown
    for text in (shown, repr(clear), str(clear), repr(first), repr(found), repr(found.files)):
        assert "0123456789abcdef" not in text


@pytest.mark.parametrize(
    "line",
    [
        "routing_key: s3cr3t-s3cr3t: x",  # no YAML
        "{routing_key: s3cr3t-s3cr3t, ulr: x}",  # an unknown key beside it
        "{routing_key: s3cr3t-s3cr3t, routing_key_file: /x}",
        "{routing_key: {s3cr3t-s3cr3t: x}}",
        "{routing_key: x, url: 'htp://u:s3cr3t-s3cr3t@host/'}",
        "{routing_key: x, http_config: {proxy_url: 'htp://u:s3cr3t-s3cr3t@host/'}}",
    ],
)
@pytest.mark.parametrize("form", [Format.TEXT, Format.JSON, Format.GITHUB, Format.SARIF])
def test_mistake_beside_a_secret_does_not_show_it(line: str, form: Format, tmp_path: Path) -> None:
    text = f"route: {{receiver: a}}\nreceivers:\n  - name: a\n    pagerduty_configs:\n      - {line}\n"
    found = read(tmp_path, text).diagnostics
    assert any(one.level.value == "error" for one in found)
    assert "s3cr3t-s3cr3t" not in render(found, form, root=tmp_path)


def test_undefined_receiver_and_interval_are_shown_with_the_nearest_name(tmp_path: Path) -> None:
    text = ROUTES.replace("receiver: pager\n", "receiver: pagr\n").replace("[night]", "[nigt]")
    found = [one for one in read(tmp_path, text).diagnostics if one.code != "SEC010"]
    assert [(one.code, one.headline, one.help) for one in found] == [
        ("RTE032", "there is no receiver `pagr`", "write `pager`"),
        ("RTE031", 'matcher `e=f g` is read as `e="f g"`', 'write `e="f g"`'),
        ("RTE032", "there is no time interval `nigt`", "write `night`"),
    ]


def test_prometheus_becomes_its_server_and_its_jobs(tmp_path: Path) -> None:
    text = """\
global: {scrape_interval: 15s, external_labels: {site: x}}
rule_files: [rules/*.yml]
alerting:
  alertmanagers: [{static_configs: [{targets: [am:9093]}]}]
scrape_configs:
  - job_name: api
    bearer_token_file: /token
    ec2_sd_configs: [{region: eu, port: 9100}]
    static_configs: [{targets: [a:1], labels: {x: "1"}}]
    relabel_configs: [{action: Keep, source_labels: [a], regex: b}]
remote_write: [{url: http://x/y, queue_config: {capacity: 5}}]
"""
    found = read(tmp_path, text)
    assert found.diagnostics == ()
    platform = found.platform.includes[0]
    (job,) = platform.scrape
    assert job.wire() == {
        "job_name": "api",
        "relabel_configs": [{"source_labels": ["a"], "regex": "b", "action": "keep"}],
        "authorization": {"credentials_file": "/token"},
        "ec2_sd_configs": [{"region": "eu", "port": 9100}],
        "static_configs": [{"targets": ["a:1"], "labels": {"x": "1"}}],
    }
    server = platform.prometheus
    assert server is not None
    assert server.wire() == {"scrape_interval": "15s", "external_labels": {"site": "x"}}
    assert server.rule_files == ("rules/*.yml",)
    assert server.span("remote_write").line == 11
    assert server.span("scrape_interval").column == 27


def test_modules_of_the_blackbox_exporter_become_modules(tmp_path: Path) -> None:
    text = "modules:\n  web: {prober: http, timeout: 1.5s, http: {method: POST}}\n  ping: {prober: icmp}\n"
    found = read(tmp_path, text)
    assert found.diagnostics == ()
    web, ping = found.platform.includes[0].modules
    assert (web.name, web.prober, web.probe.wire(), web.timeout and web.timeout.duration()) == (
        "web", "http", {"method": "POST"}, "1s500ms",
    )  # fmt: skip
    assert (ping.name, ping.prober, ping.probe.wire()) == ("ping", "icmp", {})


def test_templates_are_read_from_the_files_that_the_configuration_names(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.tmpl").write_text('{{ define "a" }}x{{ end }}\n{{ define "b" }}{{ nope }}{{ end }}\n')
    text = "route: {receiver: a}\nreceivers: [{name: a}]\ntemplates: [templates/*.tmpl, none/*.tmpl]\n"
    found = read(tmp_path, text).diagnostics
    assert sorted((one.code, Path(one.labels[0].span.file).name, one.labels[0].span.line) for one in found) == [
        ("DEF113", "file.yml", 3),
        ("TPL001", "a.tmpl", 2),
    ]


def test_edit_is_written_as_the_file_is(tmp_path: Path) -> None:
    text = """\
route: {receiver: a}
receivers:
  - {name: a, slack_configs: [{update_message: true, app_token_file: /x}]}
  - {name: b, email_configs: [{to: a@b.c, tls_config: {cert_file: /x}}]}
"""
    found = read(tmp_path, text)
    assert {one.code: one.help for one in found.diagnostics} == {
        "RCV012": 'write api_url: "https://slack.com/api/chat.postMessage"',
        "DEF018": "add `key_file: …`, or remove `cert_file`",
    }


def test_configurations_of_two_servers_are_looked_at_alone(tmp_path: Path) -> None:
    for name in ("a.yml", "b.yml"):
        (tmp_path / name).write_text("route: {receiver: team}\nreceivers: [{name: team}]\n")
    found = importers.read([tmp_path])
    assert [platform.name for platform in found.sound()] == ["a", "b"]
