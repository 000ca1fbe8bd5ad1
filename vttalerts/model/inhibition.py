"""What people need not hear: an alert that follows from another one that already fires."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

from vttalerts.diagnostics import Fault
from vttalerts.model.fields import LabelName
from vttalerts.model.matchers import Matchers
from vttalerts.model.schema import Field, model_validator
from vttalerts.model.spec import Spec


class Inhibition(Spec):
    """While a source fires, targets with the same `equal` labels are not notified (alertmanager inhibit/inhibit.go).

    Attributes:
        name: What it is about (written since Alertmanager 0.30).
        source_matchers: Which alerts silence.
        target_matchers: Which alerts are silenced.
        equal: Labels that must have the same value on both; a label that both lack counts as the same.
    """

    server: ClassVar[str] = "alertmanager"
    since: ClassVar[Mapping[str, str]] = {"name": "0.30"}

    name: str | None = None
    source_matchers: Matchers = Field()
    target_matchers: Matchers = Field()
    equal: tuple[LabelName, ...] = ()

    @model_validator(mode="after")
    def _means_something(self) -> Self:
        for side in ("source_matchers", "target_matchers"):
            if not self.__dict__[side]:
                raise Fault(
                    "INH001",
                    f"an inhibition without `{side}` is about every alert",
                    why="one alert would silence all others",
                    help=f"say which: {side}=match(severity=…)",
                )
        return self
