"""The blocks of a check's page, and what they define when they are run."""

from __future__ import annotations

import re
import runpy
import shutil
from pathlib import Path
from typing import Any, Final

from vttalerts import checks
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph

CASES: Final = Path(__file__).parent / "checks"
PRELUDE: Final = CASES / "prelude.py"
VARIANTS: Final = sorted((CASES / "variants").glob("*.case"))


def block(page: str, title: str, language: str = "python") -> str:
    """Return the code of a page's section."""
    found = re.search(rf"^## {title}\n```{language}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert found is not None, f"no block under `## {title}`"
    return found[1]


def findings(code: str, folder: Path) -> list[Diagnostic]:
    """Return what all checks say of a block, loaded from a file so that the places are real."""
    return list(checks.run(Graph(load(code, folder)["platform"])))


def load(code: str, folder: Path) -> dict[str, Any]:
    """Return the names that a block defines, which may use those of the prelude."""
    prelude = folder / PRELUDE.name
    shutil.copy(PRELUDE, prelude)
    file = folder / "definitions.py"
    file.write_text(code, encoding="utf-8")
    return runpy.run_path(str(file), init_globals=runpy.run_path(str(prelude))["NAMES"])
