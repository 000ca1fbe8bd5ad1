"""Files that somebody wrote by hand have the same policy: comments accept, levels count, a baseline knows."""

from __future__ import annotations

from pathlib import Path

import pytest
import stamped
from stamped import Ask, add

ask = stamped.ask
RULES = """\
groups:
  - name: vtt
    rules:
      - alert: VTTDown
        expr: sum(up)
        for: 1m
        labels:
          severity: critical
      - alert: VTTSlow
        expr: rate(http_requests_total[10s]) > 5
        labels:
          severity: critical
        annotations:
          summary: It is slow.
"""
CLEAN = "1 rules file: no findings\n"


@pytest.fixture
def rules(ask: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ask:
    """A folder with a file of rules, of which something is wrong with one."""
    del monkeypatch, tmp_path
    add("rules/vtt.yml", RULES)
    assert "ALR009" in ask("check", "rules").out
    return ask


def write(old: str, new: str) -> None:
    assert RULES.count(old) == 1
    Path("rules/vtt.yml").write_text(RULES.replace(old, new), encoding="utf-8")


def codes(out: str) -> set[str]:
    return {
        line.partition("[")[2].partition("]")[0] for line in out.splitlines() if line.startswith(("error", "warning"))
    }


def test_a_comment_above_a_rule_accepts_what_is_wrong_with_it(rules: Ask) -> None:
    before = codes(rules("check", "rules").out)
    write(
        "      - alert: VTTDown\n",
        "      # vttalerts: allow ALR009 because it says so itself\n      - alert: VTTDown\n",
    )
    assert codes(rules("check", "rules").out) == before - {"ALR009"}


def test_a_comment_that_accepts_nothing_is_a_finding_at_its_line(rules: Ask) -> None:
    write("        expr: sum(up)\n", "        expr: sum(up)  # vttalerts: allow PQL007 because x\n")
    out = rules("check", "rules").out
    assert "warning[DEF091]: nothing here is PQL007\n --> rules/vtt.yml:5:24\n" in out


def test_a_comment_without_a_reason_is_a_finding(rules: Ask) -> None:
    write("        expr: sum(up)\n", "        expr: sum(up)  # vttalerts: allow ALR009\n")
    assert "error[DEF094]: ALR009 is allowed without a reason" in rules("check", "rules").out


def test_a_file_that_can_not_be_read_has_no_useless_comments(rules: Ask) -> None:
    write("        expr: sum(up)\n", "        exp: sum(up)  # vttalerts: allow ALR009 because x\n")
    assert "DEF091" not in codes(rules("check", "rules").out)


def test_the_levels_of_the_project_count(rules: Ask) -> None:
    before = codes(rules("check", "rules").out)
    add("pyproject.toml", '\n[tool.vttalerts.levels]\nALR009 = "off"\n')
    assert codes(rules("check", "rules").out) == before - {"ALR009"}


def test_an_estate_is_adopted_with_a_baseline(rules: Ask, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    alone = tmp_path / "estate"
    (alone / "rules").mkdir(parents=True)
    (alone / "rules" / "vtt.yml").write_text(RULES, encoding="utf-8")
    Path("pyproject.toml").unlink()
    monkeypatch.chdir(alone)
    count = len(rules("check", "rules", "--format", "github").out.splitlines())
    assert rules("check", "rules", "--write-baseline").out == f"{count} known in vttalerts-baseline.json\n"
    known = ("check", "rules", "--baseline", "vttalerts-baseline.json")
    assert rules(*known).out == CLEAN.replace("\n", f", {count} known\n")
    add(
        "rules/other.yml",
        RULES.replace("VTT", "Other").replace("name: vtt", "name: other").replace("sum(up)", "count(up)"),
    )
    ended = rules(*known)
    assert "OtherDown" in ended.out
    assert "VTTDown" not in ended.out
    (alone / "rules" / "vtt.yml").write_text("groups: []\n", encoding="utf-8")
    assert "DEF097" in codes(rules(*known).out)
