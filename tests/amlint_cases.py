"""The smallest file for each check of amlint, with the code under which vttalerts finds the same.

`{code: (ours, alertmanager.yml, other files)}`; ours is empty where it needs definitions, or where there is none:
docs/checks/peers.md says which and why.
"""

from __future__ import annotations

from textwrap import dedent
from typing import Final

Case = tuple[str, str, dict[str, str]]
_TEAM: Final = "receivers:\n  - name: team\n    webhook_configs:\n      - url_file: /secret\n"
_RULES: Final = """\
groups:
  - name: g
    rules:
      - alert: Down
        expr: up == 0
        labels:
          severity: critical
      - alert: Slow
        expr: latency > 1
        labels:
          severity: warning
"""


def _case(ours: str, config: str, **files: str) -> Case:
    return ours, dedent(config), {name.replace("__", "."): text for name, text in files.items()}


def _route(ours: str, *lines: str, more: str = "", **files: str) -> Case:
    """A routing tree with the receiver `team`."""
    return _case(ours, "route:\n  receiver: team\n" + "".join(f"  {line}\n" for line in lines) + _TEAM + more, **files)


def _receiver(ours: str, kind: str, *lines: str, more: str = "") -> Case:
    """One integration of a receiver."""
    head = f"route:\n  receiver: a\nreceivers:\n  - name: a\n    {kind}_configs:\n"
    return _case(ours, head + "".join(f"      {line}\n" for line in lines) + more)


def _inhibition(ours: str, *lines: str, **files: str) -> Case:
    return _route(ours, more="inhibit_rules:\n" + "".join(f"  {line}\n" for line in lines), **files)


def _intervals(ours: str, *lines: str, route: tuple[str, ...] = (), more: str = "") -> Case:
    used = ("routes:", "  - receiver: team", "    matchers: [a=b]", *route)
    listed = "time_intervals:\n  - name: x\n    time_intervals:\n" + "".join(f"      {line}\n" for line in lines)
    return _route(ours, *used, more=listed + more)


_CHILD: Final = ("routes:", "  - receiver: team")

