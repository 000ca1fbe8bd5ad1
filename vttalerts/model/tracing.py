"""Where a server sends traces of its own work, by OTLP (alertmanager tracing/, prometheus config `TracingConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from vttalerts.model.fields import Duration, Flag, Text
from vttalerts.model.http import RESERVED_HEADERS, TLS, Header, reserved_header
from vttalerts.model.schema import AfterValidator, Field, Mismatch, model_validator
from vttalerts.model.settings import EnvText
from vttalerts.model.spec import Spec


def _endpoint(value: str | EnvText) -> str | EnvText:
    if not str(value):
        raise Mismatch("`host:port` of a collector")
    return value


class _Tracing(Spec):
    """What both servers' tracing have.

    Attributes:
        client_type: How; without it gRPC.
        endpoint: `host:port` of the collector.
        sampling_fraction: The share of the work that is traced, 0 to 1; without it none.
        insecure: Without TLS.
        tls_config: TLS options.
        compression: Without it, none.
        timeout: How long one delivery may take.
    """

    wire_last: ClassVar[frozenset[str]] = frozenset({"compression", "timeout"})

    client_type: Literal["grpc", "http"] | None = None
    endpoint: Annotated[Text, AfterValidator(_endpoint)]
    sampling_fraction: float | None = Field(default=None, ge=0, le=1)
    insecure: Flag | None = None
    tls_config: TLS | None = None
    compression: Literal["gzip"] | None = None
    timeout: Duration | None = None


class AlertmanagerTracing(_Tracing):
    """Traces of Alertmanager.

    Attributes:
        headers: Further headers; a header's secrets are read from files.
    """

    server: ClassVar[str] = "alertmanager"
    since: ClassVar[Mapping[str, str]] = {"": "0.30"}

    headers: dict[str, Header] | None = None


class PrometheusTracing(_Tracing):
    """Traces of Prometheus.

    Attributes:
        headers: Further headers, none of them a secret: Prometheus reads them from no file.
    """

    server: ClassVar[str] = "prometheus"

    headers: dict[str, Text] | None = None

    @model_validator(mode="after")
    def _headers(self) -> Self:
        for name in self.headers or {}:
            if name.lower() in RESERVED_HEADERS - {"x-prometheus-scrape-timeout-seconds"}:
                raise reserved_header(name)
        return self
