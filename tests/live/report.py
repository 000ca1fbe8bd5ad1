"""Writes what was measured into docs/e2e.md, each part into a section of its own."""

from __future__ import annotations

import fcntl
import re
from pathlib import Path
from typing import Final

FILE: Final = Path(__file__).parents[2] / "docs" / "e2e.md"
_TITLE: Final = "# End to end: what was measured\n"


def record(section: str, text: str) -> None:
    """Replace a section of the document, or add it at the end."""
    with FILE.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        before = file.read() or _TITLE
        made = f"## {section}\n\n{text.strip()}\n"
        found = re.search(rf"^## {re.escape(section)}\n.*?(?=^## |\Z)", before, re.MULTILINE | re.DOTALL)
        if found is None:
            after = f"{before.rstrip()}\n\n{made}"
        else:
            rest = before[found.end() :]
            after = f"{before[: found.start()]}{made}{f'{chr(10)}{rest}' if rest else ''}"
        file.truncate(0)
        file.write(after)
