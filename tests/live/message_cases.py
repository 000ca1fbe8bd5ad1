"""What is told, and how, in the comparison of messages: receivers that use every field, and alerts that are odd."""

from __future__ import annotations

from typing import Any, Final

from vttalerts import (
    Email,
    PagerDuty,
    PagerDutyImage,
    PagerDutyLink,
    Receiver,
    Slack,
    SlackAction,
    SlackConfirmation,
    SlackField,
    Webhook,
    secret,
)
from vttalerts.model.http import TLS, AlertmanagerHTTP
from vttalerts.model.integrations.email import Threading

NEWER: Final = (0, 32)

# Every function, and every kind of value that a template can print.
FUNCTIONS: Final = (
    "{{ .Status | toUpper }} {{ toLower .Receiver }} {{ .Status | title }}",
    '{{ "hello wORLD-wide foo_bar 5xx don\'t a.b é" | title }}',
    '{{ if match "^f.*g$" .Status }}yes{{ else }}no{{ end }}',
    '{{ reReplaceAll "(a)(l+)" "<$2${1}x$$>" (index .Alerts 0).Labels.alertname }}',
    '{{ reReplaceAll "" "-" "abc" }} {{ reReplaceAll "x*" "-" "abxc" }}',
    '{{ stringSlice "a" "b" | join "+" }} {{ len (stringSlice "a" "b") }}',
    "{{ .GroupLabels }} {{ .CommonLabels.SortedPairs }} {{ .CommonLabels.Names }} {{ .CommonAnnotations.Values }}",
    "{{ range .Alerts }}{{ .StartsAt }} {{ .EndsAt }} {{ .EndsAt.IsZero }} {{ .Fingerprint }};{{ end }}",
    '{{ range .Alerts }}{{ .StartsAt.Format "Mon, 02 Jan 2006 15:04:05.000 MST" }};{{ .StartsAt.Unix }}{{ end }}',
    "{{ range .Alerts }}{{ .StartsAt.Weekday }} {{ .StartsAt.Month }} {{ .StartsAt.YearDay }};{{ end }}",
    "{{ range $name, $value := .CommonLabels }}{{ $name }}:{{ $value }},{{ else }}none{{ end }}",
    "{{ range $at, $one := .Alerts }}{{ if $at }}{{ continue }}{{ end }}{{ $at }}={{ $one.Labels.alertname }}{{ end }}",
    "{{ range .Alerts }}{{ .Labels.number }}{{ break }}{{ end }}",
    "{{ with .CommonAnnotations.nothing }}{{ . }}{{ else }}no annotation{{ end }}",
    '{{ with $x := "y" }}{{ $x }}{{ end }}{{ $n := 5 }}{{ $n = 6 }}{{ $n }}',
    '{{ printf "%s|%q|%5d|%-5s|%05.2f|%v|%x|%t|%T" .Status .Receiver 42 "ab" 3.14159 .Status "hi" true 1 }}',
    '{{ print "a" 1 2 "b" 3.5 true nil }} {{ println "x" 1 }}',
    '{{ eq .Status "firing" "resolved" }} {{ ne 1 2 }} {{ lt 1 2 }} {{ le 2 2 }} {{ gt 1.5 0.5 }} {{ ge "b" "a" }}',
    "{{ and 1 0 }} {{ or 0 7 }} {{ not true }} {{ len .Receiver }} {{ slice .Receiver 1 3 }}",
    '{{ html "<a href=\'x\'>" }} {{ js "it\'s <b>" }} {{ urlquery "a b&c/ü+~" }}',
    '{{ index .CommonLabels "missing" }}|{{ .CommonLabels.missing }}|',
    "{{ 1.0 }} {{ 1e6 }} {{ 1e21 }} {{ 0x10 }} {{ 'a' }} {{ `raw\\n` }} {{ true }} {{ 1_000 }}",
    "{{- /* a comment */ -}}   {{- 3 -}}   ",
    "{{ .CommonLabels.Remove (stringSlice `alertname`) }}",
    "{{ range (stringSlice `p` `q`) }}{{ . }}{{ end }}",
    '{{ template "vtt.title" . }} {{ template "__text_alert_list" .Alerts }}',
    '{{ block "own" .Status }}[{{ . }}]{{ end }}',
)
NEW_FUNCTIONS: Final = (
    '{{ trimSpace "  x\\t\\n" }}| {{ date "2006-01-02" (index .Alerts 0).StartsAt }}',
    '{{ (index .Alerts 0).StartsAt | tz "Europe/Helsinki" }}',
    '{{ (index .Alerts 0).StartsAt | tz "Asia/Kolkata" | date "15:04 MST -0700" }}',
    "{{ humanizeDuration 90061.5 }} {{ humanizeDuration 0.0123 }} {{ humanizeDuration 59.9876 }}",
    "{{ humanizeDuration 0 }} {{ humanizeDuration -61 }}",
    "{{ .Alerts | toJson }}",
    "{{ .CommonLabels | toJson }} {{ .CommonLabels.SortedPairs | toJson }}",
    '{{ urlUnescape "a%20b+c%C3%BC" }}',
    '{{ $l := list "a" 1 true }}{{ $l = append $l "b" }}{{ $l }} {{ len $l }} {{ toJson $l }}',
    '{{ $d := dict "k" "v" "n" 5 }}{{ $d.k }} {{ index $d "n" }} {{ toJson $d }} {{ $d }}',
    "{{ .NotificationReason }} {{ safeUrl `http://x/?a=b&c` }}",
    "{{ $a := index .Alerts 0 }}{{ $a.StartsAt.Sub $a.EndsAt }} {{ ($a.StartsAt.Add 3600000000000).Sub $a.StartsAt }}",
)
HTML: Final = """<!DOCTYPE html><html><head><title>{{ .CommonAnnotations.odd }}</title>
<style>p { color: {{ .Status }}; }</style></head><body onload="f('{{ .CommonAnnotations.odd }}')">
<!-- gone {{ .Status }} -->
<p class={{ .Status }} title="{{ .CommonAnnotations.odd }}">{{ .CommonAnnotations.odd }} {{ .CommonLabels }}</p>
<a href="{{ (index .Alerts 0).GeneratorURL }}">x</a>
<a href="/q?x={{ .CommonAnnotations.odd }}&y={{ .Receiver | urlquery }}">y</a>
<script>var a = {{ .Status }}, b = "{{ .CommonAnnotations.odd }}", n = {{ len .Alerts }};</script>
<p>{{ safeHtml "<b>bold</b>" }} {{ "<b>not</b>" }}</p>{{ range .Alerts }}<br>{{ .StartsAt }}{{ end }}
</body></html>"""
DETAILS: Final = (
    "yes|0x10|1_000|2026-01-01|1e3|null|~|[1, 2]|{a: b, 5: c}|a: b|- x|key: v\nother: 2|&a 5|!!str 5|'quoted'|0777|.5"
    '|1.|1:30|+5|=|[1, 2|a: b: c|*a|-0|0b11|.inf x|True|off|12345678901234567890|1e400|"x"|# no|- {{ .Status }}'
    '|[CRITICAL] x|a:\n  - 1\n  - b: yes|5 |  6|{"j": [1.50, 1e21, 1e-7]}|@at|%dir|`tick`|x # c|a\tb|0o17|08|? k\n: v'
    "|<<: 5|{a: 1, a: 2}|[[], {}]|line one\nline two|9223372036854775808|-1_0.5_0|0.1|1e20|100000000000000000000|y: n"
).split("|")


