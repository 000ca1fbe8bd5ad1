"""Numbers with a meaning: 95 percent, 5 minutes, 100 per minute; comparing apples with pears is an error.

Decision: a quantity keeps its unit as a value, not as a type parameter, because generics vanish at run time and
the unit must reach the emitters, the panels' thresholds and the runbooks' sentences.
"""

from __future__ import annotations

import enum
import functools
from dataclasses import dataclass
from typing import Final

from typing_extensions import override

from vttalerts.diagnostics import Fault


class Dimension(enum.StrEnum):
    """What a number measures; only quantities of one dimension compare."""

    TIME = "time"
    RATIO = "ratio"
    SIZE = "size"
    RATE = "rate"
    THROUGHPUT = "throughput"
    COUNT = "count"
    STATE = "state"


@dataclass(frozen=True, slots=True, eq=False)
class Unit:
    """A scale of one dimension.

    Attributes:
        name: The singular name, such as `percent`.
        dimension: What it measures.
        numerator: With `denominator`, the factor to the dimension's base unit (seconds, ratio 1, bytes, per second).
        denominator: See `numerator`; two integers, so that 95 percent is 0.95 and not 0.9500000000000001.
        grafana: Grafana's identifier of the unit (`units.jsonschema.json` of the Foundation SDK).
        symbol: What a person reads after the number.
    """

    name: str
    dimension: Dimension
    numerator: int
    denominator: int
    grafana: str
    symbol: str

    @override
    def __str__(self) -> str:
        return self.name

    @property
    def constructor(self) -> str:
        """The function that makes quantities of this unit, such as `per_minute`."""
        return {"bytes": "bytes_"}.get(self.name, self.name.replace(" ", "_"))


RATIO: Final = Unit("ratio", Dimension.RATIO, 1, 1, "percentunit", "")
PERCENT: Final = Unit("percent", Dimension.RATIO, 1, 100, "percent", "%")
NANOSECONDS: Final = Unit("nanoseconds", Dimension.TIME, 1, 1_000_000_000, "ns", "ns")
MILLISECONDS: Final = Unit("milliseconds", Dimension.TIME, 1, 1000, "ms", "ms")
SECONDS: Final = Unit("seconds", Dimension.TIME, 1, 1, "s", "s")
MINUTES: Final = Unit("minutes", Dimension.TIME, 60, 1, "m", "min")
HOURS: Final = Unit("hours", Dimension.TIME, 3600, 1, "h", "h")
DAYS: Final = Unit("days", Dimension.TIME, 86400, 1, "d", "d")
BYTES: Final = Unit("bytes", Dimension.SIZE, 1, 1, "bytes", "B")
KIBIBYTES: Final = Unit("kibibytes", Dimension.SIZE, 1024, 1, "kbytes", "KiB")
MEBIBYTES: Final = Unit("mebibytes", Dimension.SIZE, 1024**2, 1, "mbytes", "MiB")
GIBIBYTES: Final = Unit("gibibytes", Dimension.SIZE, 1024**3, 1, "gbytes", "GiB")
PER_SECOND: Final = Unit("per second", Dimension.RATE, 1, 1, "ops", "/s")
PER_MINUTE: Final = Unit("per minute", Dimension.RATE, 1, 60, "opm", "/min")
BYTES_PER_SECOND: Final = Unit("bytes per second", Dimension.THROUGHPUT, 1, 1, "Bps", "B/s")
COUNT: Final = Unit("count", Dimension.COUNT, 1, 1, "short", "")
STATE: Final = Unit("state", Dimension.STATE, 1, 1, "bool_on_off", "")

