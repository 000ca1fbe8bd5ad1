"""Where Prometheus gets its numbers: scrape jobs (prometheus config/config.go `ScrapeConfig`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Literal, Self

from typing_extensions import override

from vttalerts.model.discoveries import (
    Discovery,
    DNSDiscovery,
    FileDiscovery,
    HTTPDiscovery,
    Static,
    add_discoveries,
    check_static_targets,
)
from vttalerts.model.fields import Flag, PositiveDuration, Whole
from vttalerts.model.gates import Newer
from vttalerts.model.http import PrometheusHTTP
from vttalerts.model.metrics import Metric
from vttalerts.model.pacing import pace_scraping
from vttalerts.model.relabel import Relabel, RelabelAction
from vttalerts.model.schema import Field, model_validator
from vttalerts.model.scraping import (
    SINCE,
    EscapingScheme,
    Protocol,
    Protocols,
    ValidationScheme,
    check_scraping,
    newer_protocols,
)
from vttalerts.model.settings import DEFAULTS, Settings
from vttalerts.model.sizes import Size
from vttalerts.model.spec import Tree

__all__ = [
    "DNSDiscovery", "Discovery", "FileDiscovery", "HTTPDiscovery", "Relabel", "RelabelAction", "ScrapeJob", "Static",
]  # fmt: skip


class ScrapeJob(PrometheusHTTP):
    """One scrape job.

    Attributes:
        job_name: Unique; becomes the label `job`.
        discoveries: Where its targets come from.
        exports: The metrics that its targets expose; no part of Prometheus's configuration.
        honor_labels: Believe the target where its labels and the job's differ.
        honor_timestamps: Believe the target's timestamps; without it, true.
        track_timestamps_staleness: Mark series as gone that have timestamps of their own.
        params: Parameters of the request.
        scrape_interval: How often; without it the server's.
        scrape_timeout: How long one scrape may take; at most the interval.
        scrape_protocols: The formats to ask for, the most wanted first; without it the server's.
        fallback_scrape_protocol: The format of a target that does not say which it has.
        scrape_native_histograms: Take native histograms.
        always_scrape_classic_histograms: Take classic histograms beside native ones.
        convert_classic_histograms_to_nhcb: Make native histograms of classic ones.
        scrape_failure_log_file: Where failed scrapes are logged.
        metrics_path: Where the metrics are; without it `/metrics`.
        scheme: Without it `http`.
        enable_compression: Ask for a compressed answer; without it, true.
        body_size_limit: The longest answer, uncompressed; 0 for any.
        sample_limit: The most samples of a scrape; 0 for any number.
        target_limit: The most targets; 0 for any number.
        label_limit: The most labels of a sample; 0 for any number.
        label_name_length_limit: The longest name of a label, in bytes; 0 for any.
        label_value_length_limit: The longest value of a label, in bytes; 0 for any.
        native_histogram_bucket_limit: The most buckets of a native histogram; 0 for any number.
        native_histogram_min_bucket_factor: The least growth from one bucket to the next.
        keep_dropped_targets: How many dropped targets are remembered; 0 for all.
        metric_name_validation_scheme: Which names are good.
        metric_name_escaping_scheme: How other names are written.
        extra_scrape_metrics: Make series of the job's limits.
        relabel_configs: What happens to targets.
        metric_relabel_configs: What happens to samples.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {
        **PrometheusHTTP.since,
        **SINCE,
        "native_histogram_bucket_limit": "2.45",
        "track_timestamps_staleness": "2.48",
        "enable_compression": "2.49",
        "native_histogram_min_bucket_factor": "2.50",
        "fallback_scrape_protocol": "3.0",
        "always_scrape_classic_histograms": "3.0",
        "convert_classic_histograms_to_nhcb": "3.0",
    }

    job_name: str = Field(min_length=1)
    honor_labels: Flag | None = None
    honor_timestamps: Flag | None = None
    track_timestamps_staleness: Flag | None = None
    params: dict[str, tuple[str, ...]] | None = None
    scrape_interval: PositiveDuration | None = None
    scrape_timeout: PositiveDuration | None = None
    scrape_protocols: Protocols = ()
    fallback_scrape_protocol: Protocol | None = None
    scrape_native_histograms: Flag | None = None
    always_scrape_classic_histograms: Flag | None = None
    convert_classic_histograms_to_nhcb: Flag | None = None
    scrape_failure_log_file: str | None = None
    metrics_path: str | None = None
    scheme: Literal["http", "https"] | None = None
    enable_compression: Flag | None = None
    body_size_limit: Size | None = None
    sample_limit: Whole | None = Field(default=None, ge=0)
    target_limit: Whole | None = Field(default=None, ge=0)
    label_limit: Whole | None = Field(default=None, ge=0)
    label_name_length_limit: Whole | None = Field(default=None, ge=0)
    label_value_length_limit: Whole | None = Field(default=None, ge=0)
    native_histogram_bucket_limit: Whole | None = Field(default=None, ge=0)
    native_histogram_min_bucket_factor: float | None = None
    keep_dropped_targets: Whole | None = Field(default=None, ge=0)
    metric_name_validation_scheme: ValidationScheme | None = None
    metric_name_escaping_scheme: EscapingScheme | None = None
    extra_scrape_metrics: Flag | None = None
    discoveries: tuple[Discovery, ...] = Field(exclude=True)
    relabel_configs: tuple[Relabel, ...] = ()
    metric_relabel_configs: tuple[Relabel, ...] = ()
    exports: tuple[Metric, ...] = Field(default=(), exclude=True)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        check_scraping(self)
        if not self.relabel_configs:
            check_static_targets(self.discoveries)
        return self

    @override
    def wire(self, settings: Settings = DEFAULTS) -> Tree:
        tree = super().wire(settings)
        pace_scraping(tree, settings)
        add_discoveries(tree, self.discoveries, settings)
        return tree

    def newer(self) -> Iterator[Newer]:
        """Yield the scrape protocols that came later."""
        yield from newer_protocols(
            ("scrape_protocols", self.scrape_protocols), ("fallback_scrape_protocol", self.fallback_scrape_protocol)
        )

    def static_labels(self) -> dict[str, Any]:
        """Return the labels that some static target sets, with a value where all agree."""
        found: dict[str, Any] = {}
        for discovery in self.discoveries:
            for name, value in (discovery.labels or {}).items() if isinstance(discovery, Static) else ():
                found[name] = value if found.get(name, value) == value else None
        return found
