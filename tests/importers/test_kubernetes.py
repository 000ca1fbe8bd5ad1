"""Objects of the Prometheus Operator become what its controllers make of them."""

from pathlib import Path
from typing import Any

from vttalerts import importers
from vttalerts.cli import files
from vttalerts.diagnostics import Level
from vttalerts.importers import Kind, Read
from vttalerts.importers.camel import snake
from vttalerts.model.platform import Platform

RULE = """\
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata: {name: x, namespace: y}
spec:
  groups:
    - name: a
      partial_response_strategy: warn
      rules:
        - alert: Down
          expr: up == 0
          fro: 5m
"""

AMC = """\
apiVersion: monitoring.coreos.com/v1alpha1
kind: AlertmanagerConfig
metadata: {name: x}
spec:
  route:
    receiver: team
    groupBy: [alertname]
    groupWait: 30s
    routes:
      - receiver: team
        matchers: [{name: severity, value: critical, matchType: "="}, {name: x, value: "a|b", regex: true}]
        muteTimeIntervals: [night]
  receivers:
    - name: team
      slackConfigs:
        - apiURL: {name: slack, key: url}
          sendResolved: true
          titleLink: x
          httpConfig: {tlsConfig: {insecureSkipVerify: true}}
      emailConfigs:
        - to: a@b.c
          authPassword: {name: mail, key: pw}
          requireTLS: true
          smarthost: a:25
          from: x@y.z
          headers: [{key: Subject, value: hi}]
      webhookConfigs:
        - urlSecret: {name: hook, key: url}
  inhibitRules:
    - sourceMatch: [{name: severity, value: critical}]
      targetMatch: [{name: severity, value: warning}]
      equal: [namespace]
  muteTimeIntervals:
    - name: night
      timeIntervals:
        - times: [{startTime: "00:00", endTime: "06:00"}]
          daysOfMonth: [{start: 1, end: 5}]
          weekdays: ["monday:friday"]
"""

SCRAPE = """\
apiVersion: monitoring.coreos.com/v1alpha1
kind: ScrapeConfig
metadata: {name: sc, namespace: y}
spec:
  staticConfigs: [{targets: [a:1], labels: {teamName: x}}]
  kubernetesSDConfigs: [{role: Pod, namespaces: {names: [x]}}]
  relabelings: [{sourceLabels: [a], targetLabel: b, action: Replace}]
  scrapeInterval: 30s
  scheme: HTTPS
  basicAuth: {username: {name: s, key: u}, password: {name: s, key: p}}
"""

MONITOR = """\
apiVersion: monitoring.coreos.com/v1
kind: ServiceMonitor
metadata: {name: sm, namespace: y}
spec:
  selector: {matchLabels: {app: web}}
  jobLabel: app.kubernetes.io/name
  sampleLimit: 5
  endpoints:
    - port: http
      interval: 15s
      path: /m
      bearerTokenFile: /var/token
      relabelings: [{action: labelmap, regex: x(.*)}]
      metricRelabelings: [{action: drop, sourceLabels: [__name__], regex: go_.*}]
"""

PROBE = """\
apiVersion: monitoring.coreos.com/v1
kind: Probe
metadata: {name: pr, namespace: y}
spec:
  module: http_2xx
  interval: 1m
  prober: {url: "blackbox:9115"}
  targets: {staticConfig: {static: [https://x], labels: {a: b}}}
"""


def read(folder: Path, *texts: str) -> Read:
    (folder / "objects.yaml").write_text("---\n".join(texts), encoding="utf-8")
    return importers.read([folder / "objects.yaml"])


def platform(folder: Path, *texts: str) -> Platform:
    found = read(folder, *texts)
    assert [one for one in found.diagnostics if one.level is Level.ERROR] == []
    return found.platform.includes[0]


def test_mistakes_in_an_object_are_shown_where_they_stand(tmp_path: Path) -> None:
    found = read(tmp_path, RULE, SCRAPE)
    assert found.files[0].kind is Kind.KUBERNETES
    assert [(one.code, one.headline, one.labels[0].span.line) for one in found.diagnostics] == [
        ("DEF117", "`partial_response_strategy` is Thanos's, and Prometheus does not read it", 7),
        ("DEF105", "a rule has no key `fro`", 11),
    ]


def test_rules_of_an_object_are_those_of_a_file(tmp_path: Path) -> None:
    made = platform(tmp_path, RULE.replace("fro", "for"))
    assert [(group.name, [rule.wire()["expr"] for rule in group.alerts]) for group in made.groups] == [
        ("a", [made.groups[0].alerts[0].wire()["expr"]])
    ]
    assert made.groups[0].alerts[0].span("expr").line == 10


