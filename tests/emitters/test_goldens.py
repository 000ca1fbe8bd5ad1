"""The goldens themselves: one that no test makes any more proves nothing, and must go."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).parent


def test_every_golden_belongs_to_a_test() -> None:
    orphans = [
        golden.relative_to(FOLDER).as_posix()
        for folder in FOLDER.glob("test_*/")
        for golden in folder.iterdir()
        if not re.search(rf"def {golden.stem}\(", folder.with_suffix(".py").read_text(encoding="utf-8"))
    ]

    assert orphans == []
