"""Notifications by e-mail (alertmanager `EmailConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import Flag, HostPort, Template, Text, notification_template
from vttalerts.model.http import TLS
from vttalerts.model.receivers import Integration
from vttalerts.model.schema import AfterValidator, Field, model_validator
from vttalerts.model.settings import EnvText, Secret
from vttalerts.model.spec import Spec


def _address(value: str | EnvText) -> str | EnvText:
    text = str(value)
    if "{{" in text:
        notification_template(text)
    elif not all("@" in part for part in text.split(",")):
        raise Fault(
            "RCV001",
            f"`{text}` is no e-mail address",
            why="the mail server refuses it, and nobody hears of the alert",
            help="write `team@vtt.example.com`, several separated by commas",
        )
    return value


Address = Annotated[str | EnvText, AfterValidator(_address)]


class Threading(Spec):
    """Mails of one alert group as one thread.

    Attributes:
        enabled: Whether mails are threaded.
        thread_by_date: `daily` begins a new thread a day; required where threading is enabled.
    """

    enabled: Flag
    thread_by_date: Literal["none", "daily"]


class Email(Integration):
    """One mailbox, or several separated by commas.

    Attributes:
        to: Who gets it; a template.
        from_: The sender; without it the global `smtp_from`.
        hello: The name to greet the mail server with.
        smarthost: `host:port` of the mail server; without it the global one.
        auth_username: The user at the mail server.
        auth_password: The password at the mail server.
        auth_secret: The secret for CRAM-MD5.
        auth_identity: The identity for PLAIN.
        headers: Further headers; values are templates. Without `Subject`, upstream's.
        html: The HTML part; without it upstream's.
        text: The text part; without it none.
        require_tls: Whether STARTTLS must succeed.
        tls_config: TLS options.
        force_implicit_tls: TLS from the first byte; without it on port 465 only.
        threading: Mails of one group as one thread.
    """

    key: ClassVar[str] = "email_configs"
    resolved_by_default: ClassVar[bool] = False
    since: ClassVar[Mapping[str, str]] = {
        "auth_password_file": "0.25",
        "threading": "0.30",
        "auth_secret_file": "0.31",
        "force_implicit_tls": "0.31",
    }

    to: Address
    from_: Address | None = Field(default=None, serialization_alias="from")
    hello: str | None = None
    smarthost: HostPort | None = None
    auth_username: Text | None = None
    auth_password: Secret | None = None
    auth_secret: Secret | None = None
    auth_identity: Text | None = None
    headers: dict[str, Template] | None = None
    html: Template | None = None
    text: Template | None = None
    require_tls: Flag | None = None
    tls_config: TLS | None = None
    force_implicit_tls: Flag | None = None
    threading: Threading | None = None

    @model_validator(mode="after")
    def _headers(self) -> Self:
        names = [name.lower() for name in self.headers or {}]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise Fault(
                "RCV002",
                f"header `{twice}` is given twice",
                why="Alertmanager refuses the file; case makes no difference in header names",
                help="remove one",
            )
        if self.threading is not None and self.threading.enabled:
            reserved = next((name for name in names if name in ("references", "in-reply-to")), None)
            if reserved is not None:
                raise Fault(
                    "RCV003",
                    f"header `{reserved}` and threading exclude each other",
                    why="Alertmanager refuses the file",
                    help="remove the header, or the threading",
                )
        return self
