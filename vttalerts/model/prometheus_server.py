"""Prometheus itself: its global section, and what belongs to the server as a whole (prometheus config/config.go)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, ClassVar, Final, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.deferred import deferred
from vttalerts.model.fields import Duration, Flag, Labels, PositiveDuration, Text, Whole
from vttalerts.model.gates import Newer
from vttalerts.model.relabel import Relabel
from vttalerts.model.schema import AfterValidator, Field, model_validator
from vttalerts.model.scraping import (
    SINCE,
    EscapingScheme,
    Protocols,
    ValidationScheme,
    check_scraping,
    newer_protocols,
)
from vttalerts.model.sizes import Size
from vttalerts.model.spec import Spec

if TYPE_CHECKING:
    from vttalerts.model.alerting import AlertmanagerConfig
    from vttalerts.model.otlp import OTLP
    from vttalerts.model.remote import RemoteRead, RemoteWrite
    from vttalerts.model.storage import Runtime, Storage
    from vttalerts.model.tracing import PrometheusTracing
else:
    AlertmanagerConfig = deferred("vttalerts.model.alerting", "AlertmanagerConfig")
    OTLP = deferred("vttalerts.model.otlp", "OTLP")
    RemoteRead = deferred("vttalerts.model.remote", "RemoteRead")
    RemoteWrite = deferred("vttalerts.model.remote", "RemoteWrite")
    Runtime = deferred("vttalerts.model.storage", "Runtime")
    Storage = deferred("vttalerts.model.storage", "Storage")
    PrometheusTracing = deferred("vttalerts.model.tracing", "PrometheusTracing")

_GLOB: Final = re.compile(r"[^*]*(\*[^/]*)?")
"""Paths with a pattern in their last part at most (config `patRulePath`)."""
_KEEPS_NAMES: Final = ("NoUTF8EscapingWithSuffixes", "NoTranslation")
"""Translations that need the validation scheme `utf8` (config `Load`)."""


def _glob(value: str) -> str:
    if not value or not _GLOB.fullmatch(value):
        raise Fault(
            "SCR026",
            f"`{value}` is no path that Prometheus can look for",
            why="Prometheus refuses the file",
            help="put a `*` into the last part of the path at most, such as `rules/*.yml`",
        )
    return value


Globs = tuple[Annotated[str, AfterValidator(_glob)], ...]


class PrometheusServer(Spec):
    """Prometheus's `global` section and what belongs to the server as a whole (config `GlobalConfig`).

    Attributes:
        scrape_interval: How often jobs are scraped that say nothing.
        scrape_timeout: How long a scrape may take; at most the interval.
        scrape_protocols: The formats to ask for, the most wanted first.
        evaluation_interval: How often rule groups are evaluated that say nothing.
        rule_query_offset: How far back rules look.
        query_log_file: Where queries are logged.
        scrape_failure_log_file: Where failed scrapes are logged.
        external_labels: Labels of everything that leaves the server, alerts too.
        body_size_limit: The longest answer to a scrape, uncompressed; 0 for any.
        sample_limit: The most samples of a scrape; 0 for any number.
        target_limit: The most targets of a job; 0 for any number.
        label_limit: The most labels of a sample; 0 for any number.
        label_name_length_limit: The longest name of a label, in bytes; 0 for any.
        label_value_length_limit: The longest value of a label, in bytes; 0 for any.
        keep_dropped_targets: How many dropped targets of a job are remembered; 0 for all.
        metric_name_validation_scheme: Which names are good.
        metric_name_escaping_scheme: How other names are written.
        scrape_native_histograms: Take native histograms.
        convert_classic_histograms_to_nhcb: Make native histograms of classic ones.
        always_scrape_classic_histograms: Take classic histograms beside native ones.
        extra_scrape_metrics: Make series of the jobs' limits.
        runtime: How the process runs.
        alert_relabel_configs: What happens to alerts before they are sent.
        alertmanagers: Who gets the alerts: `host:port`, or how some are reached.
        alertmanager_path_prefix: The path below which those answer that are `host:port`.
        rule_files: Files of rules beside those that are made here.
        scrape_config_files: Files of scrape jobs beside those that are made here.
        storage: What is kept.
        tracing: Where traces go.
        remote_write: Who gets all samples.
        remote_read: Who is asked for others.
        otlp: What becomes of metrics that are sent by OTLP.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {
        **SINCE,
        **dict.fromkeys(
            """body_size_limit sample_limit target_limit label_limit label_name_length_limit
            label_value_length_limit""".split(),
            "2.45",
        ),
        "rule_query_offset": "2.53",
        "convert_classic_histograms_to_nhcb": "3.4",
        "always_scrape_classic_histograms": "3.5",
    }

    scrape_interval: PositiveDuration | None = None
    scrape_timeout: PositiveDuration | None = None
    scrape_protocols: Protocols = ()
    evaluation_interval: PositiveDuration | None = None
    rule_query_offset: Duration | None = None
    query_log_file: str | None = None
    scrape_failure_log_file: str | None = None
    external_labels: Labels | None = None
    body_size_limit: Size | None = None
    sample_limit: Whole | None = Field(default=None, ge=0)
    target_limit: Whole | None = Field(default=None, ge=0)
    label_limit: Whole | None = Field(default=None, ge=0)
    label_name_length_limit: Whole | None = Field(default=None, ge=0)
    label_value_length_limit: Whole | None = Field(default=None, ge=0)
    keep_dropped_targets: Whole | None = Field(default=None, ge=0)
    metric_name_validation_scheme: ValidationScheme | None = None
    metric_name_escaping_scheme: EscapingScheme | None = None
    scrape_native_histograms: Flag | None = None
    convert_classic_histograms_to_nhcb: Flag | None = None
    always_scrape_classic_histograms: Flag | None = None
    extra_scrape_metrics: Flag | None = None
    runtime: Runtime | None = Field(default=None, exclude=True)
    alert_relabel_configs: tuple[Relabel, ...] = Field(default=(), exclude=True)
    alertmanagers: tuple[Text | AlertmanagerConfig, ...] = Field(default=(), exclude=True)
    alertmanager_path_prefix: str | None = Field(default=None, exclude=True)
    rule_files: Globs = Field(default=(), exclude=True)
    scrape_config_files: Globs = Field(default=(), exclude=True)
    storage: Storage | None = Field(default=None, exclude=True)
    tracing: PrometheusTracing | None = Field(default=None, exclude=True)
    remote_write: tuple[RemoteWrite, ...] = Field(default=(), exclude=True)
    remote_read: tuple[RemoteRead, ...] = Field(default=(), exclude=True)
    otlp: OTLP | None = Field(default=None, exclude=True)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        check_scraping(self)
        for keyword in ("remote_write", "remote_read"):
            names = [one.name for one in self.__dict__[keyword] if one.name]
            twice = next((name for name in names if names.count(name) > 1), None)
            if twice is not None:
                raise Fault(
                    "SCR027",
                    f"`{twice}` stands twice in `{keyword}`",
                    why="Prometheus refuses the file",
                    help="give one of them another `name`",
                )
        strategy = None if self.otlp is None else self.otlp.translation_strategy
        if strategy in _KEEPS_NAMES and self.metric_name_validation_scheme == "legacy":
            raise Fault(
                "SCR021",
                f"`{strategy}` and the validation scheme `legacy` contradict each other",
                why="Prometheus refuses the file",
                help="choose another `translation_strategy`, or the validation scheme `utf8`",
            )
        return self

    def newer(self) -> Iterator[Newer]:
        """Yield the scrape protocols, and the files of scrape jobs, that came later."""
        yield from newer_protocols(("scrape_protocols", self.scrape_protocols))
        if self.scrape_config_files:
            yield Newer("scrape_config_files", "`scrape_config_files`", "2.43")
