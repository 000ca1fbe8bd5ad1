"""Where the servers' programs are: in the project's `.tools/`, or on `PATH`; and how to get one that is missing.

Decision: `.tools/` comes first. Whoever put a program into the project meant it for the project, and a distribution's
on `PATH` may be years older than the versions that the definitions are checked for.
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

TOOLS: Final = ".tools"


@dataclass(frozen=True, slots=True)
class Program:
    """A program by its names.

    Attributes:
        names: What it is called upstream, and in distributions.
        package: Debian's package; empty where there is none.
        upstream: Where its archives are.
        optional: Whether the stack does without it.
    """

    names: tuple[str, ...]
    package: str
    upstream: str
    optional: bool = False


PROGRAMS: Final = {
    "prometheus": Program(("prometheus",), "prometheus", "https://github.com/prometheus/prometheus/releases"),
    "alertmanager": Program(
        ("alertmanager", "prometheus-alertmanager"),
        "prometheus-alertmanager",
        "https://github.com/prometheus/alertmanager/releases",
    ),
    "blackbox-exporter": Program(
        ("blackbox_exporter", "prometheus-blackbox-exporter"),
        "prometheus-blackbox-exporter",
        "https://github.com/prometheus/blackbox_exporter/releases",
    ),
    "node-exporter": Program(
        ("node_exporter", "prometheus-node-exporter"),
        "prometheus-node-exporter",
        "https://github.com/prometheus/node_exporter/releases",
    ),
    "grafana": Program(("grafana",), "", "https://grafana.com/grafana/download", optional=True),
}
"""What runs each service."""

_PLACES: Final = ("{name}", "bin/{name}", "*/{name}", "*/bin/{name}", "current/*/usr/bin/{name}")
"""Where a program is in the folder of tools: by itself, in an archive of upstream, or in an unpacked package."""


def find(service: str, root: Path) -> Path | None:
    """Return the program of a service: from `.tools/` of the project, else from `PATH`."""
    folder = Path(os.environ.get("VTTALERTS_TOOLS") or root / TOOLS)
    for name in PROGRAMS[service].names:
        for pattern in _PLACES:
            for found in sorted(folder.glob(pattern.format(name=name)), reverse=True):
                if found.is_file() and os.access(found, os.X_OK):
                    return found.resolve()
    for name in PROGRAMS[service].names:
        on_path = shutil.which(name)
        if on_path is not None:
            return Path(on_path)
    return None


def advice(service: str) -> str:
    """Return how to get a program."""
    program = PROGRAMS[service]
    unpack = f"unpack {program.upstream} in {TOOLS}/"
    return f"`apt-get install {program.package}`, or {unpack}" if program.package else unpack
