"""What an HTTP answer must be (blackbox_exporter config `HTTPProbe`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import Flag, Whole
from vttalerts.model.http import HTTPClient, contradiction
from vttalerts.model.probes import Found, IPProtocol, Prober
from vttalerts.model.schema import Field, model_validator
from vttalerts.model.sizes import Size
from vttalerts.model.spec import Spec


class HeaderMatch(Spec):
    """A header of the answer and an expression.

    Attributes:
        header: The header's name.
        regexp: The expression, looked for in the header's value.
        allow_missing: Whether the header may be missing.
    """

    header: str = Field(min_length=1)
    regexp: Found = Field(min_length=1)
    allow_missing: Flag | None = None


class HTTPProbe(HTTPClient, Prober):
    """What an HTTP answer must be.

    Attributes:
        valid_status_codes: The codes that are good; without them 2xx.
        valid_http_versions: The versions of HTTP that are good; without them all.
        preferred_ip_protocol: Without it `ip6`.
        ip_protocol_fallback: Try the other protocol; without it true.
        skip_resolve_phase_with_proxy: Let the proxy look up the name.
        fail_if_ssl: Fail where the answer came over TLS.
        fail_if_not_ssl: Fail where it did not.
        method: Without it GET.
        headers: Headers of the request.
        fail_if_body_matches_regexp: Expressions of which none may be found in the body.
        fail_if_body_not_matches_regexp: Expressions that must all be found in the body.
        fail_if_body_json_matches_cel: An expression in CEL on the JSON `body` that must be false.
        fail_if_body_json_not_matches_cel: One that must be true.
        fail_if_header_matches: Headers of which none may match.
        fail_if_header_not_matches: Headers that must all match.
        body: Body of the request; excludes `body_file`.
        body_file: File with the body of the request.
        compression: How the answer must be compressed.
        body_size_limit: The longest answer; without it any.
        enable_http3: Speak HTTP/3 and nothing else; needs `enable_http2=False`.
    """

    server: ClassVar[str] = "blackbox"
    prober: ClassVar[str] = "http"
    since: ClassVar[Mapping[str, str]] = {
        "body_file": "0.24",
        "no_proxy": "0.24",
        "proxy_from_environment": "0.24",
        "proxy_connect_header": "0.24",
        "http_headers": "0.26",
        "fail_if_body_json_matches_cel": "0.27",
        "fail_if_body_json_not_matches_cel": "0.27",
        "enable_http3": "0.28",
    }

    valid_status_codes: tuple[Whole, ...] = ()
    valid_http_versions: tuple[Literal["HTTP/1.0", "HTTP/1.1", "HTTP/2.0", "HTTP/3.0"], ...] = ()
    preferred_ip_protocol: IPProtocol | None = None
    ip_protocol_fallback: Flag | None = None
    skip_resolve_phase_with_proxy: Flag | None = None
    fail_if_ssl: Flag | None = None
    fail_if_not_ssl: Flag | None = None
    method: str | None = None
    headers: dict[str, str] | None = None
    fail_if_body_matches_regexp: tuple[Found, ...] = ()
    fail_if_body_not_matches_regexp: tuple[Found, ...] = ()
    fail_if_body_json_matches_cel: str | None = Field(default=None, min_length=1)
    fail_if_body_json_not_matches_cel: str | None = Field(default=None, min_length=1)
    fail_if_header_matches: tuple[HeaderMatch, ...] = ()
    fail_if_header_not_matches: tuple[HeaderMatch, ...] = ()
    body: str | None = None
    body_file: str | None = None
    compression: str | None = None
    body_size_limit: Size | None = None
    enable_http3: Flag | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.body and self.body_file:
            raise contradiction("body", "body_file")
        if self.enable_http3:
            wrong = next((version for version in self.valid_http_versions if version != "HTTP/3.0"), None)
            if self.enable_http2 is not False or wrong is not None:
                raise _http3(
                    "HTTP/3 is spoken alone",
                    "write enable_http2=False" if wrong is None else f"remove `{wrong}` from `valid_http_versions`",
                )
        elif "HTTP/3.0" in self.valid_http_versions:
            raise _http3("HTTP/3 is good, and not spoken", "add enable_http3=True and enable_http2=False")
        for name, value in (self.headers or {}).items():
            if name.lower() == "accept-encoding" and not _accepted(self.compression or "", value):
                raise Fault(
                    "PRB012",
                    f"the answer must be in `{self.compression}`, and `{name}: {value}` does not ask for it",
                    why="the Blackbox Exporter refuses the file",
                    help=f"write `{name}: {self.compression}`, or remove the header",
                )
        return self


def _http3(headline: str, mend: str) -> Fault:
    return Fault("PRB011", headline, why="the Blackbox Exporter refuses the file", help=mend)


def _accepted(compression: str, accepted: str) -> bool:
    """Tell whether a header asks for a compression (config `isCompressionAcceptEncodingValid`)."""
    if not compression or not accepted:
        return True
    offers: list[tuple[str, float]] = []
    for part in accepted.split(","):
        name, semicolon, quality = part.rpartition(";")
        try:
            number = float(quality.strip().removeprefix("q=")) if semicolon else 1.0
        except ValueError:
            number = 0.0
        offers.append(((name if semicolon else part).strip(), round(number, 3)))
    offers.sort(key=lambda offer: -offer[1])
    return next((number > 0 for name, number in offers if name in (compression, "*")), False)