def receivers(url: str, proxy: str, version: tuple[int, ...]) -> list[Receiver]:
    """Receivers that leave everything to Alertmanager, and receivers that say everything themselves."""
    new = version >= NEWER
    return [
        _defaults(url),
        _resolved(url),
        _old_pager(proxy),
        _everything(url, new=new),
        _functions(url, new=new),
        *_broken(url),
    ]


def _defaults(url: str) -> Receiver:
    return Receiver(
        name="all defaults (a.b)",
        integrations=(
            Slack(api_url=f"{url}/defaults/slack"),
            Email(to="defaults@example.com"),
            PagerDuty(routing_key=secret("KEY"), url=f"{url}/defaults/pagerduty"),
            Webhook(url=f"{url}/defaults/webhook"),
        ),
    )


def _resolved(url: str) -> Receiver:
    return Receiver(
        name="resolved",
        integrations=(
            Slack(api_url=f"{url}/resolved/slack", send_resolved=True),
            Email(to="resolved@example.com", send_resolved=True, text="{{ .Status }}"),
            PagerDuty(routing_key=secret("KEY"), url=f"{url}/resolved/pagerduty", send_resolved=False),
            Webhook(url=f"{url}/resolved/webhook", send_resolved=False),
        ),
    )


def _old_pager(proxy: str) -> Receiver:
    """Pages by API v1, whose address is not configured but built in."""
    http = AlertmanagerHTTP(proxy_url=proxy, tls_config=TLS(insecure_skip_verify=True))
    own = PagerDuty(
        service_key=secret("KEY"),
        description="{{ range .Alerts }}{{ .Annotations.odd }}{{ .Annotations.long }}{{ end }}",
        client="{{ .Status }}",
        client_url="http://x",
        details={"firing": "{{ len .Alerts.Firing }}", "odd": "{{ .CommonAnnotations.odd }}"},
        http_config=http,
    )
    return Receiver(name="old pager", integrations=(PagerDuty(service_key=secret("KEY"), http_config=http), own))


