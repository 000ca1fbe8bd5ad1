"""Alertmanager's configuration becomes routes, receivers, inhibitions and times (alertmanager config/config.go)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from vttalerts import discovery
from vttalerts.diagnostics import Diagnostic, Fault, Level
from vttalerts.importers import http
from vttalerts.importers.nodes import Map, Node, Scalar, Source
from vttalerts.importers.places import NodePlace
from vttalerts.importers.reading import Reading, Shape, each
from vttalerts.language import matchers as grammar
from vttalerts.model import integrations
from vttalerts.model.fields import classic_label_name, is_classic_label
from vttalerts.model.inhibition import Inhibition
from vttalerts.model.intervals import TimeInterval
from vttalerts.model.matchers import Matcher, Operator
from vttalerts.model.mistakes import from_fault
from vttalerts.model.receivers import Integration, Receiver
from vttalerts.model.routing import Route
from vttalerts.model.servers import AlertmanagerGlobal, NotificationTemplate
from vttalerts.model.spec import Spec

if TYPE_CHECKING:
    from vttalerts.model.event_recorder import EventRecorder
    from vttalerts.model.tracing import AlertmanagerTracing

_CLEARED: Final = {
    "pagerduty_url": ("pagerduty_configs", "url"),
    "opsgenie_api_url": ("opsgenie_configs", "api_url"),
    "wechat_api_url": ("wechat_configs", "api_url"),
    "victorops_api_url": ("victorops_configs", "api_url"),
    "telegram_api_url": ("telegram_configs", "api_url"),
    "webex_api_url": ("webex_configs", "api_url"),
    "rocketchat_api_url": ("rocketchat_configs", "api_url"),
    "http_config": ("", "http_config"),
}
"""What the global section has unless it says `null`: who needs it, and as what."""
_ROOT: Final = frozenset(
    """global route inhibit_rules receivers templates time_intervals mute_time_intervals tracing
    event_recorder""".split()
)


@dataclass(frozen=True, slots=True)
class Alertmanager:
    """What one configuration describes.

    Attributes:
        routing: The root of the routing tree.
        receivers: All receivers.
        inhibitions: All inhibitions.
        intervals: All times.
        settings: The global section.
        tracing: Where traces go.
        event_recorder: Where is written down what happened.
        templates: The patterns of the templates' files, with their places.
    """

    routing: Route | None
    receivers: tuple[Receiver, ...]
    inhibitions: tuple[Inhibition, ...]
    intervals: tuple[TimeInterval, ...]
    settings: AlertmanagerGlobal | None
    tracing: AlertmanagerTracing | None
    event_recorder: EventRecorder | None
    templates: tuple[Scalar, ...]


def read(source: Source, root: Map, found: list[Diagnostic], mode: grammar.Mode) -> Alertmanager:
    """Return what a configuration describes."""
    return _Configuration(source, found, mode).read(root)


class _Configuration(Reading):
    """One configuration on its way to objects: routes name receivers, and here they find them."""

    def __init__(self, source: Source, found: list[Diagnostic], mode: grammar.Mode) -> None:
        shapes: dict[type[Spec], Shape] = {**http.SHAPES, Route: _route, Receiver: _receiver, Inhibition: _inhibition}
        super().__init__(source, found, shapes)
        self.mode: grammar.Mode = mode
        self.receivers: dict[str, Receiver] = {}
        self.intervals: dict[str, TimeInterval] = {}
        self.kinds = integration_kinds()

    def read(self, root: Map) -> Alertmanager:
        self.unknown(root, _ROOT, "the configuration of Alertmanager")
        receivers = self._named(Receiver, root, "receivers", self.receivers)
        intervals = (
            *self._named(TimeInterval, root, "time_intervals", self.intervals),
            *self._named(TimeInterval, root, "mute_time_intervals", self.intervals),
        )
        route = root.get("route")
        if route is None:
            self.report(
                "DEF107",
                "the configuration of Alertmanager lacks `route`",
                root.span("route"),
                "nobody would be told of anything",
                help="add `route:` with a `receiver`",
            )
        routing = self.spec(Route, route, "route") if route is not None else None
        self._cleared(root, receivers)
        return Alertmanager(
            routing,
            receivers,
            tuple(self._inhibitions(root)),
            intervals,
            self._section(AlertmanagerGlobal, root, "global"),
            self._deferred(root, "tracing"),
            self._deferred(root, "event_recorder"),
            tuple(self._scalars(root, "templates")),
        )

    def _cleared(self, root: Map, receivers: tuple[Receiver, ...]) -> None:
        """Say which defaults of the global section are taken away from a receiver that needs them."""
        section = root.get("global")
        if not isinstance(section, Map):
            return
        for key, value in section.values.items():
            if key not in _CLEARED or not (isinstance(value, Scalar) and value.is_null):
                continue
            kind, own = _CLEARED[key]
            needing = (
                receiver.name
                for receiver in receivers
                for one in receiver.integrations
                if own in one.__dict__ and one.__dict__[own] is None and kind in ("", one.key)
            )
            name = next(needing, None)
            if name is not None:
                self.report(
                    "DEF116",
                    f"`{key}` is nothing, and {name} needs it",
                    section.span(key, part="name"),
                    "takes the server's own default away",
                    why="Alertmanager refuses the file, or crashes on it",
                    help=f"remove `{key}`, and the default holds",
                )

    def _inhibitions(self, root: Map) -> Iterator[Inhibition]:
        for item in self.items(root.get("inhibit_rules"), "inhibit_rules"):
            # Upstream takes an entry without anything for a rule about everything.
            is_empty = isinstance(item, Scalar) and item.is_null
            made = self.spec(Inhibition, Map(self.source, item.start) if is_empty else item, "inhibit_rules")
            if made is not None:
                yield made

    def _scalars(self, root: Map, key: str) -> Iterator[Scalar]:
        for item in self.items(root.get(key), key):
            if isinstance(item, Scalar):
                yield item
            else:
                self.wrong(item, key, "texts")

    def _section(self, kind: Any, root: Map, key: str) -> Any:
        node = root.get(key)
        return self.spec(kind, node, key) if node is not None else None

    def _deferred(self, root: Map, key: str) -> Any:
        if root.get(key) is None:
            return None
        from vttalerts.model.event_recorder import EventRecorder
        from vttalerts.model.tracing import AlertmanagerTracing

        return self._section(AlertmanagerTracing if key == "tracing" else EventRecorder, root, key)

    def _named(self, kind: Any, root: Map, key: str, known: dict[str, Any]) -> tuple[Any, ...]:
        made = tuple(each(self, kind, root.get(key), key))
        for one in made:
            if known.setdefault(one.name, one) is not one:
                self.report(
                    "DEF109",
                    f"two of `{key}` are called `{one.name}`",
                    one.span("name"),
                    f"the first one is in line {known[one.name].span('name').line}",
                    help="give one of them another name",
                )
        return made

    def matchers(self, node: Node | None, key: str) -> Iterator[Matcher]:
        """Yield the matchers of a list of texts."""
        for item in self.items(node, key):
            text = self.text(item, key)
            try:
                reading = grammar.parse(text, self.mode)
                made = [Matcher(one.label, Operator(one.operator), one.value) for one in reading.matchers]
            except Fault as fault:
                self.fault(fault, item)
                continue
            if reading.doubt:
                meant = ", ".join(map(str, made))
                self.report(
                    "RTE031",
                    f"matcher `{text}` is read as `{meant}`",
                    self.span(item),
                    reading.doubt,
                    why="after an update of Alertmanager the alert goes elsewhere, or the file is refused",
                    help=f"write `{meant}`",
                    level=Level.WARNING,
                )
            yield from made

    def pairs(self, node: Node | None, key: str, operator: Operator) -> Iterator[Matcher]:
        """Yield the matchers of one of the mappings that Alertmanager had before it had matchers."""
        pairs = self.mapping(node, key)
        for name, value in pairs.values.items() if pairs is not None else ():
            if isinstance(value, Scalar) and value.is_null and operator is Operator.REGEX:
                self.wrong(value, f"{key}.{name}", "an expression")
                continue
            try:
                yield Matcher(classic_label_name(name), operator, self.text(value, f"{key}.{name}"))
            except Fault as fault:
                self.fault(fault, value)

    def fault(self, fault: Fault, node: Node) -> None:
        """Add a fault in a text."""
        span = self.span(node)
        if isinstance(node, Scalar) and fault.offset is not None:
            words = node.text[fault.offset : fault.offset + max(1, fault.length)]
            at = self.source.text.find(words, node.start, node.end) if words else -1
            span = self.source.span(at, at + len(words)) if at >= 0 else span
        self.found.append(from_fault(fault, span))

    def classic_labels(self, node: Node | None, key: str) -> None:
        """Say which labels of a list Alertmanager refuses in its classic mode."""
        if self.mode != "classic":
            return
        for item in self.items(node, key):
            name = self.text(item, key)
            if not is_classic_label(name) and name != "...":
                try:
                    classic_label_name(name)
                except Fault as fault:
                    self.fault(fault, item)

    def names(self, node: Node | None, key: str, known: dict[str, Any]) -> Iterator[Any]:
        """Yield what the names in a list refer to."""
        for item in self.items(node, key):
            name = self.text(item, key)
            if name in known:
                yield known[name]
            else:
                self.undefined(item, "time interval", name, known)

    def undefined(self, node: Node, what: str, name: str, known: dict[str, Any]) -> None:
        """Say that a name refers to nothing."""
        from difflib import get_close_matches

        near = get_close_matches(name, known, n=1, cutoff=0.6)
        self.report(
            "RTE032",
            f"there is no {what} `{name}`",
            self.span(node),
            f"did you mean `{near[0]}`?" if near else "defined nowhere in this file",
            why="Alertmanager refuses the whole file",
            help=f"write `{near[0]}`" if near else f"define a {what} `{name}`, or name another one",
        )


def _route(reading: Reading, node: Map, fields: dict[str, Any]) -> frozenset[str]:
    assert isinstance(reading, _Configuration)  # noqa: S101  it is its own shape
    receiver = node.get("receiver")
    name = reading.text(receiver, "receiver")
    if receiver is not None and name:
        if name in reading.receivers:
            fields["receiver"] = reading.receivers[name]
        else:
            reading.undefined(receiver, "receiver", name, reading.receivers)
    matchers = (
        *reading.pairs(node.get("match"), "match", Operator.EQUAL),
        *reading.pairs(node.get("match_re"), "match_re", Operator.REGEX),
        *reading.matchers(node.get("matchers"), "matchers"),
    )
    if matchers:
        fields["matchers"] = matchers
    reading.classic_labels(node.get("group_by"), "group_by")
    for key in ("mute_time_intervals", "active_time_intervals"):
        if node.get(key) is not None:
            fields[key] = tuple(reading.names(node.get(key), key, reading.intervals))
    return frozenset("receiver match match_re matchers mute_time_intervals active_time_intervals".split())


def _inhibition(reading: Reading, node: Map, fields: dict[str, Any]) -> frozenset[str]:
    assert isinstance(reading, _Configuration)  # noqa: S101  it is its own shape
    reading.classic_labels(node.get("equal"), "equal")
    for side in ("source", "target"):
        fields[f"{side}_matchers"] = (
            *reading.pairs(node.get(f"{side}_match"), f"{side}_match", Operator.EQUAL),
            *reading.pairs(node.get(f"{side}_match_re"), f"{side}_match_re", Operator.REGEX),
            *reading.matchers(node.get(f"{side}_matchers"), f"{side}_matchers"),
        )
    return frozenset(f"{side}_{kind}" for side in ("source", "target") for kind in ("match", "match_re", "matchers"))


def _receiver(reading: Reading, node: Map, fields: dict[str, Any]) -> frozenset[str]:
    assert isinstance(reading, _Configuration)  # noqa: S101  it is its own shape
    made: list[Integration] = []
    for key, value in node.values.items():
        if key in reading.kinds:
            made.extend(each(reading, reading.kinds[key], value, key))
    fields["integrations"] = tuple(made)
    return frozenset(reading.kinds)


def integration_kinds() -> dict[str, type[Integration]]:
    """Return the classes of integrations by their lists in a receiver."""
    return {kind.key: kind for kind in _integrations()}


def _integrations() -> Iterator[type[Integration]]:
    for module in discovery.modules(integrations):
        for value in vars(module).values():
            if isinstance(value, type) and issubclass(value, Integration) and value.key:
                yield value


def template(name: str, source: Source) -> NotificationTemplate:
    """Return a file of templates."""
    from vttalerts.importers.places import TextPlace

    return NotificationTemplate.made_at(TextPlace(source), {"name": name, "text": source.text})


def place(node: Map) -> NodePlace:
    """Return the place of an object that a mapping describes."""
    return NodePlace(node)
