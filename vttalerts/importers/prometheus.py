"""Prometheus's configuration becomes the server's settings and its scrape jobs (prometheus config/config.go)."""

from __future__ import annotations

from typing import Any, Final

from vttalerts.diagnostics import Diagnostic
from vttalerts.importers import _words, http, kinds
from vttalerts.importers.nodes import Map, Scalar, Source
from vttalerts.importers.reading import Reading, each
from vttalerts.model.alerting import AlertmanagerConfig
from vttalerts.model.discoveries import Discovery, DNSDiscovery, FileDiscovery, HTTPDiscovery, Static
from vttalerts.model.kubernetes import KubernetesDiscovery
from vttalerts.model.otlp import OTLP
from vttalerts.model.passthrough import KINDS, PassThroughDiscovery
from vttalerts.model.prometheus_server import PrometheusServer
from vttalerts.model.relabel import Relabel
from vttalerts.model.remote import RemoteRead, RemoteWrite
from vttalerts.model.scrape import ScrapeJob
from vttalerts.model.storage import Runtime, Storage
from vttalerts.model.tracing import PrometheusTracing

_ROOT: Final = frozenset(
    """global runtime alerting rule_files scrape_config_files scrape_configs storage tracing remote_write remote_read
    otlp""".split()
)
_ALERTING: Final = frozenset({"alert_relabel_configs", "alertmanagers"})
MODELLED: Final = {kind.key: kind for kind in (Static, FileDiscovery, HTTPDiscovery, DNSDiscovery, KubernetesDiscovery)}
DISCOVERIES: Final = frozenset((*MODELLED, *(f"{name}_sd_configs" for name in KINDS)))
SECTIONS: Final[dict[str, Any]] = {"runtime": Runtime, "storage": Storage, "tracing": PrometheusTracing, "otlp": OTLP}


def read(source: Source, root: Map, found: list[Diagnostic]) -> tuple[PrometheusServer | None, tuple[ScrapeJob, ...]]:
    """Return the server's own settings, and its jobs."""
    reader = reading(source, found)
    reader.unknown(root, _ROOT, "the configuration of Prometheus")
    jobs: list[ScrapeJob] = []
    names: dict[str, ScrapeJob] = {}
    for job in each(reader, ScrapeJob, root.get("scrape_configs"), "scrape_configs"):
        if names.setdefault(job.job_name, job) is not job:
            reader.report(
                "DEF109",
                f"two jobs of this file are called `{job.job_name}`",
                job.span("job_name"),
                f"the first one is in line {names[job.job_name].span('job_name').line}",
                help="give one of them another name",
            )
        jobs.append(job)
    return _server(reader, root), tuple(jobs)


def reading(source: Source, found: list[Diagnostic]) -> Reading:
    """Return what reads Prometheus's mappings."""
    return Reading(source, found, {**http.SHAPES, ScrapeJob: _job, AlertmanagerConfig: _discovering, Static: _static})


def _server(reading: Reading, root: Map) -> PrometheusServer | None:
    given: dict[str, Any] = {}
    for key, kind in SECTIONS.items():
        section = root.get(key)
        if section is not None and (made := reading.spec(kind, section, key)) is not None:
            given[key] = made
    alerting = reading.mapping(root.get("alerting"), "alerting")
    if alerting is not None:
        reading.unknown(alerting, _ALERTING, "`alerting`")
        given["alert_relabel_configs"] = tuple(
            each(reading, Relabel, alerting.get("alert_relabel_configs"), "alert_relabel_configs")
        )
        given["alertmanagers"] = tuple(
            each(reading, AlertmanagerConfig, alerting.get("alertmanagers"), "alertmanagers")
        )
    for key, kind in (("remote_write", RemoteWrite), ("remote_read", RemoteRead)):
        given[key] = tuple(each(reading, kind, root.get(key), key))
    for key in ("rule_files", "scrape_config_files"):
        given[key] = tuple(reading.text(item, key) for item in reading.items(root.get(key), key))
    given = {key: value for key, value in given.items() if value != ()}
    section = reading.mapping(root.get("global"), "global")
    if section is None and not given:
        return None
    # One object holds what the file says in several sections, and is found in all of them.
    whole = Map(reading.source, root.start)
    whole.end = root.end
    others = alerting.values.items() if alerting is not None else ()
    for node in (root, alerting, section):
        if node is not None:
            whole.keys.update(node.keys)
    whole.values.update({**root.values, **dict(others), **(section.values if section is not None else {})})
    known = kinds.plan(PrometheusServer)
    if section is not None:
        reading.unknown(section, known, "`global`")
    mine = section.values.keys() if section is not None else ()
    return _Whole(reading, frozenset(mine)).make(whole, given)


class _Whole:
    """Reads the global section from a mapping that holds the other sections too."""

    def __init__(self, reading: Reading, mine: frozenset[str]) -> None:
        self._reading = reading
        self._mine = mine

    def make(self, whole: Map, given: dict[str, Any]) -> PrometheusServer | None:
        reading = Reading(self._reading.source, self._reading.found, {PrometheusServer: self._others})
        return reading.spec(PrometheusServer, whole, "global", **given)

    def _others(self, _reading: Reading, node: Map, _fields: dict[str, Any]) -> frozenset[str]:
        others = frozenset(node.values.keys() - self._mine) | (self._mine - kinds.plan(PrometheusServer).keys())
        return others | _zeros(node)


def _zeros(node: Map) -> frozenset[str]:
    """Return the keys of times that say no more than nothing: the server takes its default for zero."""
    return frozenset(
        key
        for key in ("scrape_interval", "scrape_timeout", "evaluation_interval")
        if isinstance(value := node.values.get(key), Scalar)
        and (time := _words.duration(value.text)) is not None
        and not time.value
    )


def _static(_reading: Reading, node: Map, fields: dict[str, Any]) -> frozenset[str]:
    if node.get("targets") is None:
        fields["targets"] = ()
        return frozenset({"targets"})
    return frozenset()


def _job(reading: Reading, node: Map, fields: dict[str, Any]) -> frozenset[str]:
    return _discovering(reading, node, fields) | _zeros(node)


def _discovering(reading: Reading, node: Map, fields: dict[str, Any]) -> frozenset[str]:
    """Read where the targets of a job, or some Alertmanagers, come from."""
    consumed = http.client(reading, node, fields)
    made: list[Discovery] = []
    for key, value in node.values.items():
        if key not in DISCOVERIES:
            continue
        if key in MODELLED:
            made.extend(each(reading, MODELLED[key], value, key))
            continue
        for item in reading.items(value, key):
            options = kinds.anything(reading, item, key)
            found = reading.mapping(item, key)
            if found is not None:
                fields_of = {"kind": key.removesuffix("_sd_configs"), "options": options}
                made.append(PassThroughDiscovery.made_at(_place(found), fields_of))
    fields["discoveries"] = tuple(made)
    return consumed | DISCOVERIES


def _place(node: Map) -> Any:
    from vttalerts.importers.places import NodePlace

    return NodePlace(node)