def _everything(url: str, *, new: bool) -> Receiver:
    newer: dict[str, Any] = {"message_text": "{{ .Status }} <!channel>"} if new else {}
    threading: dict[str, Any] = {"threading": Threading(enabled=True, thread_by_date="none")} if new else {}
    nested: dict[str, Any] = (
        {"nested": {"{{ .Status }}": ["{{ len .Alerts }}", 5, True, None, {"a": "x: y"}]}} if new else {}
    )
    yaml = {f"d{at:02}": text for at, text in enumerate(DETAILS)}
    payload: dict[str, Any] = {
        "status": "{{ .Status }}",
        "count": "{{ len .Alerts }}",
        "list": ["{{ .Receiver }}", 1.5, False, None],
        "{{ .Status }}": "{{ .CommonLabels | toJson }}",
    }
    webhooks = [Webhook(url=f"{url}/everything/short", max_alerts=1)]
    if new:
        webhooks += [
            Webhook(url=f"{url}/everything/payload/{{{{ .Status }}}}", payload=payload),
            Webhook(url=f"{url}/everything/text", payload="{{ .CommonAnnotations.odd }}"),
        ]
    return Receiver(
        name="everything",
        integrations=(
            Slack(
                api_url=f"{url}/everything/slack",
                send_resolved=True,
                channel="#{{ .Status }}",
                username="{{ .Receiver }}",
                color="#{{ len .Alerts }}",
                title="{{ .CommonAnnotations.odd }}{{ range .Alerts }}{{ .Annotations.long }}{{ end }}",
                title_link="http://x/?a=b&c={{ .Status }}",
                pretext="before",
                text="{{ range .Alerts }}{{ .Annotations }}\n{{ end }}",
                footer="{{ .ExternalURL }}",
                fallback="{{ .GroupLabels.SortedPairs }}",
                callback_id="id",
                icon_emoji=":bell:",
                icon_url="http://x/i.png",
                image_url="http://x/{{ .Status }}.png",
                thumb_url="http://x/t.png",
                link_names=True,
                mrkdwn_in=("text",),
                short_fields=True,
                fields=(
                    SlackField(title="{{ .Status }}", value="{{ .CommonLabels.missing }}"),
                    SlackField(title="long", value="x", short=False),
                ),
                actions=(
                    SlackAction(type="button", text="Go", url="http://x/{{ .Status }}", style="primary"),
                    SlackAction(
                        type="button",
                        text="Do",
                        name="n",
                        value="{{ .Status }}",
                        confirm=SlackConfirmation(text="Sure?", title="T", ok_text="Yes", dismiss_text="No"),
                    ),
                    SlackAction(type="button", text="Bare", name="n", confirm=SlackConfirmation(text="?")),
                ),
                **newer,
            ),
            Email(
                to="everything@example.com, Other One <second@example.com>",
                from_="VTT <vtt@example.com>",
                send_resolved=True,
                headers={
                    "subject": "{{ .CommonAnnotations.odd }}",
                    "X-vtt-STATUS": "{{ .Status }}",
                    "Reply-To": "nobody@example.com",
                },
                text="{{ range .Alerts }}{{ .Annotations.odd }}{{ .Annotations.long }} \n{{ end }}\t",
                html=HTML,
                **threading,
            ),
            PagerDuty(
                routing_key=secret("KEY"),
                url=f"{url}/everything/pagerduty",
                client="{{ .Receiver }}",
                client_url="http://x/{{ .Status }}",
                description="{{ range .Alerts }}{{ .Annotations.odd }}{{ .Annotations.long }}{{ end }}",
                source="{{ .GroupLabels }}",
                severity="{{ .CommonLabels.severity }}",
                class_="c",
                component="{{ .Status }}",
                group="g",
                details={
                    "firing": "{{ len .Alerts.Firing }} of them",
                    "own": "{{ .CommonAnnotations.odd }}",
                    **yaml,
                    **nested,
                },
                images=(
                    PagerDutyImage(src="http://x/{{ .Status }}.png", alt="a", href="http://x"),
                    PagerDutyImage(src="{{ .CommonLabels.missing }}", alt="never"),
                    PagerDutyImage(src="s"),
                ),
                links=(PagerDutyLink(href="http://x", text="{{ .Status }}"), PagerDutyLink(href="", text="never")),
            ),
            *webhooks,
        ),
    )


