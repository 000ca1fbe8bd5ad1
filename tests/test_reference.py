"""docs/: the reference of all codes is what the code says, and leads nowhere that there is not."""

from __future__ import annotations

import re
from pathlib import Path

from test_policy import OWN

from vttalerts.cli import init, pages

ROOT = Path(__file__).parent.parent
REFERENCE = ROOT / "docs" / "checks"
_LINK = re.compile(r"\]\(([^)#]+)\)")


def test_every_page_is_what_the_check_says() -> None:
    wanted = dict(pages.documents(str(ROOT)))
    found = {file.name: file.read_text(encoding="utf-8") for file in REFERENCE.glob("*.md") if file.name != "peers.md"}
    assert sorted(found) == sorted(wanted), "run `nox -s docs`"
    assert found == wanted, "run `nox -s docs`"


def test_every_link_leads_somewhere() -> None:
    for document in (REFERENCE / pages.INDEX, ROOT / "docs" / "mistakes.md", REFERENCE / "peers.md"):
        if document.exists():
            for link in _LINK.findall(document.read_text(encoding="utf-8")):
                assert (document.parent / link).exists() or "://" in link, f"{document.name}: {link}"


def test_a_project_has_its_own_checks_in_its_reference_and_no_page_of_a_code_that_is_gone(tmp_path: Path) -> None:
    init.run(str(tmp_path))
    (tmp_path / "definitions" / "checks.py").write_text(OWN, encoding="utf-8")
    folder = tmp_path / "reference"
    folder.mkdir()
    for name in ("OLD001.md", "notes.md"):
        (folder / name).write_text("x", encoding="utf-8")
    assert pages.run(str(folder), str(tmp_path)) == 0
    assert (folder / "OWN001.md").read_text(encoding="utf-8") == (
        "# OWN001: An alert says which team it belongs to.\n\nLevel: error.\n"
    )
    assert "## OWN: this project's own\n" in (folder / "README.md").read_text(encoding="utf-8")
    assert not (folder / "OLD001.md").exists()
    assert (folder / "notes.md").exists()
