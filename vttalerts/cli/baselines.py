"""The findings that an estate had when it adopted the checks: known, counted, and no reason to fail.

Decision: a finding is known by a fingerprint that lines above it do not change, and each entry of the file stands for
one finding: a second one like it is new. What nothing matches any more is a finding itself, so that the file shrinks
and never hides what comes back. Rejected: to accept whole files or codes, which hides what is new in them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from vttalerts.diagnostics import Diagnostic, Label, Level, Span
from vttalerts.reporting import ordered
from vttalerts.reporting.fingerprints import fingerprints
from vttalerts.reporting.places import shown

if TYPE_CHECKING:
    from vttalerts.cli.commands import Session

DEFAULT: Final = "vttalerts-baseline.json"
_VERSION: Final = 1
_LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a file that is read: a few hundred thousand findings."""


@dataclass(frozen=True, slots=True)
class Left:
    """What a baseline leaves.

    Attributes:
        found: The findings that are new, and the entries that nothing matches any more.
        known: How many findings it knows.
    """

    found: tuple[Diagnostic, ...]
    known: int = 0


def without_known(found: Iterable[Diagnostic], path: Path, root: Path) -> Left:
    """Leave out the findings that a baseline knows.

    Args:
        found: All findings.
        path: The file; what is wrong with it is a finding (DEF098), and all others are left.
        root: The folder that paths are relative to.
    """
    listed = ordered(found)
    try:
        text = _read(path)
        entries = _entries(json.loads(text))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return Left((*listed, _unreadable(path, reason.partition("\n")[0])))
    prints = list(fingerprints(listed, root))
    matched = {print_ for print_ in prints if print_ in entries}
    lines = text.splitlines()
    stale = (_stale(entry, path, lines) for print_, entry in entries.items() if print_ not in matched)
    new = (one for one, print_ in zip(listed, prints, strict=True) if print_ not in matched)
    return Left((*new, *stale), len(matched))


def write(found: Iterable[Diagnostic], path: Path, root: Path) -> int:
    """Write what is found into a baseline, and return how many findings it knows now.

    Raises:
        OSError: The file could not be written; it is as it was.
    """
    listed = ordered(found)
    entries = [
        {"fingerprint": print_, "code": one.code, "file": _file(one, root), "headline": one.headline}
        for one, print_ in zip(listed, fingerprints(listed, root), strict=True)
    ]
    # By what people look for, and never by line: a shifted line changes nothing in the file.
    entries.sort(key=lambda entry: (entry["file"], entry["code"], entry["headline"], entry["fingerprint"]))
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps({"version": _VERSION, "findings": entries}, indent=2) + "\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return len(entries)


def keep(session: Session, found: Iterable[Diagnostic]) -> int:
    """Write what is found into the baseline of a run, say so, and return the exit code."""
    path = session.baseline() or session.root() / DEFAULT
    count = write(found, path, session.root())
    session.print(f"{count} known in {session.shown(path)}\n")
    return 0


def _file(found: Diagnostic, root: Path) -> str:
    return shown(found.labels[0].span.file, root) if found.labels else ""


def _read(path: Path) -> str:
    if path.stat().st_size > _LARGEST:
        raise ValueError(f"larger than {_LARGEST // 1024 // 1024} MiB")
    return path.read_bytes().decode("utf-8")


def _entries(document: Any) -> dict[str, dict[str, str]]:  # noqa: ANN401  whatever JSON holds
    if not isinstance(document, dict) or document.get("version") != _VERSION:
        raise ValueError(f"no baseline of version {_VERSION}")
    findings = document.get("findings")
    if not isinstance(findings, list):
        raise ValueError("no list of findings")  # noqa: TRY004  it is about a file
    entries: dict[str, dict[str, str]] = {}
    for entry in findings:
        if not isinstance(entry, dict) or not all(
            isinstance(entry.get(key), str) for key in ("fingerprint", "code", "file", "headline")
        ):
            raise ValueError("a finding without its fingerprint, code, file and headline")
        entries[entry["fingerprint"]] = entry
    return entries


def _stale(entry: dict[str, str], path: Path, lines: Sequence[str]) -> Diagnostic:
    number = next((number for number, line in enumerate(lines, 1) if entry["fingerprint"] in line), 1)
    column = lines[number - 1].find(entry["fingerprint"]) + 1 if lines else 0
    span = Span(str(path), number, column or None, number, column + len(entry["fingerprint"]) if column else None)
    return Diagnostic(
        "DEF097",
        f"{entry['code']} in {entry['file'] or 'the project'} is known and not found any more",
        (Label(span, entry["headline"]),),
        why="if it comes back it would be known, and nobody would hear of it",
        help="run `vttalerts check --write-baseline` to take it out",
        level=Level.WARNING,
    )


def _unreadable(path: Path, reason: str) -> Diagnostic:
    return Diagnostic(
        "DEF098",
        f"no baseline can be read from {path.name}: {reason}",
        (Label(Span(str(path), 1)),),
        why="what is known can't be told from what is new",
        help="run `vttalerts check --write-baseline` to write it anew",
    )
