"""Looking at VTT from outside: blackbox modules, and the probes that use them (blackbox_exporter config/config.go)."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import Duration, GoDuration, Labels, PositiveDuration, Text
from vttalerts.model.metrics import Metric
from vttalerts.model.schema import AfterValidator, Field
from vttalerts.model.spec import Spec

__all__ = ["Found", "IPProtocol", "Module", "Probe", "Prober"]

IPProtocol = Literal["ip4", "ip6"]


def _found(value: str) -> str:
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(value, options)
    except re2.error as error:
        first = error.args[0] if error.args else ""
        reason = first.decode(errors="replace") if isinstance(first, bytes) else str(first)
        raise Fault(
            "DEF014",
            f"not a regular expression: {reason}",
            why="the server refuses the whole file",
            help="use RE2's syntax: no look-around, no back-references",
        ) from None
    return value


Found = Annotated[str, AfterValidator(_found)]
"""An expression that is looked for anywhere in a text, not matched against all of it."""


class Prober(Spec):
    """What must be true of an answer; the base of all kinds.

    Class attributes:
        prober: Upstream's name of the kind of probe.
    """

    server: ClassVar[str] = "blackbox"
    prober: ClassVar[str] = ""


class Module(Spec):
    """A named way to probe.

    Attributes:
        name: Unique in the platform.
        probe: What must be true of the answer; its type is the prober.
        timeout: How long a probe may take; without it the scrape's timeout less half a second.
    """

    server: ClassVar[str] = "blackbox"

    name: str = Field(min_length=1)
    probe: Prober
    timeout: GoDuration | None = None

    @property
    def prober(self) -> str:
        """Upstream's name of the kind of probe."""
        return self.probe.prober


class Probe(Spec):
    """Addresses that the Blackbox Exporter looks at for us; becomes a scrape job.

    Attributes:
        name: The job's name.
        module: How to look.
        targets: The addresses.
        labels: Labels of the resulting series.
        scrape_interval: How often; without it the server's.
        scrape_timeout: How long one probe may take; without it the server's.
        exporter: `host:port` of the Blackbox Exporter.
        exports: The metrics that a probe makes.
    """

    name: str = Field(min_length=1)
    module: Module
    targets: tuple[Text, ...] = Field(min_length=1)
    labels: Labels | None = None
    scrape_interval: PositiveDuration | None = None
    scrape_timeout: Duration | None = None
    exporter: Text
    exports: tuple[Metric, ...] = ()
