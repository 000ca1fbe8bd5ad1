"""How a client shows who it is: passwords, tokens, certificates (prometheus/common `config/http_config.go`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.documents import Document
from vttalerts.model.fields import URL, Flag, ProxyURL, Text
from vttalerts.model.schema import Field, model_validator
from vttalerts.model.settings import Secret
from vttalerts.model.spec import Spec

TLSVersion = Literal["TLS10", "TLS11", "TLS12", "TLS13"]
GrantType = Literal["client_credentials", "urn:ietf:params:oauth:grant-type:jwt-bearer"]

ProxyHeaders = dict[str, tuple[Text | Secret, ...]]


class TLS(Spec):
    """TLS options of a client (prometheus/common `TLSConfig`).

    Attributes:
        ca: The authorities to trust, as PEM; excludes `ca_file`.
        ca_file: File with the authorities to trust; else the system's.
        cert: The client's certificate, as PEM; needs a key.
        cert_file: File with the client's certificate; needs a key.
        key: The secret that is the client's key; needs a certificate.
        key_file: File with the client's key; needs a certificate.
        server_name: The name to verify instead of the host's.
        insecure_skip_verify: Trust any certificate.
        min_version: The lowest TLS version to speak.
        max_version: The highest TLS version to speak.
    """

    since_of: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "alertmanager": {"ca": "0.26", "cert": "0.26"},
        "blackbox": {"ca": "0.25", "cert": "0.25"},
        "prometheus": {"ca": "2.45", "cert": "2.45"},
    }

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
        username: The user; a secret where nobody may know the name.
        password: The password's secret; without it an empty one.
    """

    since_of: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "alertmanager": {"username_file": "0.27"},
        "blackbox": {"username_file": "0.25"},
        "prometheus": {"username_file": "2.49"},
    }

    username: Secret | Text
    password: Secret | None = None


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


def _since(*, proxy: str, assertion: str) -> dict[str, str]:
    """Return since when a server reads the options of a proxy, and those of signed assertions."""
    signed = "client_certificate_key_file client_certificate_key_id grant_type signature_algorithm iss audience claims"
    return {
        **dict.fromkeys(("no_proxy", "proxy_from_environment", "proxy_connect_header"), proxy),
        **dict.fromkeys(signed.split(), assertion),
    }


class OAuth2(Spec):
    """Tokens from an OAuth 2 server, by a secret or by a signed assertion (RFC 7523).

    Attributes:
        client_id: The client.
        client_secret: Its secret.
        client_certificate_key_id: The name of the key that signs the assertion.
        client_certificate_key: The key that signs it.
        grant_type: `client_credentials` where nothing is said; the other one sends the assertion.
        signature_algorithm: How the assertion is signed; without it RS256.
        iss: Who signs it; without it `client_id`.
        audience: Whom it is for; without it `token_url`.
        claims: What else it says.
        token_url: Where tokens are fetched.
        scopes: The scopes to ask for.
        endpoint_params: Further parameters of the token request.
        tls_config: How to reach the token's server.
        proxy_url: The proxy to reach it through.
        no_proxy: Hosts to reach directly; needs `proxy_url`.
        proxy_from_environment: Take the proxy from the server's environment.
        proxy_connect_header: Further headers for the proxy.
    """

    since_of: ClassVar[Mapping[str, Mapping[str, str]]] = {
        "alertmanager": _since(proxy="0.26", assertion="0.30"),
        "blackbox": _since(proxy="0.24", assertion="0.28"),
        "prometheus": _since(proxy="2.43", assertion="3.8"),
    }

    client_id: Text
    client_secret: Secret | None = None
    client_certificate_key_id: str | None = None
    client_certificate_key: Secret | None = None
    grant_type: GrantType | None = None
    signature_algorithm: Literal["RS256", "RS384", "RS512"] | None = None
    iss: str | None = None
    audience: str | None = None
    claims: Document | None = None
    token_url: URL
    scopes: tuple[str, ...] = ()
    endpoint_params: dict[str, str] | None = None
    tls_config: TLS | None = None
    proxy_url: ProxyURL | None = None
    no_proxy: str | None = None
    proxy_from_environment: Flag | None = None
    proxy_connect_header: ProxyHeaders | None = None

    @model_validator(mode="after")
    def _proxies(self) -> Self:
        check_proxies(self)
        return self


class Header(Spec):
    """The values of one further HTTP header.

    Attributes:
        values: Values that are no secret.
        secrets: Values that are.
    """

    values: tuple[Text, ...] = ()
    secrets: tuple[Secret, ...] = Field(default=(), serialization_alias="files")


def exclusive(spec: Spec, *names: str) -> None:
    """Check that at most one of several fields is set.

    Raises:
        Fault: More than one is (DEF017).
    """
    given = [name for name in names if spec.__dict__[name] is not None]
    if len(given) > 1:
        raise contradiction(given[0], given[1])


def contradiction(first: str, second: str) -> Fault:
    """Return the fault of two fields that exclude each other (DEF017)."""
    return Fault(
        "DEF017",
        f"`{first}` and `{second}` exclude each other",
        why="the server refuses the file",
        help=f"keep one and remove `{second}`",
    )


def missing_partner(given: str, needed: str) -> Fault:
    """Return the fault of a field that means nothing without another (DEF018)."""
    return Fault(
        "DEF018",
        f"`{given}` needs `{needed}`",
        why="the server refuses the file",
        help=f"add `{needed}=…`, or remove `{given}`",
    )


def no_file(field: str, instead: str) -> Fault:
    """Return the fault of a credential that the server reads from no file (DEF019).

    Args:
        field: The credential's field.
        instead: The edit that does without it.
    """
    return Fault(
        "DEF019",
        f"there is no `{field}_file`: `{field}` would stand in the file in clear text",
        why="everybody who may read the configuration could use it",
        help=instead,
    )


def check_proxies(spec: Spec) -> None:
    """Check the options of a proxy against each other (prometheus/common `ProxyConfig.Validate`).

    Raises:
        Fault: Two exclude each other (DEF017), one lacks another (DEF018), a header is a secret (DEF019).
    """
    given = spec.__dict__
    proxy, from_environment = given["proxy_url"], given["proxy_from_environment"]
    for name in ("proxy_url", "no_proxy"):
        if from_environment and given[name]:
            raise contradiction("proxy_from_environment", name)
    if given["no_proxy"] and not proxy:
        raise missing_partner("no_proxy", "proxy_url")
    if given["proxy_connect_header"] and not (proxy or from_environment):
        raise missing_partner("proxy_connect_header", "proxy_url")
    for values in (given["proxy_connect_header"] or {}).values():
        if any(isinstance(value, Secret) for value in values):
            raise no_file("proxy_connect_header", "let the proxy know the server by its address or its certificate")
