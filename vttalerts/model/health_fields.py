"""The kinds of values in `config/health-monitor.json`: how each is checked here, and described in its schema."""

from __future__ import annotations

from typing import Annotated, Final

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import URL, HostPort, PositiveDuration, Text
from vttalerts.model.schema import AfterValidator, WithJsonSchema
from vttalerts.model.settings import EnvText, Secret
from vttalerts.units import PERCENT, Quantity

_FULL: Final = 100

_TIME_SCHEMA: Final = {
    "description": "A duration, from its largest unit to its smallest.",
    "type": "string",
    "pattern": r"^(?=.*[1-9])(\d+y)?(\d+w)?(\d+d)?(\d+h)?(\d+m)?(\d+s)?(\d+ms)?$",
    "examples": ["30s", "1m30s", "500ms"],
}
_SECRET_SCHEMA: Final = {
    "description": "A secret, by the places where its value may be; the variable is looked at first.",
    "type": "object",
    "properties": {
        "env": {
            "description": "An environment variable.",
            "type": "string",
            "pattern": "^[A-Za-z_][A-Za-z0-9_]*$",
        },
        "file": {"description": "A file with nothing but the value.", "type": "string", "pattern": "^/"},
    },
    "anyOf": [{"required": ["env"]}, {"required": ["file"]}],
    "additionalProperties": False,
}


def _percentage(value: Quantity) -> Quantity:
    share = value.in_(PERCENT)
    if not 0 < share <= _FULL:
        raise Fault(
            "HLT010",
            f"{value} is no share of the memory",
            why="the monitor would warn always, or never",
            help="write a share between 0 and 100, such as percent(85)",
        )
    return value


def _mailbox(value: str | EnvText) -> str | EnvText:
    if "@" not in str(value):
        raise Fault(
            "HLT015",
            f"`{value}` is no e-mail address",
            why="the mail server refuses it, and nobody hears of the failure",
            help="write `team@vtt.example.com`",
        )
    return value


Time = Annotated[PositiveDuration, WithJsonSchema(_TIME_SCHEMA)]
Percentage = Annotated[
    Quantity,
    AfterValidator(_percentage),
    WithJsonSchema({"type": "number", "exclusiveMinimum": 0, "maximum": _FULL}),
]
Address = Annotated[URL, WithJsonSchema({"type": "string", "pattern": r"^https?://[^/\s]+\S*$"})]
MailHost = Annotated[HostPort, WithJsonSchema({"type": "string", "pattern": r"^\S+:[0-9]{1,5}$"})]
Mailbox = Annotated[Text, AfterValidator(_mailbox), WithJsonSchema({"type": "string", "pattern": r"^\S.*@\S+$"})]
Name = Annotated[Text, WithJsonSchema({"type": "string", "minLength": 1})]
FileSecret = Annotated[Secret, WithJsonSchema(_SECRET_SCHEMA)]

SHARED: Final = {"Duration": _TIME_SCHEMA, "Secret": _SECRET_SCHEMA}
"""What the schema describes once, by name."""