_DURATION_STEPS: Final = (
    ("y", 365 * 86_400_000),
    ("w", 7 * 86_400_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1000),
    ("ms", 1),
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit.

    Attributes:
        value: The number as it was written.
        unit: Its unit.
    """

    value: float
    unit: Unit

    def __post_init__(self) -> None:
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise Fault(
                "DEF020",
                f"a quantity needs a number, not {type(self.value).__name__}",
                help=f"write a number, such as {self.unit.constructor}(5)",
            )

    def in_(self, unit: Unit) -> float:
        """Return the number on another scale of the same dimension.

        Raises:
            Fault: The dimensions differ (DEF021).
        """
        mine = self.unit
        if mine is unit:
            return self.value
        if mine.dimension is not unit.dimension:
            raise Fault(
                "DEF021",
                f"{self} is a {mine.dimension}, and this is measured in {unit}",
                why="the comparison would never, or always, be true",
                help=f"write {unit.constructor}(…)",
            )
        top = self.value * mine.numerator * unit.denominator
        return top / (mine.denominator * unit.numerator)

    def text(self, unit: Unit) -> str:
        """Return the number on `unit`'s scale as PromQL and YAML write it: `0.95`, `95`, `1e+20`."""
        return number(self.in_(unit))

    def duration(self) -> str:
        """Return a Prometheus duration such as `1h30m` (prometheus/common `model.Duration`).

        Raises:
            Fault: No duration, negative, or finer than a millisecond (DEF022).
        """
        millis = self.in_(MILLISECONDS)
        rest = round(millis)
        if millis < 0 or rest != millis:
            raise Fault(
                "DEF022",
                f"{self} is no duration that Prometheus can read",
                why="the server refuses the whole file",
                help="write a whole, positive number of milliseconds or more",
            )
        if rest == 0:
            return "0s"
        # Upstream's String() uses years and weeks only where nothing is left over: 90d reads better than 12w6d.
        parts: list[str] = []
        for suffix, size in _DURATION_STEPS:
            if suffix in "yw" and rest % size:
                continue
            count, rest = divmod(rest, size)
            if count:
                parts.append(f"{count}{suffix}")
        return "".join(parts)

    def go_duration(self) -> str:
        """Return a duration for Go's `time.ParseDuration`, which knows no days: `36h`, `1h30m`, `300ms`."""
        millis = self.in_(MILLISECONDS)
        rest = round(millis)
        if millis < 0 or rest != millis:
            raise Fault(
                "DEF022",
                f"{self} is no duration that the server can read",
                why="the server refuses the whole file",
                help="write a whole, positive number of milliseconds or more",
            )
        if rest == 0:
            return "0s"
        parts: list[str] = []
        for suffix, size in _DURATION_STEPS[3:]:
            count, rest = divmod(rest, size)
            if count:
                parts.append(f"{count}{suffix}")
        return "".join(parts)

    @override
    def __str__(self) -> str:
        symbol = self.unit.symbol
        gap = "" if symbol.startswith("/") or not symbol else " "
        return f"{number(self.value)}{gap}{symbol}"


@functools.lru_cache(maxsize=1 << 12, typed=True)
def _shared(value: float, unit: Unit) -> Quantity:
    return Quantity(value, unit)


def _quantity(value: float, unit: Unit) -> Quantity:
    """Return one object for equal numbers: definitions say `minutes(5)` a thousand times."""
    try:
        return _shared(value, unit)
    except TypeError:  # no number, and nothing that a cache can hold
        return Quantity(value, unit)


def number(value: float) -> str:
    """Return a number in its shortest form that Go and Python read back alike."""
    if isinstance(value, int):
        return str(value)
    if value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004  above it repr() is exact and shorter
        return str(int(value))
    return repr(value)


def ratio(value: float) -> Quantity:
    """Return a share of 1: `ratio(0.95)`."""
    return _quantity(value, RATIO)


def percent(value: float) -> Quantity:
    """Return a share of 100: `percent(95)`."""
    return _quantity(value, PERCENT)


def milliseconds(value: float) -> Quantity:
    """Return a duration in milliseconds."""
    return _quantity(value, MILLISECONDS)


def seconds(value: float) -> Quantity:
    """Return a duration in seconds."""
    return _quantity(value, SECONDS)


def minutes(value: float) -> Quantity:
    """Return a duration in minutes."""
    return _quantity(value, MINUTES)


def hours(value: float) -> Quantity:
    """Return a duration in hours."""
    return _quantity(value, HOURS)


def days(value: float) -> Quantity:
    """Return a duration in days of 24 hours."""
    return _quantity(value, DAYS)


def bytes_(value: float) -> Quantity:
    """Return a size in bytes."""
    return _quantity(value, BYTES)


def kibibytes(value: float) -> Quantity:
    """Return a size in KiB, 1,024 bytes each."""
    return _quantity(value, KIBIBYTES)


def mebibytes(value: float) -> Quantity:
    """Return a size in MiB."""
    return _quantity(value, MEBIBYTES)


def gibibytes(value: float) -> Quantity:
    """Return a size in GiB."""
    return _quantity(value, GIBIBYTES)


def per_second(value: float) -> Quantity:
    """Return a rate per second."""
    return _quantity(value, PER_SECOND)


def per_minute(value: float) -> Quantity:
    """Return a rate per minute."""
    return _quantity(value, PER_MINUTE)


def bytes_per_second(value: float) -> Quantity:
    """Return a throughput in bytes per second."""
    return _quantity(value, BYTES_PER_SECOND)


def count(value: float) -> Quantity:
    """Return a plain count of things."""
    return _quantity(value, COUNT)


def state(value: float) -> Quantity:
    """Return a state, such as 1 for healthy and 0 for unhealthy."""
    return _quantity(value, STATE)
