"""The pages of what is found while definitions are read, before any check runs: one Markdown file a family of codes.

Decision: Markdown files and no docstrings, because these codes have no module of their own: a validator stands
beside the field that it guards.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_HEADING: Final = re.compile(r"^# ([A-Z]{3}[0-9]{3})\n+", re.MULTILINE)


def _read() -> dict[str, str]:
    pages: dict[str, str] = {}
    for file in sorted(Path(__file__).parent.glob("*.md")):
        _, *parts = _HEADING.split(file.read_text(encoding="utf-8"))
        pages.update({code: page.strip() for code, page in zip(parts[::2], parts[1::2], strict=True)})
    return pages


PAGES: Final[Mapping[str, str]] = _read()
"""Each code's page, in Markdown."""
