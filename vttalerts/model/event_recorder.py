"""What Alertmanager did and why, as a stream of events (alertmanager eventrecorder/).

Alertmanager reads this only with `--enable-feature=event-recorder`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, ClassVar, Literal, Self

from vttalerts.model.fields import URL, Duration, Flag, HostPort, Text, Whole
from vttalerts.model.http import TLS, AlertmanagerHTTP, missing_partner, no_file
from vttalerts.model.schema import AfterValidator, Field, model_validator
from vttalerts.model.settings import EnvText, Secret, is_unreadable
from vttalerts.model.spec import Spec


def _url(value: Secret | str | EnvText) -> Secret | str | EnvText:
    if is_unreadable(value):
        raise no_file("url", "write the address without its token, and the token in `http_config`")
    return value


class FileOutput(Spec):
    """A file, one event a line.

    Attributes:
        path: The file.
    """

    server: ClassVar[str] = "alertmanager"

    path: str = Field(min_length=1)


class WebhookOutput(Spec):
    """An address that gets events as JSON.

    Attributes:
        url: The address; no secret, because upstream reads it from no file.
        http_config: How to reach it.
        timeout: How long one delivery may take; without it 10 s.
        workers: How many deliveries run at a time; without it 4.
        max_retries: How often one is tried; without it 3.
        retry_backoff: The first pause after a failure; without it 500 ms.
        batch: Send several events at once.
        batch_max_events: The most events of a delivery; without it 100.
        batch_max_bytes: How long a delivery is at most, in bytes; without it 1 MiB.
        batch_flush_interval: How long a delivery waits for more events; without it 100 ms.
    """

    server: ClassVar[str] = "alertmanager"
    since: ClassVar[Mapping[str, str]] = dict.fromkeys(
        ("batch", "batch_max_events", "batch_max_bytes", "batch_flush_interval"), "0.34"
    )

    url: Annotated[Secret | URL, AfterValidator(_url)]
    http_config: AlertmanagerHTTP | None = None
    timeout: Duration | None = None
    workers: Whole | None = Field(default=None, ge=0)
    max_retries: Whole | None = Field(default=None, ge=0)
    retry_backoff: Duration | None = None
    batch: Flag | None = None
    batch_max_events: Whole | None = Field(default=None, ge=0)
    batch_max_bytes: Whole | None = Field(default=None, ge=0)
    batch_flush_interval: Duration | None = None

    @model_validator(mode="after")
    def _batches(self) -> Self:
        for name in ("batch_max_events", "batch_max_bytes", "batch_flush_interval"):
            if self.__dict__[name] is not None and not self.batch:
                raise missing_partner(name, "batch")
        return self


class KafkaOutput(Spec):
    """A topic of Kafka.

    Attributes:
        brokers: `host:port` of some brokers.
        topic: The topic.
        client_id: Who writes; without it `alertmanager`.
        format: Without it `json`.
        acks: Who must have it before it counts as written; without it the `leader`.
        compression: Without it, none.
        buffer_size: How many events may wait; without it 1,024.
        tls_config: TLS options; without them, no TLS.
    """

    server: ClassVar[str] = "alertmanager"

    brokers: tuple[HostPort, ...] = Field(min_length=1)
    topic: str = Field(min_length=1)
    client_id: Text | None = None
    format: Literal["json", "protobuf"] | None = None
    acks: Literal["none", "leader", "all"] | None = None
    compression: Literal["none", "gzip", "snappy", "lz4", "zstd"] | None = None
    buffer_size: Whole | None = Field(default=None, ge=0)
    tls_config: TLS | None = None


class StdoutOutput(Spec):
    """Alertmanager's own output, one event a line."""

    server: ClassVar[str] = "alertmanager"
    since: ClassVar[Mapping[str, str]] = {"": "0.34"}


class EventRecorder(Spec):
    """Where events go; each goes everywhere.

    Attributes:
        file_outputs: Files.
        webhook_outputs: Addresses.
        kafka_outputs: Topics of Kafka.
        stdout_outputs: Alertmanager's own output.
    """

    server: ClassVar[str] = "alertmanager"
    since: ClassVar[Mapping[str, str]] = {"": "0.33"}

    file_outputs: tuple[FileOutput, ...] = ()
    webhook_outputs: tuple[WebhookOutput, ...] = ()
    kafka_outputs: tuple[KafkaOutput, ...] = ()
    stdout_outputs: tuple[StdoutOutput, ...] = ()
