"""What panels need to know and can't know themselves: where numbers come from, and what alerts compare them with."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Final

from pydantic import AfterValidator, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from vttalerts.diagnostics import Fault
from vttalerts.model.expr import Indicator
from vttalerts.model.settings import DEFAULTS, Settings
from vttalerts.model.thresholds import Limit
from vttalerts.units import SECONDS, Quantity

_NO_LIMITS: Final[tuple[Limit, ...]] = ()


@dataclass(frozen=True, slots=True)
class Ready:
    """Marks objects that a field takes as they are: an instance check, where pydantic would copy whole schemas."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:  # noqa: ANN401
        """Return the check; `source` is a class, or a union of classes."""
        return core_schema.is_instance_schema(source)


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


class Shared(dict[str, Any]):
    """A part of a panel's JSON that others have alike: built once, never changed, and written once."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Context:
    """What one build knows, for all panels.

    Attributes:
        limits: What alerts compare each indicator with.
        datasource: The data source of panels that name none.
        version: The Grafana that reads the dashboards; panels carry it, so that it migrates nothing.
        settings: What a build may differ in.
        parts: What panels built that others may have alike, by what it was built from.
    """

    limits: Mapping[Indicator, tuple[Limit, ...]] = field(default_factory=dict[Indicator, tuple[Limit, ...]])
    datasource: Datasource = PROMETHEUS
    version: str = "12.0.0"
    settings: Settings = DEFAULTS
    parts: dict[Hashable, tuple[Shared, Shared]] = field(
        default_factory=dict[Hashable, tuple[Shared, Shared]], compare=False, repr=False
    )

    def thresholds(self, indicator: Indicator) -> tuple[Limit, ...]:
        """Return what alerts compare an indicator with, in the indicator's unit."""
        return self.limits.get(indicator, _NO_LIMITS)


def moment(quantity: Quantity) -> str:
    """Return a time as Grafana reads it, with one unit: `90m`, never `1h30m` (`dateMath.parseDateMath`)."""
    seconds = quantity.in_(SECONDS)
    if seconds != round(seconds):
        raise Fault(
            "DSH024",
            f"{quantity} is finer than a second",
            why="Grafana can't read it",
            help="write whole seconds",
        )
    whole = round(seconds)
    for size, suffix in ((86400, "d"), (3600, "h"), (60, "m")):
        if whole and whole % size == 0:
            return f"{whole // size}{suffix}"
    return f"{whole}s"


def checked_json(value: Any, path: str = "") -> Any:  # noqa: ANN401  any JSON
    """Check that a value can be written as JSON and read back the same.

    Raises:
        Fault: A key is no text, or a value has another type or is no finite number (DSH025).
    """
    if isinstance(value, Mapping):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise _no_json(f"{path}.{key}", f"key `{key}` is no text")
            checked_json(inner, f"{path}.{key}")
    elif isinstance(value, list | tuple):
        for index, inner in enumerate(value):
            checked_json(inner, f"{path}[{index}]")
    elif isinstance(value, float) and not math.isfinite(value):
        raise _no_json(path, f"`{value}` is no number in JSON")
    elif value is not None and not isinstance(value, bool | int | float | str):
        raise _no_json(path, f"a {type(value).__name__} has no form in JSON")
    return value


def _no_json(path: str, what: str) -> Fault:
    return Fault(
        "DSH025",
        f"`{path.lstrip('.')}` can't be written: {what}",
        why="Grafana would read something else, or nothing",
        help="use texts, numbers, true, false, None, lists and mappings with texts as keys",
    )


JSON = Annotated[dict[str, Any], AfterValidator(checked_json)]
"""Grafana's own JSON, passed through."""
