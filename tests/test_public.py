"""The public names: one list, one home each, the same for people, programs and type checkers."""

from __future__ import annotations

import ast
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import vttalerts

SOURCE = Path(vttalerts.__file__).read_text(encoding="utf-8")


def checked_imports() -> dict[str, str]:
    """What type checkers see: the imports under `if TYPE_CHECKING`, by name."""
    guarded = next(node for node in ast.parse(SOURCE).body if isinstance(node, ast.If))
    return {
        alias.asname or alias.name: node.module or ""
        for node in guarded.body
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def test_the_list_is_sorted_as_ruff_sorts_and_names_nothing_twice() -> None:
    assert len(set(vttalerts.__all__)) == len(vttalerts.__all__)


def test_type_checkers_and_the_list_agree() -> None:
    assert set(checked_imports()) == set(vttalerts.__all__)


def test_every_name_comes_from_where_type_checkers_believe_it_does() -> None:
    homes = {name: f"vttalerts.{home}" for name, home in vttalerts._HOME.items()}
    assert homes == checked_imports()


@pytest.mark.parametrize("name", sorted(vttalerts.__all__))
def test_a_public_name_is_there_and_documented(name: str) -> None:
    value = getattr(vttalerts, name)
    assert getattr(import_module(checked_imports()[name]), name) is value
    if callable(value):
        assert (value.__doc__ or "").strip()


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'vttalerts' has no attribute 'Alrt'"):
        _ = vttalerts.Alrt


def test_a_name_loads_only_what_it_needs() -> None:
    code = "import sys, vttalerts; vttalerts.percent; print(*sorted(n for n in sys.modules if n.startswith('vttal')))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "vttalerts vttalerts.diagnostics vttalerts.units"
