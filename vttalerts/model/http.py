"""How a server reaches another one over HTTP (prometheus/common `HTTPClientConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.credentials import (
    TLS,
    Authorization,
    BasicAuth,
    Header,
    OAuth2,
    ProxyHeaders,
    check_proxies,
    contradiction,
    exclusive,
    missing_partner,
    no_file,
)
from vttalerts.model.fields import Flag, ProxyURL
from vttalerts.model.schema import model_validator
from vttalerts.model.spec import Spec

__all__ = [
    "RESERVED_HEADERS", "TLS", "AlertmanagerHTTP", "Authorization", "BasicAuth", "HTTPClient", "Header", "OAuth2",
    "PrometheusHTTP", "contradiction", "exclusive", "missing_partner", "no_file", "reserved_header",
]  # fmt: skip

RESERVED_HEADERS: Final = frozenset(
    """authorization host content-encoding content-length content-type user-agent connection keep-alive
    proxy-authenticate proxy-authorization www-authenticate accept-encoding x-prometheus-remote-write-version
    x-prometheus-remote-read-version x-prometheus-scrape-timeout-seconds x-amz-date x-amz-security-token
    x-amz-content-sha256""".split()
)
"""Headers that the servers set themselves and refuse in `http_headers` (prometheus/common `config/headers.go`)."""


class HTTPClient(Spec):
    """Options that every HTTP client of Prometheus and Alertmanager has.

    Attributes:
        basic_auth: User name and password; excludes `authorization` and `oauth2`.
        authorization: A token.
        oauth2: Tokens from an OAuth 2 server.
        tls_config: TLS options.
        follow_redirects: Without it, true.
        enable_http2: Without it, true; false for remote write.
        proxy_url: The proxy to use.
        no_proxy: Hosts to reach directly; needs `proxy_url`.
        proxy_from_environment: Take the proxy from the server's environment.
        proxy_connect_header: Further headers for the proxy; needs one.
        http_headers: Further headers.
    """

    wire_last: ClassVar[frozenset[str]] = frozenset(
        """basic_auth authorization oauth2 tls_config follow_redirects enable_http2 proxy_url no_proxy
        proxy_from_environment proxy_connect_header http_headers""".split()
    )

    basic_auth: BasicAuth | None = None
    authorization: Authorization | None = None
    oauth2: OAuth2 | None = None
    tls_config: TLS | None = None
    follow_redirects: Flag | None = None
    enable_http2: Flag | None = None
    proxy_url: ProxyURL | None = None
    no_proxy: str | None = None
    proxy_from_environment: Flag | None = None
    proxy_connect_header: ProxyHeaders | None = None
    http_headers: dict[str, Header] | None = None

    @model_validator(mode="after")
    def _exclusions(self) -> Self:
        exclusive(self, "basic_auth", "authorization", "oauth2")
        check_proxies(self)
        for name in self.http_headers or {}:
            if name.lower() in RESERVED_HEADERS:
                raise reserved_header(name)
        return self


class AlertmanagerHTTP(HTTPClient):
    """The HTTP options of Alertmanager's receivers."""

    server: ClassVar[str] = "alertmanager"
    since: ClassVar[Mapping[str, str]] = {
        "no_proxy": "0.26",
        "proxy_from_environment": "0.26",
        "proxy_connect_header": "0.26",
        "http_headers": "0.28",
    }


class PrometheusHTTP(HTTPClient):
    """The HTTP options of Prometheus's scrapes and service discoveries."""

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {
        "no_proxy": "2.43",
        "proxy_from_environment": "2.43",
        "http_headers": "2.53",
    }


def reserved_header(name: str) -> Fault:
    """Return the fault of a header that the server sets itself (DEF016)."""
    return Fault(
        "DEF016",
        f"header `{name}` is set by the server itself",
        why="the server refuses the file",
        help="use the option made for it, such as `authorization` or `basic_auth`",
    )
