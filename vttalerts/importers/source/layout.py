"""Where an import puts what: the layout of VTT's own definitions, and what each file says of itself."""

from __future__ import annotations

from typing import Final

PROJECT: Final = """\
[project]
name = "{name}"
version = "0.1.0"
requires-python = ">=3.11"
dependencies = ["vttalerts"]

[tool.vttalerts]
platform = "definitions:platform"
output = "generated"
"""
INIT: Final = '''\
"""What this repository monitors; `vttalerts build` compiles it into `generated/`."""

from .platform import platform

__all__ = ["platform"]
'''
PACKAGES: Final = {
    "alerts": "What wakes people, one file for each file of rules.",
    "recording": "What is computed once for all who read it, one file for each file of rules.",
    "dashboards": "What people look at, one file a dashboard.",
}
PARTS: Final = {
    "inhibitions": ("inhibitions", "INHIBITIONS", "What need not be heard, because something worse is known."),
    "templates": ("templates", "TEMPLATES", "How notifications read."),
    "scrape": ("scrape", "SCRAPE", "What Prometheus scrapes."),
    "probes": ("probes", "PROBES", "What is probed from outside."),
    "modules": ("probes", "MODULES", "How things are probed from outside."),
    "metrics": ("metrics", "METRICS", "What exporters expose."),
    "deliveries": ("routing", "DELIVERIES", "What the routing promises."),
}
"""Fields that are a tuple of their own: the module, the name, and what the module says of itself."""
ABOVE: Final = {
    "deliveries": "Proven on every `vttalerts check`: alerts with these labels reach exactly these receivers.",
}
"""What stands above them."""
SINGLE: Final = {
    "alertmanager": ("receivers", "ALERTMANAGER"),
    "prometheus": ("scrape", "PROMETHEUS"),
    "tracing": ("receivers", "TRACING"),
    "event_recorder": ("receivers", "EVENT_RECORDER"),
    "routing": ("routing", "ROUTING"),
    "deployment": ("deployment", "DEPLOYMENT"),
    "health": ("health", "HEALTH"),
}
DOCSTRINGS: Final = {
    "indicators": "Every number that is alerted on or drawn by several: PromQL written once, with its unit.",
    "receivers": "Who hears about it: no credential appears here, only the names of secrets.",
    "time_intervals": "When people want to hear, and when not.",
    "routing": "Who is told of what: the first route that matches takes the alert, unless it continues.",
    "scrape": "What Prometheus scrapes.",
    "inhibitions": "What need not be heard, because something worse is known.",
    "deployment": "What runs where.",
    "health": "The custom health monitor.",
}
