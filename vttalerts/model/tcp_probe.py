"""What TCP connections and echo requests must do (blackbox_exporter config `TCPProbe`, `ICMPProbe`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from vttalerts.model.fields import Flag, Whole
from vttalerts.model.http import TLS, contradiction
from vttalerts.model.probes import Found, IPProtocol, Prober
from vttalerts.model.schema import Field, model_validator
from vttalerts.model.spec import Spec


class TCPLabel(Spec):
    """A label of the metric `probe_expect_info`, made of what an expression found.

    Attributes:
        name: Its name.
        value: Its value; `${1}` is the expression's first group.
    """

    name: str = Field(min_length=1)
    value: str


class TCPStep(Spec):
    """One step of a conversation.

    Attributes:
        expect: An expression that a line must match.
        expect_bytes: Bytes that must come; excludes `expect`.
        labels: What becomes of what `expect` found.
        send: What is sent.
        starttls: Begin TLS here.
    """

    server: ClassVar[str] = "blackbox"
    since: ClassVar[Mapping[str, str]] = {"labels": "0.26", "expect_bytes": "0.28"}

    expect: Found | None = None
    expect_bytes: str | None = None
    labels: tuple[TCPLabel, ...] = ()
    send: str | None = None
    starttls: Flag | None = None

    @model_validator(mode="after")
    def _one_expectation(self) -> Self:
        if self.expect is not None and self.expect_bytes:
            raise contradiction("expect", "expect_bytes")
        return self


class TCPProbe(Prober):
    """What a TCP connection must do.

    Attributes:
        preferred_ip_protocol: Without it `ip6`.
        ip_protocol_fallback: Try the other protocol; without it true.
        source_ip_address: The address to connect from.
        query_response: The conversation.
        tls: Over TLS from the first byte.
        tls_config: TLS options.
    """

    prober: ClassVar[str] = "tcp"

    preferred_ip_protocol: IPProtocol | None = None
    ip_protocol_fallback: Flag | None = None
    source_ip_address: str | None = None
    query_response: tuple[TCPStep, ...] = ()
    tls: Flag | None = None
    tls_config: TLS | None = None


class ICMPProbe(Prober):
    """What an echo request must do; the exporter needs the right to send it.

    Attributes:
        preferred_ip_protocol: Without it `ip6`.
        ip_protocol_fallback: Try the other protocol; without it true.
        source_ip_address: The address to send from.
        payload_size: How many bytes are sent.
        dont_fragment: Let nobody cut them in pieces; IPv4 only.
        ttl: How many routers may pass it on; without it 64.
    """

    prober: ClassVar[str] = "icmp"

    preferred_ip_protocol: IPProtocol | None = None
    ip_protocol_fallback: Flag | None = None
    source_ip_address: str | None = None
    payload_size: Whole | None = Field(default=None, ge=0)
    dont_fragment: Flag | None = None
    ttl: Whole | None = Field(default=None, ge=0, le=255)
