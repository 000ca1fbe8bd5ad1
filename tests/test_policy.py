"""What a project says of the checks: what it accepts and until when, their levels, and checks of its own."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest
import stamped
from stamped import Ask, add

from vttalerts.cli import stamp
from vttalerts.policy.allowances import accepted_by_comments

ask = stamped.ask
RUNBOOK = "            runbook=SERVER_DOWN,\n"


def edit(file: str, old: str, new: str) -> None:
    path = Path(file)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def allow(words: str, *, instead_of_the_runbook: bool = True) -> None:
    """Put an allowance into the alert, and take its runbook away, which is ALR004."""
    edit("definitions/alerts.py", "import Alert, ", "import allow, Alert, ")
    edit(
        "definitions/alerts.py", RUNBOOK, f"            allow=({words},),\n{'' if instead_of_the_runbook else RUNBOOK}"
    )


def test_an_accepted_finding_is_not_shown(ask: Ask) -> None:
    edit("definitions/alerts.py", RUNBOOK, "")
    assert "error[ALR004]" in ask().out
    edit("definitions/alerts.py", "            summary", f"{RUNBOOK}            summary")
    allow('allow("ALR004", because="it restarts by itself")')
    assert ask() == stamped.WORKED


def test_an_allowance_reaches_the_parts_of_its_holder_and_not_what_they_name(ask: Ask) -> None:
    edit("definitions/alerts.py", RUNBOOK, "")
    edit("definitions/alerts.py", "import Alert, ", "import allow, Alert, ")
    accepting = 'allow=allow("ALR004", because="they restart by themselves"),'
    for place in ('name="my-critical",', 'title="The server is down",'):
        edit("definitions/alerts.py", place, f"{place} {accepting}")
        assert ("error[ALR004]" in ask().out) == ("title" in place)
        edit("definitions/alerts.py", f"{place} {accepting}", place)


def test_a_platform_accepts_for_all_its_parts(ask: Ask) -> None:
    edit("definitions/alerts.py", RUNBOOK, "")
    edit("definitions/root.py", "import Platform, ", "import allow, Platform, ")
    edit("definitions/root.py", 'name="my",', 'name="my", allow=(allow("ALR004", because="no runbooks yet"),),')
    assert ask() == stamped.WORKED


def test_a_finding_is_accepted_at_either_of_its_places(ask: Ask) -> None:
    edit("definitions/metrics.py", "import STATE, ", "import allow, STATE, ")
    edit("definitions/indicators.py", 'up{job="my-server"}', 'up{jobb="my-server"}')
    assert "error[PQL004]" in ask().out
    edit(
        "definitions/metrics.py",
        "help=",
        'allow=allow("PQL004", because="the label comes with the next release"), help=',
    )
    assert "PQL004" not in ask().out


def test_an_ended_allowance_is_a_finding_beside_the_one_that_it_accepted(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow('allow("ALR004", because="it restarts by itself", until="2027-03-01")')
    monkeypatch.setattr(stamp, "today", lambda: "2027-03-01")
    assert ask() == stamped.WORKED
    monkeypatch.setattr(stamp, "today", lambda: "2027-03-02")
    ended = ask()
    assert ended.code == 1
    assert "error[ALR004]" in ended.out
    assert ended.out.partition("warning[DEF090]")[2].partition("\n\n")[0] == dedent(
        """\
        : ALR004 was allowed until 2027-03-01
          --> definitions/alerts.py:27:20
        27 |             allow=(allow("ALR004", because="it restarts by itself", until="2027-03-01"),),
           |                    ^^^^^ because it restarts by itself
           = why:  what was accepted for a time is a finding again
           = help: mend what ALR004 finds and remove this, or give a later day with a reason that still holds
        1 error, 1 warning
        """
    )


def test_no_stamp_outlives_an_allowance(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    allow('allow("ALR004", because="it restarts by itself", until="2027-03-01")')
    for day, worked in (("2027-02-28", True), ("2027-02-28", False), ("2027-03-01", False), ("2027-03-02", True)):
        monkeypatch.setattr(stamp, "today", lambda day=day: day)
        ended = ask()
        assert (ended.worked, ended.code) == (worked, int(day == "2027-03-02"))


def test_an_allowance_that_ends_while_the_work_is_done_is_not_remembered(
    ask: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow('allow("ALR004", because="it restarts by itself", until="2027-03-01")')
    days = iter(["2027-03-01"])
    monkeypatch.setattr(stamp, "today", lambda: next(days, "2027-03-02"))
    assert ask() == stamped.WORKED
    assert not stamped.stamps()


def test_a_useless_allowance_is_a_finding_at_its_line(ask: Ask) -> None:
    allow('allow("ALR004", because="written next week")', instead_of_the_runbook=False)
    assert ask().out == dedent(
        """\
        warning[DEF091]: nothing here is ALR004
          --> definitions/alerts.py:27:20
        27 |             allow=(allow("ALR004", because="written next week"),),
           |                    ^^^^^ allows nothing
           = why:  the next real finding at this place would be accepted without a word
           = help: remove it
        1 warning
        """
    )


@pytest.mark.parametrize(
    ("words", "headline"),
    [
        ('allow("ALR404", because="x")', "error[DEF092]: no check has the code ALR404"),
        ('allow("DEF001", because="x")', "error[DEF093]: DEF001 is no check, and always an error"),
        ('allow("runbook", because="x")', "error[DEF094]: `runbook` is no code"),
        ('allow("ALR004", because=" ")', "error[DEF094]: ALR004 is allowed without a reason"),
        ('allow("ALR004", because="x", until="1 March")', "error[DEF094]: `1 March` is no day"),
        ('allow("ALR004", because="x", until="20270301")', "error[DEF094]: `20270301` is no day"),
        ('"ALR004"', "error[DEF002]: Alert can't take this `allow`"),
    ],
)
def test_an_allowance_that_means_nothing_is_refused(ask: Ask, words: str, headline: str) -> None:
    allow(words)
    shown = ask().out
    assert headline in shown
    assert " definitions/alerts.py:27:" in shown


def test_an_allowance_is_no_part_of_the_output(ask: Ask) -> None:
    ask("build")
    edit("definitions/alerts.py", "import Alert, ", "import allow, Alert, ")
    edit("definitions/alerts.py", RUNBOOK, f'{RUNBOOK}            allow=allow("ALR008", because="x"),\n')
    assert "error[OUT001]" not in ask("build", "--check").out


def test_what_is_accepted_can_be_listed(ask: Ask) -> None:
    allow('allow("ALR004", because="it restarts by itself", until="2027-03-01")')
    assert ask("list", "allowances").out == "ALR004  2027-03-01  it restarts by itself  definitions/alerts.py:27\n"


def levels(**settings: str) -> None:
    add(
        "pyproject.toml",
        "\n[tool.vttalerts.levels]\n" + "".join(f'{code} = "{level}"\n' for code, level in settings.items()),
    )


@pytest.mark.parametrize(
    ("level", "code", "shown"), [("off", 0, ""), ("warning", 0, "warning["), ("error", 1, "error[")]
)
def test_a_level_is_what_the_project_says(ask: Ask, level: str, code: int, shown: str) -> None:
    edit("definitions/alerts.py", RUNBOOK, "")
    levels(ALR004=level)
    ended = ask()
    assert ended.code == code
    assert (f"{shown}ALR004]" in ended.out) == bool(shown)


def test_the_level_of_an_unknown_code_is_a_finding_with_the_nearest(ask: Ask) -> None:
    levels(ARL004="off")
    assert ask().out == dedent(
        """\
        error[DEF092]: no check has the code ARL004
          --> pyproject.toml:12:1
        12 | ARL004 = "off"
           | ^^^^^^ did you mean ALR004?
           = why:  what it is about is found or not found as if this were not here
           = help: write ALR004
        1 error
        """
    )


def test_a_level_that_there_is_not_is_refused_with_the_right_ones(ask: Ask) -> None:
    levels(ALR004="info")
    ended = ask()
    assert ended.code == 2
    assert "error[DEF062]: the level of ALR004 is none of off, warning, error" in ended.out


OWN = '''\
"""Checks of this repository."""

from collections.abc import Iterator

from vttalerts import Diagnostic, Graph, check


@check
def own001_alert_names_its_team(graph: Graph) -> Iterator[Diagnostic]:
    """An alert says which team it belongs to."""
    for placed in graph.alerts:
        if "team" not in placed.labels:
            yield own001_alert_names_its_team.finding(
                f"{placed.name} belongs to no team",
                placed.alert.at("no label `team`"),
                why="nobody knows who mends it",
                help='add labels={"team": "…"}',
            )
'''


@pytest.mark.parametrize("name", ["definitions/checks.py", "definitions/checks/__init__.py", "policies/teams.py"])
def test_a_check_of_the_project_is_found_and_explained(ask: Ask, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    add(name, OWN)
    if name.startswith("policies"):
        add("pyproject.toml", 'checks = ["policies.teams"]\n')
    assert ask().out == dedent(
        """\
        error[OWN001]: MyServerDown belongs to no team
          --> definitions/alerts.py:20:9   MyServerDown
        20 |         Alert(
           |         ^^^^^ no label `team`
           = why:  nobody knows who mends it
           = help: add labels={"team": "…"}
        1 error
        """
    )
    capsys.readouterr()
    assert ask("explain", "OWN001").out == "OWN001: An alert says which team it belongs to.\n"
    assert "OWN001  error    An alert says which team it belongs to." in ask("list", "checks").out
    allow('allow("OWN001", because="all of them are ours")', instead_of_the_runbook=False)
    assert ask() == stamped.WORKED
    assert ask() == stamped.RECALLED
    levels(OWN001="off")
    assert "OWN001 is off in this project" in ask().out


def test_what_a_check_of_the_project_reads_is_seen_by_the_stamp(ask: Ask) -> None:
    add("teams.txt", "a\n")
    body = "from pathlib import Path\n\nfrom vttalerts import check\n\n\n@check\ndef own001_x(graph):\n"
    add("definitions/checks.py", f'{body}    Path("teams.txt").read_text()\n    return ()\n')
    assert [ask().worked, ask().worked] == [True, False]
    add("teams.txt", "b\n")
    assert ask().worked


@pytest.mark.parametrize(
    ("body", "headline", "line"),
    [
        ("    yield 1 / 0", "error[DEF096]: check OWN001 raises ZeroDivisionError: division by zero", 6),
        ('    yield "text"', "error[DEF096]: check OWN001 yields str, no finding", 4),
        ("    return None", "error[DEF096]: check OWN001 raises TypeError: 'NoneType' object is not iterable", 4),
    ],
)
def test_a_check_of_the_project_that_fails_takes_no_other_down(ask: Ask, body: str, headline: str, line: int) -> None:
    edit("definitions/alerts.py", RUNBOOK, "")
    add("definitions/checks.py", f"from vttalerts import check\n\n\n@check\ndef own001_x(graph):\n{body}\n")
    shown = ask().out
    assert headline in shown
    assert f"definitions/checks.py:{line}" in shown
    assert "error[ALR004]" in shown


@pytest.mark.parametrize(
    ("decorator", "name", "headline"),
    [
        ("@check", "alr900_x", "error[DEF095]: codes with ALR belong to vttalerts"),
        ("@check", "no_code", "error[DEF095]: `NO` is no code of a check"),
        ('@check(code="OWN001")', "any_name", ""),
        ('@check(code="own001", level=Level.WARNING)', "any_name", ""),
    ],
)
def test_the_code_of_a_check_of_the_project_is_its_own(ask: Ask, decorator: str, name: str, headline: str) -> None:
    add(
        "definitions/checks.py",
        f"from vttalerts import Level, check\n\n\n{decorator}\ndef {name}(graph):\n    return ()\n",
    )
    ended = ask()
    assert headline in ended.out
    assert ended.code == int(bool(headline))


def test_two_checks_of_the_project_with_one_code_are_a_finding(ask: Ask) -> None:
    twice = "\n\n\n@check\ndef own001_{}(graph):\n    return ()\n"
    add("definitions/checks.py", f"from vttalerts import check{twice.format('a')}{twice.format('b')}")
    assert "error[DEF095]: two checks have the code OWN001" in ask().out


def test_a_module_of_checks_that_can_not_be_imported_is_a_finding(ask: Ask) -> None:
    add("pyproject.toml", 'checks = ["nowhere.checks"]\n')
    assert "error[DEF066]: no module `nowhere`" in ask().out


YAML = """\
groups:
  # vttalerts: allow ALR004 because it restarts by itself until 2027-03-01
  - name: group

    rules:
      - alert: A
        expr: up == 0  # vttalerts: allow PQL003 because the exporter comes later
  - name: other
"""


def test_comments_of_a_file_accept_for_their_line_or_for_what_is_below_them() -> None:
    accepted, wrong = accepted_by_comments(YAML, "rules.yml")
    assert wrong == ()
    assert [(one.code, one.because, one.until) for one in accepted] == [
        ("ALR004", "it restarts by itself", "2027-03-01"),
        ("PQL003", "the exporter comes later", ""),
    ]
    assert [[(area.line, area.end_line) for area in one.areas] for one in accepted] == [[(3, 7)], [(7, 7)]]


@pytest.mark.parametrize(
    ("comment", "headline"),
    [
        ("# vttalerts: allow ALR004", "ALR004 is allowed without a reason"),
        ("# vttalerts: allow", "`` is no code"),
        ("# vttalerts: allow ALR004 because x until tomorrow", "`tomorrow` is no day"),
    ],
)
def test_a_comment_that_means_nothing_is_a_finding(comment: str, headline: str) -> None:
    accepted, wrong = accepted_by_comments(f"groups: []  {comment}\n", "rules.yml")
    assert accepted == ()
    assert [(one.code, one.headline, one.labels[0].span.line) for one in wrong] == [("DEF094", headline, 1)]


def test_a_long_file_of_comments_is_read_in_one_pass() -> None:
    comment = "# vttalerts: allow ALR004 because x\n"
    long = f"# vttalerts: allow ALR004 because {' ' * 100_000}x\n"
    accepted, wrong = accepted_by_comments(f"{comment * 20_000}{long}groups: []\n", "rules.yml")
    assert (len(accepted), wrong) == (20_000, ())
    assert {(area.line, area.end_line) for one in accepted for area in one.areas} == {(20_002, 20_003)}


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("{}\na: 1\n  b: 2\n\n  c: 3\nd: 4\n", (2, 5)),
        ("  {}\n  a: 1\n b: 2\n", (2, 2)),
        ("{}\n# another\n\n- a: 1\n  b: 2\n- c: 3\n", (4, 5)),
        ("{}\r\na: 1\r\n  b: 2\r\nc: 3\r\n", (2, 3)),
        ("a: 1\n{}", (2, 2)),
    ],
)
def test_a_comment_alone_is_about_the_block_below_it(text: str, area: tuple[int, int]) -> None:
    accepted, _ = accepted_by_comments(text.format("# vttalerts: allow ALR004 because x"), "rules.yml")
    assert [(one.areas[0].line, one.areas[0].end_line) for one in accepted] == [area]
