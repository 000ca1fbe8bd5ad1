"""A fresh repository to ask the same thing of again and again, for the tests of stamps."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from vttalerts.cli import commands, init, main, stamp
from vttalerts.cli.quick import Options

CLEAN = "1 alert, 1 route, 1 receiver, 1 dashboard: no findings\n"


class Ended(NamedTuple):
    """What a command did; `worked` is false where it answered from its stamp."""

    worked: bool
    code: int
    out: str


Ask = Callable[..., Ended]

WORKED = Ended(worked=True, code=0, out=CLEAN)
RECALLED = Ended(worked=False, code=0, out=CLEAN)


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Run a command in a fresh repository that `vttalerts init` began."""
    init.run(str(tmp_path))
    monkeypatch.chdir(tmp_path)
    capsys.readouterr()
    worked: list[Options] = []
    work = commands.run

    def spy(options: Options) -> int:
        worked.append(options)
        return work(options)

    monkeypatch.setattr(commands, "run", spy)

    def call(*arguments: str) -> Ended:
        # Files are too new to be sure of until the clock that stamps them has gone on.
        time.sleep(0.03)
        monkeypatch.setattr(sys, "argv", ["vttalerts", *(arguments or ("check",))])
        code: int | str | None = 0
        worked.clear()
        try:
            main()
        except SystemExit as ended:
            code = ended.code
        return Ended(worked=bool(worked), code=int(code or 0), out=capsys.readouterr().out)

    return call


def add(file: str, text: str) -> None:
    path = Path(file)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")


def stamps() -> list[Path]:
    return sorted(Path(stamp.FOLDER).glob("*check-*")) + sorted(Path(stamp.FOLDER).glob("build-*"))
