"""A baseline lets what is known be, counts it, and says what it knows for nothing."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent

import pytest
import stamped
from stamped import CLEAN, Ask, add

ask = stamped.ask
ALERTS = Path("definitions/alerts.py")
RUNBOOK = "            runbook=SERVER_DOWN,\n"
KNOWN = CLEAN.replace("no findings", "no findings, 1 known")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.fixture
def adopted(ask: Ask) -> Ask:
    """A repository that knows of an alert without a runbook."""
    edit(ALERTS, RUNBOOK, "")
    assert ask("check", "--baseline", "known.json", "--write-baseline").out == "1 known in known.json\n"
    return ask


def test_what_is_known_is_counted_and_does_not_fail(adopted: Ask) -> None:
    assert adopted("check", "--baseline", "known.json") == (True, 0, KNOWN)
    assert adopted("build", "--baseline", "known.json").code == 0
    assert adopted("check").code == 1


def test_the_file_says_what_it_knows(adopted: Ask) -> None:
    del adopted
    assert json.loads(Path("known.json").read_text(encoding="utf-8")) == {
        "version": 1,
        "findings": [
            {
                "fingerprint": "ebf0e10bb1cbccc1d00c7d76f1b01383:1",
                "code": "ALR004",
                "file": "definitions/alerts.py",
                "headline": "MyServerDown has no runbook",
            }
        ],
    }


def test_lines_that_move_change_nothing(adopted: Ask) -> None:
    before = Path("known.json").read_bytes()
    edit(ALERTS, "SERVER_DOWN = ", "# one\n# two\nSERVER_DOWN = ")
    assert adopted("check", "--baseline", "known.json").out == KNOWN
    adopted("check", "--baseline", "known.json", "--write-baseline")
    assert Path("known.json").read_bytes() == before


def test_what_is_new_is_shown(adopted: Ask) -> None:
    edit(ALERTS, '            service="my-server",\n', "")
    ended = adopted("check", "--baseline", "known.json")
    assert ended.code == 0
    assert "warning[ALR003]" in ended.out
    assert "ALR004" not in ended.out
    assert ended.out.endswith("2 warnings, 1 known\n")


def test_a_second_finding_like_a_known_one_is_new(adopted: Ask) -> None:
    text = ALERTS.read_text(encoding="utf-8")
    alert = text[text.index("        Alert(\n") : text.index("    ),\n)\n")]
    edit(ALERTS, alert, alert + alert.replace("MyServerDown", "MyServerGone").replace("minutes(1)", "minutes(2)"))
    ended = adopted("check", "--baseline", "known.json")
    assert ended.out.count("ALR004") == 1
    assert "MyServerGone has no runbook" in ended.out


def test_what_is_known_for_nothing_is_a_finding_at_its_line(adopted: Ask) -> None:
    edit(ALERTS, "            summary", f"{RUNBOOK}            summary")
    ended = adopted("check", "--baseline", "known.json")
    assert ended.code == 0
    assert ended.out == dedent(
        """\
        warning[DEF097]: ALR004 in definitions/alerts.py is known and not found any more
         --> known.json:5:23
        5 |       "fingerprint": "ebf0e10bb1cbccc1d00c7d76f1b01383:1",
          |                       ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ MyServerDown has no runbook
          = why:  if it comes back it would be known, and nobody would hear of it
          = help: run `vttalerts check --write-baseline` to take it out
        1 warning
        """
    )
    assert adopted("check", "--baseline", "known.json", "--strict").code == 1


def test_the_project_may_name_its_baseline(adopted: Ask) -> None:
    add("pyproject.toml", 'baseline = "known.json"\n')
    assert [adopted(), adopted()] == [(True, 0, KNOWN), (False, 0, KNOWN)]
    Path("known.json").unlink()
    ended = adopted()
    assert ended.worked
    assert "error[DEF098]: no baseline can be read from known.json: No such file or directory" in ended.out
    assert "error[ALR004]" in ended.out


def test_without_a_name_it_has_one(ask: Ask) -> None:
    assert ask("check", "--write-baseline").out == "0 known in vttalerts-baseline.json\n"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Expecting value"),
        ("[]", "no baseline of version 1"),
        ('{"version": 2, "findings": []}', "no baseline of version 1"),
        ('{"version": 1, "findings": {}}', "no list of findings"),
        (
            '{"version": 1, "findings": [{"code": "ALR004"}]}',
            "a finding without its fingerprint, code, file and headline",
        ),
    ],
)
def test_a_file_that_is_no_baseline_is_a_finding_and_hides_nothing(adopted: Ask, text: str, reason: str) -> None:
    Path("known.json").write_text(text, encoding="utf-8")
    ended = adopted("check", "--baseline", "known.json")
    assert f"error[DEF098]: no baseline can be read from known.json: {reason}" in ended.out
    assert "error[ALR004]" in ended.out


def test_definitions_that_can_not_be_loaded_are_never_known(adopted: Ask) -> None:
    edit(ALERTS, "SERVER_DOWN = ", "raise ValueError\nSERVER_DOWN = ")
    before = Path("known.json").read_bytes()
    for more in ((), ("--write-baseline",)):
        assert adopted("check", "--baseline", "known.json", *more).code == 1
    assert Path("known.json").read_bytes() == before