CASES: Final[dict[str, Case]] = {
    "bad-match-label": _route("MET001", *_CHILD, "    match: {'k8s-ns': x}"),
    "bad-matcher": _route("RTE030", *_CHILD, "    matchers: ['a']"),
    "bad-regex": _route("DEF014", *_CHILD, "    matchers: ['a=~\"(\"']"),
    "bad-template": _receiver("TPL001", "slack", "- api_url_file: /s", "  title: '{{ .Status '"),
    "bad-template-file": _route(
        "TPL001", more="templates: [own.tmpl]\n", own__tmpl='{{ define "a" }}{{ if }}{{ end }}'
    ),
    "bad-time-interval": _intervals("RTE022", "- weekdays: [someday]", route=("    mute_time_intervals: [x]",)),
    "discord-no-webhook-url": _receiver("DEF107", "discord", "- title: x"),
    "duplicate-receiver": _case("DEF109", f"route:\n  receiver: team\n{_TEAM}  - name: team\n"),
    "email-no-smarthost": _receiver("RCV007", "email", "- to: a@example.com", "  from: b@example.com"),
    "groupby-ellipsis": _route("RTE010", "group_by: [a, '...']"),
    "invalid-root-route": _route("RTE013", "matchers: [a=b]"),
    "msteams-no-webhook-url": _receiver("DEF107", "msteams", "- title: x"),
    "no-root-route": _case("DEF107", _TEAM),
    "opsgenie-no-api-key": _receiver("RCV007", "opsgenie", "- message: x"),
    "pagerduty-no-routing-key": _receiver("RCV020", "pagerduty", "- description: x"),
    "slack-no-api-url": _receiver("RCV007", "slack", "- channel: '#a'"),
    "sns-no-target": _receiver("RCV034", "sns", "- sigv4: {region: us-east-1}"),
    "telegram-no-bot-token": _receiver("RCV007", "telegram", "- chat_id: 1"),
    "template-file-missing": _route("DEF113", more="templates: [gone.tmpl]\n"),
    "template-unknown-field": _receiver("TPL013", "slack", "- api_url_file: /s", "  title: '{{ .Statuss }}'"),
    "undefined-receiver": _route("RTE032", "routes:", "  - receiver: nobody", "    matchers: [a=b]"),
    "undefined-template": _receiver("TPL003", "slack", "- api_url_file: /s", "  title: '{{ template \"gone\" . }}'"),
    "undefined-time-interval": _route("RTE032", *_CHILD, "    matchers: [a=b]", "    mute_time_intervals: [gone]"),
    "victorops-no-api-key": _receiver("RCV007", "victorops", "- routing_key: x"),
    "webhook-no-url": _receiver("DEF107", "webhook", "- send_resolved: true"),
    "wechat-no-corp-id": _receiver("RCV007", "wechat", "- api_secret_file: /s", "  to_user: a"),
    "circular-inhibition": _inhibition(
        "INH006",
        *("- source_matchers: [severity=critical]", "  target_matchers: [severity=warning]", "  equal: [job]"),
        *("- source_matchers: [severity=warning]", "  target_matchers: [severity=critical]", "  equal: [job]"),
        rules__yml=_RULES,
    ),
    "empty-receiver": _case("", "route:\n  receiver: a\nreceivers:\n  - name: a\n"),
    "inhibit-no-equal": _inhibition(
        "INH005", "- source_matchers: [severity=critical]", "  target_matchers: [severity=warning]", rules__yml=_RULES
    ),
    "inhibit-unknown-alertname": _inhibition(
        *("INH003", "- source_matchers: [alertname=Gone]", "  target_matchers: [severity=warning]", "  equal: [job]"),
        rules__yml=_RULES,
    ),
    "plaintext-secret": _receiver("SEC010", "pagerduty", "- routing_key: 0123456789abcdef0123456789abcdef"),
    "repeat-before-group": _route("RTE006", "group_interval: 5m", "repeat_interval: 1m"),
    "route-always-muted": _intervals(
        "RTE018", "- times: [{start_time: '00:00', end_time: '24:00'}]", route=("    mute_time_intervals: [x]",)
    ),
    "route-match-collision": _route(
        *("RTE003", *_CHILD, "    matchers: [a=b]", "  - receiver: team", "    matchers: [a=b]"),
        rules__yml=_RULES,
    ),
    "route-unknown-alertname": _route("", *_CHILD, "    matchers: [alertname=Gone]", rules__yml=_RULES),
    "shadowed-route": _route(
        *("RTE003", *_CHILD, "    matchers: [a=b]", "  - receiver: team", "    matchers: [a=b, c=d]"),
        rules__yml=_RULES,
    ),
    "stripped-brace": _route("RTE031", *_CHILD, "    matchers: ['a=b}']"),
    "time-interval-never-active": _intervals(
        "RTE017", "- days_of_month: ['31']", "  months: [february]", route=("    active_time_intervals: [x]",)
    ),
    "unreachable-route": _route("RTE003", *_CHILD, "  - receiver: team", "    matchers: [a=b]", rules__yml=_RULES),
    "wait-exceeds-interval": _route("RTE016", "group_wait: 10m", "group_interval: 5m"),
    "alert-hits-default-receiver": _route("", *_CHILD, "    matchers: [severity=critical]", rules__yml=_RULES),
    "deep-nesting": _route(
        "RTE019",
        *(
            f"{'    ' * depth}{line}"
            for depth in range(7)
            for line in ("routes:", "  - receiver: team", f"    matchers: [l{depth}=x]")
        ),
    ),
    "deprecated-match": _route("", *_CHILD, "    match: {a: b}"),
    "deprecated-mute-time-intervals": _route(
        "",
        *_CHILD,
        "    matchers: [a=b]",
        "    mute_time_intervals: [x]",
        more="mute_time_intervals:\n  - name: x\n    time_intervals:\n      - weekdays: [sunday]\n",
    ),
    "global-resolve-timeout-missing": _route(""),
    "inhibit-same-match": _inhibition(
        *("INH004", "- source_matchers: [severity=critical]", "  target_matchers: [severity=critical]", "  equal: [x]"),
        rules__yml=_RULES,
    ),
    "unused-receiver": _case(
        "RCV005", f"route:\n  receiver: team\n{_TEAM}  - name: other\n    webhook_configs:\n      - url_file: /s\n"
    ),
    "useless-continue": _route("RTE014", *_CHILD, "    matchers: [a=b]", "    continue: true"),
}
