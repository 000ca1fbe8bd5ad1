"""Samples that Prometheus sends elsewhere, and reads from there (prometheus config `RemoteWriteConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, Final, Literal, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.deferred import deferred
from vttalerts.model.fields import URL, Duration, Flag, Labels, PositiveDuration, Text, Whole
from vttalerts.model.http import RESERVED_HEADERS, PrometheusHTTP, exclusive, reserved_header
from vttalerts.model.relabel import Relabel
from vttalerts.model.schema import Field, model_validator
from vttalerts.model.sigv4 import SigV4
from vttalerts.model.spec import Spec
from vttalerts.units import milliseconds, seconds

if TYPE_CHECKING:
    from vttalerts.model.azuread import AzureAD
else:
    AzureAD = deferred("vttalerts.model.azuread", "AzureAD")

_MAX_SHARDS: Final = 50
_MIN_BACKOFF: Final = milliseconds(30)
_MAX_BACKOFF: Final = seconds(5)
"""What a queue has where nothing is said (config `DefaultQueueConfig`)."""


class QueueConfig(Spec):
    """The queue between Prometheus and the other server.

    Attributes:
        capacity: How many samples wait in a shard; without it 10,000.
        max_shards: The most deliveries at a time; without it 50.
        min_shards: The fewest; without it 1.
        max_samples_per_send: The most samples of a delivery; without it 2,000.
        batch_send_deadline: How long a delivery waits for more samples; without it 5 s.
        min_backoff: The first pause after a failure; without it 30 ms.
        max_backoff: The longest; without it 5 s.
        retry_on_http_429: Try again where the other server has too much to do.
        sample_age_limit: Drop samples that are older.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {"sample_age_limit": "2.50"}

    capacity: Whole | None = Field(default=None, ge=1)
    max_shards: Whole | None = Field(default=None, ge=1)
    min_shards: Whole | None = Field(default=None, ge=1)
    max_samples_per_send: Whole | None = Field(default=None, ge=1)
    batch_send_deadline: PositiveDuration | None = None
    min_backoff: Duration | None = None
    max_backoff: Duration | None = None
    retry_on_http_429: Flag | None = None
    sample_age_limit: Duration | None = None

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        most = _MAX_SHARDS if self.max_shards is None else self.max_shards
        if self.min_shards is not None and self.min_shards > most:
            raise _upside_down("min_shards", f"max_shards ({most})")
        least = self.min_backoff or _MIN_BACKOFF
        longest = self.max_backoff or _MAX_BACKOFF
        if least.in_(longest.unit) > longest.value:
            raise _upside_down("min_backoff", f"max_backoff ({longest})")
        return self


class MetadataConfig(Spec):
    """What the other server is told of metrics' types and units.

    Attributes:
        send: Whether it is told; without it, true.
        send_interval: How often; without it 1 min.
        max_samples_per_send: The most metrics of a delivery; without it 2,000.
    """

    server: ClassVar[str] = "prometheus"

    send: Flag | None = None
    send_interval: PositiveDuration | None = None
    max_samples_per_send: Whole | None = Field(default=None, ge=1)


class GoogleIAM(Spec):
    """Who Prometheus is in Google Cloud.

    Attributes:
        credentials_file: The key of a service account; without it what the Google SDK finds.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {"": "2.55"}

    credentials_file: str | None = None


class RemoteWrite(PrometheusHTTP):
    """A server that gets all samples.

    Attributes:
        url: Its address.
        remote_timeout: How long one delivery may take; without it 30 s.
        headers: Further headers, none of them a secret; secrets stand in `http_headers`.
        write_relabel_configs: What happens to samples before.
        name: Its name in metrics and logs; unique.
        send_exemplars: Send exemplars too.
        send_native_histograms: Send native histograms too.
        round_robin_dns: Ask a different address of the name each time.
        protobuf_message: The protocol; without it the first version's.
        queue_config: The queue.
        metadata_config: What it is told of metrics.
        sigv4: Sign for Amazon; excludes the other credentials.
        azuread: Identity at Microsoft; excludes the other credentials.
        google_iam: Identity at Google; excludes the other credentials.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {
        **PrometheusHTTP.since,
        "azuread": "2.45",
        "protobuf_message": "2.54",
        "google_iam": "2.55",
        "round_robin_dns": "3.1",
    }

    url: URL
    remote_timeout: PositiveDuration | None = None
    headers: dict[str, Text] | None = None
    write_relabel_configs: tuple[Relabel, ...] = ()
    name: str | None = None
    send_exemplars: Flag | None = None
    send_native_histograms: Flag | None = None
    round_robin_dns: Flag | None = None
    protobuf_message: Literal["prometheus.WriteRequest", "io.prometheus.write.v2.Request"] | None = None
    queue_config: QueueConfig | None = None
    metadata_config: MetadataConfig | None = None
    sigv4: SigV4 | None = None
    azuread: AzureAD | None = None
    google_iam: GoogleIAM | None = None

    @model_validator(mode="after")
    def _credentials(self) -> Self:
        exclusive(self, "basic_auth", "authorization", "oauth2", "sigv4", "azuread", "google_iam")
        check_headers(self.headers)
        return self


class RemoteRead(PrometheusHTTP):
    """A server that is asked for what Prometheus does not have.

    Attributes:
        url: Its address.
        remote_timeout: How long one answer may take; without it 1 min.
        chunked_read_limit: The longest part of an answer, in bytes; without it 50,000,000.
        headers: Further headers, none of them a secret; secrets stand in `http_headers`.
        read_recent: Ask for recent samples too.
        name: Its name in metrics and logs; unique.
        required_matchers: Ask only for selectors that have these labels.
        filter_external_labels: Ask for this Prometheus's external labels; without it, true.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {**PrometheusHTTP.since, "chunked_read_limit": "2.55"}

    url: URL
    remote_timeout: PositiveDuration | None = None
    chunked_read_limit: Whole | None = Field(default=None, ge=0)
    headers: dict[str, Text] | None = None
    read_recent: Flag | None = None
    name: str | None = None
    required_matchers: Labels | None = None
    filter_external_labels: Flag | None = None

    @model_validator(mode="after")
    def _headers(self) -> Self:
        check_headers(self.headers)
        return self


def check_headers(headers: Mapping[str, object] | None) -> None:
    """Check headers of requests to another storage (config `validateHeaders`).

    Raises:
        Fault: One is set by Prometheus itself (DEF016).
    """
    for name in headers or {}:
        if name.lower() in RESERVED_HEADERS - {"x-prometheus-scrape-timeout-seconds"}:
            raise reserved_header(name)


def _upside_down(least: str, most: str) -> Fault:
    return Fault(
        "SCR025",
        f"`{least}` is more than {most}",
        why="Prometheus refuses the file, or starts and crashes before 3.12",
        help=f"lower `{least}`",
    )
