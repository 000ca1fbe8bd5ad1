"""Which versions of the servers read what is written: a field that they do not know stops the build, not the server."""

from __future__ import annotations

import re
from typing import Annotated, Final

from vttalerts.diagnostics import Fault
from vttalerts.model.schema import AfterValidator
from vttalerts.model.spec import Spec

_VERSION: Final = re.compile(r"\d+(\.\d+){0,2}\Z")


def _version(value: str) -> str:
    if not _VERSION.match(value):
        raise Fault(
            "DEF050",
            f"`{value}` is no version",
            why="nothing could be compared with it",
            help='write it as "3.5"',
        )
    return value


def at_least(version: str, needed: str) -> bool:
    """Tell whether a version such as `3.5` is `needed` or newer."""
    return _parts(version) >= _parts(needed)


def _parts(version: str) -> tuple[int, ...]:
    numbers = [int(part) for part in version.split(".")]
    return tuple(numbers + [0] * (3 - len(numbers)))


Version = Annotated[str, AfterValidator(_version)]


class Targets(Spec):
    """The oldest versions that must read the output.

    Attributes:
        prometheus: Of Prometheus and promtool; 2.42 is the oldest that is supported.
        alertmanager: Of Alertmanager; 0.25 is the oldest that is supported.
        grafana: Of Grafana.
        blackbox: Of the Blackbox Exporter.
    """

    prometheus: Version = "3.5"
    alertmanager: Version = "0.33"
    grafana: Version = "12"
    blackbox: Version = "0.27"

    def reads(self, server: str, version: str) -> bool:
        """Tell whether the declared version of a server reads what came with `version`."""
        return at_least(getattr(self, server), version)
