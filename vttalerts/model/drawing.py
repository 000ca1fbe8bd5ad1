"""What panels need to know and can't know themselves: where numbers come from, and what alerts compare them with."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Final

from vttalerts.model.expr import Indicator
from vttalerts.model.frames import Frame
from vttalerts.model.settings import DEFAULTS, Settings
from vttalerts.model.thresholds import Limit

_NO_LIMITS: Final[tuple[Limit, ...]] = ()


@dataclass(frozen=True, slots=True)
class Datasource:
    """Where the numbers come from, as Grafana refers to it.

    Attributes:
        type: The plugin, such as `prometheus`.
        uid: The provisioned identifier, or a variable such as `${datasource}`.
    """

    type: str
    uid: str

    def wire(self) -> dict[str, str]:
        """Return the reference as Grafana writes it."""
        return {"type": self.type, "uid": self.uid}


PROMETHEUS: Final = Datasource("prometheus", "prometheus")
"""The data source that the build provisions."""


@dataclass(frozen=True, slots=True)
class Context:
    """What one build knows, for all panels.

    Attributes:
        limits: What alerts compare each indicator with.
        datasource: The data source of panels that name none.
        version: The Grafana that reads the dashboards; panels carry it, so that it migrates nothing.
        settings: What a build may differ in.
        frames: What panels have alike, by what it was made from.
    """

    limits: Mapping[Indicator, tuple[Limit, ...]] = field(default_factory=dict[Indicator, tuple[Limit, ...]])
    datasource: Datasource = PROMETHEUS
    version: str = "12.0.0"
    settings: Settings = DEFAULTS
    frames: dict[Hashable, Frame] = field(default_factory=dict[Hashable, Frame], compare=False, repr=False)

    def thresholds(self, indicator: Indicator) -> tuple[Limit, ...]:
        """Return what alerts compare an indicator with, in the indicator's unit."""
        return self.limits.get(indicator, _NO_LIMITS)
