"""What messages say, without a server: tests/live/test_messages.py compares them with a real one's, to the byte."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import binaries
import pytest

from vttalerts import (
    AlertmanagerGlobal,
    Email,
    NotificationTemplate,
    PagerDuty,
    Receiver,
    Route,
    Slack,
    Telegram,
    Webhook,
    secret,
)
from vttalerts.language.execution import KV, Alerts, Execution, Moment, Record, alert_text
from vttalerts.language.inline_yaml import NotYAMLError, inline
from vttalerts.model.receivers import Integration
from vttalerts.simulate.default_templates import default_templates
from vttalerts.simulate.messages.email import encoded_word, quoted_printable
from vttalerts.simulate.rendering import Message, Renderer, fingerprint
from vttalerts.simulate.timeline import Outage, notifications

START = datetime(2026, 11, 25, 3, tzinfo=UTC)
LABELS = {"alertname": "VTTDown", "severity": "critical", "instance": "a"}
INSTALLED = Path("usr", "share", "prometheus", "alertmanager")


def told(
    integration: Integration, *, renderer: Renderer | None = None, labels: dict[str, str] = LABELS
) -> list[Message]:
    """What one integration says of an alert that begins, and ends an hour later."""
    root = Route(receiver=Receiver(name="team", integrations=(integration,)), group_by=("alertname",))
    outage = Outage(labels, START, START + timedelta(hours=1), {"summary": "It <is> down"}, "http://p/g")
    renderer = renderer or Renderer()
    return [renderer.message(one) for one in notifications(root, outage.posts(), START + timedelta(hours=2))]


def test_slack_gets_alertmanagers_words_where_the_receiver_has_none() -> None:
    (message,) = told(Slack(api_url="http://slack.example.com/x"))

    assert message.body == (
        '{"username":"Alertmanager","attachments":[{"title":"[FIRING:1] VTTDown (a critical)",'
        '"title_link":"http://localhost:9093/#/alerts?receiver=team","text":"",'
        '"fallback":"[FIRING:1] VTTDown (a critical) | http://localhost:9093/#/alerts?receiver=team",'
        '"callback_id":"","footer":"","color":"danger","mrkdwn_in":["fallback","pretext","text"]}]}\n'
    )
    assert message.error == ""


def test_markup_is_escaped_in_json_as_go_does() -> None:
    (message,) = told(Slack(api_url="http://slack.example.com/x", text="{{ .CommonAnnotations.summary }}"))

    assert r'"text":"It \u003cis\u003e down"' in message.body
    assert ("text", "It <is> down") in message.shown


def test_a_long_title_ends_with_an_ellipsis_after_1024_characters() -> None:
    (message,) = told(Slack(api_url="http://slack.example.com/x", title="ü" * 2000))

    title = json.loads(message.body)["attachments"][0]["title"]
    assert title == "ü" * 1023 + "…"


def test_a_slack_message_whose_template_fails_is_sent_with_what_was_written_before() -> None:
    (message,) = told(
        Slack(api_url="http://slack.example.com/x", pretext="early", text="half {{ .Nope }}", footer="late")
    )

    attachment = json.loads(message.body)["attachments"][0]
    assert (attachment["pretext"], attachment["text"], attachment["footer"]) == ("early", "half ", "")
    assert "can't evaluate field Nope" in message.error


def test_before_0_32_such_a_slack_message_is_not_sent() -> None:
    (message,) = told(Slack(api_url="http://x.example.com", text="{{ .Nope }}"), renderer=Renderer(version="0.31"))

    assert message.body == ""
    assert "can't evaluate field Nope" in message.error


def test_pagerduty_ties_an_incident_together_by_the_hash_of_the_groups_key() -> None:
    began, over = (json.loads(one.body) for one in told(PagerDuty(routing_key=secret("KEY"))))

    key = hashlib.sha256(b'{}:{alertname="VTTDown"}').hexdigest()
    assert (began["dedup_key"], over["dedup_key"]) == (key, key)
    assert (began["event_action"], over["event_action"]) == ("trigger", "resolve")


def test_a_secret_is_never_in_a_message_but_its_name() -> None:
    message, _ = told(PagerDuty(routing_key=secret("PAGER_KEY")))

    assert json.loads(message.body)["routing_key"] == "secret('PAGER_KEY')"


def test_details_that_look_like_yaml_become_lists_and_numbers() -> None:
    message, _ = told(PagerDuty(routing_key=secret("KEY"), details={"a": "[CRITICAL] x", "b": "0x10", "c": "yes: no"}))

    details = json.loads(message.body)["payload"]["custom_details"]
    assert (details["a"], details["b"], details["c"]) == (["CRITICAL"], 16, {})


@pytest.mark.parametrize(
    ("text", "value"),
    [("", None), ("~", None), ("on", True), ("1_000", 1000), ("0o17", 15), ("08", 8.0), ("a: [1, x]", {"a": [1, "x"]})],
)
def test_inline_yaml_is_that_of_yaml_1_1(text: str, value: object) -> None:
    assert inline(text) == value


@pytest.mark.parametrize("text", ["a: b: c", "[1, 2", "\x01", "<<: 5", "@at", "&a [*a"])
def test_what_is_no_yaml_stays_a_text(text: str) -> None:
    with pytest.raises(NotYAMLError):
        inline(text)


def test_aliases_of_aliases_are_no_bomb() -> None:
    layers = "".join(f"a{at}: &a{at} [{', '.join([f'*a{at - 1}'] * 10)}]\n" for at in range(1, 10))
    with pytest.raises(NotYAMLError):
        inline(f"a0: &a0 [1]\n{layers}")


def test_a_webhook_gets_the_first_alerts_only_and_hears_how_many_are_missing() -> None:
    root = Route(receiver=Receiver(name="team", integrations=(Webhook(url="http://x.example.com", max_alerts=1),)))
    posts = [post for name in "ba" for post in Outage({"alertname": name}, START).posts()]
    message = Renderer().message(notifications(root, posts, START + timedelta(hours=1))[0])

    document = json.loads(message.body)
    assert [one["labels"]["alertname"] for one in document["alerts"]] == ["a"]
    assert document["truncatedAlerts"] == 1
    assert document["commonLabels"] == {"alertname": "a"}


def test_a_mail_has_a_sender_or_is_not_sent() -> None:
    (message,) = told(Email(to="a@example.com"))
    assert message.error == "nobody is its sender: `from_`, or `smtp_from` of the global section"

    renderer = Renderer(defaults=AlertmanagerGlobal(smtp_from="am@example.com"))
    (message,) = told(Email(to="a@example.com"), renderer=renderer)
    assert message.error == ""
    assert message.body.startswith(
        "From: am@example.com\r\nSubject: [FIRING:1] VTTDown (a critical)\r\nTo: a@example.com\r\n"
    )
    assert dict(message.shown)["text"].splitlines()[:2] == ["1 alert for", "alertname=VTTDown"]


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("plain = text?", "plain = text?"),
        ("ü b_c", "=?utf-8?q?=C3=BC_b=5Fc?="),
        ("a\nb", "=?utf-8?q?a=0Ab?="),
        ("ü" * 12, f"=?utf-8?q?{'=C3=BC' * 10}?= =?utf-8?q?{'=C3=BC' * 2}?="),
    ],
)
def test_a_header_beyond_ascii_is_encoded_in_words(text: str, encoded: str) -> None:
    assert encoded_word(text) == encoded


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("a=b", "a=3Db"),
        ("end \nnext\t", "end=20\r\nnext=09"),
        ("x" * 80, f"{'x' * 75}=\r\n{'x' * 5}"),
        ("ü\r\n.", "=C3=BC\r\n."),
        ("x" * 75 + " ", f"{'x' * 75}=\r\n=20"),
    ],
)
def test_a_part_of_a_mail_is_quoted_printable(text: str, encoded: str) -> None:
    assert quoted_printable(text) == encoded


def test_a_projects_template_takes_the_place_of_alertmanagers_own() -> None:
    own = NotificationTemplate(name="own", text='{{ define "__subject" }}Ours: {{ .Status }}{{ end }}')
    (message,) = told(Slack(api_url="http://x.example.com"), renderer=Renderer((own,)))

    assert dict(message.shown)["title"] == "Ours: firing"


def test_a_blank_definition_replaces_nothing() -> None:
    own = NotificationTemplate(name="own", text='{{ define "__subject" }} \n{{ end }}')
    (message,) = told(Slack(api_url="http://x.example.com"), renderer=Renderer((own,)))

    assert dict(message.shown)["title"] == "[FIRING:1] VTTDown (a critical)"


def test_of_other_integrations_the_texts_are_shown() -> None:
    message, _ = told(Telegram(bot_token=secret("TOKEN"), chat_id=5))

    assert message.kind == "telegram"
    assert "Alerts Firing:\nLabels:\n - alertname = VTTDown" in dict(message.shown)["message"]


def test_a_template_without_end_is_stopped() -> None:
    endless = '{{ define "x" }}{{ template "x" . }}{{ end }}'
    with pytest.raises(Exception, match="depth"):
        Execution({"f": endless}).text('{{ template "x" . }}', None)


def test_fingerprints_are_prometheuss() -> None:
    # model/labelset_test.go and fnv.go of prometheus/common: the empty set is the offset basis.
    assert fingerprint({}) == "cbf29ce484222325"
    assert fingerprint({"alertname": "A", "instance": "b", "number": "1", "set": "three", "severity": "warning"}) == (
        "07db683d70c6f069"
    )


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("{{ $labels.instance }} is {{ $value | humanizePercentage }}", "a is 95.12%"),
        ("{{ .Labels.nothing }}|{{ $externalLabels.cluster }}", "|eu"),
        ("{{ with $labels.instance }}{{ . | title }}{{ end }}", "A"),
        ('{{ printf "%.1f" $value }}', "1.0"),
        ("{{ humanize 1234567.0 }} {{ humanize1024 2048.0 }} {{ humanizeDuration 3661.0 }}", "1.235M 2ki 1h 1m 1s"),
        ("{{ humanizeTimestamp 0.0 }}", "1970-01-01 00:00:00 +0000 UTC"),
        ('{{ stripPort "h.example.com:80" }} {{ stripDomain "h.example.com:80" }}', "h.example.com h:80"),
        ('{{ graphLink "up == 0" }}', "/graph?g0.expr=up+%3D%3D+0&g0.tab=0"),
    ],
)
def test_annotations_say_what_prometheus_makes_of_them(source: str, text: str) -> None:
    assert alert_text(source, LABELS, 0.9512, {"cluster": "eu"}, "http://prometheus") == text


def test_an_annotation_that_fails_says_so_in_its_place() -> None:
    text = alert_text('{{ query "up" | first | value }}', LABELS, 1, {}, "")

    assert text.startswith("<error expanding template: ")


@pytest.mark.judge
@pytest.mark.parametrize(("version", "set_"), [("0.33", "current"), ("0.25", "old")])
def test_alertmanagers_own_templates_say_the_same_as_its_files(version: str, set_: Literal["current", "old"]) -> None:
    package = binaries.get("alertmanager", set_).parent
    folder = next(one / INSTALLED for one in package.parents if (one / INSTALLED).is_dir())
    theirs = Execution({name: (folder / name).read_text(encoding="utf-8") for name in ("default.tmpl", "email.tmpl")})
    ours = Execution({"default.tmpl": default_templates(version)})

    assert ours.defined == theirs.defined
    for data in _data():
        for name in sorted(ours.defined):
            dot = ".Alerts" if name.startswith("__text") or name.endswith(".instances") else "."
            source = f'{{{{ template "{name}" {dot} }}}}'
            if name == "email.default.html":
                assert ours.html(source, data) == theirs.html(source, data), name
            else:
                assert ours.text(source, data) == theirs.text(source, data), name


def _data() -> list[Record]:
    """Notifications of alerts that fire, are over, and both, with common labels and without."""
    firing = _alert(
        "firing", {"alertname": "A", "x": "<b>", "severity": "warning"}, {"summary": "it's"}, "http://x/?a=b&c"
    )
    bare = _alert("firing", {"alertname": "A", "x": "z"}, {}, "javascript:alert(1)")
    over = _alert("resolved", {"alertname": "A", "severity": "info"}, {"summary": "s"}, "")
    made = []
    for alerts in ([firing], [firing, bare], [over], [firing, over]):
        for shared in ({}, {"alertname": "A"}):
            status = "firing" if alerts[0] is firing else "resolved"
            fields = {
                "Receiver": "a b/c",
                "Status": status,
                "Alerts": Alerts(alerts),
                "GroupLabels": KV(shared),
                "CommonLabels": KV({"alertname": "A", "x": "<b>"} if len(alerts) == 1 else {"alertname": "A"}),
                "CommonAnnotations": KV({"summary": "k"}),
                "ExternalURL": "http://am:9093",
            }
            made.append(Record("Data", fields, {}))
    return made


def _alert(status: str, labels: dict[str, str], annotations: dict[str, str], url: str) -> Record:
    fields = {
        "Status": status,
        "Labels": KV(labels),
        "Annotations": KV(annotations),
        "StartsAt": Moment.at(START),
        "EndsAt": Moment.at(None),
        "GeneratorURL": url,
    }
    return Record("Alert", fields, {})
