"""All that others wrote and the real tools accept is imported, builds, and means the same to the real tools."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from vttalerts.cli import gathering, placing
from vttalerts.diagnostics import Level
from vttalerts.importers.adopted import adopt, carried
from vttalerts.importers.converted import definitions
from vttalerts.importers.proof import differences
from vttalerts.importers.source.project import files

CORPUS: Final = Path(os.environ.get("VTTALERTS_CORPUS", Path(__file__).parents[2] / ".." / "shared" / "corpus"))
STRICTER: Final[dict[str, dict[str, str]]] = json.loads(Path(__file__).with_name("not_imported.json").read_text())
"""Files that the real tools accept and an import refuses: the check's code, and why."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of some files.

    Attributes:
        refused: The code of what is wrong with a file that was not imported, by the file's name.
        built: What the definitions build, by path.
        texts: The definitions, by path.
    """

    refused: dict[str, str]
    built: dict[str, str]
    texts: dict[str, str]


def cases(kind: str) -> list[Path]:
    manifest = CORPUS / "manifest.jsonl"
    if not manifest.exists():
        pytest.skip(f"set {kind} of the corpus is not at {CORPUS.resolve()}")
    rows = (json.loads(line) for line in manifest.read_text().splitlines())
    return [CORPUS / row["path"] for row in rows if row["set"] == kind and row.get("verdict", "ok") == "ok"]


def imported(paths: Sequence[Path]) -> Imported:
    """Import files together, build them, and compare each with what was built of it."""
    read = gathering.gather(paths, lambda *_: None)
    made = adopt([file.platform for file in read.files if file.platform is not None], read.boards)
    errors = [one for one in (*read.diagnostics, *made.diagnostics) if one.level is Level.ERROR]
    refused = {Path(one.labels[0].span.file).stem: one.code for one in reversed(errors)}
    texts = files(definitions("imported", read.files, made))
    built = placing.build(texts)
    assert built.problems == ()
    assert list(differences(read.files, made.boards, built.files, placing.alone)) == []
    return Imported(refused, dict(built.files), texts)


def batches(kind: str, size: int, record_property: Callable[[str, object], None]) -> Iterator[Imported]:
    """Yield what was imported; what was not is listed with its reason, and nothing else is."""
    paths = cases(kind)
    made = [imported(paths[start : start + size]) for start in range(0, len(paths), size)]
    refused = {name: code for one in made for name, code in one.refused.items()}
    record_property("agreement", f"{len(paths) - len(refused)} of {len(paths)}")
    assert refused == {name: entry["code"] for name, entry in STRICTER.items() if name.startswith(f"{kind}-")}
    yield from made


@pytest.mark.slow
def test_every_dashboard_builds_back_to_the_same_json(record_property: Callable[[str, object], None]) -> None:
    boards = [path for one in batches("G", 1, record_property) for path in one.built if "/dashboards/" in path]

    assert sum(path.endswith(".json") for path in boards) == len(cases("G"))


@pytest.mark.slow
@pytest.mark.judge
def test_every_rule_file_is_accepted_again(
    promtool: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    paths: list[Path] = []
    for one in batches("B", 50, record_property):
        for path, text in one.built.items():
            if "/rules/" in path:
                paths.append(tmp_path / Path(path).name)
                paths[-1].write_text(text)
    verdict = subprocess.run(
        [promtool, "check", "rules", "--lint=none", *paths], capture_output=True, text=True, check=False
    )

    assert verdict.returncode == 0, verdict.stderr[-2000:]
    assert verdict.stdout.count("SUCCESS") == len(set(paths))


@pytest.mark.slow
@pytest.mark.judge
def test_every_alertmanager_configuration_is_accepted_again(
    amtool: Path, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    paths: list[Path] = []
    for index, one in enumerate(batches("A", 1, record_property)):
        if not one.refused:
            paths.append(tmp_path / f"{index}.yml")
            paths[-1].write_text(one.built["infra/monitoring/alertmanager.yml"])
    verdict = subprocess.run([amtool, "check-config", *paths], capture_output=True, text=True, check=False)

    assert verdict.returncode == 0, verdict.stdout[-2000:] + verdict.stderr[-2000:]
    assert verdict.stdout.count("Checking '") == len(paths)


@pytest.mark.slow
def test_ruff_would_format_nothing_otherwise(tmp_path: Path) -> None:
    chosen = [[path] for path in cases("A")[::8]] + [cases("B")[::8], cases("G")[::8]]
    for number, paths in enumerate(chosen):
        for name, text in imported(paths).texts.items():
            if name.endswith(".py"):
                (tmp_path / f"{number}-{name.replace('/', '-')}").write_text(text)
    diff = subprocess.run(
        ["ruff", "format", "--isolated", "--no-cache", "--line-length", "120", "--diff", tmp_path],
        capture_output=True,
        text=True,
        check=False,
    )

    assert diff.stdout == ""


def test_what_has_no_model_is_listed() -> None:
    read = gathering.gather(cases("G")[:20], lambda *_: None)
    found = carried(adopt((), read.boards).boards)

    assert "graph" in found
    assert all(found.values())
