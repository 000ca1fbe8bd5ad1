"""What a command loads, and so what it costs, whatever the machine: the facts behind `nox -s bench`."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vttalerts.cli import commands, init, quick, stamp
from vttalerts.cli.app import app
from vttalerts.cli.quick import _FLAGS, _VALUES, Options

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent

# Prints, as JSON, what a command loads beyond what the interpreter has loaded by itself.
_PROBE = """
import sys
before = set(sys.modules)
sys.argv = ["vttalerts", *sys.argv[1:]]
from vttalerts.cli import main
try:
    main()
except SystemExit as ended:
    assert not ended.code, ended.code
loaded = sorted(set(sys.modules) - before)
import json
print(json.dumps(loaded), file=sys.stderr)
"""

FOREIGN = (
    *("pydantic", "pydantic_core", "rich", "typer", "click", "ruamel", "yaml", "gotpl", "jsonschema"),
    "grafana_foundation_sdk",
    *("http.client", "urllib.request", "httpx", "requests", "aiohttp", "ssl"),
)


def loaded(project: Path, *arguments: str) -> list[str]:
    ended = subprocess.run(
        (sys.executable, "-c", _PROBE, *arguments), cwd=project, capture_output=True, text=True, check=True
    )
    modules: list[str] = json.loads(ended.stderr)
    return modules


def within(modules: list[str], *packages: str) -> list[str]:
    return [name for name in modules if name in packages or name.startswith(tuple(f"{one}." for one in packages))]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository that was built, checked, and left alone since."""
    folder = tmp_path_factory.mktemp("project")
    init.run(str(folder))
    # What is younger than a run is not remembered by it, so each command is given a second run.
    for arguments in (("build",), *[("check",), ("build", "--check")] * 2):
        loaded(folder, *arguments)
    return folder


@pytest.mark.parametrize("arguments", [("check",), ("build", "--check")], ids=" ".join)
def test_an_unchanged_repository_is_answered_by_two_small_modules(project: Path, arguments: tuple[str, ...]) -> None:
    assert loaded(project, *arguments) == [
        *("__future__", "_blake2", "vttalerts", "vttalerts.cli", "vttalerts.cli.quick", "vttalerts.cli.stamp"),
    ]


@pytest.mark.parametrize("folder", ["fresh", "vtt"])
def test_check_loads_nothing_that_it_does_not_run(project: Path, folder: str) -> None:
    modules = loaded(project if folder == "fresh" else ROOT, "check", "--no-cache")
    assert within(modules, *FOREIGN) == []
    assert within(modules, "json", "tempfile", "shutil", "traceback", "zoneinfo") == []
    assert within(modules, "vttalerts.writer", "vttalerts.reporting", "vttalerts.failures", "vttalerts.origins") == []
    assert within(modules, "vttalerts.emitters._yaml", "vttalerts.emitters._json", "vttalerts.cli.inputs") == []


def test_a_build_loads_no_foreign_writer(project: Path) -> None:
    assert within(loaded(project, "build", "--no-cache"), *FOREIGN) == []


def test_the_library_as_such_loads_nothing() -> None:
    assert loaded_by("import vttalerts") == ["__future__", "vttalerts"]


def loaded_by(source: str) -> list[str]:
    code = f"import sys; before = set(sys.modules); {source}; print(*sorted(set(sys.modules) - before))"
    return subprocess.run((sys.executable, "-c", code), capture_output=True, text=True, check=True).stdout.split()


def pieces() -> Iterator[st.SearchStrategy[list[str]]]:
    for flag in _FLAGS:
        yield st.just([flag])
    values = st.sampled_from(["", ".", "out", "a b", "-", "--strict", "--", "ü", "check", "text", "=", "a=b"])
    for option in _VALUES:
        yield st.builds(lambda value, option=option: [option, value], values)
        yield st.builds(lambda value, option=option: [f"{option}={value}"], values)
    yield st.sampled_from(["text", "json", "github", "sarif", "junit", "TEXT", "xml"]).map(
        lambda value: ["--format", value]
    )
    yield st.sampled_from([["--env-file"], ["--help"], ["-h"], ["--"], ["extra"], ["--no-such"], ["--stri"]])


calls = st.builds(
    lambda command, parts: [command, *(word for part in parts for word in part)],
    st.sampled_from(["check", "build"]),
    st.lists(st.one_of(*pieces()), max_size=6),
)


@given(arguments=calls)
@settings(max_examples=600, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_quick_parser_reads_nothing_otherwise_than_typer(
    monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    quickly = quick.parse(arguments)
    if quickly is None:
        return
    runs: list[Options] = []

    def run(options: Options) -> int:
        runs.append(options)
        return 0

    monkeypatch.setattr(commands, "run", run)
    monkeypatch.setattr(stamp, "recall", lambda _: None)
    try:
        app(arguments, prog_name="vttalerts", standalone_mode=False)
    except click.ClickException as refused:
        pytest.fail(f"typer refuses {arguments}: {refused}")
    (slowly,) = runs
    assert {name: getattr(quickly, name) for name in Options.__slots__} == {
        name: getattr(slowly, name) for name in Options.__slots__
    }


@pytest.mark.parametrize("command", ["check", "build"])
def test_the_quick_parser_reads_every_plain_flag(command: str) -> None:
    own = ["--check", "--output", "out"] if command == "build" else ["--fix", "--yes"]
    form = "json" if command == "build" else "text"
    call = [command, "--strict", "--no-cache", "--format", form, "--env-file", "x", "--secrets-dir", "/s", *own]
    assert quick.parse(call) is not None
    assert quick.parse([command, "--project", "x", "--from-env", "--baseline", "known.json"]) is not None