def test_alertmanager_config_becomes_routes_and_receivers_and_secrets_stay_named(tmp_path: Path) -> None:
    made = platform(tmp_path, AMC)
    assert made.routing is not None
    assert made.routing.wire() == {
        "receiver": "team",
        "group_by": ["alertname"],
        "group_wait": "30s",
        "routes": [
            {
                "receiver": "team",
                "matchers": ['severity="critical"', 'x=~"a|b"'],
                "mute_time_intervals": ["night"],
            }
        ],
    }
    assert made.receivers[0].wire() == {
        "name": "team",
        "slack_configs": [
            {
                "send_resolved": True,
                "http_config": {"tls_config": {"insecure_skip_verify": True}},
                "api_url_file": "/run/secrets/SLACK_URL",
                "title_link": "x",
            }
        ],
        "email_configs": [
            {
                "to": "a@b.c",
                "from": "x@y.z",
                "smarthost": "a:25",
                "auth_password_file": "/run/secrets/MAIL_PW",
                "headers": {"Subject": "hi"},
                "require_tls": True,
            }
        ],
        "webhook_configs": [{"url_file": "/run/secrets/HOOK_URL"}],
    }
    assert [str(matcher) for matcher in made.inhibitions[0].source_matchers] == ['severity="critical"']
    assert made.time_intervals[0].wire()["time_intervals"] == [
        {
            "times": [{"start_time": "00:00", "end_time": "06:00"}],
            "weekdays": ["monday:friday"],
            "days_of_month": ["1:5"],
        }
    ]


def steps(job: dict[str, Any]) -> list[tuple[str, ...]]:
    return [
        tuple(str(step.get(key, "")) for key in ("action", "regex", "target_label", "replacement"))
        for step in job["relabel_configs"]
    ]


def test_scrape_config_becomes_a_job(tmp_path: Path) -> None:
    assert platform(tmp_path, SCRAPE).scrape[0].wire() == {
        "job_name": "scrapeConfig/y/sc",
        "scrape_interval": "30s",
        "scheme": "https",
        "relabel_configs": [{"source_labels": ["a"], "target_label": "b", "action": "replace"}],
        "basic_auth": {"username_file": "/run/secrets/S_U", "password_file": "/run/secrets/S_P"},
        "static_configs": [{"targets": ["a:1"], "labels": {"teamName": "x"}}],
        "kubernetes_sd_configs": [{"role": "pod", "namespaces": {"names": ["x"]}}],
    }


def test_service_monitor_becomes_a_job_for_each_endpoint(tmp_path: Path) -> None:
    (job,) = platform(tmp_path, MONITOR).scrape
    made = job.wire()
    assert made["job_name"] == "serviceMonitor/y/sm/0"
    assert (made["metrics_path"], made["scrape_interval"], made["sample_limit"]) == ("/m", "15s", 5)
    assert made["authorization"] == {"credentials_file": "/var/token"}
    assert made["kubernetes_sd_configs"] == [{"role": "endpoints", "namespaces": {"names": ["y"]}}]
    assert steps(made) == [
        ("", "", "__tmp_prometheus_job_name", ""),
        ("keep", "(web);true", "", ""),
        ("keep", "http", "", ""),
        ("", "", "namespace", ""),
        ("", "", "service", ""),
        ("", "", "pod", ""),
        ("", "", "container", ""),
        ("", "", "job", "${1}"),
        ("", "(.+)", "job", "${1}"),
        ("", "", "endpoint", "http"),
        ("labelmap", "x(.*)", "", ""),
    ]
    assert made["metric_relabel_configs"] == [{"source_labels": ["__name__"], "regex": "go_.*", "action": "drop"}]


def test_probe_becomes_a_job_that_asks_its_prober(tmp_path: Path) -> None:
    made = platform(tmp_path, PROBE).scrape[0].wire()
    assert (made["job_name"], made["params"], made["metrics_path"]) == (
        "probe/y/pr",
        {"module": ["http_2xx"]},
        "/probe",
    )
    assert made["static_configs"] == [{"targets": ["https://x"], "labels": {"a": "b"}}]
    assert steps(made)[-1] == ("", "", "__address__", "blackbox:9115")


def test_objects_of_other_kinds_and_lists_are_no_mistakes(tmp_path: Path) -> None:
    listed = "apiVersion: v1\nkind: List\nitems:\n" + "".join(
        f"  - {line}\n" if number == 0 else f"    {line}\n" for number, line in enumerate(SCRAPE.splitlines())
    )
    made = platform(tmp_path, "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: x}\n", listed)
    assert [job.job_name for job in made.scrape] == ["scrapeConfig/y/sc"]


def test_operators_global_settings_are_not_missed(tmp_path: Path) -> None:
    text = AMC.replace("apiURL: {name: slack, key: url}", "channel: '#vtt'")
    assert [one.code for one in files.check(read(tmp_path, text)) if one.level is Level.ERROR] == []


def test_keys_lose_their_humps_as_the_servers_write_them() -> None:
    keys = "apiURL chatID requireTLS topicARN tokenUrl enableHTTP2 kubernetesSDConfigs httpSDConfigs groupBy"
    assert [snake(key) for key in keys.split()] == [
        "api_url", "chat_id", "require_tls", "topic_arn", "token_url", "enable_http2", "kubernetes_sd_configs",
        "http_sd_configs", "group_by",
    ]  # fmt: skip
