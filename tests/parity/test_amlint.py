"""What amlint finds, we find: the smallest file for each of its checks, and docs/checks/peers.md names all of them."""

from __future__ import annotations

import json
import re
import subprocess
import sysconfig
from pathlib import Path

import pytest
from amlint_cases import CASES

from vttalerts import importers
from vttalerts.cli import files

AMLINT = Path(sysconfig.get_path("scripts"), "amlint")
PEERS = Path(__file__).parents[2] / "docs" / "checks" / "peers.md"
_NEEDS_DEFINITIONS = {
    "alert-hits-default-receiver": "RTE001",
    "empty-receiver": "RCV006",
    "route-unknown-alertname": "RTE004",
}
"""In files less is known: the rules may be others' too, and a receiver without integrations may be meant."""


def run(folder: Path, *command: str | Path) -> str:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


@pytest.mark.slow
@pytest.mark.judge
@pytest.mark.parametrize("code", CASES)
def test_a_file_that_amlint_finds_fault_with_has_the_same_finding_here(code: str, tmp_path: Path) -> None:
    ours, config, others = CASES[code]
    for name, text in {"alertmanager.yml": config, **others}.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    rules = ("--rules", "rules.yml") if "rules.yml" in others else ()

    theirs = json.loads(run(tmp_path, AMLINT, "check", "--format", "json", *rules, "alertmanager.yml"))
    assert code in {found["code"] for found in theirs}

    found = {
        one.code for one in files.check(importers.read([tmp_path / name for name in ("alertmanager.yml", *others)]))
    }
    assert not ours or ours in found


def test_the_table_names_every_check_of_amlint_with_what_finds_it_here() -> None:
    section = PEERS.read_text(encoding="utf-8").partition("## amlint\n")[2].partition("\n## ")[0]
    rows = dict(re.findall(r"^\| `([a-z-]+)` \| (.*) \|$", section, re.MULTILINE))
    listed = run(Path.cwd(), AMLINT, "list")
    codes = re.findall(r"^ +([a-z]+(?:-[a-z]+)+) +(?:error|warn|info)", listed, re.MULTILINE)
    assert sorted(rows) == sorted(codes) == sorted((*CASES, "grafana-contact-point"))
    for code, (ours, *_) in CASES.items():
        assert (ours or _NEEDS_DEFINITIONS.get(code, "none: ")) in rows[code], code
