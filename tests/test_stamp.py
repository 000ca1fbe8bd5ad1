"""A stamp is never wrong: whatever else an answer depends on, another state of it means the work is done again."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import stamped
from stamped import CLEAN, RECALLED, WORKED, Ask, add, stamps

from vttalerts.cli import init, stamp
from vttalerts.cli.quick import Options

pytestmark = pytest.mark.slow

ask = stamped.ask


def test_an_unchanged_repository_is_answered_from_its_stamp(ask: Ask) -> None:
    assert [ask(), ask(), ask()] == [WORKED, RECALLED, RECALLED]


def test_no_cache_works_and_remembers_nothing(ask: Ask) -> None:
    assert ask("check", "--no-cache").worked
    assert not stamps()
    assert ask().worked
    assert ask("check", "--no-cache").worked


def test_another_option_is_another_question(ask: Ask) -> None:
    add("production.env", "VTT=1\n")
    ask()
    for option in (("--strict",), ("--secrets-dir", "/secrets"), ("--env-file", "production.env"), ("--from-env",)):
        assert [ask("check", *option).worked, ask("check", *option).worked] == [True, False]
    assert [ask("check", "--format", "json").worked, ask("check", "--format", "json").worked] == [True, True]
    assert not ask("check").worked


def test_the_file_of_variables_and_the_environment_are_seen(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    add("production.env", "VTT=1\n")
    ask("check", "--env-file", "production.env")
    add("production.env", "VTT=2\n")
    assert ask("check", "--env-file", "production.env").worked
    ask("check", "--from-env")
    monkeypatch.setenv("VTT", "3")
    assert ask("check", "--from-env").worked


def test_every_file_of_the_output_is_seen(ask: Ask) -> None:
    ask("build")
    assert [ask("build", "--check").worked, ask("build", "--check").worked] == [True, False]
    for file in sorted(path for path in Path("generated").rglob("*") if path.is_file()):
        text = file.read_bytes()
        file.write_bytes(text + b"# an edit\n")
        assert ask("build", "--check").worked, file
        file.unlink()
        assert ask("build", "--check").worked, file
        file.write_bytes(text)
    assert ask("build", "--check").code == 0
    assert not ask("build", "--check").worked


def test_a_build_is_never_answered_from_a_stamp(ask: Ask) -> None:
    assert [ask("build").worked, ask("build").worked] == [True, True]


def test_another_library_interpreter_or_folder_is_another_answer(
    ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path.parent / f"{tmp_path.name}-library"
    add(str(library / "inner" / "part.py"), "1\n")
    monkeypatch.setattr(stamp, "_LIBRARY", str(library))
    assert [ask().worked, ask().worked] == [True, False]
    add(str(library / "inner" / "part.py"), "2\n")
    assert [ask().worked, ask().worked] == [True, False]
    add(str(library / "inner" / "new.py"), "")
    assert [ask().worked, ask().worked] == [True, False]
    with monkeypatch.context() as patched:
        patched.setattr(sys, "version", "3.99")
        assert ask().worked
    with monkeypatch.context() as patched:
        patched.setattr(sys, "path", [*sys.path, "/elsewhere"])
        assert ask().worked
    ask()
    monkeypatch.chdir("definitions")
    assert ask().worked


def test_a_project_that_came_nearer_is_seen(ask: Ask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "inner").mkdir()
    monkeypatch.chdir(tmp_path / "inner")
    assert [ask().worked, ask().worked] == [True, False]
    init.run(".")
    assert ask().worked


def test_findings_are_not_remembered(ask: Ask) -> None:
    add("definitions/metrics.py", "\nup = 1\n")
    assert [ask().worked, ask().worked] == [True, True]
    assert not stamps()


def test_a_stamp_that_was_damaged_is_not_believed(ask: Ask) -> None:
    ask()
    (file,) = stamps()
    good = file.read_bytes()
    damaged = [good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :] for at in range(0, len(good), 7)]
    for text in (b"", b"\xff\n", good[: len(good) // 2], good + b"!", good.replace(b"\n\n", b"\n"), *damaged):
        file.write_bytes(text)
        assert stamp.recall(Options("check")) is None
    file.write_bytes(good)
    assert stamp.recall(Options("check")) == CLEAN


def test_a_cache_that_cannot_be_written_is_no_error(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    for function in ("makedirs", "replace"):
        with monkeypatch.context() as patched:
            patched.setattr(os, function, refuse)
            assert ask() == WORKED
    assert not stamps()


def test_a_file_in_the_place_of_the_cache_is_no_error(ask: Ask) -> None:
    add(stamp.FOLDER, "")
    assert [ask(), ask()] == [WORKED] * 2


def test_the_cache_ignores_itself(ask: Ask) -> None:
    ask()
    assert Path(stamp.FOLDER, ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert len(list(Path(stamp.FOLDER).iterdir())) == 2


def test_runs_at_once_do_no_harm(ask: Ask) -> None:
    del ask
    time.sleep(0.03)
    command = (sys.executable, "-m", "vttalerts", "check")
    started = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)]
    assert [process.communicate() for process in started] == [(CLEAN, "")] * 4
    assert len(list(Path(stamp.FOLDER).iterdir())) == 2
    assert all(file.read_text(encoding="utf-8").endswith(CLEAN) for file in stamps())
