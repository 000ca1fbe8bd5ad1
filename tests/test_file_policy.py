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


MISSPELT = """\
groups:
  - name: vtt
    rules:
      - alert: VTTDown
        expr: 'up{job="vtt"} == 0'
        for: 1m
        labels:
          severity: critical
        annotations:
          sumary: It is down.  # a comment stays
"""


def test_a_misspelt_name_in_a_file_is_mended_and_all_else_stays(ask: Ask) -> None:
    add("rules/vtt.yml", MISSPELT)
    ended = ask("check", "rules", "--diff")
    assert (
        "-          sumary: It is down.  # a comment stays\n+          summary: It is down.  # a comment stays\n"
        in ended.out
    )
    assert Path("rules/vtt.yml").read_text(encoding="utf-8") == MISSPELT
    ended = ask("check", "rules", "--fix", "--yes")
    assert "mended 1 finding in 1 file\n" in ended.out
    assert Path("rules/vtt.yml").read_text(encoding="utf-8") == MISSPELT.replace("sumary", "summary")
    assert "ALR023" not in codes(ask("check", "rules").out)


def test_the_diff_of_a_file_shows_no_secret(ask: Ask) -> None:
    add(
        "alertmanager.yml",
        "route:\n  receiver: team\nreceivers:\n  - name: team\n    slack_configs:\n"
        "      - api_url: https://hooks.slack.com/services/T0/B0/abcdefghijkl\n"
        "        title: '{{ template \"slack.defalt.title\" . }}'\n        channel: '#a'\n",
    )
    ended = ask("check", "alertmanager.yml", "--diff")
    assert "+        title: '{{ template \"slack.default.title\" . }}'\n" in ended.out
    assert "abcdefghijkl" not in ended.out
    assert " (not shown: it holds a secret)\n" in ended.out


def test_a_key_with_a_password_is_not_shown_beside_an_edit(ask: Ask) -> None:
    add(
        "alertmanager.yml",
        "route:\n  receiver: team\nreceivers:\n  - name: team\n    webhook_configs:\n      - url_file: /u\n"
        "        http_config:\n          basic_auth:\n            username: a\n            password: hunter2\n"
        "    slack_configs:\n      - api_url_file: /s\n        title: '{{ template \"slack.defalt.title\" . }}'\n",
    )
    assert "hunter2" not in ask("check", "alertmanager.yml", "--fix", "--yes").out
    assert "password: hunter2" in Path("alertmanager.yml").read_text(encoding="utf-8")
