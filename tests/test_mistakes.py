"""A hundred and more mistakes that people make, and the diagnostic that finds each at its line."""

from __future__ import annotations

from pathlib import Path

import pytest
import seeded
import seeded_report
from seeded import Mistake, Sandbox

pytestmark = pytest.mark.slow

MISTAKES = seeded.every()


@pytest.fixture(scope="session")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Sandbox:
    """A copy of VTT's definitions."""
    return Sandbox(tmp_path_factory.mktemp("mistakes"))


def test_without_a_mistake_nothing_is_found(sandbox: Sandbox) -> None:
    assert sandbox.check(None)[1] == ()


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_mistake_is_found_at_its_line(mistake: Mistake, sandbox: Sandbox) -> None:
    _, found = sandbox.check(mistake)
    lines = [sandbox.line(mistake, one) for one in found if one.code == mistake.code]
    assert lines, f"{mistake.code} is not among {sorted({one.code for one in found})}"
    assert any(mistake.line in line for line in lines), lines


def test_there_are_a_hundred_and_each_is_another() -> None:
    assert len(MISTAKES) >= 100
    assert len({mistake.title for mistake in MISTAKES}) == len(MISTAKES)
    assert len({mistake.edit for mistake in MISTAKES}) == len(MISTAKES)


@pytest.mark.judge
def test_the_report_is_what_everybody_says(promtool: Path, amtool: Path) -> None:
    del promtool, amtool
    assert seeded_report.DOCUMENT.read_text(encoding="utf-8") == seeded_report.document(), "run `nox -s mistakes`"
