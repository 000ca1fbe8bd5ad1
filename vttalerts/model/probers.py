"""What an answer must be by DNS, gRPC and unix sockets (blackbox_exporter config/config.go)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Final, Literal

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import Flag
from vttalerts.model.http import TLS
from vttalerts.model.probes import Found, IPProtocol, Prober
from vttalerts.model.schema import AfterValidator, Field
from vttalerts.model.spec import Spec
from vttalerts.model.tcp_probe import TCPStep

_CLASSES: Final = frozenset("IN CS CH HS NONE ANY".split())
_CODES: Final = frozenset(
    """NOERROR FORMERR SERVFAIL NXDOMAIN NOTIMP NOTIMPL REFUSED YXDOMAIN YXRRSET NXRRSET NOTAUTH NOTZONE DSOTYPENI
    BADSIG BADKEY BADTIME BADMODE BADNAME BADALG BADTRUNC BADCOOKIE""".split()
)
_TYPES: Final = frozenset(
    """A AAAA AFSDB AMTRELAY ANY APL ATMA AVC AXFR CAA CDNSKEY CDS CERT CNAME CSYNC DHCID DLV DNAME DNSKEY DS EID EUI48
    EUI64 GID GPOS HINFO HIP HTTPS IPSECKEY ISDN IXFR KEY KX L32 L64 LOC LP MAILA MAILB MB MD MF MG MINFO MR MX NAPTR
    NID NIMLOC NINFO NS NSAP-PTR NSEC NSEC3 NSEC3PARAM NULL NXNAME NXT None OPENPGPKEY OPT PTR PX RESINFO RKEY RP RRSIG
    RT Reserved SIG SMIMEA SOA SPF SRV SSHFP SVCB TA TALINK TKEY TLSA TSIG TXT UID UINFO UNSPEC URI X25
    ZONEMD""".split()
)
"""What miekg/dns calls them (`StringToClass`, `StringToRcode`, `StringToType`)."""


def _one_of(names: frozenset[str], what: str, example: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in names:
            raise Fault(
                "PRB010",
                f"`{value}` is no {what} of DNS",
                why="the Blackbox Exporter refuses the file, or fails every probe",
                help=f'write it in upper case, such as "{example}"',
            )
        return value

    return AfterValidator(check)


class RRValidator(Spec):
    """What records must be; expressions are looked for in the whole record as `dig` shows it.

    Attributes:
        fail_if_matches_regexp: Fail if a record matches one of these.
        fail_if_all_match_regexp: Fail if all records match one of these.
        fail_if_not_matches_regexp: Fail if a record matches none of these.
        fail_if_none_matches_regexp: Fail if no record matches one of these.
    """

    fail_if_matches_regexp: tuple[Found, ...] = ()
    fail_if_all_match_regexp: tuple[Found, ...] = ()
    fail_if_not_matches_regexp: tuple[Found, ...] = ()
    fail_if_none_matches_regexp: tuple[Found, ...] = ()


class DNSProbe(Prober):
    """What a DNS answer must be; the target is the server that is asked.

    Attributes:
        preferred_ip_protocol: Without it `ip6`.
        ip_protocol_fallback: Try the other protocol; without it true.
        dns_over_tls: Ask over TLS.
        tls_config: TLS options.
        source_ip_address: The address to ask from.
        transport_protocol: Without it `udp`.
        query_class: Without it `IN`.
        query_name: The name to ask for.
        query_type: The kind of record; without it `ANY`.
        recursion_desired: Let the server ask others; without it true.
        valid_rcodes: The codes that are good; without them NOERROR.
        validate_answer_rrs: What the records of the answer must be.
        validate_authority_rrs: What the records about the authority must be.
        validate_additional_rrs: What the additional records must be.
    """

    prober: ClassVar[str] = "dns"

    preferred_ip_protocol: IPProtocol | None = None
    ip_protocol_fallback: Flag | None = None
    dns_over_tls: Flag | None = None
    tls_config: TLS | None = None
    source_ip_address: str | None = None
    transport_protocol: Literal["udp", "tcp"] | None = None
    query_class: Annotated[str, _one_of(_CLASSES, "class", "IN")] | None = None
    query_name: str = Field(min_length=1)
    query_type: Annotated[str, _one_of(_TYPES, "type", "AAAA")] | None = None
    recursion_desired: Flag | None = None
    valid_rcodes: tuple[Annotated[str, _one_of(_CODES, "return code", "NXDOMAIN")], ...] = ()
    validate_answer_rrs: RRValidator | None = None
    validate_authority_rrs: RRValidator | None = None
    validate_additional_rrs: RRValidator | None = None


class GRPCProbe(Prober):
    """What a gRPC health check must answer.

    Attributes:
        service: The service to ask for; without it the whole server.
        tls: Over TLS.
        tls_config: TLS options.
        ip_protocol_fallback: Try the other protocol; without it true.
        preferred_ip_protocol: Without it `ip6`.
        metadata: Metadata of the request.
    """

    prober: ClassVar[str] = "grpc"
    since: ClassVar[Mapping[str, str]] = {"metadata": "0.28"}

    service: str | None = None
    tls: Flag | None = None
    tls_config: TLS | None = None
    ip_protocol_fallback: Flag | None = None
    preferred_ip_protocol: IPProtocol | None = None
    metadata: dict[str, tuple[str, ...]] | None = None


class UnixProbe(Prober):
    """What a conversation on a unix socket must be.

    Attributes:
        query_response: The conversation.
        tls: Over TLS.
        tls_config: TLS options.
    """

    prober: ClassVar[str] = "unix"
    since: ClassVar[Mapping[str, str]] = {"": "0.28"}

    query_response: tuple[TCPStep, ...] = ()
    tls: Flag | None = None
    tls_config: TLS | None = None
