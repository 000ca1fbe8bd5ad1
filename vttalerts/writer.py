"""Puts the output in its place, all of it or nothing; knows what it wrote before, and touches nothing else.

Decision: files are staged beside their place and then renamed one by one under a journal, because the output
folder is shared with files of other people, so it can't be swapped as a whole. A journal that is found at the
next start belongs to a build that was killed between two renames: it is rolled back first.

Decision: one writer at a time, by a lock on the output folder itself, which the kernel frees however the writer
ends. A build waits for the other; `apply` holds the lock while the servers read the new files, because only it can
put the old ones back.
"""

from __future__ import annotations

import errno
import fcntl
import os
import shutil
import signal
import threading
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from vttalerts.emitters import Artifact

MANIFEST: Final = ".vttalerts-manifest"
STAGE: Final = ".vttalerts-stage"
_JOURNAL: Final = "journal"
_MANIFEST_NOTE: Final = "# Files that `vttalerts build` wrote here, and may replace or remove.\n"


@dataclass(frozen=True, slots=True)
class Drift:
    """A file that differs from what the definitions make.

    Attributes:
        path: The file, below the output folder.
        artifact: What the definitions make; `None` for a file that nothing makes any more.
        found: The file's text; `None` if it is missing or no text.
    """

    path: str
    artifact: Artifact | None
    found: str | None


@dataclass(frozen=True, slots=True)
class Written:
    """What a build changed.

    Attributes:
        written: The files that are new or different.
        removed: The files that no definition makes any more.
        total: How many files the output has.
    """

    written: tuple[str, ...]
    removed: tuple[str, ...]
    total: int


def drift(output: Path, artifacts: Iterable[Artifact]) -> Iterator[Drift]:
    """Yield every file in which the output folder differs from the artifacts; writes nothing."""
    made: set[str] = set()
    for artifact in artifacts:
        made.add(artifact.path)
        found = _read(output / artifact.path)
        if found != artifact.text():
            yield Drift(artifact.path, artifact, found)
    for path in sorted(manifest(output) - made):
        if (output / path).exists():
            yield Drift(path, None, _read(output / path))


def manifest(output: Path) -> set[str]:
    """Return the files that earlier builds wrote."""
    text = _read(output / MANIFEST) or ""
    return {line for line in text.splitlines() if line and not line.startswith("#") and _is_inside(output, line)}


def write(output: Path, artifacts: Iterable[Artifact]) -> Written:
    """Make the output folder what the artifacts say.

    Raises:
        OSError: Something could not be written; the folder is as it was.
        KeyboardInterrupt: Somebody stopped it; the folder is as it was.
    """
    with locked(output), replacing(output, artifacts) as made:
        return made


