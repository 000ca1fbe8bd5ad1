"""Whole sessions on the command line: files, command, exact output, exit code."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

import pytest

from vttalerts.cli import init, main


class Ended(NamedTuple):
    """What a command did."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a fresh repository that `vttalerts init` began."""
    init.run(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "100")
    capsys.readouterr()

    def call(*arguments: str) -> Ended:
        monkeypatch.setattr(sys, "argv", ["vttalerts", *arguments])
        code: int | str | None = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        out, err = capsys.readouterr()
        return Ended(int(code or 0), out, err)

    return call


def edit(file: str, old: str, new: str) -> None:
    path = Path(file)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


CLEAN = "1 alert, 1 route, 1 receiver, 1 dashboard"


def test_a_clean_repository_checks_in_one_line(run: Run) -> None:
    assert run("check", "--strict") == Ended(0, f"{CLEAN}: no findings\n", "")


def test_the_second_check_answers_the_same_from_its_stamp(run: Run) -> None:
    assert run("check") == run("check") == Ended(0, f"{CLEAN}: no findings\n", "")
    assert list(Path(".vttalerts_cache").glob("check-*"))


def test_a_mistake_is_shown_at_its_line_and_fails(run: Run) -> None:
    edit("definitions/alerts.py", "summary=", "sumary=")
    ended = run("check")
    assert (ended.code, ended.err) == (1, "")
    assert ended.out == dedent(
        """\
        error[DEF001]: Alert has no field `sumary`
          --> definitions/alerts.py:26:13
        26 |             sumary="my-server can't be scraped",
           |             ^^^^^^ did you mean `summary`?
           = why:  a field that nobody reads would be lost without a word
           = help: write `summary=`
        1 error
        """
    )


def test_the_mended_repository_is_clean_again(run: Run) -> None:
    edit("definitions/alerts.py", "summary=", "sumary=")
    assert run("check").code == 1
    edit("definitions/alerts.py", "sumary=", "summary=")
    assert run("check").code == 0


def test_build_says_what_it_wrote(run: Run) -> None:
    first, second = run("build"), run("build")
    assert first.code == second.code == 0
    assert first.out.startswith(f"{CLEAN}: ")
    assert " written, 0 removed\n" in first.out
    assert second.out.endswith(" files in generated, unchanged\n")


def test_a_build_with_a_finding_leaves_the_output_as_it_was(run: Run) -> None:
    run("build")
    before = {path: path.read_bytes() for path in Path("generated").rglob("*") if path.is_file()}
    edit("definitions/alerts.py", "minutes(1)", "minutes(-1)")
    assert run("build").code == 1
    assert {path: path.read_bytes() for path in Path("generated").rglob("*") if path.is_file()} == before


def test_a_hand_edit_is_shown_with_the_definition_that_it_contradicts(run: Run) -> None:
    run("build")
    edit("generated/infra/monitoring/rules/my-alerts.yml", "for: 1m", "for: 5m")
    ended = run("build", "--check")
    assert ended.code == 1
    assert ended.out == dedent(
        """\
        error[OUT001]: generated/infra/monitoring/rules/my-alerts.yml differs from its definitions
          --> generated/infra/monitoring/rules/my-alerts.yml:11
           - |         for: 5m       in the file
           + |         for: 1m       from definitions/alerts.py:24, `for_`
           = why:  the next build would undo a hand edit, perhaps one made during an incident
           = help: `vttalerts build` drops the edit; the same change of `for_` at definitions/alerts.py:24 keeps it
        1 error
        """
    )
    assert "for: 5m" in Path("generated/infra/monitoring/rules/my-alerts.yml").read_text(encoding="utf-8")


def test_build_check_is_clean_after_a_build_and_not_after_another_edit(run: Run) -> None:
    run("build")
    assert run("build", "--check") == Ended(0, f"{CLEAN}: generated is up to date\n", "")
    assert run("build", "--check").code == 0
    Path("generated/infra/monitoring/alertmanager.yml").unlink()
    ended = run("build", "--check")
    assert ended.code == 1
    assert "error[OUT001]: generated/infra/monitoring/alertmanager.yml is missing, or no text" in ended.out


def test_an_env_file_gives_settings_their_real_value(run: Run) -> None:
    edit("definitions/root.py", "import Platform,", "import env, Platform,")
    edit("definitions/root.py", '("localhost:9093",)', '(env("ALERTMANAGER", default="localhost:9093"),)')
    Path("production.env").write_text("# real\nexport ALERTMANAGER='am.example.com:9093'\n", encoding="utf-8")
    assert run("build", "--env-file", "production.env", "--output", "out").code == 0
    assert "- am.example.com:9093" in Path("out/infra/monitoring/prometheus.yml").read_text(encoding="utf-8")
    assert run("build").code == 0
    assert "- localhost:9093" in Path("generated/infra/monitoring/prometheus.yml").read_text(encoding="utf-8")


