"""Law: whatever a file holds, nothing but a finding comes of it."""

from __future__ import annotations

import random
from pathlib import Path

import damaged
import pytest


@pytest.mark.slow
def test_a_damaged_file_gives_no_traceback(tmp_path: Path) -> None:
    chance = random.Random(4)  # noqa: S311  damage needs no secrecy
    verdicts = [damaged.verdict(damaged.one(tmp_path, chance)) for _ in range(40)]

    assert set(verdicts) == {"imported", "refused"}
