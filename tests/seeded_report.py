"""Who finds which of the seeded mistakes: vttalerts, promtool, amtool and amlint on the same files.

`nox -s mistakes` writes it as docs/mistakes.md, and a test says when that is stale.
"""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import binaries
import seeded
from seeded import Sandbox

DOCUMENT = seeded.ROOT / "docs" / "mistakes.md"
_AMLINT = Path(sysconfig.get_path("scripts"), "amlint")
_FOUND, _MISSED, _NOTHING = "found", "", "n/a"

_HEAD = """\
# Who finds a mistake before an incident does

{total} mistakes, each an edit of VTT's own definitions ([tests/mistakes](../tests/mistakes)), and who finds it.
vttalerts reads the definitions. The others read what is built from them with the mistake in it; where vttalerts builds
nothing, they read the files of the clean definitions with the same mistake made by hand, and where files can't hold
the mistake, there is nothing to read (n/a). What the others find in the clean files too does not count; anything else
that they say does, whether it names the mistake or not.

promtool {promtool} runs as `promtool check config --lint=all prometheus.yml`, which checks the rule files too, amtool
{amtool} as `amtool check-config alertmanager.yml`, and amlint {amlint} as `amlint check --rules 'rules/*.yml'
alertmanager.yml`. Written by `nox -s mistakes`.

| | vttalerts | promtool | amtool | amlint |
|---|---|---|---|---|
| **found** | **{ours}** | **{by_promtool}** | **{by_amtool}** | **{by_amlint}** |
"""


def document() -> str:
    """Make every mistake, ask everybody, and return the table."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "project").mkdir()
        rows = sorted(_rows(Sandbox(folder / "project"), folder), key=lambda row: (row[1], row[0]))
    counts = [sum(row[column] not in (_MISSED, _NOTHING) for row in rows) for column in range(1, 5)]
    head = _HEAD.format(
        total=len(rows),
        **{name: ".".join(map(str, binaries.version(name))) for name in ("promtool", "amtool")},
        amlint=_run(folder=Path.cwd(), command=(str(_AMLINT), "--version"))[1].split()[-1],
        ours=counts[0],
        by_promtool=counts[1],
        by_amtool=counts[2],
        by_amlint=counts[3],
    )
    return head + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _rows(sandbox: Sandbox, folder: Path) -> Iterator[tuple[str, ...]]:
    clean = folder / "clean"
    graph, _ = sandbox.check(None)
    list(seeded.build(graph, None, clean, clean))
    known = {ask: ask(clean) for ask in (_promtool, _amtool, _amlint)}
    for mistake in seeded.every():
        graph, found = sandbox.check(mistake)
        is_found = any(one.code == mistake.code and mistake.line in sandbox.line(mistake, one) for one in found)
        output = folder / mistake.name
        written = list(seeded.build(graph, mistake, clean, output))
        peers = (_verdict(ask, output, known[ask]) if written else _NOTHING for ask in known)
        yield (mistake.title, f"[{mistake.code}](checks/{mistake.code}.md)" if is_found else _MISSED, *peers)


def _verdict(ask: Callable[[Path], Counter[str]], folder: Path, known: Counter[str]) -> str:
    return ", ".join(sorted({said.partition("|")[0] for said in ask(folder) - known})) or _MISSED


def _promtool(folder: Path) -> Counter[str]:
    command = (str(binaries.get("promtool")), "check", "config", "--lint=all", "prometheus.yml")
    code, said = _run(folder, command)
    lint = "duplicate rule" in said
    return Counter({_FOUND} if code or lint else ())


def _amtool(folder: Path) -> Counter[str]:
    code, _ = _run(folder, (str(binaries.get("amtool")), "check-config", "alertmanager.yml"))
    return Counter({_FOUND} if code else ())


def _amlint(folder: Path) -> Counter[str]:
    command = (str(_AMLINT), "check", "--format", "json", "--rules", "rules/*.yml", "alertmanager.yml")
    code, said = _run(folder, command, only_output=True)
    try:
        findings = json.loads(said)
    except ValueError:
        return Counter({_FOUND} if code else ())
    listed = findings if isinstance(findings, list) else findings.get("findings", [])
    # Which alerts fall through to the root is listed by name and line, after a colon: a new name is no new finding.
    return Counter(f"`{one['code']}`|{one['message'].partition(': ')[0]}" for one in listed)


def _run(folder: Path, command: tuple[str, ...], *, only_output: bool = False) -> tuple[int, str]:
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return ended.returncode, ended.stdout if only_output else ended.stdout + ended.stderr


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
    sys.stdout.write(f"wrote {DOCUMENT.relative_to(seeded.ROOT)}\n")
