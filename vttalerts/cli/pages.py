"""`vttalerts explain --all --output DIR`: the page of every code as a Markdown file, and an index of them."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from inspect import cleandoc
from pathlib import Path
from typing import Final

from vttalerts.checks import every
from vttalerts.checks._faults import PAGES
from vttalerts.cli.commands import CLEAN
from vttalerts.cli.projects import own_checks
from vttalerts.policy import FRAME

INDEX: Final = "README.md"
_PAGE: Final = re.compile(r"[A-Z]{3}[0-9]{3}\.md")
_FAMILIES: Final = {
    "ALR": "alerts and their groups",
    "DEF": "definitions as such, and what a project says of the checks",
    "DSH": "dashboards",
    "HLT": "the health monitor",
    "INH": "inhibitions",
    "MET": "metrics and recording rules",
    "OUT": "the output",
    "PQL": "queries",
    "PRB": "probes",
    "RBK": "runbooks",
    "RCV": "receivers",
    "RTE": "routes",
    "SCR": "scrape jobs",
    "SEC": "secrets",
    "STK": "the running stack",
    "TPL": "templates",
}
_OWN: Final = "this project's own"
_HEAD: Final = """\
# Every diagnostic

What `vttalerts check` and `vttalerts build` find; `vttalerts explain CODE` shows a page on the terminal. A code is
never used for anything else. Those with a level are checks: a project may give them another level in
`[tool.vttalerts.levels]`, and accept single findings with `allow`; all others mean that there is nothing to compile.
Written by `vttalerts explain --all --output docs/checks`.
"""


def run(folder: str, project: str) -> int:
    """Write the pages into a folder, remove those of codes that are gone, and return the exit code."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    pages = dict(documents(project))
    for gone in sorted(file.name for file in place.iterdir() if _PAGE.fullmatch(file.name)):
        if gone not in pages:
            (place / gone).unlink()
    for name, text in pages.items():
        (place / name).write_text(text, encoding="utf-8", newline="\n")
    sys.stdout.write(f"{len(pages) - 1} pages in {folder}\n")
    return CLEAN


def documents(project: str) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every page, and then of the index."""
    checks = (*every(), *own_checks(project))
    levels = {code: level.value for code, level in FRAME.items()} | {one.code: one.level.value for one in checks}
    listed = {code: cleandoc(page) for code, page in PAGES.items()} | {one.code: cleandoc(one.page) for one in checks}
    for code in sorted(listed):
        title, _, rest = listed[code].partition("\n\n")
        level = f"Level: {levels[code]}.\n\n" if code in levels else ""
        yield f"{code}.md", f"# {code}: {title}\n\n{level}{rest}".rstrip() + "\n"
    yield INDEX, _index({code: page.partition("\n")[0] for code, page in listed.items()}, levels)


def _index(titles: dict[str, str], levels: dict[str, str]) -> str:
    text = _HEAD
    family = ""
    for code in sorted(titles):
        if code[:3] != family:
            family = code[:3]
            text += f"\n## {family}: {_FAMILIES.get(family, _OWN)}\n\n| code | level | what it finds |\n|---|---|---|\n"
        text += f"| [{code}]({code}.md) | {levels.get(code, '')} | {titles[code]} |\n"
    return text