def _functions(url: str, *, new: bool) -> Receiver:
    sources = (*FUNCTIONS, *NEW_FUNCTIONS) if new else FUNCTIONS
    slacks = tuple(
        Slack(api_url=f"{url}/functions/{at}", text=source, send_resolved=True) for at, source in enumerate(sources)
    )
    return Receiver(name="functions", integrations=slacks)


def _broken(url: str) -> list[Receiver]:
    """Receivers whose templates fail when they are executed: what is sent then, or that nothing is."""
    wrong = "before {{ .Nope }} after"
    return [
        Receiver(
            name="broken",
            integrations=(
                Slack(api_url=f"{url}/broken/slack", pretext="early", text=wrong, footer="late", channel="#c"),
                Slack(api_url=f"{url}/broken/index", text="{{ (index .Alerts 99).Status }}"),
                Slack(api_url=f"{url}/broken/compare", fallback="{{ if eq .Status 1 }}x{{ end }}"),
                Slack(api_url=f"{url}/broken/undefined", title='{{ template "nobody" . }}'),
            ),
        ),
        Receiver(
            name="unsent",
            integrations=(
                Email(to="unsent@example.com", text=wrong),
                PagerDuty(routing_key=secret("KEY"), url=f"{url}/unsent/pagerduty", details={"x": wrong}),
                PagerDuty(routing_key=secret("KEY"), url=f"{url}/unsent/component", component=wrong),
            ),
        ),
    ]


ODD: Final = "\"quoted\" 'it' <b>&amp; \\back /s ü→🔥\u2028é\tx\u200b=?_ end \x01\x7f"

# Name: labels and annotations of its alerts, and which of them end after a while.
SETS: Final[dict[str, tuple[tuple[dict[str, str], dict[str, str], bool], ...]]] = {
    "one": (({"alertname": "Alone", "severity": "critical"}, {"summary": "It is down", "odd": "plain"}, True),),
    "bare": (({"alertname": "Bare"}, {}, True),),
    "three": (
        ({"alertname": "A", "instance": "b", "severity": "warning", "number": "1"}, {"summary": "first"}, True),
        (
            {"alertname": "A", "instance": "a", "severity": "warning", "number": "2"},
            {"summary": "first", "x": "y"},
            False,
        ),
        ({"alertname": "B", "job": "z", "severity": "warning"}, {"summary": "first"}, False),
    ),
    "odd": (
        ({"alertname": "Ödd", "with": ODD, "Z": "z", "_": "u"}, {"summary": ODD, "odd": ODD}, True),
        ({"alertname": "Ödd", "with": "other", "Z": "z"}, {"odd": ODD, "empty": ""}, False),
    ),
    "lines": (({"alertname": "Lines"}, {"odd": "a\nb\r\nc \n\n. dot\n.\nend \t", "summary": "x\ny"}, False),),
    "long": (
        (
            {"alertname": "Long", "severity": "info"},
            {"long": "ä" * 700 + "x" * 700, "odd": "w" * 75 + " " + "v" * 80},
            False,
        ),
        ({"alertname": "Long", "instance": "2"}, {"long": "=" * 300, "odd": "long " * 60}, True),
    ),
    "huge": (({"alertname": "Huge"}, {"odd": "0123456789" * 55_000}, False),),
    "numbers": (({"alertname": "5", "severity": "0x10"}, {"odd": "1e3", "summary": "yes"}, False),),
    "yaml": (({"alertname": "Y"}, {"odd": "a: 1\nb: [x, {c: yes}]\n3: dropped", "summary": "key: value"}, False),),
}
