"""What runs where: images, ports, retention and replicas of the monitoring itself."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Final, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.deferred import deferred
from vttalerts.model.fields import URL, PositiveDuration, Whole
from vttalerts.model.schema import AfterValidator, Field, model_validator
from vttalerts.model.settings import Secret
from vttalerts.model.spec import Spec

if TYPE_CHECKING:
    from vttalerts.model.production import Production
else:
    Production = deferred("vttalerts.model.production", "Production")

GRAFANA_DASHBOARDS: Final = "/etc/grafana/dashboards"
"""Where Grafana finds `infra/monitoring/grafana/dashboards`; the provider of dashboards names it too."""

SERVICES: Final = ("prometheus", "alertmanager", "grafana", "blackbox-exporter", "node-exporter")
"""The names of the services, which are their host names inside the stack."""

_IMAGE: Final = re.compile(r"[^\s@]+(@sha256:[0-9a-f]{64})?\Z")
_SIZE: Final = re.compile(r"[1-9]\d*(B|KB|MB|GB|TB|PB|EB)\Z")
_SUBNET_HOSTS: Final = 14
"""Five services, their replicas, and the host's own address."""


def _pinned(value: str) -> str:
    # A colon before the last slash is a registry's port.
    tag = value.partition("@")[0].rpartition("/")[2].partition(":")[2]
    if not _IMAGE.match(value) or not (tag or "@" in value) or tag == "latest":
        raise Fault(
            "DEF080",
            f"image `{value}` names no version",
            why="two machines would run two versions, and the checks are for one",
            help="write `prom/prometheus:v3.5.0`, or add `@sha256:…`",
        )
    return value


def _size(value: str) -> str:
    if not _SIZE.match(value):
        raise Fault(
            "DEF081",
            f"`{value}` is no size that Prometheus can read",
            why="Prometheus does not start",
            help="write a whole number and B, KB, MB, GB, TB, PB or EB, such as `20GB`",
        )
    return value


def _subnet(value: str) -> str:
    try:
        good = ipaddress.IPv4Network(value).num_addresses - 2 >= _SUBNET_HOSTS
    except ValueError:
        good = False
    if not good:
        raise Fault(
            "DEF082",
            f"`{value}` is no IPv4 network with room for {_SUBNET_HOSTS} addresses",
            why="Docker refuses to create it, and nothing starts",
            help="write a private network that nothing else here uses, such as `172.29.93.0/24`",
        )
    return value


class Container(Spec):
    """One service of the stack.

    Attributes:
        image: The image with its version.
        port: The port on which it answers, inside and on the host's loopback.
        target_port: The port inside the container where it differs.
        replicas: How many of it run. Further ones are called `<name>-2` and so on, keep their own data, and
            answer inside the stack only.
    """

    image: Annotated[str, AfterValidator(_pinned)]
    port: Whole = Field(ge=1, le=65535)
    target_port: Whole | None = Field(default=None, ge=1, le=65535)
    replicas: Whole = Field(default=1, ge=1)

    @property
    def inner_port(self) -> int:
        """The port on which other services reach it."""
        return self.port if self.target_port is None else self.target_port


class Deployment(Spec):
    """The stack as `docker-compose.yml` describes it.

    Attributes:
        prometheus: Prometheus.
        alertmanager: Alertmanager.
        grafana: Grafana.
        blackbox_exporter: The Blackbox Exporter.
        node_exporter: The Node Exporter; it shares the host's network, so its port is the host's.
        retention: How long Prometheus keeps samples.
        retention_size: How much disk it may use, such as `20GB`.
        alertmanager_retention: How long Alertmanager remembers notifications and silences.
        prometheus_url: Where people reach Prometheus.
        alertmanager_url: Where people reach Alertmanager.
        grafana_url: Where people reach Grafana.
        grafana_admin_password: The password of Grafana's administrator.
        production: What production has more, in files of its own.
        subnet: The private IPv4 network of the stack; another one where this one is taken.
    """

    prometheus: Container
    alertmanager: Container
    grafana: Container
    blackbox_exporter: Container
    node_exporter: Container
    retention: PositiveDuration
    retention_size: Annotated[str, AfterValidator(_size)] | None = None
    alertmanager_retention: PositiveDuration
    prometheus_url: URL
    alertmanager_url: URL
    grafana_url: URL
    grafana_admin_password: Secret
    production: Production | None = None
    subnet: Annotated[str, AfterValidator(_subnet)] = "172.29.93.0/24"

    def on_loopback(self, ports: Mapping[str, int] | None = None) -> dict[str, str]:
        """Return where the parts of the stack are without containers, for `Settings.places`.

        Args:
            ports: Ports by service, such as `{"node-exporter": 9101}`, where they are not those of the definitions.
        """
        places = {"host.docker.internal": "127.0.0.1"}
        for name in SERVICES:
            container: Container = self.__dict__[name.replace("-", "_")]
            port = (ports or {}).get(name, container.port)
            places[f"{name}:{container.inner_port}"] = f"127.0.0.1:{port}"
            if port != container.port:
                # What the machine's users write, and what a container calls itself.
                places[f"localhost:{container.port}"] = f"localhost:{port}"
        return places

    @model_validator(mode="after")
    def _one_machine(self) -> Self:
        owners: dict[int, str] = {}
        for name in (service.replace("-", "_") for service in SERVICES):
            container: Container = self.__dict__[name]
            other = owners.setdefault(container.port, name)
            if other != name:
                raise Fault(
                    "DEF083",
                    f"`{other}` and `{name}` both want port {container.port}",
                    why="the second of them does not start",
                    help=f"give `{name}` another port",
                )
        for name, reason in _ALONE.items():
            if self.__dict__[name].replicas > 1:
                raise Fault(
                    "DEF084",
                    f"`{name}` can't have replicas: {reason}",
                    why="the second one would contradict the first",
                    help=f"remove `replicas` from `{name}`",
                )
        if self.node_exporter.target_port not in (None, self.node_exporter.port):
            raise Fault(
                "DEF085",
                "`node_exporter` has no port of its own inside: it shares the host's network",
                why="Prometheus would ask at a port where nobody answers",
                help="remove `target_port` from `node_exporter`",
            )
        return self


_ALONE: Final = {
    "grafana": "each would have users and settings of its own",
    "node_exporter": "there is one host to measure",
}
