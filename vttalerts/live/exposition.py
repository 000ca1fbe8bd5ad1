"""Reads the counters that a server exposes of itself (Prometheus text exposition format 0.0.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

_SAMPLE: Final = re.compile(r"([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?\s*")
_LABEL: Final = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"\s*,?\s*')
_ESCAPES: Final = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}


class Sample(NamedTuple):
    """One number of a series.

    Attributes:
        name: The metric's name.
        labels: Its labels.
        value: The number.
    """

    name: str
    labels: Mapping[str, str]
    value: float


def samples(text: str, *names: str) -> Iterator[Sample]:
    """Yield the samples of some metrics; lines that are none are passed over."""
    for line in text.splitlines():
        if not line.startswith(names):
            continue
        found = _SAMPLE.fullmatch(line)
        if found is None or found[1] not in names:
            continue
        labels = {
            name: re.sub(r"\\.", lambda escape: _ESCAPES.get(escape[0], escape[0]), value)
            for name, value in _LABEL.findall(found[2] or "")
        }
        try:
            yield Sample(found[1], labels, float(found[3]))
        except ValueError:
            continue
