"""Random objects that the models take, for the laws that hold for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final, Literal, TypeAlias, get_args, get_origin

import everything
from hypothesis import strategies as st

from vttalerts import (
    SNS,
    AlertmanagerGlobal,
    DefinitionError,
    Discord,
    Email,
    IncidentIO,
    Jira,
    Mattermost,
    MSTeams,
    MSTeamsV2,
    Opsgenie,
    PagerDuty,
    Pushover,
    RocketChat,
    SigV4,
    Slack,
    Telegram,
    VictorOps,
    Webex,
    Webhook,
    WeChat,
    secret,
)
from vttalerts.model import fields
from vttalerts.model.documents import TemplateDocument, TemplateValue
from vttalerts.model.integrations.email import Address
from vttalerts.model.integrations.slack import POST_MESSAGE
from vttalerts.model.receivers import Integration
from vttalerts.model.schema import FieldInfo
from vttalerts.model.settings import EnvText, Secret
from vttalerts.model.spec import Spec
from vttalerts.units import Quantity, hours, milliseconds, seconds

ADDRESSES: Final = ("https://vtt.example.com/", "http://10.0.0.1:8080/a?b=c#d", "https://[::1]/x", "https://ä.fi")

texts = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(
        lambda text: "{{" not in text
    ),
    st.sampled_from(
        ["{{ .CommonLabels.team }}", "on\nand: off", "'", '"', "0x1F", "~", "null", "1e3", '{{ template "x" . }}', "#"]
    ),
)
leaves = st.one_of(texts, st.integers(-(2**31), 2**31), st.booleans(), st.none())
documents = st.dictionaries(
    texts, st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)),
    max_size=3,
)  # fmt: skip
durations = st.one_of(
    st.integers(1, 10**7).map(milliseconds), st.integers(1, 10**4).map(seconds), st.integers(1, 100).map(hours)
)
secrets = st.sampled_from(["A", "B_2"]).map(secret)
clients = st.sampled_from([*everything.http_configs(), everything.bearer()])
signatures = st.sampled_from([SigV4(), SigV4(region="eu-north-1"), SigV4(role_arn="arn:aws:iam::1:role/x")])

Kind: TypeAlias = Any
"""Any annotation of a field."""
BY_NAME: Final = {
    "http_config": clients,
    "tls_config": st.builds(everything.tls),
    "chat_id": secrets | st.integers(1, 2**62) | st.integers(-(2**62), -1),
}
BY_KIND: Final[list[tuple[Kind, st.SearchStrategy[Any]]]] = [
    (fields.Template, texts),
    (fields.URL, st.sampled_from(ADDRESSES)),
    (fields.TemplateURL, st.sampled_from([*ADDRESSES, "https://{{ .CommonLabels.site }}/"])),
    (fields.HostPort, st.sampled_from(["smtp.example.com:25", "[::1]:465"])),
    (fields.GoDuration, durations),
    (fields.Duration, durations),
    (Address, st.sampled_from(["a@example.com", "a@x.fi, b@x.fi", "{{ .CommonLabels.mail }}"])),
    (TemplateDocument, documents),
    (TemplateValue, documents | st.lists(documents, max_size=2).map(tuple) | texts),
    (fields.Labels, st.just({"owner": "vtt"})),
    (Secret, secrets),
    (EnvText, st.nothing()),
    (Quantity, durations),
    (str, texts),
    (bool, st.booleans()),
    (int, st.integers(0, 2**31)),
    (float, st.floats(0, 1)),
    (SigV4, signatures),
]


def of_kind(kind: Kind, name: str) -> st.SearchStrategy[Any]:
    """Return what fits an annotation."""
    if name in BY_NAME:
        return BY_NAME[name]
    known = next((strategy for one, strategy in BY_KIND if kind == one), None)
    if known is not None:
        return known
    if get_args(kind):
        return of_parts(get_origin(kind), get_args(kind), name)
    assert issubclass(kind, Spec), f"{name}: nothing fits {kind!r}"
    return objects(kind)


def of_parts(origin: object, parts: tuple[Any, ...], name: str) -> st.SearchStrategy[Any]:
    if origin is Literal:
        return st.sampled_from(parts)
    if origin is tuple:
        return st.lists(of_kind(parts[0], ""), max_size=2).map(tuple)
    if origin is dict:
        keys = st.from_regex(r"[a-z]{1,8}", fullmatch=True) if name in ("headers", "custom_fields") else texts
        return st.dictionaries(keys, of_kind(parts[1], ""), max_size=2)
    if origin is Annotated:
        return of_kind(parts[0], name)
    return st.one_of(*(of_kind(part, name) for part in parts if part is not type(None)))


def objects(kind: type[Spec], **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return objects of a class that the class itself takes."""

    def field(name: str, info: FieldInfo) -> st.SearchStrategy[Any]:
        return fixed[name] if name in fixed else of_kind(info.annotation, name)

    needed = {name: field(name, info) for name, info in kind.model_fields.items() if info.is_required()}
    optional = {name: field(name, info) for name, info in kind.model_fields.items() if not info.is_required()}
    always = {name: optional.pop(name) for name in fixed if name in optional}
    return st.fixed_dictionaries(needed | always, optional=optional).map(made(kind)).filter(lambda one: one is not None)


def made(kind: type[Spec]) -> Callable[[dict[str, Any]], Spec | None]:
    def make(values: dict[str, Any]) -> Spec | None:
        try:
            return kind(**{name: value for name, value in values.items() if value is not None})
        except DefinitionError:
            return None  # What the model refuses is none of this law.

    return make


nothing = st.none()
INTEGRATIONS: Final[list[st.SearchStrategy[Integration]]] = [
    *(
        objects(kind)
        for kind in (Discord, Email, Jira, MSTeams, MSTeamsV2, Mattermost, Opsgenie, RocketChat, Telegram, VictorOps)
    ),
    *(objects(kind) for kind in (WeChat, Webhook)),
    objects(Pushover, html=nothing),
    objects(Pushover, monospace=nothing),
    objects(IncidentIO, alert_source_token=secrets, http_config=nothing),
    objects(IncidentIO, alert_source_token=nothing, http_config=st.builds(everything.bearer)),
    objects(PagerDuty, service_key=nothing, routing_key=secrets),
    objects(PagerDuty, service_key=secrets, routing_key=nothing),
    objects(Slack, app_token=nothing, update_message=nothing),
    objects(Slack, app_token=secrets, api_url=nothing, update_message=nothing, http_config=nothing),
    objects(Slack, app_token=nothing, api_url=st.just(POST_MESSAGE), update_message=st.just(value=True)),
    objects(SNS, topic_arn=texts, phone_number=nothing, target_arn=nothing),
    objects(SNS, topic_arn=nothing, phone_number=texts, target_arn=nothing),
    objects(SNS, topic_arn=nothing, phone_number=nothing, target_arn=texts),
    objects(Webex, http_config=st.builds(everything.bearer)),
]
GLOBAL: Final = AlertmanagerGlobal(
    smtp_from="vtt@example.com",
    smtp_smarthost="smtp.example.com:587",
    slack_api_url=secret("SLACK"),
    opsgenie_api_key=secret("OPSGENIE"),
    victorops_api_key=secret("VICTOROPS"),
    wechat_api_secret=secret("WECHAT"),
    wechat_api_corp_id="vtt",
    telegram_bot_token=secret("TELEGRAM"),
    rocketchat_token=secret("ROCKET"),
    rocketchat_token_id=secret("ROCKET_ID"),
    mattermost_webhook_url=secret("MATTERMOST"),
    jira_api_url="https://jira.example.com",
)
