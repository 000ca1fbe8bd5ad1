"""Where a panel turns orange and red: the numbers of the alerts that compare what it draws, never typed twice."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any, Final, NamedTuple

CLEAR: Final = "transparent"
"""No trouble, in a graph: Grafana draws the lines below a transparent step in the colour beneath them, which is
what a lower bound means (grafana-ui `uPlot/config/UPlotThresholds.ts`, `addLines`)."""

GOOD: Final = "green"
"""No trouble, in a single value that an alert judges."""

NEUTRAL: Final = "text"
"""A single value that no alert judges: green would claim that somebody looked."""

_COLOURS: Final = {"critical": (3, "red"), "warning": (2, "orange"), "info": (1, "blue")}

_ABOVE_ZERO: Final = 1e-9
"""Grafana's step begins with its value, and zero is the one value that measured numbers often have exactly."""


class Limit(NamedTuple):
    """One alert's comparison with the number that a panel draws.

    Attributes:
        severity: The alert's severity, such as `critical`.
        operator: PromQL's comparison, such as `>`.
        value: The other side, in the indicator's unit.
    """

    severity: str
    operator: str
    value: float


def steps(limits: Iterable[Limit], calm: str) -> list[dict[str, Any]]:
    """Return Grafana's threshold steps: each colour holds from its value up to the next step.

    Where several alerts would fire, the worst one gives the colour.

    Args:
        limits: The comparisons; severities without a colour are left out.
        calm: The colour where no alert would fire.
    """
    ranges = [
        (low, high, *_COLOURS[limit.severity])
        for limit in limits
        if limit.severity in _COLOURS
        for low, high in _ranges(limit)
    ]
    edges = {-math.inf, *(edge for low, high, _, _ in ranges for edge in (low, high))}
    made: list[dict[str, Any]] = []
    for edge in sorted(edges - {math.inf}):
        worst = max(((rank, colour) for low, high, rank, colour in ranges if low <= edge < high), default=(0, calm))
        if not made or made[-1]["color"] != worst[1]:
            made.append({"color": worst[1], "value": None if edge == -math.inf else _plain(edge)})
    return made


def _plain(value: float) -> float:
    """Return 5 for 5.0, as a person writes it."""
    return int(value) if value == int(value) else value


def _ranges(limit: Limit) -> tuple[tuple[float, float], ...]:
    """Return where the alert fires, as ranges that contain their lower end only."""
    value = limit.value
    above = _ABOVE_ZERO if value == 0 else value
    match limit.operator:
        case ">":
            return ((above, math.inf),)
        case ">=":
            return ((value, math.inf),)
        case "<":
            return ((-math.inf, value),)
        case "<=":
            return ((-math.inf, above),)
        case "==":
            # Only states and counts are compared so, and they are whole numbers.
            return ((value, value + 1),)
        case _:
            return ((-math.inf, value), (value + 1, math.inf))
