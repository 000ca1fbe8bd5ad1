"""The few colours of a report, as plain SGR codes.

Decision: not rich, because a report needs six styles and no layout engine, and importing rich takes longer
than writing the report.
"""

from __future__ import annotations

import enum
from collections.abc import Callable

Paint = Callable[["Style", str], str]
"""Puts a text into a style, or leaves it as it is."""


class Style(enum.StrEnum):
    """A style's parameters in the escape sequence `CSI … m` (ECMA-48, Select Graphic Rendition)."""

    ERROR = "1;31"
    WARNING = "1;33"
    PLACE = "1;34"
    STRONG = "1"
    REMOVED = "31"
    ADDED = "32"


def painter(*, color: bool) -> Paint:
    """Return how to put text into a style: with escape sequences, or not at all."""
    return _paint if color else _leave


def _paint(style: Style, text: str) -> str:
    return f"\x1b[{style}m{text}\x1b[0m" if text else text


def _leave(_style: Style, text: str) -> str:
    return text
