"""A probe's target is not of the form that its module needs.

## What it does
Compares targets with the kind of probe: an HTTP probe asks a URL, a TCP or gRPC probe a `host:port`, an ICMP or DNS
probe a host without a scheme.

## Why it is bad
The probe fails always, or asks something else than was meant. Where it fails always, the alert is silenced within a
day, and stays silenced.

## Bad
```python
ping = Module(name="ping", probe=ICMPProbe())
platform = Platform(
    name="vtt",
    probes=(Probe(name="ping", module=ping, targets=("https://vtt.example.com/",), exporter="blackbox:9115"),),
)
```

## Good
```python
ping = Module(name="ping", probe=ICMPProbe())
platform = Platform(
    name="vtt",
    probes=(Probe(name="ping", module=ping, targets=("vtt.example.com",), exporter="blackbox:9115"),),
)
```
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vttalerts.checks import check
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph

_FORMS: Final = {
    "http": (re.compile(r"(https?://)?[^\s/]+(/\S*)?"), "an address such as `https://vtt.example.com/health`"),
    "tcp": (re.compile(r"(?!\w+://)\S+:\d+"), "`host:port`"),
    "grpc": (re.compile(r"(?!\w+://)\S+:\d+"), "`host:port`"),
    "icmp": (re.compile(r"[^\s/]+"), "a host, such as `vtt.example.com`"),
    "dns": (re.compile(r"[^\s/]+"), "a name server, such as `10.0.0.2` or `10.0.0.2:53`"),
}


@check()
def prb002(graph: Graph) -> Iterator[Diagnostic]:
    """Yield every target that its prober cannot ask."""
    for probe in graph.probes:
        pattern, form = _FORMS[probe.module.prober]
        for target in probe.targets:
            text = graph.text(target)
            if not pattern.fullmatch(text):
                yield prb002.finding(
                    f"`{text}` is nothing for {probe.module.prober.upper()} to ask",
                    probe.at(f"needs {form}", "targets", snippet=text),
                    probe.module.at(f"asks by {probe.module.prober.upper()}", "probe"),
                    why="the probe fails always, so its alert is silenced, and stays silenced",
                    help=f"write {form}, or use another module",
                )
