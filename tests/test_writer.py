"""Writing: all of the output or nothing of it, whatever happens in between, and nobody else's files."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from vttalerts import writer
from vttalerts.emitters import Artifact


def artifact(path: str, text: str) -> Artifact:
    return Artifact(path, lambda: (text,))


def files(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != writer.MANIFEST
    }


def test_a_first_build_writes_everything(tmp_path: Path) -> None:
    made = writer.write(tmp_path / "out", [artifact("a/b.yml", "x\n"), artifact("c.json", "{}\n")])
    assert files(tmp_path / "out") == {"a/b.yml": "x\n", "c.json": "{}\n"}
    assert made == writer.Written(("a/b.yml", "c.json"), (), 2)


def test_a_second_build_of_the_same_writes_nothing(tmp_path: Path) -> None:
    writer.write(tmp_path, [artifact("a.yml", "x\n")])
    before = (tmp_path / "a.yml").stat().st_mtime_ns
    assert writer.write(tmp_path, [artifact("a.yml", "x\n")]) == writer.Written((), (), 1)
    assert (tmp_path / "a.yml").stat().st_mtime_ns == before


def test_a_file_that_nothing_makes_any_more_is_removed_with_its_empty_folder(tmp_path: Path) -> None:
    writer.write(tmp_path, [artifact("a.yml", "x\n"), artifact("old/b.yml", "y\n")])
    made = writer.write(tmp_path, [artifact("a.yml", "x\n")])
    assert made.removed == ("old/b.yml",)
    assert files(tmp_path) == {"a.yml": "x\n"}
    assert not (tmp_path / "old").exists()


def test_a_file_that_no_build_wrote_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tmp_path / "theirs" / "note.txt").write_text("mine", encoding="utf-8")
    writer.write(tmp_path, [artifact("theirs/a.yml", "x\n")])
    writer.write(tmp_path, [])
    assert files(tmp_path) == {"theirs/note.txt": "mine"}


def test_an_artifact_that_fails_half_way_leaves_the_output_as_it_was(tmp_path: Path) -> None:
    writer.write(tmp_path, [artifact("a.yml", "old\n")])

    def fails() -> Iterator[str]:
        yield "new"
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        writer.write(tmp_path, [artifact("a.yml", "new\n"), Artifact("b.yml", fails)])
    assert files(tmp_path) == {"a.yml": "old\n"}


def test_a_failed_first_build_leaves_not_even_the_folder(tmp_path: Path) -> None:
    def fails() -> Iterator[str]:
        yield "half"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        writer.write(tmp_path / "deep" / "out", [Artifact("b.yml", fails)])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fail_at", [1, 2, 3])
def test_a_rename_that_fails_rolls_all_earlier_ones_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fail_at: int
) -> None:
    writer.write(tmp_path, [artifact("a.yml", "a\n"), artifact("b.yml", "b\n"), artifact("gone.yml", "g\n")])
    before = files(tmp_path)
    real, seen = Path.replace, [0]

    def replace(self: Path, target: Path) -> Path:
        if "new" in self.parts:
            seen[0] += 1
            if seen[0] == fail_at:
                raise OSError(errno.EIO, "Input/output error")
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(OSError, match="Input/output"):
        writer.write(tmp_path, [artifact("a.yml", "A\n"), artifact("b.yml", "B\n"), artifact("c/c.yml", "C\n")])
    assert files(tmp_path) == before
    assert not (tmp_path / "c").exists()


def test_a_build_that_was_killed_between_two_renames_is_undone_by_the_next(tmp_path: Path) -> None:
    writer.write(tmp_path, [artifact("a.yml", "a\n"), artifact("b.yml", "b\n")])
    killed = f"""
import os
from pathlib import Path
from vttalerts import writer
from vttalerts.emitters import Artifact
real, seen = Path.replace, []
def replace(self, target):
    if "new" in self.parts:
        seen.append(self)
        if len(seen) == 2:
            os.kill(os.getpid(), {int(signal.SIGKILL)})
    return real(self, target)
