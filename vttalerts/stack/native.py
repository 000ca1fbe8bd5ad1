"""The stack as processes of this machine: the flags of docker-compose.yml, with this machine's folders and ports.

Decision: the command lines are those of the containers, with each place of a container changed into the one here, so
that both engines run the servers alike. Rejected: a second list of flags, which would drift from the first.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from vttalerts.diagnostics import Diagnostic
from vttalerts.emitters._services import Service as Container
from vttalerts.emitters._services import services
from vttalerts.graph import Graph
from vttalerts.model.deployment import GRAFANA_DASHBOARDS, Deployment
from vttalerts.model.settings import Settings
from vttalerts.stack import ports, programs
from vttalerts.stack.folder import Folder
from vttalerts.units import SECONDS, minutes, seconds

MONITORING: Final = Path("infra", "monitoring")
"""Where a build puts what the servers read."""

_CONTAINERS_OWN: Final = ("--path.", "--web.listen-address=", "--cluster.listen-address=")
"""Flags that say where things are in a container."""
_OFFSET: Final = seconds(0.5)
"""By how much a probe is shorter than its scrape (blackbox_exporter `--timeout-offset`)."""
_RESEND: Final = minutes(1)
"""After what time an alert is sent again (prometheus `--rules.alert.resend-delay`)."""
_LEAST_RESEND: Final = seconds(5)
"""An alert that is not sent again in four times this is over, even if the machine was only busy."""
_ORDER: Final = ("node-exporter", "blackbox-exporter", "alertmanager", "prometheus", "grafana")
"""Those who are asked and told before those who ask and tell."""


@dataclass(frozen=True, slots=True)
class Service:
    """One process of the stack.

    Attributes:
        name: Its name.
        command: Its command line.
        port: Where it listens.
        health: What answers 200 when it can do its work.
        environment: What it finds in its environment besides this machine's.
    """

    name: str
    command: tuple[str, ...]
    port: int
    health: str
    environment: Mapping[str, str] = field(default_factory=dict[str, str])

    def wire(self) -> dict[str, Any]:
        """Return it in JSON's types."""
        return asdict(self)

    @classmethod
    def from_wire(cls, value: Mapping[str, Any]) -> Service:
        """Return it from JSON's types."""
        return cls(value["name"], tuple(value["command"]), value["port"], value["health"], value["environment"])


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be started.

    Attributes:
        graph: The definitions, for a build with this machine's addresses.
        services: The processes, in the order of their start.
        secrets: The names of the secrets that they read.
        skipped: Services that can be done without, and are not installed.
        problems: Why it can't be started.
    """

    graph: Graph
    services: tuple[Service, ...]
    secrets: tuple[str, ...]
    skipped: tuple[str, ...] = ()
    problems: tuple[Diagnostic, ...] = ()


@dataclass(frozen=True, slots=True)
class Wishes:
    """What somebody may choose.

    Attributes:
        ports: Ports by service, where they are not those of the definitions.
        without: Services that are not started.
        environment: Where secrets are, by name.
        time_scale: What all waiting is multiplied with.
    """

    ports: Mapping[str, int] = field(default_factory=dict[str, int])
    without: frozenset[str] = frozenset()
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))
    time_scale: float = 1


def plan(graph: Graph, root: Path, folder: Folder, wishes: Wishes) -> Plan:
    """Return what to start for a platform, and everything that is in the way of it.

    Args:
        graph: The platform.
        root: The project's folder, in whose `.tools/` programs may be.
        folder: Where the stack keeps what is its own.
        wishes: What was chosen.
    """
    deployment = graph.deployment
    if deployment is None:
        return Plan(graph, (), (), problems=(_no_deployment(),))
    places = {**deployment.on_loopback(wishes.ports), GRAFANA_DASHBOARDS: str(_dashboards(folder))}
    settings = replace(
        graph.settings, places=places, secrets_directory=str(folder.secrets), time_scale=wishes.time_scale
    )
    here = Graph(graph.platform, settings)
    wanted = [one for one in services(here, deployment) if one.published and one.name not in wishes.without]
    wanted.sort(key=lambda one: _ORDER.index(one.name))
    found = {one.name: programs.find(one.name, root) for one in wanted}
    skipped = tuple(name for name, program in found.items() if program is None and programs.PROGRAMS[name].optional)
    wanted = [one for one in wanted if one.name not in skipped]
    made = tuple(
        _service(one, program, here, folder, wishes) for one in wanted if (program := found[one.name]) is not None
    )
    secrets = tuple(sorted({name for one in wanted for name in one.secrets}))
    problems = (
        *(_no_program(one.name) for one in wanted if found[one.name] is None),
        *(_no_secret(name, wanted) for name in secrets if not wishes.environment.get(name)),
        *(_taken(one) for one in made if not ports.is_free(one.port)),
    )
    return Plan(here, made, secrets, skipped, problems)


def _service(container: Container, program: Path, graph: Graph, folder: Folder, wishes: Wishes) -> Service:
    port = wishes.ports.get(container.name, container.container.port)
    address = f"127.0.0.1:{port}"
    command: tuple[str, ...]
    if container.name == "grafana":
        home = Path("/usr/share/grafana") if Path("/usr/share/grafana").is_dir() else program.parent.parent
        command = (str(program), "server", f"--homepath={home}")
        environment = _grafana(container, folder, port)
    else:
        flags = _flags(container, graph, folder, wishes.time_scale)
        command = (str(program), *flags, f"--web.listen-address={address}")
        environment = {}
    return Service(container.name, command, port, f"http://{address}{container.health}", environment)


def _flags(container: Container, graph: Graph, folder: Folder, time_scale: float) -> Iterator[str]:
    """The container's flags, with this machine's places."""
    mounted = _mounted(container, folder)
    for flag in container.flags:
        if flag.startswith(_CONTAINERS_OWN):
            continue
        name, equals, value = flag.partition("=")
        yield f"{name}{equals}{_moved(value, mounted)}"
    if container.name == "alertmanager":
        yield "--cluster.listen-address="
    if time_scale != 1:
        yield from _paced(container.name, graph.settings)


def _paced(name: str, settings: Settings) -> Iterator[str]:
    """What servers wait for by themselves, where time runs faster."""
    if name == "blackbox-exporter":
        # Without it, a probe within a short scrape would have no time at all.
        yield f"--timeout-offset={settings.paced(_OFFSET).in_(SECONDS):g}"
    if name == "prometheus":
        delay = max(settings.paced(_RESEND).in_(SECONDS), _LEAST_RESEND.in_(SECONDS))
        yield f"--rules.alert.resend-delay={seconds(delay).duration()}"


def _mounted(container: Container, folder: Folder) -> dict[str, str]:
    """Where the folders of a container are on this machine."""
    places: dict[str, str] = {}
    for volume in container.volumes:
        source, target, *_ = volume.split(":")
        if source.startswith("."):
            places[target] = str((folder.config / MONITORING / source).resolve())
        elif not source.startswith("/"):
            places[target] = str(folder.data / container.name)
    return places


def _moved(value: str, places: Mapping[str, str]) -> str:
    for target in sorted(places, key=len, reverse=True):
        if value == target or value.startswith(f"{target}/"):
            return places[target] + value.removeprefix(target)
    return value


def _grafana(container: Container, folder: Folder, port: int) -> dict[str, str]:
    return {
        **container.environment,
        "GF_SERVER_HTTP_ADDR": "127.0.0.1",
        "GF_SERVER_HTTP_PORT": str(port),
        "GF_PATHS_DATA": str(folder.data / "grafana"),
        "GF_PATHS_LOGS": str(folder.data / "grafana" / "logs"),
        "GF_PATHS_PLUGINS": str(folder.data / "grafana" / "plugins"),
        "GF_PATHS_PROVISIONING": str(folder.config / MONITORING / "grafana" / "provisioning"),
    }


def _dashboards(folder: Folder) -> Path:
    return folder.config / MONITORING / "grafana" / "dashboards"


def _no_deployment() -> Diagnostic:
    return Diagnostic(
        "STK001",
        "the platform has no deployment",
        why="nothing says what runs where",
        help="give the platform `deployment=Deployment(…)`",
    )


def _no_program(name: str) -> Diagnostic:
    names = " nor ".join(f"`{one}`" for one in programs.PROGRAMS[name].names)
    return Diagnostic(
        "STK002",
        f"{name} is not installed: neither PATH nor {programs.TOOLS}/ has {names}",
        why="the stack would lack a part that others ask",
        help=programs.advice(name),
    )


def _no_secret(name: str, wanted: list[Container]) -> Diagnostic:
    readers = " and ".join(one.name for one in wanted if name in one.secrets)
    return Diagnostic(
        "STK003",
        f"the secret {name} is not in the environment",
        why=f"{readers} could not tell anybody, or would not start",
        help=f"set {name} for this command; for a look on your own machine any text will do",
    )


def _taken(service: Service) -> Diagnostic:
    return Diagnostic(
        "STK004",
        f"port {service.port} of {service.name} is taken by {ports.holder(service.port)}",
        why="the service would not start",
        help=f"end that process, or choose another port: `--port {service.name}={ports.free_port()}`",
    )


__all__ = ["MONITORING", "Deployment", "Plan", "Service", "Wishes", "plan"]