def test_a_broken_env_file_is_no_silent_default_and_shows_no_value(run: Run) -> None:
    Path("production.env").write_text("SMTP_PASSWORD hunter2\n", encoding="utf-8")
    ended = run("build", "--env-file", "production.env")
    assert ended.code == 2
    assert "error[DEF071]: line 1 of production.env is no `NAME=value`" in ended.out
    assert "hunter2" not in ended.out + ended.err
    assert not Path("generated").exists()


def test_a_misspelt_variable_is_no_silent_default(run: Run) -> None:
    edit("definitions/root.py", "import Platform,", "import env, Platform,")
    edit("definitions/root.py", '("localhost:9093",)', '(env("ALERTMANAGER", default="localhost:9093"),)')
    Path("production.env").write_text("ALERTMANGER=am.example.com:9093\nPATH=x\n", encoding="utf-8")
    ended = run("build", "--env-file", "production.env", "--output", "out")
    assert ended.code == 0
    assert ended.out.startswith("warning[DEF072]: no definition reads `ALERTMANGER` of production.env\n")
    assert "PATH" not in ended.out
    assert run("build", "--env-file", "production.env", "--output", "out", "--strict").code == 1


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_machine_formats_are_documents_even_without_findings(run: Run, form: str) -> None:
    ended = run("check", "--format", form)
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out)


def test_github_annotations_stand_at_the_line(run: Run) -> None:
    edit("definitions/alerts.py", "summary=", "sumary=")
    ended = run("check", "--format", "github")
    assert ended.out.startswith("::error file=definitions/alerts.py,line=26,")


def test_outside_of_a_project_the_way_in_is_shown_and_the_code_is_two(run: Run, tmp_path: Path) -> None:
    Path("pyproject.toml").unlink()
    ended = run("check", "--project", str(tmp_path))
    assert ended.code == 2
    assert "help: run `vttalerts init` to begin a repository" in ended.out


def test_an_unknown_option_is_refused_with_the_code_two(run: Run) -> None:
    ended = run("check", "--frobnicate")
    assert ended.code == 2
    assert "--frobnicate" in ended.err


def test_two_sources_of_variables_exclude_each_other(run: Run) -> None:
    ended = run("build", "--from-env", "--env-file", "x")
    assert ended.code == 2
    assert "exclude each other" in ended.err


def test_help_shows_examples(run: Run) -> None:
    ended = run("build", "--help")
    assert ended.code == 0
    assert "vttalerts build --check" in ended.out


def test_explain_shows_the_life_of_an_alert(run: Run) -> None:
    ended = run("explain", "MyServerDown")
    assert ended.code == 0
    assert ended.out.splitlines()[0] == "MyServerDown (critical)   definitions/alerts.py:20"
    assert "  must last    1m" in ended.out
    assert "  runbook_url  https://docs.example.com/runbooks/server-down" in ended.out
    assert "  told         my-team (Slack), after 2m … 3m3s, again every 4h" in ended.out


def test_explain_shows_the_page_of_a_code(run: Run) -> None:
    ended = run("explain", "alr007")
    assert ended.code == 0
    assert ended.out.startswith("ALR007: ")


def test_explain_offers_what_may_be_meant(run: Run) -> None:
    ended = run("explain", "MyServerDwon")
    assert (ended.code, ended.out) == (2, "")
    assert "did you mean MyServerDown?" in ended.err


def test_where_leads_from_the_output_to_the_definition_and_back(run: Run) -> None:
    run("build")
    there = run("where", "generated/infra/monitoring/rules/my-alerts.yml:11")
    assert there == Ended(0, "definitions/alerts.py:24:18   `for_` of Alert('MyServerDown')\n", "")
    back = run("where", "definitions/alerts.py:26")
    assert "infra/monitoring/rules/my-alerts.yml:6   Alert('MyServerDown')\n" in back.out


@pytest.mark.parametrize("place", ["nowhere", "definitions/alerts.py", "definitions/alerts.py:x"])
def test_where_says_what_a_place_is(run: Run, place: str) -> None:
    assert run("where", place).code == 2


@pytest.mark.parametrize(
    "kind",
    ["alerts", "checks", "dashboards", "indicators", "inhibitions", "jobs", "metrics", "probes", "receivers", "routes",
     "runbooks", "secrets", "variables"],
)  # fmt: skip
def test_every_list_can_be_read_by_people_and_programs(run: Run, kind: str) -> None:
    assert run("list", kind).code == 0
    assert isinstance(json.loads(run("list", kind, "--format", "json").out), list)


def test_a_list_shows_where_things_are_defined(run: Run) -> None:
    assert run("list", "alerts").out == (
        "MyServerDown  critical  my-server  my-server can't be scraped  definitions/alerts.py:20\n"
    )


def test_init_keeps_what_is_there(run: Run) -> None:
    Path("definitions/alerts.py").write_text("mine\n", encoding="utf-8")
    ended = run("init")
    assert ended.code == 0
    assert "kept  definitions/alerts.py\n" in ended.out
    assert Path("definitions/alerts.py").read_text(encoding="utf-8") == "mine\n"


def test_colours_only_where_they_are_asked_for(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    edit("definitions/alerts.py", "summary=", "sumary=")
    assert "\x1b[" not in run("check").out
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert "\x1b[" in run("check").out
