"""What definitions depend on is known: their files, what they open and read; or it is known that it is not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import stamped
from stamped import RECALLED, WORKED, Ask, add, stamps

from vttalerts import pipeline
from vttalerts.cli import inputs
from vttalerts.diagnostics import Diagnostic
from vttalerts.graph import Graph
from vttalerts.policy import Policy

pytestmark = pytest.mark.slow

ask = stamped.ask


@pytest.mark.parametrize("file", ["pyproject.toml", *(f"definitions/{name}" for name in ("alerts.py", "__init__.py"))])
def test_an_edit_of_any_input_makes_it_work_again(ask: Ask, file: str) -> None:
    ask()
    add(file, "\n")
    assert [ask(), ask()] == [WORKED, RECALLED]


def test_an_edit_of_the_same_size_at_the_same_time_is_seen(ask: Ask) -> None:
    ask()
    file = Path("definitions/alerts.py")
    before = file.stat()
    file.write_text(file.read_text(encoding="utf-8").replace("minutes(1)", "minutes(2)"), encoding="utf-8")
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert ask().worked


def test_an_edit_that_is_taken_back_is_answered_again(ask: Ask) -> None:
    ask()
    file = Path("definitions/alerts.py")
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("summary=", "sumary="), encoding="utf-8")
    assert ask().code == 1
    file.write_text(text, encoding="utf-8")
    assert ask() == RECALLED


@pytest.mark.parametrize("file", ["definitions/alerts/__init__.py", "definitions/json.py", "json.py", "definitions.py"])
def test_a_new_module_that_may_shadow_another_is_seen(ask: Ask, file: str) -> None:
    ask()
    add(file, '"""Nothing."""\n')
    assert ask().worked


def test_a_module_that_is_gone_is_seen(ask: Ask) -> None:
    ask()
    Path("definitions/metrics.py").unlink()
    assert ask().code == 1


def test_a_variable_that_definitions_read_is_seen(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    add("definitions/alerts.py", '\nimport os\nTEAM = os.environ.get("TEAM", "") + (os.getenv("TEAM2") or "")\n')
    assert [ask().worked, ask().worked] == [True, False]
    monkeypatch.setenv("OTHER", "x")
    assert not ask().worked
    for name in ("TEAM", "TEAM2"):
        monkeypatch.setenv(name, "x")
        assert [ask().worked, ask().worked] == [True, False]
        monkeypatch.delenv(name)
        assert not ask().worked or not ask().worked


def test_definitions_that_look_at_the_whole_environment_are_always_worked_on(ask: Ask) -> None:
    add("definitions/alerts.py", "\nimport os\nNAMES = sorted(os.environ)\n")
    assert [ask().worked, ask().worked] == [True, True]


@pytest.mark.parametrize(
    "reader",
    [
        'Path("team.txt").read_text()',
        'next(iter(Path("teams").glob("*"))).read_text()',
        'os.read(os.open("team.txt", os.O_RDONLY), 9)',
    ],
)
def test_a_file_that_definitions_open_is_seen(ask: Ask, reader: str) -> None:
    add("team.txt", "us")
    add("teams/us", "us")
    add("definitions/alerts.py", f"\nimport os\nfrom pathlib import Path\nTEAM = {reader}\n")
    assert ask() == WORKED
    ask()
    add("team.txt", "them")
    add("teams/them", "them")
    assert ask().worked


def test_a_python_file_that_definitions_read_as_text_is_seen(ask: Ask) -> None:
    add("other/team.py", "us")
    add("definitions/alerts.py", '\nfrom pathlib import Path\nTEAM = Path("other/team.py").read_text()\n')
    assert [ask().worked, ask().worked] == [True, False]
    add("other/team.py", "them")
    assert ask().worked


def test_a_file_that_definitions_miss_is_seen_when_it_comes(ask: Ask) -> None:
    add(
        "definitions/alerts.py",
        '\nfrom pathlib import Path\ntry:\n    TEAM = Path("team.txt").read_text()\nexcept OSError:\n    TEAM = ""\n',
    )
    assert [ask().worked, ask().worked] == [True, False]
    add("team.txt", "us")
    assert [ask().worked, ask().worked] == [True, False]


@pytest.mark.parametrize(
    "source",
    [
        "import random",
        "import time",
        "from time import time",
        "import datetime as calendar",
        "from datetime import datetime",
        "def now():\n    import time\n    return time.time()",
        "class Clock:\n    def now(self):\n        from datetime import datetime\n        return datetime.now()",
        "NOW = (lambda: __import__('time').time())()",
        "import importlib\nTIME = importlib.import_module('time').time()",
        "import sys",
        "import uuid",
        "import secrets",
        "import platform",
        "import socket",
        "import subprocess",
        "import urllib.request",
        "import yaml",
        "import os\nNUMBER = os.getpid()",
        "import os\nTHERE = os.path.exists('team.txt')",
        "from pathlib import Path\nTHERE = Path('team.txt').is_file()",
        "exec('import time')",
    ],
)
def test_definitions_whose_inputs_are_not_all_known_are_always_worked_on(ask: Ask, source: str) -> None:
    add("definitions/alerts.py", f"\n{source}\n")
    assert [ask(), ask()] == [WORKED] * 2
    assert not stamps()


@pytest.mark.parametrize(
    "source",
    [
        "import json, math, re, itertools, functools, collections.abc",
        "import os.path\nfrom urllib.parse import urlsplit",
        "from . import metrics as platform",
        "from .platform import HERE",
        "from definitions.platform import HERE",
    ],
)
def test_what_depends_on_nothing_else_is_remembered(ask: Ask, source: str) -> None:
    add("definitions/platform.py", '"""Not the one of the standard library."""\n\nHERE = 1\n')
    add("definitions/alerts.py", f"\n{source}\n")
    assert [ask().worked, ask().worked] == [True, False]


@pytest.mark.parametrize("count", [1, 300, 70_000])
def test_a_module_is_looked_through_to_its_end(count: int) -> None:
    names = "\n".join(f"name_{number} = {number}" for number in range(count))
    code = compile(f"import json\n{names}\nimport time\nfrom .inner import x", "long.py", "exec")
    assert list(inputs._imported(code)) == ["json", "time", "inner"]
    assert inputs._imported_absolutely(code) == {"json", "time"}


def test_what_changes_while_it_is_read_is_not_remembered(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    check = pipeline.check

    def slow(graph: Graph, policy: Policy | None) -> tuple[Diagnostic, ...]:
        add("definitions/alerts.py", "\nraise ValueError\n")
        return check(graph, policy)

    with monkeypatch.context() as patched:
        patched.setattr(pipeline, "check", slow)
        assert ask() == WORKED
    assert ask().code == 1
