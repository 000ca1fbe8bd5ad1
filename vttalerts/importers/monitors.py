"""What the Prometheus Operator makes of a `ServiceMonitor` and of a `Probe` (its pkg/prometheus/promcfg.go)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vttalerts.importers.camel import empty, put, sequence, snake, text, translated
from vttalerts.importers.nodes import Map, Node, Scalar, Seq
from vttalerts.importers.reading import Reading

_LIMITS: Final = frozenset(
    """sampleLimit targetLimit labelLimit labelNameLengthLimit labelValueLengthLimit keepDroppedTargets bodySizeLimit
    scrapeProtocols fallbackScrapeProtocol nativeHistogramBucketLimit nativeHistogramMinBucketFactor
    convertClassicHistogramsToNHCB scrapeClassicHistograms""".split()
)
_OWN: Final = frozenset({"port", "targetPort", "portNumber", "filterRunning"})
_CALLED: Final = {"convertClassicHistogramsToNHCB": "convert_classic_histograms_to_nhcb",
                  "scrapeClassicHistograms": "always_scrape_classic_histograms"}  # fmt: skip
_KNOWN: Final = _LIMITS | frozenset(
    """endpoints selector namespaceSelector jobLabel targetLabels podTargetLabels attachMetadata selectorMechanism
    scrapeClass serviceDiscoveryRole""".split()
)
_NO_LABEL: Final = re.compile(r"[^a-zA-Z0-9_]")
_KEPT: Final = (
    ("namespace", "__meta_kubernetes_namespace"),
    ("service", "__meta_kubernetes_service_name"),
    ("pod", "__meta_kubernetes_pod_name"),
    ("container", "__meta_kubernetes_pod_container_name"),
)


def of_services(reading: Reading, spec: Map, name: str, namespace: str) -> Iterator[Map]:
    """Yield the scrape jobs of a `ServiceMonitor`, one for each endpoint."""
    reading.unknown(spec, _KNOWN, "a ServiceMonitor")
    for index, item in enumerate(reading.items(spec.get("endpoints"), "endpoints")):
        endpoint = reading.mapping(item, "endpoints")
        if endpoint is None:
            continue
        job = empty(endpoint)
        put(job, "job_name", text(f"{name}/{index}", endpoint))
        put(job, "kubernetes_sd_configs", sequence(endpoint, _discovery(spec, endpoint, namespace)))
        steps: list[Node] = [
            _step(endpoint, source_labels=("job",), target_label="__tmp_prometheus_job_name"),
            *_selected(spec, endpoint),
            *_port(endpoint),
            *(_step(endpoint, source_labels=(source,), target_label=label) for label, source in _KEPT),
            *_copied(spec, endpoint, "targetLabels", "service"),
            *_copied(spec, endpoint, "podTargetLabels", "pod"),
            _step(endpoint, source_labels=("__meta_kubernetes_service_name",), target_label="job", replacement="${1}"),
            *_job_label(spec, endpoint),
        ]
        port = endpoint.text("port") or endpoint.text("targetPort")
        if port:
            steps.append(_step(endpoint, target_label="endpoint", replacement=port))
        for key, value in endpoint.values.items():
            if key == "relabelings":
                steps.extend(value_items(translated(value, key)))
            elif key not in _OWN:
                put(job, _CALLED.get(key, snake(key)), translated(value, key), endpoint.keys[key])
        put(job, "relabel_configs", sequence(endpoint, *steps))
        for key in spec.values.keys() & _LIMITS:
            put(job, _CALLED.get(key, snake(key)), translated(spec.values[key], key), spec.keys[key])
        yield job


def of_probe(reading: Reading, spec: Map, name: str) -> Map | None:
    """Return the scrape job of a `Probe`."""
    prober = reading.mapping(spec.get("prober"), "prober")
    targets = reading.mapping(spec.get("targets"), "targets")
    static = reading.mapping(targets.get("staticConfig"), "staticConfig") if targets is not None else None
    if prober is None or static is None:
        missing = "prober" if prober is None else "targets.staticConfig"
        reading.report(
            "DEF107",
            f"this Probe lacks `{missing}`",
            spec.span(),
            "only probes of static targets can be read",
            help=f"add `{missing}: …`, or write a ScrapeConfig",
        )
        return None
    job = empty(spec)
    put(job, "job_name", spec.values.get("jobName") or text(name, spec))
    put(job, "metrics_path", prober.values.get("path") or text("/probe", prober))
    for key in ("scheme", "proxyUrl"):
        if prober.get(key) is not None:
            put(job, snake(key), translated(prober.values[key], key), prober.keys[key])
    module = spec.values.get("module")
    if isinstance(module, Scalar):
        params = empty(spec)
        put(params, "module", sequence(module, module), spec.keys["module"])
        put(job, "params", params)
    group = empty(static)
    put(group, "targets", static.values.get("static") or sequence(static))
    labels = static.get("labels")
    if labels is not None:
        put(group, "labels", labels, static.keys["labels"])
    put(job, "static_configs", sequence(static, group))
    steps: list[Node] = [
        _step(spec, source_labels=("job",), target_label="__tmp_prometheus_job_name"),
        _step(spec, source_labels=("__address__",), target_label="__param_target"),
        _step(spec, source_labels=("__param_target",), target_label="instance"),
        _step(spec, target_label="__address__", replacement=prober.text("url")),
    ]
    relabelings = static.values.get("relabelingConfigs")
    steps.extend(value_items(translated(relabelings, "relabelings")) if relabelings is not None else ())
    put(job, "relabel_configs", sequence(spec, *steps))
    for key, value in spec.values.items():
        if key not in ("jobName", "prober", "targets", "module"):
            put(job, _CALLED.get(key, snake(key)), translated(value, key), spec.keys[key])
    return job


def value_items(node: Node) -> list[Node]:
    """Return what a list holds; nothing of anything else."""
    return node.items if isinstance(node, Seq) else []


def _step(at: Map, *, source_labels: tuple[str, ...] = (), **words: str) -> Map:
    made = empty(at)
    if source_labels:
        put(made, "source_labels", sequence(at, *(text(label, at) for label in source_labels)))
    for key, value in words.items():
        put(made, key, text(value, at))
    return made


def _discovery(spec: Map, endpoint: Map, namespace: str) -> Map:
    made = empty(endpoint)
    put(made, "role", text(spec.text("serviceDiscoveryRole").lower() or "endpoints", endpoint))
    selector = spec.values.get("namespaceSelector")
    everywhere = isinstance(selector, Map) and selector.text("any") == "true"
    given = selector.values.get("matchNames") if isinstance(selector, Map) else None
    if not everywhere and (given is not None or namespace):
        names = empty(endpoint)
        put(names, "names", given or sequence(endpoint, text(namespace, endpoint)))
        put(made, "namespaces", names)
    return made


def _selected(spec: Map, endpoint: Map) -> Iterator[Map]:
    selector = spec.values.get("selector")
    labels = selector.values.get("matchLabels") if isinstance(selector, Map) else None
    for label, value in sorted(labels.values.items()) if isinstance(labels, Map) else ():
        name = _NO_LABEL.sub("_", label)
        yield _step(
            endpoint,
            source_labels=(
                f"__meta_kubernetes_service_label_{name}",
                f"__meta_kubernetes_service_labelpresent_{name}",
            ),
            action="keep",
            regex=f"({value.text});true" if isinstance(value, Scalar) else "",
        )
    expressions = selector.values.get("matchExpressions") if isinstance(selector, Map) else None
    for one in value_items(expressions) if expressions is not None else ():
        if isinstance(one, Map):
            yield _expression(endpoint, one)


def _expression(endpoint: Map, one: Map) -> Map:
    name = _NO_LABEL.sub("_", one.text("key"))
    label, present = f"__meta_kubernetes_service_label_{name}", f"__meta_kubernetes_service_labelpresent_{name}"
    values = "|".join(item.text for item in value_items(one.values["values"]) if isinstance(item, Scalar)) if (
        "values" in one.values
    ) else ""  # fmt: skip
    match one.text("operator"):
        case "In":
            return _step(endpoint, source_labels=(label, present), action="keep", regex=f"({values});true")
        case "NotIn":
            return _step(endpoint, source_labels=(label, present), action="drop", regex=f"({values});true")
        case "Exists":
            return _step(endpoint, source_labels=(present,), action="keep", regex="true")
        case _:
            return _step(endpoint, source_labels=(present,), action="drop", regex="true")


def _port(endpoint: Map) -> Iterator[Map]:
    port, target = endpoint.text("port"), endpoint.text("targetPort")
    if port:
        yield _step(endpoint, source_labels=("__meta_kubernetes_endpoint_port_name",), action="keep", regex=port)
    elif target:
        label = "number" if target.isdigit() else "name"
        source = f"__meta_kubernetes_pod_container_port_{label}"
        yield _step(endpoint, source_labels=(source,), action="keep", regex=target)


def _copied(spec: Map, endpoint: Map, key: str, kind: str) -> Iterator[Map]:
    for item in value_items(spec.values[key]) if key in spec.values else ():
        if isinstance(item, Scalar):
            name = _NO_LABEL.sub("_", item.text)
            source = f"__meta_kubernetes_{kind}_label_{name}"
            yield _step(endpoint, source_labels=(source,), regex="(.+)", target_label=name, replacement="${1}")


def _job_label(spec: Map, endpoint: Map) -> Iterator[Map]:
    if spec.text("jobLabel"):
        source = f"__meta_kubernetes_service_label_{_NO_LABEL.sub('_', spec.text('jobLabel'))}"
        yield _step(endpoint, source_labels=(source,), regex="(.+)", target_label="job", replacement="${1}")
