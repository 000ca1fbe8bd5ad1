"""The Blackbox Exporter's configuration becomes modules (blackbox_exporter config/config.go)."""

from __future__ import annotations

from typing import Any, Final

from vttalerts.diagnostics import Diagnostic, Level
from vttalerts.importers import _words, http, kinds
from vttalerts.importers.nodes import Map, Scalar, Source
from vttalerts.importers.places import NodePlace
from vttalerts.importers.reading import Reading
from vttalerts.model.http_probe import HTTPProbe
from vttalerts.model.probers import DNSProbe, GRPCProbe, UnixProbe
from vttalerts.model.probes import Module, Prober
from vttalerts.model.tcp_probe import ICMPProbe, TCPProbe

PROBERS: Final[dict[str, type[Prober]]] = {
    kind.prober: kind for kind in (HTTPProbe, TCPProbe, ICMPProbe, DNSProbe, GRPCProbe, UnixProbe)
}
_MODULE: Final = frozenset(("prober", "timeout", *PROBERS))


def read(source: Source, root: Map, found: list[Diagnostic]) -> tuple[Module, ...]:
    """Return the modules of a configuration."""
    reading = Reading(source, found, http.SHAPES)
    reading.unknown(root, frozenset({"modules"}), "the configuration of the Blackbox Exporter")
    modules = reading.mapping(root.get("modules"), "modules")
    made = (_module(reading, name, node) for name, node in (modules.values.items() if modules is not None else ()))
    return tuple(module for module in made if module is not None)


def _module(reading: Reading, name: str, value: Any) -> Module | None:
    node = reading.mapping(value, name)
    if node is None:
        return None
    reading.unknown(node, _MODULE, f"module `{name}`")
    prober = reading.text(node.get("prober"), "prober")
    if prober not in PROBERS:
        reading.report(
            "DEF107" if not prober else "DEF106",
            f"module `{name}` lacks `prober`" if not prober else f"there is no prober `{prober}`",
            node.span("prober"),
            f"write one of: {', '.join(PROBERS)}",
            help="add `prober: http`" if not prober else f"write one of: {', '.join(PROBERS)}",
        )
        return None
    for other in node.values.keys() & PROBERS.keys() - {prober}:
        section = node.get(other)
        if section is not None:
            reading.spec(PROBERS[other], section, other)
            reading.report(
                "DEF112",
                f"module `{name}` probes by {prober}, and `{other}` is never read",
                node.span(other, part="name"),
                f"the prober is `{prober}`",
                why="what it demands is never looked at",
                help=f"remove `{other}`, or write `prober: {other}`",
                level=Level.WARNING,
            )
    empty = Map(reading.source, node.start)
    empty.end = node.end
    probe = reading.spec(PROBERS[prober], node.get(prober) or empty, prober)
    if probe is None:
        return None
    fields: dict[str, Any] = {"name": name, "probe": probe}
    timeout = node.get("timeout")
    if isinstance(timeout, Scalar) and timeout.is_plain and _words.decimal(timeout.text) is not None:
        # Alertmanager's older reader of YAML takes a bare number for nanoseconds; this one refuses it.
        reading.wrong(timeout, "timeout", "a duration in Go's format, such as `5s`")
    elif timeout is not None:
        read_timeout = kinds.plan(Module)["timeout"].read(reading, timeout, "timeout")
        if read_timeout is not kinds.LOST:
            fields["timeout"] = read_timeout
    return Module.made_at(NodePlace(node), fields)
