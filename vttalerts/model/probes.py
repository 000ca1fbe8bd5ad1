"""Looking at VTT from outside: blackbox modules, and the probes that use them (blackbox_exporter config/config.go)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from vttalerts.model.fields import Duration, Flag, GoDuration, Labels, PositiveDuration, Regex, Text, Whole
from vttalerts.model.http import TLS, Authorization, BasicAuth, HTTPClient, OAuth2
from vttalerts.model.metrics import Metric
from vttalerts.model.schema import Field
from vttalerts.model.spec import Spec

__all__ = [
    "TLS", "Authorization", "BasicAuth", "DNSProbe", "GRPCProbe", "HTTPProbe", "HeaderMatch", "ICMPProbe",
    "Module", "OAuth2", "Probe", "TCPProbe", "TCPStep",
]  # fmt: skip

IPProtocol = Literal["ip4", "ip6"]


class HeaderMatch(Spec):
    """A header of the answer and an expression.

    Attributes:
        header: The header's name.
        regexp: The expression.
        allow_missing: Whether the header may be missing.
    """

    header: str
    regexp: Regex
    allow_missing: Flag | None = None


class HTTPProbe(HTTPClient):
    """What an HTTP answer must be.

    Attributes:
        valid_status_codes: The codes that are good; without them 2xx.
        fail_if_body_matches_regexp: Expressions of which none may be found in the body.
        fail_if_body_not_matches_regexp: Expressions that must all be found in the body.
        fail_if_ssl: Fail where the answer came over TLS.
        fail_if_not_ssl: Fail where it did not.
        method: Without it GET.
        headers: Headers of the request.
        body: Body of the request.
        preferred_ip_protocol: Without it `ip6`.
        ip_protocol_fallback: Try the other protocol; without it true.
    """

    server: ClassVar[str] = "blackbox"

    valid_status_codes: tuple[Whole, ...] = ()
    valid_http_versions: tuple[str, ...] = ()
    preferred_ip_protocol: IPProtocol | None = None
    ip_protocol_fallback: Flag | None = None
    skip_resolve_phase_with_proxy: Flag | None = None
    fail_if_ssl: Flag | None = None
    fail_if_not_ssl: Flag | None = None
    method: str | None = None
    headers: dict[str, str] | None = None
    fail_if_body_matches_regexp: tuple[Regex, ...] = ()
    fail_if_body_not_matches_regexp: tuple[Regex, ...] = ()
    fail_if_header_matches: tuple[HeaderMatch, ...] = ()
    fail_if_header_not_matches: tuple[HeaderMatch, ...] = ()
    body: str | None = None
    compression: str | None = None
    body_size_limit: str | None = None


class TCPStep(Spec):
    """One step of a conversation.

    Attributes:
        expect: An expression that a line must match.
        send: What is sent.
        starttls: Begin TLS here.
    """

    expect: Regex | None = None
    send: str | None = None
    starttls: Flag | None = None


class TCPProbe(Spec):
    """What a TCP connection must do."""

    server: ClassVar[str] = "blackbox"

    preferred_ip_protocol: IPProtocol | None = None
    ip_protocol_fallback: Flag | None = None
    source_ip_address: str | None = None
    query_response: tuple[TCPStep, ...] = ()
    tls: Flag | None = None
    tls_config: TLS | None = None


class ICMPProbe(Spec):
    """What an echo request must do; the exporter needs the right to send it."""

    server: ClassVar[str] = "blackbox"

    preferred_ip_protocol: IPProtocol | None = None
    ip_protocol_fallback: Flag | None = None
    source_ip_address: str | None = None
    payload_size: Whole | None = None
    dont_fragment: Flag | None = None
    ttl: Whole | None = None


class DNSProbe(Spec):
    """What a DNS answer must be."""

    server: ClassVar[str] = "blackbox"

    query_name: str
    query_type: str | None = None
    query_class: str | None = None
    recursion_desired: Flag | None = None
    transport_protocol: Literal["udp", "tcp"] | None = None
    dns_over_tls: Flag | None = None
    tls_config: TLS | None = None
    preferred_ip_protocol: IPProtocol | None = None
    ip_protocol_fallback: Flag | None = None
    source_ip_address: str | None = None
    valid_rcodes: tuple[str, ...] = ()
    validate_answer_rrs: dict[str, Any] | None = None
    validate_authority_rrs: dict[str, Any] | None = None
    validate_additional_rrs: dict[str, Any] | None = None


class GRPCProbe(Spec):
    """What a gRPC health check must answer."""

    server: ClassVar[str] = "blackbox"

    service: str | None = None
    tls: Flag | None = None
    tls_config: TLS | None = None
    preferred_ip_protocol: IPProtocol | None = None
    ip_protocol_fallback: Flag | None = None


class Module(Spec):
    """A named way to probe.

    Attributes:
        name: Unique in the platform.
        probe: What must be true of the answer; its type is the prober.
        timeout: How long a probe may take; without it the scrape's timeout less half a second.
    """

    server: ClassVar[str] = "blackbox"

    name: str = Field(min_length=1)
    probe: HTTPProbe | TCPProbe | ICMPProbe | DNSProbe | GRPCProbe
    timeout: GoDuration | None = None

    @property
    def prober(self) -> str:
        """Upstream's name of the kind of probe."""
        return _PROBERS[type(self.probe)]


_PROBERS: Mapping[type[Spec], str] = {
    HTTPProbe: "http",
    TCPProbe: "tcp",
    ICMPProbe: "icmp",
    DNSProbe: "dns",
    GRPCProbe: "grpc",
}


class Probe(Spec):
    """Addresses that the Blackbox Exporter looks at for us; becomes a scrape job.

    Attributes:
        name: The job's name.
        module: How to look.
        targets: The addresses.
        labels: Labels of the resulting series.
        scrape_interval: How often; without it the server's.
        scrape_timeout: How long one probe may take; without it the server's.
        exporter: `host:port` of the Blackbox Exporter.
        exports: The metrics that a probe makes.
    """

    name: str = Field(min_length=1)
    module: Module
    targets: tuple[Text, ...] = Field(min_length=1)
    labels: Labels | None = None
    scrape_interval: PositiveDuration | None = None
    scrape_timeout: Duration | None = None
    exporter: Text
    exports: tuple[Metric, ...] = ()
