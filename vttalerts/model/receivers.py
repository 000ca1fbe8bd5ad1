"""Who hears about it: a receiver is a name and the integrations that carry a notification to people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from typing_extensions import override

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import Flag, Labels
from vttalerts.model.http import AlertmanagerHTTP
from vttalerts.model.schema import Field, model_validator
from vttalerts.model.settings import DEFAULTS, Settings
from vttalerts.model.spec import Spec, Tree


class Integration(Spec):
    """One way to notify people; the base of all that Alertmanager has.

    Class attributes:
        key: The receiver's list that it belongs to, such as `slack_configs`.
        resolved_by_default: Whether upstream sends the resolved notification where nothing is said.
    """

    server: ClassVar[str] = "alertmanager"
    key: ClassVar[str] = ""
    resolved_by_default: ClassVar[bool] = True

    send_resolved: Flag | None = None

    @property
    def sends_resolved(self) -> bool:
        """Whether people also hear when it is over."""
        return self.resolved_by_default if self.send_resolved is None else self.send_resolved


class HTTPIntegration(Integration):
    """An integration that speaks HTTP.

    Attributes:
        http_config: How to reach it; replaces the global one as a whole.
    """

    http_config: AlertmanagerHTTP | None = None


class Receiver(Spec):
    """A named set of integrations that routes can point to.

    Attributes:
        name: Unique in the platform.
        integrations: What carries the notification; none makes a receiver that swallows alerts.
        labels: Labels of the receiver itself (needs Alertmanager 0.33).
    """

    server: ClassVar[str] = "alertmanager"
    since: ClassVar[Mapping[str, str]] = {"labels": "0.33"}

    name: str = Field(min_length=1)
    integrations: tuple[Integration, ...] = Field(default=(), exclude=True)
    labels: Labels | None = None

    @model_validator(mode="after")
    def _own_name(self) -> Self:
        name = (self.labels or {}).get("name", self.name)
        if name != self.name:
            raise Fault(
                "RCV037",
                f"label `name` of {self.name} is `{name}`",
                why="Alertmanager refuses the file: it sets this label to the receiver's name",
                help="remove the label",
            )
        return self

    @override
    def wire(self, settings: Settings = DEFAULTS) -> Tree:
        tree = Tree(self)
        tree["name"] = self.name
        if self.labels:
            tree["labels"] = self.labels
        for integration in self.integrations:
            tree.setdefault(integration.key, []).append(integration.wire(settings))
            tree.keywords[integration.key] = "integrations"
        return tree
