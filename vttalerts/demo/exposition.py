"""Numbers as Prometheus reads them: counters, gauges and histograms in its text format (version 0.0.4).

Source: https://prometheus.io/docs/instrumenting/exposition_formats/.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Mapping
from typing import Final

from typing_extensions import override

KIND: Final = "text/plain; version=0.0.4; charset=utf-8"

_ESCAPES: Final = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


class Family:
    """One metric with all its series.

    Attributes:
        name: The metric's name.
        kind: `counter`, `gauge` or `histogram`.
        values: The values of the series, by the values of their labels.
    """

    def __init__(self, name: str, kind: str, help: str, labels: tuple[str, ...] = ()) -> None:  # noqa: A002
        self.name = name
        self.kind = kind
        self.values: dict[tuple[str, ...], float] = {}
        self._help = help
        self._labels = labels

    def add(self, *labels: str, by: float = 1) -> None:
        """Count."""
        self.values[labels] = self.values.get(labels, 0) + by

    def set(self, value: float, *labels: str) -> None:
        """Say what a gauge shows."""
        self.values[labels] = value

    def lines(self) -> Iterator[str]:
        """Yield the family's text."""
        yield f"# HELP {self.name} {self._help}\n# TYPE {self.name} {self.kind}\n"
        yield from self.samples()

    def samples(self) -> Iterator[str]:
        """Yield a line for each series."""
        for labels, value in self.values.items():
            yield f"{self.name}{_braces(dict(zip(self._labels, labels, strict=True)))} {value:.10g}\n"

    def simple(self) -> object:
        """Return the values for people who read JSON."""
        if not self._labels:
            return self.values.get((), 0)
        return {",".join(labels): value for labels, value in self.values.items()}


class Histogram(Family):
    """How values are spread over buckets."""

    def __init__(self, name: str, help: str, bounds: tuple[float, ...], labels: tuple[str, ...] = ()) -> None:  # noqa: A002
        super().__init__(name, "histogram", help, labels)
        self._bounds = bounds
        self._counts: dict[tuple[str, ...], list[int]] = {}

    def observe(self, value: float, *labels: str) -> None:
        """Put a value into its bucket."""
        counts = self._counts.setdefault(labels, [0] * (len(self._bounds) + 1))
        counts[bisect.bisect_left(self._bounds, value)] += 1
        self.add(*labels, by=value)

    @override
    def samples(self) -> Iterator[str]:
        """Yield the buckets, which each hold all smaller ones, the sum and the count of each series."""
        for labels, counts in self._counts.items():
            own = dict(zip(self._labels, labels, strict=True))
            total = 0
            for bound, count in zip((*map(str, self._bounds), "+Inf"), counts, strict=True):
                total += count
                yield f"{self.name}_bucket{_braces({**own, 'le': bound})} {total}\n"
            yield f"{self.name}_sum{_braces(own)} {self.values[labels]:.10g}\n"
            yield f"{self.name}_count{_braces(own)} {total}\n"


def text(*families: Family) -> bytes:
    """Return the page that Prometheus reads."""
    return "".join(line for family in families for line in family.lines()).encode()


def _braces(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    pairs = ",".join(f'{name}="{value.translate(_ESCAPES)}"' for name, value in labels.items())
    return f"{{{pairs}}}"