Path.replace = replace
writer.write(Path({str(tmp_path)!r}), [Artifact("a.yml", lambda: ("A\\n",)), Artifact("b.yml", lambda: ("B\\n",))])
"""
    ended = subprocess.run([sys.executable, "-c", killed], check=False)
    assert ended.returncode == -signal.SIGKILL
    assert (tmp_path / "a.yml").read_text(encoding="utf-8") == "A\n"
    writer.recover(tmp_path)
    assert files(tmp_path) == {"a.yml": "a\n", "b.yml": "b\n"}


def test_ctrl_c_during_the_renames_takes_effect_after_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Path.replace

    def replace(self: Path, target: Path) -> Path:
        if "new" in self.parts:
            os.kill(os.getpid(), signal.SIGINT)
        return real(self, target)

    monkeypatch.setattr(Path, "replace", replace)
    with pytest.raises(KeyboardInterrupt):
        writer.write(tmp_path, [artifact("a.yml", "a\n"), artifact("b.yml", "b\n")])
    assert files(tmp_path) in ({"a.yml": "a\n", "b.yml": "b\n"}, {})


def test_an_artifact_outside_the_output_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="outside the output"):
        writer.write(tmp_path / "out", [artifact("../x", "x")])


def test_a_link_that_leads_out_of_the_output_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "a").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ValueError, match="outside the output"):
        writer.write(tmp_path / "out", [artifact("a/b.yml", "x")])
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_drift_names_what_is_edited_missing_and_left_over(tmp_path: Path) -> None:
    same, edited, missing = artifact("same", "s"), artifact("edited", "e"), artifact("missing", "m")
    writer.write(tmp_path, [same, edited, missing, artifact("left-over", "l")])
    (tmp_path / "edited").write_text("by hand", encoding="utf-8")
    (tmp_path / "missing").unlink()
    found = [(one.path, one.found) for one in writer.drift(tmp_path, [same, edited, missing])]
    assert found == [("edited", "by hand"), ("missing", None), ("left-over", "l")]


def test_a_file_that_is_no_text_is_a_drift_and_no_crash(tmp_path: Path) -> None:
    writer.write(tmp_path, [artifact("a", "a")])
    (tmp_path / "a").write_bytes(b"\xff\xfe")
    assert [(one.path, one.found) for one in writer.drift(tmp_path, [artifact("a", "a")])] == [("a", None)]


def test_a_block_that_fails_puts_back_what_was_replaced_removed_and_made(tmp_path: Path) -> None:
    writer.write(tmp_path, [artifact("a.yml", "old\n"), artifact("gone/b.yml", "b\n")])
    before = files(tmp_path)

    def refused() -> None:
        with (
            writer.locked(tmp_path),
            writer.replacing(tmp_path, [artifact("a.yml", "new\n"), artifact("c.yml", "c\n")]),
        ):
            placed = {path: text for path, text in files(tmp_path).items() if not path.startswith(writer.STAGE)}
            assert placed == {"a.yml": "new\n", "c.yml": "c\n"}
            raise LookupError("the server refuses it")

    with pytest.raises(LookupError, match="the server refuses it"):
        refused()
    assert files(tmp_path) == before
    assert writer.manifest(tmp_path) == {"a.yml", "gone/b.yml"}


def test_who_does_not_wait_is_told_that_another_one_writes(tmp_path: Path) -> None:
    with writer.locked(tmp_path), pytest.raises(BlockingIOError) as caught, writer.locked(tmp_path, wait=False):
        pass  # never reached
    assert caught.value.strerror == "another vttalerts is writing there"
    with writer.locked(tmp_path, wait=False):
        pass


def test_a_build_waits_until_the_other_one_is_done(tmp_path: Path) -> None:
    script = f"""
from pathlib import Path
from vttalerts import writer
from vttalerts.emitters import Artifact
print("begins", flush=True)
writer.write(Path({str(tmp_path)!r}), [Artifact("a.yml", lambda: ("second\\n",))])
"""
    with writer.locked(tmp_path), writer.replacing(tmp_path, [artifact("a.yml", "first\n")]):
        second = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
        assert second.stdout is not None
        assert second.stdout.readline() == "begins\n"
        with pytest.raises(subprocess.TimeoutExpired):
            second.wait(0.5)
        assert (tmp_path / "a.yml").read_text(encoding="utf-8") == "first\n"
    assert second.wait(30) == 0
    second.stdout.close()
    assert (tmp_path / "a.yml").read_text(encoding="utf-8") == "second\n"
