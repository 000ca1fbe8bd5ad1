"""A check's page is its documentation and its test: what stands under `Bad` is found, under `Good` nothing is."""

import re
from pathlib import Path

import pytest
from check_pages import VARIANTS, block, findings, load
from pytest_regressions.file_regression import FileRegressionFixture

from vttalerts import checks, importers
from vttalerts.checks import Check
from vttalerts.checks._faults import PAGES
from vttalerts.diagnostics import Fault
from vttalerts.model.spec import collecting
from vttalerts.reporting import Format, render

SCREENS = Path(__file__).parent / "screens"
SECTIONS = ("What it does", "Why it is bad", "Bad", "Good")
CHECKS = checks.every()
LIBRARY = Path(checks.__file__).parent.parent

each_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)


@each_check
def test_page_has_its_parts(check: Check) -> None:
    title, _, rest = check.page.partition("\n\n")
    assert title.endswith(".")
    assert "\n" not in title
    assert tuple(re.findall(r"^## (.*)$", rest, re.MULTILINE)) == SECTIONS


@each_check
def test_bad_block_is_found_and_reads_like_this(
    check: Check, tmp_path: Path, file_regression: FileRegressionFixture
) -> None:
    found = findings(block(check.page, "Bad"), tmp_path)

    assert {one.code for one in found} == {check.code}
    for one in found:
        assert one.level is check.level
        assert one.labels
        assert one.why
        assert one.help
        assert not one.headline.endswith(".")
    screen = render(found, Format.TEXT, root=tmp_path)
    file_regression.check(screen, extension=".txt", fullpath=SCREENS / f"{check.code}.txt")


@each_check
def test_good_block_is_not_found(check: Check, tmp_path: Path) -> None:
    found = findings(block(check.page, "Good"), tmp_path)
    assert render(found, Format.TEXT, root=tmp_path) == ""


@pytest.mark.parametrize("case", VARIANTS, ids=lambda file: file.stem)
def test_variant_reads_like_this(case: Path, tmp_path: Path, file_regression: FileRegressionFixture) -> None:
    screen = render(findings(case.read_text(encoding="utf-8"), tmp_path), Format.TEXT, root=tmp_path)
    file_regression.check(screen or "no findings\n", extension=".txt", fullpath=case.with_suffix(".txt"))


def test_every_variant_has_a_screen_and_the_other_way_round() -> None:
    assert {file.stem for file in (SCREENS.parent / "variants").glob("*.txt")} == {file.stem for file in VARIANTS}


def test_every_screen_belongs_to_a_check() -> None:
    assert {file.name for file in SCREENS.iterdir()} == {f"{check.code}.txt" for check in CHECKS}


def test_every_code_in_the_source_has_one_page() -> None:
    families = "DEF|ALR|PQL|TPL|MET|RTE|RCV|INH|DSH|SCR|PRB|RBK|HLT|SEC|OUT|STK"
    used = {
        code for file in LIBRARY.rglob("*.py") for code in re.findall(rf'"((?:{families})\d{{3}})"', file.read_text())
    }
    assert used - {check.code for check in CHECKS} == set(PAGES)


@pytest.mark.parametrize("code", PAGES)
def test_fault_page_has_its_parts_and_its_blocks_do_what_they_say(code: str, tmp_path: Path) -> None:
    page = PAGES[code]
    title, _, rest = page.partition("\n\n")
    assert title.endswith((".", ": a defect of vttalerts, not of the definition."))
    assert re.findall(r"^## (.*)$", rest, re.MULTILINE) == ["Why it is bad", "Bad", "Good"]
    bad, good = (block(page, section, "(?:python|text|toml|yaml)") for section in ("Bad", "Good"))
    if "## Bad\n```python" in page:
        assert faults(bad, tmp_path) == {code}
    if "## Good\n```python" in page:
        assert faults(good, tmp_path) == set()
    if "## Bad\n```yaml" in page:
        assert faults_of_file(bad, tmp_path) == {code}
        assert faults_of_file(good, tmp_path) == set()


def faults_of_file(text: str, folder: Path) -> set[str]:
    """Return the codes of what is wrong with a file that no definition made."""
    file = folder / "file.yml"
    file.write_text(text, encoding="utf-8")
    return {found.code for found in importers.read([file]).diagnostics}


def faults(code: str, folder: Path) -> set[str]:
    """Return the codes of what is wrong with definitions by themselves."""
    with collecting() as found:
        try:
            load(code, folder)
        except Fault as fault:
            return {fault.code, *(one.code for one in found)}
    return {one.code for one in found}
