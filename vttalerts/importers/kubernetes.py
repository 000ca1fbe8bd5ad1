"""Objects of the Prometheus Operator become what its controllers make of them: rules, routes, scrape jobs.

`PrometheusRule`, `AlertmanagerConfig`, `ScrapeConfig`, `ServiceMonitor`, `Probe`, and lists of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.importers import alertmanager, camel, monitors, prometheus, rules
from vttalerts.importers.nodes import Map, Node, Scalar, Seq, Source
from vttalerts.importers.reading import Reading
from vttalerts.language.matchers import Mode
from vttalerts.model.alerts import AlertGroup
from vttalerts.model.recording import RecordingGroup
from vttalerts.model.scrape import ScrapeJob

_GROUP: Final = "monitoring.coreos.com/"
_THANOS: Final = "partial_response_strategy"
_OPERATORS: Final = {"=": "=", "!=": "!=", "=~": "=~", "!~": "!~", "": "="}


@dataclass(slots=True)
class Objects:
    """What the objects of one file describe.

    Attributes:
        groups: Groups with alerts.
        recording: Groups of recording rules alone.
        jobs: Scrape jobs.
        configuration: Alertmanager's part, if an object has one.
    """

    groups: list[AlertGroup] = field(default_factory=list[AlertGroup])
    recording: list[RecordingGroup] = field(default_factory=list[RecordingGroup])
    jobs: list[ScrapeJob] = field(default_factory=list[ScrapeJob])
    configuration: alertmanager.Alertmanager | None = None


class Kubernetes:
    """Reads the objects of one file."""

    def __init__(self, source: Source, found: list[Diagnostic], mode: Mode) -> None:
        self.source = source
        self.found = found
        self.mode: Mode = mode
        self.made = Objects()
        self._readers: dict[str, Callable[[Map, Map], None]] = {
            "PrometheusRule": self._rules,
            "AlertmanagerConfig": self._alertmanager,
            "ScrapeConfig": self._scrape,
            "ServiceMonitor": self._monitor,
            "Probe": self._probe,
        }

    def read(self, roots: list[Node]) -> Objects:
        """Return what the objects describe; those of other kinds are passed over."""
        for document in _objects(roots):
            kind = document.text("kind")
            reader = self._readers.get(kind) if document.text("apiVersion").startswith(_GROUP) else None
            if reader is None:
                continue
            reading = Reading(self.source, self.found, {})
            spec = reading.mapping(document.get("spec"), "spec")
            if spec is None:
                reading.report(
                    "DEF107", f"this {kind} lacks `spec`", document.span("kind"), "`spec` is required",
                    help="add `spec: …`",
                )  # fmt: skip
            else:
                reader(document, spec)
        return self.made

    def _rules(self, _document: Map, spec: Map) -> None:
        reading = Reading(self.source, self.found, {})
        reading.unknown(spec, frozenset({"groups"}), "`spec`")
        groups, recording = rules.groups(reading, self._without_thanos(reading, spec.get("groups")))
        self.made.groups.extend(groups)
        self.made.recording.extend(recording)

    def _without_thanos(self, reading: Reading, node: Node | None) -> Node | None:
        for group in node.items if isinstance(node, Seq) else ():
            if isinstance(group, Map) and _THANOS in group.values:
                reading.report(
                    "DEF117",
                    f"`{_THANOS}` is Thanos's, and Prometheus does not read it",
                    group.span(_THANOS, part="name"),
                    "left out",
                    why="whoever relies on it with Prometheus relies on nothing",
                    help="remove it, if no Thanos Ruler evaluates these rules",
                    level=Level.WARNING,
                )
                del group.values[_THANOS], group.keys[_THANOS]
        return node

    def _scrape(self, document: Map, spec: Map) -> None:
        reading = prometheus.reading(self.source, self.found)
        translated = camel.translated(spec)
        assert isinstance(translated, Map)  # noqa: S101  a mapping stays one
        if "job_name" not in translated.values:
            camel.put(translated, "job_name", camel.text(f"scrapeConfig/{_full_name(document)}", spec))
        self._job(reading, translated)

    def _monitor(self, document: Map, spec: Map) -> None:
        reading = prometheus.reading(self.source, self.found)
        for job in monitors.of_services(reading, spec, f"serviceMonitor/{_full_name(document)}", _namespace(document)):
            self._job(reading, job)

    def _probe(self, document: Map, spec: Map) -> None:
        reading = prometheus.reading(self.source, self.found)
        job = monitors.of_probe(reading, spec, f"probe/{_full_name(document)}")
        if job is not None:
            self._job(reading, job)

    def _job(self, reading: Reading, node: Map) -> None:
        made = reading.spec(ScrapeJob, node, "spec")
        if made is not None:
            self.made.jobs.append(made)

    def _alertmanager(self, document: Map, spec: Map) -> None:
        if self.made.configuration is not None:
            Reading(self.source, self.found, {}).report(
                "DEF109",
                "two AlertmanagerConfigs in one file",
                document.span("kind"),
                "each has a routing tree of its own",
                why="a configuration has one tree, and nobody could tell which of them is meant",
                help="put each into a file of its own",
            )
            return
        translated = camel.translated(spec)
        assert isinstance(translated, Map)  # noqa: S101  a mapping stays one
        _matchers(translated)
        self.made.configuration = alertmanager.read(self.source, translated, self.found, self.mode)


def _objects(roots: list[Node]) -> Iterator[Map]:
    for root in roots:
        if isinstance(root, Map):
            items = root.values.get("items")
            if root.text("kind").endswith("List") and isinstance(items, Seq):
                yield from _objects(items.items)
            else:
                yield root


def _namespace(document: Map) -> str:
    metadata = document.values.get("metadata")
    return metadata.text("namespace") if isinstance(metadata, Map) else ""


def _full_name(document: Map) -> str:
    metadata = document.values.get("metadata")
    name = metadata.text("name") if isinstance(metadata, Map) else ""
    return f"{_namespace(document) or 'default'}/{name or 'unnamed'}"


def _matchers(node: Node) -> None:
    """Write the matchers of routes and inhibitions as the texts that Alertmanager reads."""
    stack: list[Node] = [node]
    while stack:
        one = stack.pop()
        if isinstance(one, Seq):
            stack.extend(one.items)
        elif isinstance(one, Map):
            for key in ("source_match", "target_match"):
                if key in one.values:
                    camel.put(one, f"{key}ers", one.values.pop(key), one.keys.pop(key))
            for key in ("matchers", "source_matchers", "target_matchers"):
                value = one.values.get(key)
                if isinstance(value, Seq):
                    value.items = [_matcher(item) if isinstance(item, Map) else item for item in value.items]
            if "days_of_month" in one.values:
                _days(one.values["days_of_month"])
            stack.extend(one.values.values())


def _matcher(node: Map) -> Scalar:
    name, value, kind = node.text("name"), node.text("value"), node.text("match_type")
    operator = "=~" if node.text("regex") == "true" else _OPERATORS.get(kind, kind)
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return Scalar(f'{name}{operator}"{escaped}"', node.start, node.end, '"')


def _days(node: Node) -> None:
    for index, item in enumerate(node.items if isinstance(node, Seq) else ()):
        if isinstance(item, Map) and isinstance(node, Seq):
            start, end = item.text("start") or "1", item.text("end")
            node.items[index] = Scalar(f"{start}:{end}" if end else start, item.start, item.end, '"')