@contextmanager
def locked(output: Path, *, wait: bool = True) -> Generator[None]:
    """Keep other builds away from an output folder, which is made if it is missing.

    Args:
        output: The folder.
        wait: Whether to wait for another one that is at work.

    Raises:
        BlockingIOError: Another one is at work, and `wait` is false.
        OSError: The folder can't be made or opened.
    """
    created = _make(output)
    handle = os.open(output, os.O_RDONLY | os.O_DIRECTORY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            raise BlockingIOError(errno.EAGAIN, "another vttalerts is writing there", str(output)) from None
        yield
    finally:
        os.close(handle)
        for folder in reversed(created):
            # What stays empty was made for nothing.
            with suppress(OSError):
                folder.rmdir()


@contextmanager
def replacing(output: Path, artifacts: Iterable[Artifact]) -> Generator[Written]:
    """Make a locked output folder what the artifacts say, for good if the block ends well.

    An error in the block, a signal too, puts the old files back; after a kill, the next build does.

    Raises:
        OSError: Something could not be written; the folder is as it was.
    """
    stage = output / STAGE
    recover(output)
    stage.mkdir()
    try:
        yield _commit(output, stage, *_stage(output, stage, artifacts))
        (stage / _JOURNAL).unlink(missing_ok=True)
    except BaseException:
        with _uninterrupted():
            recover(output)
        raise
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def recover(output: Path) -> None:
    """Undo what a killed build left half done.

    Raises:
        OSError: It could not be undone.
    """
    stage = output / STAGE
    journal = stage / _JOURNAL
    if journal.exists():
        _roll_back(output, stage, journal.read_text(encoding="utf-8").splitlines())
    if stage.exists():
        shutil.rmtree(stage)


def _stage(output: Path, stage: Path, artifacts: Iterable[Artifact]) -> tuple[list[str], list[str], set[str]]:
    """Write what differs beside its place; return what to replace, what to remove and all that is made."""
    changed: list[str] = []
    made: set[str] = set()
    new = stage / "new"
    for artifact in artifacts:
        if artifact.path in made or not _is_inside(output, artifact.path):
            raise ValueError(f"two artifacts, or one outside the output: {artifact.path}")
        made.add(artifact.path)
        place = new / artifact.path
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(artifact.chunks())
            file.flush()
            os.fsync(file.fileno())
        if _same(place, output / artifact.path):
            place.unlink()
        else:
            changed.append(artifact.path)
    removed = sorted(path for path in manifest(output) - made if (output / path).is_file())
    text = _manifest_text(made)
    if _read(output / MANIFEST) != text:
        new.mkdir(parents=True, exist_ok=True)
        (new / MANIFEST).write_text(text, encoding="utf-8", newline="\n")
        changed.append(MANIFEST)
    return changed, removed, made


def _commit(output: Path, stage: Path, changed: list[str], removed: list[str], made: set[str]) -> Written:
    """Put the new files in their places; the journal stays until whoever asked is content."""
    old = stage / "old"
    entries = [f"{'replace' if (output / path).exists() else 'create'} {path}" for path in changed]
    entries += [f"remove {path}" for path in removed]
    if not entries:
        return Written((), (), len(made))
    with _uninterrupted():
        for path in (*changed, *removed):
            if (output / path).exists():
                (old / path).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(output / path, old / path)
        _durable(stage / _JOURNAL, "\n".join(entries) + "\n")
        for path in changed:
            (output / path).parent.mkdir(parents=True, exist_ok=True)
            (stage / "new" / path).replace(output / path)
        for path in removed:
            (output / path).unlink()
            _prune(output, (output / path).parent)
    return Written(tuple(path for path in changed if path != MANIFEST), tuple(removed), len(made))


def _roll_back(output: Path, stage: Path, entries: list[str]) -> None:
    for entry in reversed(entries):
        action, _, path = entry.partition(" ")
        target, saved = output / path, stage / "old" / path
        if action == "create":
            target.unlink(missing_ok=True)
            _prune(output, target.parent)
        elif saved.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            copy = saved.with_name(f"{saved.name}.back")
            shutil.copy2(saved, copy)
            copy.replace(target)


def _durable(file: Path, text: str) -> None:
    part = file.with_suffix(".part")
    with part.open("w", encoding="utf-8") as handle:
        handle.write(text)
        handle.flush()
        os.fsync(handle.fileno())
    part.replace(file)


def _make(folder: Path) -> list[Path]:
    """Create a folder and its parents; return those that were missing, outermost first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()][::-1]
    folder.mkdir(parents=True, exist_ok=True)
    return missing


def _prune(output: Path, folder: Path) -> None:
    while folder != output and output in folder.parents:
        try:
            folder.rmdir()
        except OSError:
            return
        folder = folder.parent


def _read(file: Path) -> str | None:
    try:
        return file.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _same(new: Path, old: Path) -> bool:
    try:
        return new.stat().st_size == old.stat().st_size and new.read_bytes() == old.read_bytes()
    except OSError:
        return False


def _manifest_text(made: set[str]) -> str:
    return _MANIFEST_NOTE + "".join(f"{path}\n" for path in sorted(made))


def _is_inside(output: Path, path: str) -> bool:
    """Tell whether a path stays below the output folder, also through symbolic links."""
    if path.startswith("/") or ".." in Path(path).parts or Path(path).parts[:1] == (STAGE,):
        return False
    return output.resolve() in (output / path).resolve().parents


@contextmanager
def _uninterrupted() -> Generator[None]:
    """Hold Ctrl-C and termination back while files are renamed; they take effect right after."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    held: list[tuple[int, object]] = []
    before = {
        number: signal.signal(number, lambda *signum: held.append(signum)) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if held:
            os.kill(os.getpid(), held[0][0])
