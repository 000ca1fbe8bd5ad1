"""How a server reaches another one over HTTP: credentials, TLS, proxies (prometheus/common `HTTPClientConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final, Literal, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import URL, Flag, Text
from vttalerts.model.schema import Field, model_validator
from vttalerts.model.settings import Secret
from vttalerts.model.spec import Spec

TLSVersion = Literal["TLS10", "TLS11", "TLS12", "TLS13"]

RESERVED_HEADERS: Final = frozenset(
    """authorization host content-encoding content-length content-type user-agent connection keep-alive
    proxy-authenticate proxy-authorization www-authenticate accept-encoding x-prometheus-remote-write-version
    x-prometheus-remote-read-version x-prometheus-scrape-timeout-seconds x-amz-date x-amz-security-token
    x-amz-content-sha256""".split()
)
"""Headers that the servers set themselves and refuse in `http_headers` (prometheus/common `config/headers.go`)."""


class TLS(Spec):
    """TLS options of a client (prometheus/common `TLSConfig`).

    Attributes:
        ca_file: File with the authorities to trust; else the system's.
        cert_file: File with the client's certificate; needs `key_file`.
        key_file: File with the client's key; needs `cert_file`.
        server_name: The name to verify instead of the host's.
        insecure_skip_verify: Trust any certificate.
        min_version: The lowest TLS version to speak.
        max_version: The highest TLS version to speak.
    """

    ca: str | None = None
    ca_file: str | None = None
    cert: str | None = None
    cert_file: str | None = None
    key: Secret | None = None
    key_file: str | None = None
    server_name: str | None = None
    insecure_skip_verify: Flag | None = None
    min_version: TLSVersion | None = None
    max_version: TLSVersion | None = None

    @model_validator(mode="after")
    def _pairs(self) -> Self:
        for first, second in (("ca", "ca_file"), ("cert", "cert_file"), ("key", "key_file")):
            exclusive(self, first, second)
        if (self.cert or self.cert_file) and not (self.key or self.key_file):
            raise missing_partner("cert_file", "key_file")
        if (self.key or self.key_file) and not (self.cert or self.cert_file):
            raise missing_partner("key_file", "cert_file")
        return self


class BasicAuth(Spec):
    """User name and password.

    Attributes:
        username: The user.
        password: The password's secret.
    """

    username: Text
    password: Secret


class Authorization(Spec):
    """An `Authorization` header.

    Attributes:
        type: Its first word; without it `Bearer`.
        credentials: The rest of it.
    """

    type: str | None = None
    credentials: Secret

    @model_validator(mode="after")
    def _no_basic(self) -> Self:
        if self.type is not None and self.type.strip().lower() == "basic":
            raise Fault(
                "DEF015",
                "authorization of type Basic is refused by the server",
                why="the server refuses the file",
                help="use `basic_auth=BasicAuth(username=…, password=secret(…))`",
            )
        return self


class OAuth2(Spec):
    """OAuth 2 client credentials.

    Attributes:
        client_id: The client.
        client_secret: Its secret.
        token_url: Where tokens are fetched.
        scopes: The scopes to ask for.
        endpoint_params: Further parameters of the token request.
        tls_config: How to reach the token's server.
        proxy_url: The proxy to reach it through.
    """

    client_id: Text
    client_secret: Secret | None = None
    token_url: URL
    scopes: tuple[str, ...] = ()
    endpoint_params: dict[str, str] | None = None
    tls_config: TLS | None = None
    proxy_url: URL | None = None


class Header(Spec):
    """The values of one further HTTP header.

    Attributes:
        values: Values that are no secret.
        secrets: Values that are.
    """

    values: tuple[Text, ...] = ()
    secrets: tuple[Secret, ...] = Field(default=(), serialization_alias="files")


class HTTPClient(Spec):
    """Options that every HTTP client of Prometheus and Alertmanager has.

    Attributes:
        basic_auth: User name and password; excludes `authorization` and `oauth2`.
        authorization: A token.
        oauth2: Tokens from an OAuth 2 server.
        tls_config: TLS options.
        follow_redirects: Without it, true.
        enable_http2: Without it, true.
        proxy_url: The proxy to use.
        no_proxy: Hosts to reach directly; needs `proxy_url`.
        proxy_from_environment: Take the proxy from the server's environment.
        http_headers: Further headers.
    """

    wire_last: ClassVar[frozenset[str]] = frozenset(
        """basic_auth authorization oauth2 tls_config follow_redirects enable_http2 proxy_url no_proxy
        proxy_from_environment http_headers""".split()
    )

    basic_auth: BasicAuth | None = None
    authorization: Authorization | None = None
    oauth2: OAuth2 | None = None
    tls_config: TLS | None = None
    follow_redirects: Flag | None = None
    enable_http2: Flag | None = None
    proxy_url: URL | None = None
    no_proxy: str | None = None
    proxy_from_environment: Flag | None = None
    http_headers: dict[str, Header] | None = None

    @model_validator(mode="after")
    def _exclusions(self) -> Self:
        exclusive(self, "basic_auth", "authorization", "oauth2")
        exclusive(self, "proxy_from_environment", "proxy_url")
        exclusive(self, "proxy_from_environment", "no_proxy")
        if self.no_proxy and not self.proxy_url:
            raise missing_partner("no_proxy", "proxy_url")
        for name in self.http_headers or {}:
            if name.lower() in RESERVED_HEADERS:
                raise Fault(
                    "DEF016",
                    f"header `{name}` is set by the server itself",
                    why="the server refuses the file",
                    help="use the option made for it, such as `authorization` or `basic_auth`",
                )
        return self


class AlertmanagerHTTP(HTTPClient):
    """The HTTP options of Alertmanager's receivers."""

    server: ClassVar[str] = "alertmanager"
    since: ClassVar[Mapping[str, str]] = {
        "no_proxy": "0.26",
        "proxy_from_environment": "0.26",
        "http_headers": "0.28",
    }


class PrometheusHTTP(HTTPClient):
    """The HTTP options of Prometheus's scrapes and service discoveries."""

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {
        "no_proxy": "2.43",
        "proxy_from_environment": "2.43",
        "http_headers": "2.55",
    }


def exclusive(spec: Spec, *names: str) -> None:
    """Check that at most one of several fields is set.

    Raises:
        Fault: More than one is (DEF017).
    """
    given = [name for name in names if spec.__dict__[name] is not None]
    if len(given) > 1:
        raise Fault(
            "DEF017",
            f"`{given[0]}` and `{given[1]}` exclude each other",
            why="the server refuses the file",
            help=f"keep one and remove `{given[1]}`",
        )


def missing_partner(given: str, needed: str) -> Fault:
    """Return the fault of a field that means nothing without another (DEF018)."""
    return Fault(
        "DEF018",
        f"`{given}` needs `{needed}`",
        why="the server refuses the file",
        help=f"add `{needed}=…`, or remove `{given}`",
    )
