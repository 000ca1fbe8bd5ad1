"""The custom health monitor: which endpoints it asks, what is too slow or too full, and whom it tells.

Decision: a secret is written as `{"env": NAME, "file": PATH}`. The monitor takes the environment variable, as
VTT's documentation says, else the file, as all other services do. Rejected: one of them alone (either the
documented `WEBHOOK_URL=…` or Compose's files would not work), and two keys beside each other for each secret.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal, Self

from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import Flag, Whole
from vttalerts.model.health_fields import Address, FileSecret, Mailbox, MailHost, Name, Percentage, Time
from vttalerts.model.schema import Field, model_validator
from vttalerts.model.settings import DEFAULTS, Secret, Settings
from vttalerts.model.spec import Spec, Tree, to_wire
from vttalerts.units import PERCENT, Dimension, Quantity


class _Part(Spec):
    """A part of the file: names in camel case, shares in percent, secrets by the places where they are."""

    @override
    def wire(self, settings: Settings = DEFAULTS) -> Tree:
        tree = Tree(self)
        for attribute, key, _ in self._wire_plan():
            value = self.__dict__[attribute]
            if value is not None and value != ():
                tree[key] = _in_json(value, settings)
                tree.keywords[key] = attribute
        return tree


class Endpoint(_Part):
    """One address that the monitor asks.

    Attributes:
        name: What people read.
        url: A path below the base URL, or an absolute URL.
        critical: Whether its failure makes VTT unhealthy, and not just degraded.
        timeout: How long an answer may take; without it the monitor's.
        expected_status: The HTTP status that is good; without it 200.
        expected_body: Fields of the JSON body and their good values, one or several; dots lead to inner
            fields, as in `checks.database.status`.
    """

    name: str = Field(min_length=1)
    url: str = Field(pattern=r"^(/|https?://)\S*$")
    critical: Flag = False
    timeout: Time | None = None
    expected_status: Whole | None = Field(default=None, ge=100, le=599, serialization_alias="expectedStatus")
    expected_body: dict[str, str | tuple[str, ...]] | None = Field(default=None, serialization_alias="expectedBody")


class Thresholds(_Part):
    """What is too much, and for how long.

    Attributes:
        response_time: Slower answers count as degraded.
        memory_usage: A fuller memory counts as degraded; percent.
        failures: This many failures in a row make an endpoint unhealthy.
        successes: This many good answers in a row make it healthy again.
    """

    response_time: Time = Field(serialization_alias="responseTime")
    memory_usage: Percentage = Field(serialization_alias="memoryUsagePercent")
    failures: Whole = Field(default=3, ge=1)
    successes: Whole = Field(default=2, ge=1)

    def memory_percent(self) -> float:
        """Return the memory's threshold in percent."""
        return self.memory_usage.in_(PERCENT)


class MailServer(_Part):
    """The server that carries the monitor's e-mail.

    Attributes:
        smarthost: Its `host:port`.
        from_: The sender.
        username: The user at the server; without it nobody logs in.
        password: The password at the server.
        require_tls: Whether STARTTLS must succeed.
    """

    smarthost: MailHost
    from_: Name = Field(serialization_alias="from")
    username: Name | None = None
    password: FileSecret | None = None
    require_tls: Flag = Field(default=True, serialization_alias="requireTls")


class Channel(_Part):
    """One way in which the monitor tells people.

    Attributes:
        type: The kind of message.
        url: The address, for a webhook and for Slack; a secret, because it grants access.
        to: The mailbox, for e-mail.
        signing_key: The key that signs a webhook's body (HMAC), so that its receiver knows who calls.
    """

    json_schema_extra: ClassVar[dict[str, Any]] = {
        "allOf": [
            {
                "if": {"properties": {"type": {"enum": ["webhook", "slack"]}}},
                "then": {"required": ["url"], "properties": {"to": False}},
            },
            {
                "if": {"properties": {"type": {"const": "email"}}},
                "then": {"required": ["to"], "properties": {"url": False}},
            },
            {
                "if": {"properties": {"type": {"enum": ["slack", "email"]}}},
                "then": {"properties": {"signingKey": False}},
            },
        ]
    }

    type: Literal["webhook", "slack", "email"]
    url: FileSecret | None = None
    to: Mailbox | None = None
    signing_key: FileSecret | None = Field(default=None, serialization_alias="signingKey")

    @model_validator(mode="after")
    def _address(self) -> Self:
        needed, foreign = {
            "webhook": ("url", ("to",)),
            "slack": ("url", ("to", "signing_key")),
            "email": ("to", ("url", "signing_key")),
        }[self.type]
        if self.__dict__[needed] is None:
            raise Fault(
                "HLT011",
                f"the {self.type} channel has no `{needed}`",
                why="the monitor would find a failure and tell nobody",
                help='add to="team@vtt.example.com"' if needed == "to" else 'add url=secret("WEBHOOK_URL")',
            )
        for name in foreign:
            if self.__dict__[name] is not None:
                raise Fault(
                    "HLT012",
                    f"a channel of type {self.type} has no `{name}`",
                    why="whoever reads it would believe that it does something",
                    help=f"remove `{name}`, or change `type`",
                )
        return self


class HealthMonitor(_Part):
    """What the custom health monitor of VTT asks, what is too much, and whom it tells.

    Attributes:
        base_url: Where VTT's API is; the environment variable `VTT_BASE_URL` overrides it.
        interval: How often every endpoint is asked.
        timeout: How long an answer may take.
        retries: How often a failed request is tried again before it counts.
        endpoints: What is asked.
        thresholds: What is too much, and for how long.
        mail: The server that carries e-mail; in definitions, Alertmanager's where nothing is said.
        channels: Who is told when a state changes.
    """

    json_schema_extra: ClassVar[dict[str, Any]] = {
        "if": {
            "properties": {
                "notificationChannels": {"contains": {"properties": {"type": {"const": "email"}}, "required": ["type"]}}
            },
            "required": ["notificationChannels"],
        },
        "then": {"required": ["mail"]},
    }

    base_url: Address = Field(serialization_alias="baseUrl")
    interval: Time
    timeout: Time
    retries: Whole = Field(default=2, ge=0)
    endpoints: tuple[Endpoint, ...] = Field(min_length=1)
    thresholds: Thresholds
    mail: MailServer | None = None
    channels: tuple[Channel, ...] = Field(default=(), serialization_alias="notificationChannels")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        names = [endpoint.name for endpoint in self.endpoints]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise Fault(
                "HLT013",
                f"two endpoints are called `{twice}`",
                why="a notification would not say which of them failed",
                help="rename one",
            )
        if self.timeout.in_(self.interval.unit) > self.interval.value:
            raise Fault(
                "HLT014",
                "the monitor's timeout is longer than its interval",
                why="an endpoint that hangs is asked again before it has failed",
                help="shorten `timeout`",
            )
        return self


def _in_json(value: object, settings: Settings) -> Any:  # noqa: ANN401  any JSON value
    match value:
        case Secret():
            return {"env": value.name, "file": value.path(settings)}
        case Quantity() if value.unit.dimension is Dimension.RATIO:
            share = value.in_(PERCENT)
            return int(share) if share == int(share) else share
        case _:
            return to_wire(value, settings)
