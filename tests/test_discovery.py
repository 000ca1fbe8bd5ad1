"""The parts of a package are found by their files, and are the modules that Python would have imported."""

from __future__ import annotations

import os
import py_compile
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

from vttalerts.discovery import modules


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """A package of two public modules and a private one."""
    folder = tmp_path / "parts_of_a_test"
    folder.mkdir()
    for name, text in (("__init__", ""), ("two", "N = 2\n"), ("one", '"""One."""\nN = 1\n'), ("_no", "1 / 0\n")):
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    yield import_module(folder.name)
    for name in [name for name in sys.modules if name.partition(".")[0] == folder.name]:
        del sys.modules[name]


def compiled(package: ModuleType, name: str) -> Path:
    source = Path(package.__path__[0]) / f"{name}.py"
    py_compile.compile(str(source), doraise=True, invalidation_mode=py_compile.PycInvalidationMode.TIMESTAMP)
    return source


def test_public_modules_come_sorted_with_and_without_bytecode(package: ModuleType) -> None:
    compiled(package, "two")

    assert [one.__name__ for one in modules(package)] == ["parts_of_a_test.one", "parts_of_a_test.two"]
    assert modules(package) == (package.one, package.two)


def test_a_module_from_bytecode_is_what_python_makes_of_it(package: ModuleType) -> None:
    compiled(package, "one")
    quick, _ = modules(package)
    del sys.modules[quick.__name__]
    slow = import_module(quick.__name__)

    for name in ("__file__", "__cached__", "__package__", "__doc__", "N"):
        assert getattr(slow, name) == getattr(quick, name), name
    assert quick.__spec__ is not None
    assert slow.__spec__ == quick.__spec__
    assert type(slow.__loader__) is type(quick.__loader__)


def test_bytecode_of_another_text_is_not_run(package: ModuleType) -> None:
    source = compiled(package, "one")
    source.write_text("N = 100\n", encoding="utf-8")

    assert [one.N for one in modules(package)] == [100, 2]


def test_bytecode_of_another_time_is_not_run(package: ModuleType) -> None:
    source = compiled(package, "one")
    source.write_text('"""One."""\nN = 7\n', encoding="utf-8")
    os.utime(source, (1, 1))

    assert [one.N for one in modules(package)] == [7, 2]


def test_what_is_no_bytecode_is_not_run(package: ModuleType) -> None:
    source = compiled(package, "one")
    next((source.parent / "__pycache__").glob("one.*.pyc")).write_bytes(b"long enough for a header, and no bytecode")

    assert [one.N for one in modules(package)] == [1, 2]


def test_a_module_that_fails_is_not_left_behind(package: ModuleType) -> None:
    source = Path(package.__path__[0]) / "one.py"
    source.write_text("1 / 0\n", encoding="utf-8")
    compiled(package, "one")

    with pytest.raises(ZeroDivisionError):
        modules(package)
    assert "parts_of_a_test.one" not in sys.modules
