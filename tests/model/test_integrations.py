"""Every kind of integration: the least that one says, as Alertmanager reads it, and what is wrong with the rest."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent
from typing import Final

import pytest

from vttalerts import (
    SNS,
    AlertmanagerHTTP,
    Authorization,
    DefinitionError,
    Discord,
    Email,
    IncidentIO,
    Jira,
    JiraField,
    Mattermost,
    MattermostField,
    MattermostPriority,
    MSTeams,
    MSTeamsV2,
    Opsgenie,
    OpsgenieResponder,
    PagerDuty,
    Pushover,
    Receiver,
    RocketChat,
    RocketChatAction,
    SigV4,
    Slack,
    Telegram,
    VictorOps,
    Webex,
    Webhook,
    WeChat,
    hours,
    minutes,
    secret,
)
from vttalerts.emitters import _yaml
from vttalerts.model.receivers import Integration

TOPIC: Final = "arn:aws:sns:eu-north-1:123456789012:vtt"
TOKEN: Final = AlertmanagerHTTP(authorization=Authorization(credentials=secret("TOKEN")))

LEAST: Final[dict[str, tuple[Integration, str]]] = {
    "discord": (
        Discord(webhook_url=secret("DISCORD_URL")),
        """
        discord_configs:
          - webhook_url_file: /run/secrets/DISCORD_URL
        """,
    ),
    "email": (
        Email(to="on-call@example.com"),
        """
        email_configs:
          - to: on-call@example.com
        """,
    ),
    "incidentio": (
        IncidentIO(url="https://api.incident.io/v2/alerts", alert_source_token=secret("INCIDENTIO_TOKEN")),
        """
        incidentio_configs:
          - url: https://api.incident.io/v2/alerts
            alert_source_token_file: /run/secrets/INCIDENTIO_TOKEN
        """,
    ),
    "jira": (
        Jira(
            project="VTT",
            summary=JiraField(enable_update=False),
            issue_type="Bug",
            fields={"components": [{"name": "server"}]},
        ),
        """
        jira_configs:
          - project: VTT
            summary:
              enable_update: false
            issue_type: Bug
            fields:
              components:
                - name: server
        """,
    ),
    "mattermost": (
        Mattermost(channel="#vtt", priority=MattermostPriority(priority="urgent")),
        """
        mattermost_configs:
          - channel: "#vtt"
            priority:
              priority: urgent
        """,
    ),
    "msteams": (
        MSTeams(webhook_url=secret("TEAMS_URL")),
        """
        msteams_configs:
          - webhook_url_file: /run/secrets/TEAMS_URL
        """,
    ),
    "msteamsv2": (
        MSTeamsV2(webhook_url=secret("TEAMS_URL")),
        """
        msteamsv2_configs:
          - webhook_url_file: /run/secrets/TEAMS_URL
        """,
    ),
    "opsgenie": (
        Opsgenie(responders=(OpsgenieResponder(name="vtt", type="team"),)),
        """
        opsgenie_configs:
          - responders:
              - name: vtt
                type: team
        """,
    ),
    "pagerduty": (
        PagerDuty(routing_key=secret("PAGERDUTY_KEY")),
        """
        pagerduty_configs:
          - routing_key_file: /run/secrets/PAGERDUTY_KEY
        """,
    ),
    "pushover": (
        Pushover(user_key=secret("PUSHOVER_USER"), token=secret("PUSHOVER"), retry=minutes(2), expire=hours(36)),
        """
        pushover_configs:
          - user_key_file: /run/secrets/PUSHOVER_USER
            token_file: /run/secrets/PUSHOVER
            retry: 2m
            expire: 36h
        """,
    ),
    "rocketchat": (
        RocketChat(channel="#vtt", actions=(RocketChatAction(text="Look", imageurl="https://example.com/x.png"),)),
        """
        rocketchat_configs:
          - channel: "#vtt"
            actions:
              - text: Look
                imageurl: https://example.com/x.png
        """,
    ),
    "slack": (
        Slack(channel="#vtt"),
        """
        slack_configs:
          - channel: "#vtt"
        """,
    ),
    "sns": (
        SNS(topic_arn=TOPIC, sigv4=SigV4(region="eu-north-1")),
        f"""
        sns_configs:
          - sigv4:
              region: eu-north-1
            topic_arn: {TOPIC}
        """,
    ),
    "telegram": (
        Telegram(chat_id=-1001234567890, parse_mode=""),
        """
        telegram_configs:
          - chat_id: -1001234567890
            parse_mode: ""
        """,
    ),
    "victorops": (
        VictorOps(routing_key="vtt"),
        """
        victorops_configs:
          - routing_key: vtt
        """,
    ),
    "webex": (
        Webex(room_id="vtt", http_config=TOKEN),
        """
        webex_configs:
          - http_config:
              authorization:
                credentials_file: /run/secrets/TOKEN
            room_id: vtt
        """,
    ),
    "webhook": (
        Webhook(url=secret("WEBHOOK_URL")),
        """
        webhook_configs:
          - url_file: /run/secrets/WEBHOOK_URL
        """,
    ),
    "wechat": (
        WeChat(to_user="@all"),
        """
        wechat_configs:
          - to_user: "@all"
        """,
    ),
}


@pytest.mark.parametrize(("integration", "expected"), LEAST.values(), ids=LEAST.keys())
def test_the_least_is_written_like_this(integration: Integration, expected: str) -> None:
    text = _yaml.dump(Receiver(name="told", integrations=(integration,)).wire())

    assert text == f"name: told\n{dedent(expected).lstrip()}"


def test_only_four_kinds_keep_silent_when_it_is_over() -> None:
    silent = {name for name, (integration, _) in LEAST.items() if not integration.sends_resolved}

    assert silent == {"email", "rocketchat", "slack", "wechat"}


def test_kinds_of_one_receiver_are_lists_in_the_order_of_their_first() -> None:
    told = Receiver(name="told", integrations=(LEAST["webex"][0], LEAST["slack"][0], LEAST["webex"][0]))

    assert list(told.wire()) == ["name", "webex_configs", "slack_configs"]
    assert len(told.wire()["webex_configs"]) == 2


WRONG: Final[dict[str, tuple[Callable[[], object], str, str, str]]] = {
    "a discord channel without its webhook": (
        lambda: Discord(title="VTT"),  # type: ignore[call-arg]
        "DEF003",
        "Discord lacks `webhook_url`",
        "add `webhook_url=…`",
    ),
    "an address that is none": (
        lambda: MSTeamsV2(webhook_url="teams.example.com"),
        "DEF011",
        "`teams.example.com` is no absolute http or https URL",
        "write `https://host/path`",
    ),
    "incident.io without a token": (
        lambda: IncidentIO(url="https://api.incident.io/"),
        "RCV030",
        "incident.io gets no token",
        'add alert_source_token=secret("INCIDENTIO_TOKEN")',
    ),
    "incident.io with two tokens": (
        lambda: IncidentIO(url="https://api.incident.io/", alert_source_token=secret("X"), http_config=TOKEN),
        "DEF017",
        "`alert_source_token` and `http_config.authorization` exclude each other",
        "keep one and remove `http_config.authorization`",
    ),
    "an opsgenie responder who is nobody": (
        lambda: OpsgenieResponder(type="team"),
        "RCV031",
        "an Opsgenie responder is nobody",
        "add `name=…`, `username=…` or `id=…`",
    ),
    "an opsgenie responder of no type": (
        lambda: OpsgenieResponder(name="vtt", type="group"),
        "RCV032",
        "`group` is no type of responder",
        "write one of: team, teams, user, escalation, schedule",
    ),
    "a template that is none": (
        lambda: Opsgenie(message="{{ .CommonLabels.team"),
        "TPL001",
        "not a template: unclosed action",
        "close it with `}}`",
    ),
    "a template that is none, deep in a document": (
        lambda: Jira(project="VTT", issue_type="Bug", fields={"components": [{"name": "{{ end }}"}]}),
        "TPL001",
        "not a template: unexpected {{end}}",
        "remove it",
    ),
    "a document with a set in it": (
        lambda: PagerDuty(routing_key=secret("X"), details={"sites": [{"north"}]}),
        "DEF042",
        "`sites[0]` is a set, which YAML does not have",
        "write texts, numbers, True, False, None, lists, or mappings with texts as keys",
    ),
    "a document with a number as a key": (
        lambda: Webhook(url=secret("X"), payload={"sites": {1: "north"}}),
        "DEF042",
        "`sites[1]` is a key that is no text, which YAML does not have",
        "write texts, numbers, True, False, None, lists, or mappings with texts as keys",
    ),
    "a document with a secret in it": (
        lambda: Webhook(url=secret("X"), payload={"auth": {"token": secret("Y")}}),
        "DEF019",
        "`auth.token` is a secret, and the server reads no file there",
        "use the field that is made for it, such as `http_config` with `authorization`",
    ),
    "a pushover text in two fonts": (
        lambda: Pushover(user_key=secret("X"), token=secret("Y"), html=True, monospace=True),
        "DEF017",
        "`html` and `monospace` exclude each other",
        "keep one and remove `monospace`",
    ),
    "a field of victorops itself": (
        lambda: VictorOps(routing_key="vtt", custom_fields={"state_message": "down"}),
        "RCV033",
        "`state_message` is no custom field: Alertmanager sets it itself",
        "remove it from `custom_fields`, and write `state_message=…` beside it",
    ),
    "a field of victorops that nobody sets": (
        lambda: VictorOps(routing_key="vtt", custom_fields={"entity_id": "1"}),
        "RCV033",
        "`entity_id` is no custom field: Alertmanager sets it itself",
        "remove it from `custom_fields`",
    ),
    "sns without a target": (
        lambda: SNS(subject="VTT"),
        "RCV034",
        "SNS has no target",
        "keep one of: topic_arn, phone_number, target_arn",
    ),
    "sns with two targets": (
        lambda: SNS(topic_arn=TOPIC, phone_number="+358401234567"),
        "RCV034",
        "SNS has 2 targets: topic_arn, phone_number",
        "keep one of: topic_arn, phone_number",
    ),
    "sns with three targets, which upstream takes": (
        lambda: SNS(topic_arn=TOPIC, phone_number="+358401234567", target_arn=TOPIC),
        "RCV034",
        "SNS has 3 targets: topic_arn, phone_number, target_arn",
        "keep one of: topic_arn, phone_number, target_arn",
    ),
    "an aws key, which has no file": (
        lambda: SigV4(access_key="AKIA", secret_key=secret("AWS")),
        "DEF019",
        "there is no `secret_key_file`: `secret_key` would stand in the file in clear text",
        (
            "remove `access_key` and `secret_key`, and give the server AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in "
            "its environment, a `profile`, or the machine's role"
        ),
    ),
    "an external id for no role": (
        lambda: SigV4(external_id="vtt"),
        "DEF018",
        "`external_id` needs `role_arn`",
        "add `role_arn=…`, or remove `external_id`",
    ),
    "a chat by its name": (
        lambda: Telegram(chat_id="@vtt"),
        "RCV035",
        "`@vtt` is no chat of Telegram",
        "write the chat's number, such as -1001234567890; it stands in the bot's getUpdates",
    ),
    "chat 0, which upstream takes for none": (
        lambda: Telegram(chat_id=0),
        "RCV035",
        "`0` is no chat of Telegram",
        "write the chat's number, such as -1001234567890; it stands in the bot's getUpdates",
    ),
    "a chat with too many digits": (
        lambda: Telegram(chat_id=2**63),
        "RCV035",
        "`9223372036854775808` is no chat of Telegram",
        "write the chat's number, such as -1001234567890; it stands in the bot's getUpdates",
    ),
    "webex without a token of its own": (
        lambda: Webex(room_id="vtt", http_config=AlertmanagerHTTP(follow_redirects=False)),
        "RCV036",
        "Webex has no `http_config` with an authorization of its own",
        'add http_config=AlertmanagerHTTP(authorization=Authorization(credentials=secret("WEBEX_TOKEN")))',
    ),
    "a rocket.chat action in other letters": (
        lambda: RocketChatAction(image_url="https://example.com/x.png"),  # type: ignore[call-arg]
        "DEF001",
        "RocketChatAction has no field `image_url`",
        "write `imageurl=`",
    ),
    "a titled value without a value": (
        lambda: MattermostField(title="Site"),  # type: ignore[call-arg]
        "DEF003",
        "MattermostField lacks `value`",
        "add `value=…`",
    ),
    "a receiver that is called otherwise": (
        lambda: Receiver(name="told", labels={"name": "vtt"}),
        "RCV037",
        "label `name` of told is `vtt`",
        "remove the label",
    ),
}


@pytest.mark.parametrize(("make", "code", "headline", "mend"), WRONG.values(), ids=WRONG.keys())
def test_what_is_wrong_says_what_to_write_instead(
    make: Callable[[], object], code: str, headline: str, mend: str
) -> None:
    with pytest.raises(DefinitionError) as caught:
        make()

    assert [(found.code, found.headline, found.help) for found in caught.value.diagnostics] == [(code, headline, mend)]
