"""`check --fix` makes the one right edit and nothing else: shown first, all or nothing, and never over other work."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
import stamped
from hypothesis import given, settings
from hypothesis import strategies as st
from stamped import CLEAN, Ask, add
from typing_extensions import override

from vttalerts import mending
from vttalerts.cli import fix
from vttalerts.diagnostics import Diagnostic, Edit, Span

ask = stamped.ask
ALERTS, INDICATORS = Path("definitions/alerts.py"), Path("definitions/indicators.py")


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


class Terminal(io.StringIO):
    """Somebody who answers."""

    @override
    @override
    def isatty(self) -> bool:
        return True


@pytest.fixture
def slip(ask: Ask) -> Ask:
    """A repository with a misspelt label."""
    edit(INDICATORS, 'up{job="my-server"}', 'up{jobb="my-server"}')
    return ask


DIFF = """\
--- a/definitions/indicators.py
+++ b/definitions/indicators.py
@@ -6,5 +6,5 @@
     name="server_up",
     unit=STATE,
     legend="{{ instance }}",
-    expr='up{jobb="my-server"}',
+    expr='up{job="my-server"}',
 )
"""


def test_the_diff_is_shown_and_nothing_is_written(slip: Ask) -> None:
    before = INDICATORS.read_bytes()
    ended = slip("check", "--diff")
    assert (ended.code, ended.out) == (1, DIFF)
    assert INDICATORS.read_bytes() == before


def test_the_diff_is_one_that_git_applies(slip: Ask) -> None:
    Path("mend.patch").write_text(slip("check", "--diff").out, encoding="utf-8")
    subprocess.run(("git", "apply", "mend.patch"), check=True)
    assert slip().out == CLEAN


def test_with_yes_the_edit_is_made_and_the_check_after_it_is_clean(slip: Ask) -> None:
    os.chmod(INDICATORS, 0o640)  # noqa: PTH101  the rights are the point
    assert slip("check", "--fix", "--yes").out == f"{DIFF}mended 1 finding in 1 file\n{CLEAN}"
    assert INDICATORS.stat().st_mode & 0o777 == 0o640
    assert slip().out == CLEAN
    assert sorted(path.name for path in INDICATORS.parent.iterdir() if path.name.endswith(".part")) == []


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("yes\n", 0), ("n\n", 1), ("\n", 1), ("", 1)])
def test_somebody_is_asked(slip: Ask, monkeypatch: pytest.MonkeyPatch, answer: str, code: int) -> None:
    monkeypatch.setattr(sys, "stdin", Terminal(answer))
    before = INDICATORS.read_bytes()
    ended = slip("check", "--fix")
    assert ended.code == code
    assert (INDICATORS.read_bytes() == before) == bool(code)


def test_where_nobody_can_be_asked_nothing_is_written(slip: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("y\n"))
    before = INDICATORS.read_bytes()
    ended = slip("check", "--fix")
    assert ended.code == 2
    assert INDICATORS.read_bytes() == before


def test_an_edit_made_meanwhile_is_not_lost(slip: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def agrees(_: str) -> bool:
        add(str(INDICATORS), "# a thought\n")
        return True

    monkeypatch.setattr(fix, "_agrees", agrees)
    ended = slip("check", "--fix")
    assert ended.code == 2
    text = INDICATORS.read_text(encoding="utf-8")
    assert "jobb" in text
    assert text.endswith("# a thought\n")


def test_findings_without_an_edit_are_left_and_shown(slip: Ask) -> None:
    edit(ALERTS, "            runbook=SERVER_DOWN,\n", "")
    ended = slip("check", "--fix", "--yes")
    assert ended.code == 1
    assert "jobb" not in INDICATORS.read_text(encoding="utf-8")
    assert "error[ALR004]" in ended.out
    assert ended.out.endswith("1 error\n")


def test_a_misspelt_field_and_a_useless_allowance_are_mended(ask: Ask) -> None:
    edit(ALERTS, "import Alert, ", "import allow, Alert, ")
    edit(ALERTS, "            runbook=", '            allow=allow("ALR004", because="x"),\n            runbok=')
    ended = ask("check", "--fix", "--yes")
    assert (ended.code, ended.out.count("mended 1 finding in 1 file\n")) == (0, 2)
    text = ALERTS.read_text(encoding="utf-8")
    assert '            summary="my-server can\'t be scraped",\n            runbook=SERVER_DOWN,\n' in text


@pytest.mark.parametrize(
    ("old", "slip"),
    [
        ("severity=Severity.CRITICAL", "severity=Severity.CRITTICAL"),
        ("import Alert, AlertGroup, ", "import Alert, AlrtGroup, "),
        ("runbook=SERVER_DOWN", "runbook=SERVER_DWN"),
        ("absent(indicators.server_up)", "absent(indicators.sever_up)"),
    ],
)
def test_a_misspelt_name_is_mended(ask: Ask, old: str, slip: str) -> None:
    before = ALERTS.read_bytes()
    edit(ALERTS, old, slip)
    assert ask("check", "--fix", "--yes").code == 0
    assert ALERTS.read_bytes() == before


def test_a_misspelt_code_of_a_level_is_mended(ask: Ask) -> None:
    add("pyproject.toml", '\n[tool.vttalerts.levels]\nARL004 = "off"\n')
    assert ask("check", "--fix", "--yes").code == 0
    assert Path("pyproject.toml").read_text(encoding="utf-8").endswith('\nALR004 = "off"\n')


@pytest.mark.parametrize(
    "arguments", ["--yes", "--fix --format json", "--diff --format sarif", "--fix --write-baseline"]
)
def test_options_that_contradict_each_other_are_refused(ask: Ask, arguments: str) -> None:
    assert ask("check", *arguments.split()).code == 2


def test_a_secret_beside_an_edit_is_not_shown_and_stays(ask: Ask) -> None:
    routing = Path("definitions/routing.py")
    secret = f"https://hooks.slack.com/services/T00000000/B00000000/{'X' * 24}"
    edit(
        routing,
        'integrations=(Slack(channel="#my-team", api_url=secret("SLACK_WEBHOOK_URL"), send_resolved=True),),',
        f"""integrations=(
        Slack(
            api_url="{secret}",
            title='{{{{ template "slack.defalt.title" . }}}}',
        ),
    ),""",
    )
    shown = ask("check", "--fix", "--yes").out
    assert " (not shown: it holds a secret)\n-            title='{{ template \"slack.defalt.title\" . }}',\n" in shown
    assert secret not in shown
    assert f'api_url="{secret}",' in routing.read_text(encoding="utf-8")
    assert "slack.default.title" in routing.read_text(encoding="utf-8")


@pytest.mark.parametrize("gap", ["\n            ", ""], ids=["beside", "in the same line"])
def test_a_secret_is_not_shown_where_nothing_can_be_compiled(ask: Ask, gap: str) -> None:
    secret = f"https://hooks.slack.com/services/T00000000/B00000000/{'X' * 24}"
    edit(
        Path("definitions/routing.py"),
        'integrations=(Slack(channel="#my-team", api_url=secret("SLACK_WEBHOOK_URL"), send_resolved=True),),',
        f'integrations=(\n        Slack(api_url="{secret}",{gap} chanel="#my-team"),\n    ),',
    )
    shown = ask("check", "--diff").out
    assert ('channel="#my-team"' in shown.partition("\n+ ")[2]) == bool(gap)
    assert secret not in shown


def found(*edits: Edit) -> Diagnostic:
    return Diagnostic("ALR001", "x", edits=edits)


def at(file: Path, line: int, column: int, end_column: int, text: str) -> Edit:
    return Edit(Span(str(file), line, column, line, end_column), text)


def test_of_two_edits_that_touch_the_first_is_made_and_equal_ones_are_made_once(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("abcdef = 1\n", encoding="utf-8")
    one, same, touching, apart = (
        found(at(file, 1, 1, 3, "x")),
        found(at(file, 1, 1, 3, "x")),
        found(at(file, 1, 3, 4, "y")),
        found(at(file, 1, 5, 6, "z")),
    )
    plan = mending.plan((one, same, touching, apart), mending.snapshot((file,)))
    assert [mended.after for mended in plan.files] == ["xcdzf = 1\n"]
    assert plan.mended == (one, same, apart)


def test_all_edits_of_a_finding_are_made_or_none(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("abcdef = 1\n", encoding="utf-8")
    for other in (at(tmp_path / "b.py", 1, 1, 2, "x"), at(file, 9, 1, 2, "x"), at(file, 1, 1, 99, "x")):
        assert mending.plan((found(at(file, 1, 1, 3, "x"), other),), mending.snapshot((file,))).files == ()


def test_an_edit_that_makes_no_python_is_not_made(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("abcdef = 1\n", encoding="utf-8")
    plan = mending.plan((found(at(file, 1, 1, 3, "(")),), mending.snapshot((file,)))
    assert (plan.files, plan.mended) == ((), ())


def test_files_that_can_not_all_be_written_stay_as_they_were(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = [tmp_path / name for name in ("a.py", "b.py", "c.py")]
    for file in files:
        file.write_text("a = 1\n", encoding="utf-8")
    plan = mending.plan([found(at(file, 1, 1, 2, "b")) for file in files], mending.snapshot(files))
    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if target.name == "c.py":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OSError, match="No space left"):
        mending.apply(plan)
    assert [file.read_text(encoding="utf-8") for file in files] == ["a = 1\n"] * 3
    assert sorted(tmp_path.iterdir()) == files


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "real.py", tmp_path / "link.py"
    real.write_text("a = 1\n", encoding="utf-8")
    link.symlink_to(real)
    mending.apply(mending.plan((found(at(link, 1, 1, 2, "b")),), mending.snapshot((link,))))
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "b = 1\n"


@settings(deadline=None)
@given(
    lines=st.lists(st.text(alphabet="ab\u2028\x0cü", max_size=4), min_size=1, max_size=4),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    data=st.data(),
)
def test_an_edit_changes_its_span_alone(lines: list[str], newline: str, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, len(lines)))
    start, end = sorted(data.draw(st.tuples(*[st.integers(1, len(lines[number - 1]) + 1)] * 2)))
    span = Span("/a.txt", number, start, number, end)
    text = newline.join([*lines, ""])
    ends = mending._offsets(span, text)
    line = lines[number - 1]
    wanted = [*lines[: number - 1], f"{line[: start - 1]}X{line[end - 1 :]}", *lines[number:], ""]
    assert ends is not None
    assert f"{text[: ends[0]]}X{text[ends[1] :]}" == newline.join(wanted)
