"""Where a job's targets come from: named, listed in files, or asked for (prometheus discovery/)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Annotated, ClassVar, Final, Literal, Self

from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import URL, Labels, PositiveDuration, Text, Whole
from vttalerts.model.gates import Newer
from vttalerts.model.http import PrometheusHTTP
from vttalerts.model.schema import AfterValidator, Field, model_validator
from vttalerts.model.settings import DEFAULTS, EnvText, Settings
from vttalerts.model.spec import Spec, Tree

_FILE: Final = re.compile(r"[^*]*(\*[^/]*)?\.(json|yml|yaml|JSON|YML|YAML)")
"""What file discovery reads (discovery/file `patFileSDName`)."""


class Discovery(Spec):
    """Where a job's targets come from; the base of all kinds.

    Class attributes:
        key: The job's list that it belongs to, such as `static_configs`.
    """

    server: ClassVar[str] = "prometheus"
    key: ClassVar[str] = ""

    @property
    def list_key(self) -> str:
        """The job's list that this object belongs to."""
        return self.key


def _target(value: str | EnvText) -> str | EnvText:
    text = str(value)
    if not text or any(character.isspace() for character in text):
        raise Fault(
            "SCR004",
            f"`{text}` is no target",
            why="Prometheus would scrape nothing",
            help="write `host:port`",
        )
    return value


class Static(Discovery):
    """Targets that are known.

    Attributes:
        targets: `host:port`, or what the relabeling makes one of.
        labels: Labels of all these targets.
    """

    key: ClassVar[str] = "static_configs"

    targets: tuple[Annotated[Text, AfterValidator(_target)], ...]
    labels: Labels | None = None

    @override
    def wire(self, settings: Settings = DEFAULTS) -> Tree:
        tree = super().wire(settings)
        if settings.places:
            tree["targets"] = [
                one.resolve(settings) if isinstance(one, EnvText) else settings.located(one) for one in self.targets
            ]
        return tree


class FileDiscovery(Discovery):
    """Targets from files that something else writes.

    Attributes:
        files: Paths; the last part may hold one `*`.
        refresh_interval: How often they are read again; without it 5 min.
    """

    key: ClassVar[str] = "file_sd_configs"

    files: tuple[str, ...] = Field(min_length=1)
    refresh_interval: PositiveDuration | None = None

    @model_validator(mode="after")
    def _paths(self) -> Self:
        for file in self.files:
            if not _FILE.fullmatch(file):
                raise Fault(
                    "SCR005",
                    f"`{file}` is no JSON or YAML file",
                    why="Prometheus refuses the file",
                    help="end it in .json, .yml or .yaml, with a `*` in the last part at most",
                )
        return self


class HTTPDiscovery(PrometheusHTTP, Discovery):
    """Targets from an address that answers with JSON.

    Attributes:
        url: The address.
        refresh_interval: How often it is asked; without it 1 min.
    """

    server: ClassVar[str] = "prometheus"
    key: ClassVar[str] = "http_sd_configs"

    url: URL
    refresh_interval: PositiveDuration | None = None


class DNSDiscovery(Discovery):
    """Targets from DNS.

    Attributes:
        names: The names to look up.
        type: The kind of record; without it SRV, which knows ports.
        port: The port, where the record has none.
        refresh_interval: How often; without it 30 s.
    """

    key: ClassVar[str] = "dns_sd_configs"

    names: tuple[str, ...] = Field(min_length=1)
    type: Literal["SRV", "A", "AAAA", "MX", "NS"] | None = None
    port: Whole | None = Field(default=None, ge=0, le=65535)
    refresh_interval: PositiveDuration | None = None

    @model_validator(mode="after")
    def _port(self) -> Self:
        if self.type not in (None, "SRV") and not self.port:
            raise Fault(
                "SCR006",
                f"DNS records of type {self.type} know no port",
                why="Prometheus refuses the file",
                help="add port=…",
            )
        return self

    def newer(self) -> Iterator[Newer]:
        """Yield the record types that came later."""
        if self.type == "NS":
            yield Newer("type", "DNS records of type `NS`", "2.49")


def add_discoveries(tree: Tree, discoveries: Iterable[Discovery], settings: Settings) -> None:
    """Write where targets come from into a tree: one list of upstream for each kind, in the order of their first."""
    for discovery in discoveries:
        tree.setdefault(discovery.list_key, []).append(discovery.wire(settings))
        tree.keywords[discovery.list_key] = "discoveries"


def check_static_targets(discoveries: Iterable[Discovery]) -> None:
    """Check that no static target is a URL, for owners without relabeling (config `checkStaticTargets`).

    Raises:
        Fault: One is (SCR008).
    """
    for discovery in discoveries:
        for target in discovery.targets if isinstance(discovery, Static) else ():
            if "/" in str(target):
                raise Fault(
                    "SCR008",
                    f"target `{target}` is an address with a path",
                    why="Prometheus refuses the file",
                    help="write `host:port`, and the path in `metrics_path`",
                )
