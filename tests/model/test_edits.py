"""The edit of a definition is exact, or it is none: whatever way the definition is written."""

from __future__ import annotations

import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from vttalerts import mending
from vttalerts.diagnostics import Diagnostic, Edit
from vttalerts.model.edits import meant, replaced, respelt, without_item, without_keyword
from vttalerts.model.spec import Spec

Make = Callable[[Spec], tuple[Edit, ...]]


def mended(folder: Path, code: str, make: Make) -> str | None:
    """Return the code with an edit of the object `spec` made; `None` if there is no edit."""
    file = folder / "definitions.py"
    file.write_text(f"from vttalerts import *\n{code}", encoding="utf-8", newline="")
    edits = make(runpy.run_path(str(file))["spec"])
    if not edits:
        return None
    plan = mending.plan((Diagnostic("DEF001", "x", edits=edits),), mending.snapshot((file,)))
    assert len(plan.files) == 1, "the edit makes no Python"
    return plan.files[0].after.removeprefix("from vttalerts import *\n")


def respell(spec: Spec) -> tuple[Edit, ...]:
    return respelt(spec, "expr", "sevice", ("service", "status"))


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("'sum by (sevice) (a)'", "'sum by (service) (a)'"),
        ('"""\n  sum by (sevice) (\n    a\n  )\n"""', '"""\n  sum by (service) (\n    a\n  )\n"""'),
        ("'sum by (' 'sevice) (a)'", "'sum by (' 'service) (a)'"),
        ("'ü sum by (sevice)'.replace('ü ', '') + ' (a)'", "'ü sum by (service)'.replace('ü ', '') + ' (a)'"),
        ("'sum by (my_sevice, sevice) (sevice_total)'", "'sum by (my_sevice, service) (sevice_total)'"),
        ("'sum by (sevice) (a{sevice=\"x\"})'", None),
        ("f'sum by ({LABEL}) (a)'", None),
        ("QUERY", None),
    ],
)
def test_a_word_is_respelt_where_it_stands_once_in_a_literal_text(
    tmp_path: Path, code: str, wanted: str | None
) -> None:
    head = "LABEL = 'sevice'\nQUERY = 'sum by (sevice) (a)'\n"
    call = 'spec = Indicator(name="sevice", unit=COUNT, expr={})\n'
    after = mended(tmp_path, head + call.format(code), respell)
    assert after == (None if wanted is None else head + call.format(wanted))


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_lines_keep_their_ends(tmp_path: Path, newline: str) -> None:
    code = newline.join(("X = 'ü\x0c\u2028'", "spec = Indicator(", "  name='a', unit=COUNT, expr='sevice'", ")", ""))
    assert mended(tmp_path, code, respell) == code.replace("sevice", "service")


@pytest.mark.parametrize(
    ("equal", "wanted"),
    [
        ('("a", "x")', '("a",)'),
        ('("x", "a")', '("a",)'),
        ('("x", "a",)', '("a",)'),
        ('("a", "x",)', '("a", )'),
        ('("x",)', "()"),
        ('["x", "a"]', '["a"]'),
        ('("a", "x", "b")', '("a", "b")'),
        ('("a", "b", "x")', '("a", "b")'),
        ('(\n    "a",\n    "x",\n)', '(\n    "a",\n)'),
        ('(\n    "x",  # why\n    "a",\n)', '(\n    # why\n    "a",\n)'),
        ('("a", ("x"))', None),
        ('("x", "x")', None),
        ('tuple("ax")', None),
    ],
)
def test_an_item_goes_with_its_comma_and_its_line(tmp_path: Path, equal: str, wanted: str | None) -> None:
    call = "spec = Inhibition(source_matchers=match(a='1'), target_matchers=match(a='2'), equal={})\n"
    after = mended(tmp_path, call.format(equal), lambda spec: without_item(spec, "equal", "x"))
    assert after == (None if wanted is None else call.format(wanted))


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ("Route(continue_=True)", "Route()"),
        ("Route(continue_=True, routes=())", "Route(routes=())"),
        ("Route(routes=(), continue_=True)", "Route(routes=())"),
        ("Route(routes=(), continue_=True,)", "Route(routes=(), )"),
        ("Route(\n    routes=(),\n    continue_=True,\n)", "Route(\n    routes=(),\n)"),
        ("Route(\n    routes=(),\n    continue_=True\n)", "Route(\n    routes=()\n)"),
        ("Route(**{'continue_': True})", None),
    ],
)
def test_a_keyword_goes_with_its_comma_and_its_line(tmp_path: Path, call: str, wanted: str | None) -> None:
    after = mended(tmp_path, f"spec = {call}\n", lambda spec: without_keyword(spec, "continue_"))
    assert after == (None if wanted is None else f"spec = {wanted}\n")


def test_a_text_with_marks_at_its_ends_is_replaced_as_it_stands(tmp_path: Path) -> None:
    code = "spec = Indicator(name='a', unit=COUNT, expr='up{job=~\"x\"}')\n"
    after = mended(tmp_path, code, lambda spec: replaced(spec, "expr", 'job=~"x"', 'job="x"'))
    assert after == code.replace("=~", "=")


@pytest.mark.parametrize(
    ("word", "words", "wanted"),
    [
        ("sevice", ("service", "status"), "service"),
        ("sevice", ("service", "services"), "service"),
        ("instance1", ("instance2", "instance3"), None),
        ("job", ("service",), None),
    ],
)
def test_a_word_is_another_only_where_no_second_is_as_near(word: str, words: tuple[str, ...], wanted: str) -> None:
    assert meant(word, words) == wanted
