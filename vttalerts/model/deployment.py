"""What runs where: images, ports, retention and replicas of the monitoring itself."""

from __future__ import annotations

from pydantic import Field

from vttalerts.model.fields import PositiveDuration, Text, Whole
from vttalerts.model.settings import Secret
from vttalerts.model.spec import Spec


class Container(Spec):
    """One service of the stack.

    Attributes:
        image: The image with its version.
        port: The port on which it answers, inside and on the host's loopback.
        target_port: The port inside the container where it differs.
        replicas: How many of it run.
    """

    image: str = Field(pattern=r"^[^:@\s]+(:[\w.-]+|@sha256:[0-9a-f]{64})$")
    port: Whole = Field(ge=1, le=65535)
    target_port: Whole | None = Field(default=None, ge=1, le=65535)
    replicas: Whole = Field(default=1, ge=1)


class Deployment(Spec):
    """The stack as `docker-compose.yml` describes it.

    Attributes:
        prometheus: Prometheus.
        alertmanager: Alertmanager.
        grafana: Grafana.
        blackbox_exporter: The Blackbox Exporter.
        node_exporter: The Node Exporter.
        retention: How long Prometheus keeps samples.
        retention_size: How much disk it may use, such as `20GB`.
        alertmanager_retention: How long Alertmanager remembers notifications and silences.
        prometheus_url: Where people reach Prometheus.
        alertmanager_url: Where people reach Alertmanager.
        grafana_url: Where people reach Grafana.
        grafana_admin_password: The password of Grafana's administrator.
    """

    prometheus: Container
    alertmanager: Container
    grafana: Container
    blackbox_exporter: Container
    node_exporter: Container
    retention: PositiveDuration
    retention_size: str | None = None
    alertmanager_retention: PositiveDuration
    prometheus_url: Text
    alertmanager_url: Text
    grafana_url: Text
    grafana_admin_password: Secret
