"""Where Prometheus gets its numbers: scrape jobs, service discovery and relabeling (prometheus config/config.go)."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import URL, Flag, LabelName, Labels, PositiveDuration, Regex, Text, Whole
from vttalerts.model.http import PrometheusHTTP
from vttalerts.model.metrics import Metric
from vttalerts.model.schema import AfterValidator, Field, model_validator
from vttalerts.model.settings import DEFAULTS, EnvText, Settings
from vttalerts.model.spec import Spec, Tree

_PATTERN_ONLY = frozenset({"labeldrop", "labelkeep"})
_NEEDS_TARGET = frozenset({"replace", "hashmod", "lowercase", "uppercase", "keepequal", "dropequal"})


class RelabelAction(enum.StrEnum):
    """What a relabeling step does (prometheus model/relabel)."""

    REPLACE = "replace"
    KEEP = "keep"
    DROP = "drop"
    KEEPEQUAL = "keepequal"
    DROPEQUAL = "dropequal"
    HASHMOD = "hashmod"
    LABELMAP = "labelmap"
    LABELDROP = "labeldrop"
    LABELKEEP = "labelkeep"
    LOWERCASE = "lowercase"
    UPPERCASE = "uppercase"


class Relabel(Spec):
    """One step that changes, keeps or drops a target or a sample by its labels.

    Attributes:
        source_labels: The labels whose values are joined.
        separator: What joins them; without it `;`.
        regex: What the joined value must match as a whole; without it anything.
        modulus: For `hashmod`.
        target_label: The label that is written.
        replacement: What is written; without it `$1`.
        action: What happens; without it `replace`.
    """

    server: ClassVar[str] = "prometheus"

    source_labels: tuple[str, ...] = ()
    separator: str | None = None
    target_label: str | None = None
    regex: Regex | None = None
    modulus: Whole | None = None
    replacement: Text | None = None
    action: RelabelAction | None = None

    @model_validator(mode="after")
    def _combinations(self) -> Self:
        action = (self.action or RelabelAction.REPLACE).value
        if action in _NEEDS_TARGET and not self.target_label:
            raise Fault(
                "SCR001",
                f"relabeling `{action}` needs `target_label`",
                why="Prometheus refuses the file",
                help="add target_label=…",
            )
        if action == "hashmod" and not self.modulus:
            raise Fault(
                "SCR002",
                "relabeling `hashmod` needs `modulus`",
                why="Prometheus refuses the file",
                help="add modulus=…",
            )
        if action in _PATTERN_ONLY and self.model_fields_set - {"regex", "action"}:
            raise Fault(
                "SCR003",
                f"relabeling `{action}` takes `regex` and nothing else",
                why="Prometheus refuses the file",
                help="remove the other fields",
            )
        return self


class Discovery(Spec):
    """Where a job's targets come from; the base of all kinds.

    Class attributes:
        key: The job's list that it belongs to, such as `static_configs`.
    """

    server: ClassVar[str] = "prometheus"
    key: ClassVar[str] = ""


def _target(value: str | EnvText) -> str | EnvText:
    text = str(value)
    if not text or any(character.isspace() for character in text):
        raise Fault(
            "SCR004",
            f"`{text}` is no target",
            why="Prometheus would scrape nothing",
            help="write `host:port`",
        )
    return value


class Static(Discovery):
    """Targets that are known.

    Attributes:
        targets: `host:port`, or what the relabeling makes one of.
        labels: Labels of all these targets.
    """

    key: ClassVar[str] = "static_configs"

    targets: tuple[Annotated[Text, AfterValidator(_target)], ...]
    labels: Labels | None = None


class FileDiscovery(Discovery):
    """Targets from files that something else writes.

    Attributes:
        files: Paths; the last part may hold one `*`.
        refresh_interval: How often they are read again; without it 5 min.
    """

    key: ClassVar[str] = "file_sd_configs"

    files: tuple[str, ...] = Field(min_length=1)
    refresh_interval: PositiveDuration | None = None

    @model_validator(mode="after")
    def _extensions(self) -> Self:
        for file in self.files:
            if not file.endswith((".json", ".yml", ".yaml")):
                raise Fault(
                    "SCR005",
                    f"`{file}` is no JSON or YAML file",
                    why="Prometheus refuses the file",
                    help="end it in .json, .yml or .yaml",
                )
        return self


class HTTPDiscovery(PrometheusHTTP, Discovery):
    """Targets from an address that answers with JSON.

    Attributes:
        url: The address.
        refresh_interval: How often it is asked; without it 1 min.
    """

    server: ClassVar[str] = "prometheus"
    key: ClassVar[str] = "http_sd_configs"

    url: URL
    refresh_interval: PositiveDuration | None = None


class DNSDiscovery(Discovery):
    """Targets from DNS.

    Attributes:
        names: The names to look up.
        type: The kind of record; without it SRV, which knows ports.
        port: The port, where the record has none.
        refresh_interval: How often; without it 30 s.
    """

    key: ClassVar[str] = "dns_sd_configs"

    names: tuple[str, ...] = Field(min_length=1)
    type: Literal["SRV", "A", "AAAA", "MX", "NS"] | None = None
    port: Whole | None = None
    refresh_interval: PositiveDuration | None = None

    @model_validator(mode="after")
    def _port(self) -> Self:
        if self.type not in (None, "SRV") and self.port is None:
            raise Fault(
                "SCR006",
                f"DNS records of type {self.type} know no port",
                why="Prometheus refuses the file",
                help="add port=…",
            )
        return self


class KubernetesNamespaces(Spec):
    """Which namespaces to look at."""

    own_namespace: Flag | None = None
    names: tuple[str, ...] = ()


class KubernetesSelector(Spec):
    """Which objects to look at."""

    role: Literal["node", "pod", "service", "endpoints", "endpointslice", "ingress"]
    label: str | None = None
    field: str | None = None


class KubernetesDiscovery(PrometheusHTTP, Discovery):
    """Targets from the Kubernetes API.

    Attributes:
        role: The kind of object that becomes a target.
        api_server: The API's address; without it, that of the cluster Prometheus runs in.
        kubeconfig_file: How to reach it instead.
        namespaces: Which namespaces.
        selectors: Which objects.
        attach_metadata: What else becomes labels, such as `{"node": True}`.
    """

    server: ClassVar[str] = "prometheus"
    key: ClassVar[str] = "kubernetes_sd_configs"

    role: Literal["node", "pod", "service", "endpoints", "endpointslice", "ingress"]
    api_server: URL | None = None
    kubeconfig_file: str | None = None
    namespaces: KubernetesNamespaces | None = None
    selectors: tuple[KubernetesSelector, ...] = ()
    attach_metadata: dict[str, bool] | None = None


class ScrapeJob(PrometheusHTTP):
    """One scrape job.

    Attributes:
        job_name: Unique; becomes the label `job`.
        discoveries: Where its targets come from.
        exports: The metrics that its targets expose; no part of Prometheus's configuration.
        scrape_interval: How often; without it the server's.
        scrape_timeout: How long one scrape may take; at most the interval.
        metrics_path: Where the metrics are; without it `/metrics`.
        scheme: Without it `http`.
        params: Parameters of the request.
        honor_labels: Believe the target where its labels and the job's differ.
        relabel_configs: What happens to targets.
        metric_relabel_configs: What happens to samples.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {
        **PrometheusHTTP.since,
        "scrape_protocols": "2.49",
        "track_timestamps_staleness": "2.48",
        "enable_compression": "2.49",
        "keep_dropped_targets": "2.47",
        "fallback_scrape_protocol": "3.0",
        "metric_name_validation_scheme": "3.0",
        "scrape_failure_log_file": "2.55",
    }

    job_name: str = Field(min_length=1)
    honor_labels: Flag | None = None
    honor_timestamps: Flag | None = None
    track_timestamps_staleness: Flag | None = None
    params: dict[str, tuple[str, ...]] | None = None
    scrape_interval: PositiveDuration | None = None
    scrape_timeout: PositiveDuration | None = None
    scrape_protocols: tuple[str, ...] = ()
    fallback_scrape_protocol: str | None = None
    scrape_failure_log_file: str | None = None
    metrics_path: str | None = None
    scheme: Literal["http", "https"] | None = None
    enable_compression: Flag | None = None
    body_size_limit: str | None = None
    sample_limit: Whole | None = None
    target_limit: Whole | None = None
    label_limit: Whole | None = None
    label_name_length_limit: Whole | None = None
    label_value_length_limit: Whole | None = None
    keep_dropped_targets: Whole | None = None
    metric_name_validation_scheme: Literal["utf8", "legacy"] | None = None
    discoveries: tuple[Discovery, ...] = Field(exclude=True)
    relabel_configs: tuple[Relabel, ...] = ()
    metric_relabel_configs: tuple[Relabel, ...] = ()
    exports: tuple[Metric, ...] = Field(default=(), exclude=True)

    @model_validator(mode="after")
    def _timeout(self) -> Self:
        timeout, interval = self.scrape_timeout, self.scrape_interval
        if timeout is not None and interval is not None and timeout.in_(interval.unit) > interval.value:
            raise Fault(
                "SCR007",
                "the scrape's timeout is longer than its interval",
                why="Prometheus refuses the file",
                help="shorten `scrape_timeout`",
            )
        for discovery in self.discoveries:
            if isinstance(discovery, Static) and not self.relabel_configs:
                wrong = next((target for target in discovery.targets if "/" in str(target)), None)
                if wrong is not None:
                    raise Fault(
                        "SCR008",
                        f"target `{wrong}` is an address with a path",
                        why="Prometheus refuses the file",
                        help="write `host:port`, and the path in `metrics_path`",
                    )
        return self

    @override
    def wire(self, settings: Settings = DEFAULTS) -> Tree:
        tree = super().wire(settings)
        for discovery in self.discoveries:
            tree.setdefault(discovery.key, []).append(discovery.wire(settings))
            tree.keywords[discovery.key] = "discoveries"
        return tree

    def static_labels(self) -> dict[str, Any]:
        """Return the labels that some static target sets, with a value where all agree."""
        found: dict[str, Any] = {}
        for discovery in self.discoveries:
            for name, value in (discovery.labels or {}).items() if isinstance(discovery, Static) else ():
                found[name] = value if found.get(name, value) == value else None
        return found


__all__ = [
    "DNSDiscovery", "Discovery", "FileDiscovery", "HTTPDiscovery", "KubernetesDiscovery",
    "KubernetesNamespaces", "KubernetesSelector", "LabelName", "Relabel", "RelabelAction", "ScrapeJob", "Static",
]  # fmt: skip
