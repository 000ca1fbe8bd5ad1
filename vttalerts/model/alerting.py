"""The Alertmanagers that get Prometheus's alerts, and how they are reached (prometheus config `AlertmanagerConfig`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from typing_extensions import override

from vttalerts.model.discoveries import Discovery, add_discoveries, check_static_targets
from vttalerts.model.fields import PositiveDuration
from vttalerts.model.http import PrometheusHTTP, exclusive
from vttalerts.model.relabel import Relabel
from vttalerts.model.schema import Field, model_validator
from vttalerts.model.settings import DEFAULTS, Settings
from vttalerts.model.sigv4 import SigV4
from vttalerts.model.spec import Tree


class AlertmanagerConfig(PrometheusHTTP):
    """Alertmanagers that are reached in the same way.

    Attributes:
        discoveries: Where they are.
        scheme: Without it `http`.
        path_prefix: The path below which they answer.
        timeout: How long one delivery may take; without it 10 s.
        api_version: The version of their API.
        sigv4: Sign for Amazon; excludes the other credentials.
        relabel_configs: What happens to their addresses.
        alert_relabel_configs: What happens to alerts that go to them.
    """

    server: ClassVar[str] = "prometheus"
    since: ClassVar[Mapping[str, str]] = {**PrometheusHTTP.since, "sigv4": "2.48", "alert_relabel_configs": "2.51"}

    discoveries: tuple[Discovery, ...] = Field(exclude=True)
    scheme: Literal["http", "https"] | None = None
    path_prefix: str | None = None
    timeout: PositiveDuration | None = None
    api_version: Literal["v2"] | None = None
    sigv4: SigV4 | None = None
    relabel_configs: tuple[Relabel, ...] = ()
    alert_relabel_configs: tuple[Relabel, ...] = ()

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        exclusive(self, "basic_auth", "authorization", "oauth2", "sigv4")
        if not self.relabel_configs:
            check_static_targets(self.discoveries)
        return self

    @override
    def wire(self, settings: Settings = DEFAULTS) -> Tree:
        tree = super().wire(settings)
        add_discoveries(tree, self.discoveries, settings)
        return tree
