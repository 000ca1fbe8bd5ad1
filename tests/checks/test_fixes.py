"""A check whose page promises an edit makes one that mends what it found, and nothing else is wrong afterwards."""

from __future__ import annotations

from pathlib import Path

import pytest
from check_pages import VARIANTS, block, findings

from vttalerts import checks, mending
from vttalerts.checks import Check
from vttalerts.diagnostics import Diagnostic
from vttalerts.model import sites

PROMISES = [check for check in checks.every() if "`--fix`" in check.page]


def examples(check: Check) -> list[str]:
    """Return what is bad, by the check's page and by its variants."""
    variants = (file for file in VARIANTS if file.stem.startswith(f"{check.code.lower()}_"))
    return [block(check.page, "Bad"), *(file.read_text(encoding="utf-8") for file in variants)]


def found_in(code: str, folder: Path) -> list[Diagnostic]:
    sites.forget()
    return findings(code, folder)


def mended(code: str, folder: Path) -> tuple[str, list[Diagnostic]]:
    """Return what `check --fix` makes of a block, and the findings that it says it mended."""
    found = found_in(code, folder)
    plan = mending.plan(found, mending.snapshot((folder / "definitions.py",)))
    return (plan.files[0].after if plan.files else code), list(plan.mended)


@pytest.mark.parametrize("check", PROMISES, ids=lambda check: check.code)
def test_what_the_page_promises_is_mended_and_nothing_new_is_wrong(check: Check, tmp_path: Path) -> None:
    edited = 0
    for code in examples(check):
        before = found_in(code, tmp_path)
        after, said = mended(code, tmp_path)
        edited += sum(one.code == check.code for one in said)
        left = [(one.code, one.headline) for one in found_in(after, tmp_path)]
        assert left == [(one.code, one.headline) for one in before if one not in said]
    assert edited, "no example of this check carries an edit"


@pytest.mark.parametrize("check", checks.every(), ids=lambda check: check.code)
def test_a_check_that_promises_no_edit_makes_none(check: Check, tmp_path: Path) -> None:
    for code in examples(check):
        found = found_in(code, tmp_path)
        assert check in PROMISES or not any(one.edits for one in found if one.code == check.code)
